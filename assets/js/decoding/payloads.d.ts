// Made from viz/decoding/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray } from "../payloads.js";

export type Option = string | number | boolean | null | Record<string, number>;

/** its `name`, and its options as `models.decoding.strategies` reads them */
export type Strategy = Record<string, Option>;

export type Stopped = "end_of_text" | "max_new_tokens" | "context_full" | "nothing_left";

/** What the heads of the columns show. */
export interface DecodingSettings {
  n_steps: number;
  seed: number;
  strategies: Strategy[];
}

/** What is known of each token of a run, `[step]`: columns, because at every step all of it travels. */
export interface RunNumbers {
  id: EncodedArray<"int32">;
  /** how many characters of the token's shown form are the spaces before a word. */
  n_spaces: EncodedArray<"uint8">;
  logprob: EncodedArray<"float32">;
  surprisal_bits: EncodedArray<"float32">;
  rank: EncodedArray<"int32">;
  entropy_bits: EncodedArray<"float32">;
  n_kept: EncodedArray<"int32">;
}

/** What a finished text is like; null where it is too short to have a figure. */
export interface MetricsPayload {
  /** different tokens over all tokens, different pairs over all pairs. */
  distinct_1: number | null;
  /** different tokens over all tokens, different pairs over all pairs. */
  distinct_2: number | null;
  /** tokens of the longest sequence that occurs at two places. */
  longest_repeat: number;
  /** bits per token under the model's own distribution. */
  mean_surprisal_bits: number | null;
}

/** One column. */
export interface RunPayload {
  strategy: Strategy;
  /** the continuation, without the prompt. */
  text: string;
  /** as they are shown. */
  tokens: string[];
  numbers: RunNumbers;
  sum_logprob: number;
  mean_surprisal_bits: number | null;
  /** null while it is being written. */
  stopped: Stopped | null;
  /** of a masked model, which blank each token fills. */
  places: number[] | null;
  /** null while it is being written. */
  metrics: MetricsPayload | null;
}

/** All columns at one moment. */
export interface DecodingPayload {
  /** as the person typed it. */
  prompt: string;
  family: string;
  settings: DecodingSettings;
  runs: RunPayload[];
  /**
   * `[i][j]`, symmetric: the first place, from 0, at which columns i and j hold different tokens; null while they have
   * not parted.
   */
  partings: (number | null)[][];
}

/** The tokens of one step, `[choice]`, falling by `prob`. */
export interface Choices {
  id: EncodedArray<"int32">;
  /** how many characters of the token's shown form are the spaces before a word. */
  n_spaces: EncodedArray<"uint8">;
  rank: EncodedArray<"int32">;
  /** under the model's own softmax. */
  prob: EncodedArray<"float32">;
  /** after repetition penalty and temperature, nothing cut. */
  reshaped: EncodedArray<"float32">;
  /** what the draw gives it; 0 when cut. */
  kept: EncodedArray<"float32">;
  /** where it begins when the survivors lie end to end; -1 when cut. */
  begin: EncodedArray<"float32">;
}

/** The tokens that are not listed: how many, and their sums. */
export interface Rest {
  n: number;
  prob: number;
  reshaped: number;
  kept: number;
}

/** One step of one run: what there was to choose from, and how it was chosen. */
export interface StepPayload {
  look: "step";
  /** to which the step belongs, from 0. */
  column: number;
  /** in the text, from 0. */
  place: number;
  /** the step at which it was written; another number only for a masked model. */
  order: number;
  /** tokens of the whole run. */
  n_written: number;
  strategy: Strategy;
  tokens: string[];
  /** the option that forbids a token, if one does. */
  cut_by: (string | null)[];
  choices: Choices;
  rest: Rest;
  /** the id that the run has here. */
  chosen: number;
  /** the random number that decided, in [0, 1); null where none was drawn. */
  number: number | null;
  n_kept: number;
  d_vocab: number;
  entropy_bits: number;
  temperatures: number[];
  /** `[temperature, choice]`. */
  by_temperature: EncodedArray<"float32">;
  /** ids of the run's tokens before this one. */
  prefix: number[];
}

/** All candidates that a search looked at, `[candidate]`. */
export interface TreeNodes {
  /** how many characters of the token's shown form are the spaces before a word. */
  n_spaces: EncodedArray<"uint8">;
  step: EncodedArray<"int32">;
  /** -1 at the prompt. */
  parent: EncodedArray<"int32">;
  rank: EncodedArray<"int32">;
  kept: EncodedArray<"bool">;
  finished: EncodedArray<"bool">;
  logprob: EncodedArray<"float32">;
  sum_logprob: EncodedArray<"float32">;
  /** NaN where a candidate is no finished text. */
  score: EncodedArray<"float32">;
}

/** What a search of one width found, and what it cost. */
export interface WidthPayload {
  num_beams: number;
  /** continuations that the model gave a probability. */
  n_scored: number;
  /** the same, up to and with each step. */
  scored_by_step: number[];
  d_vocab: number;
  n_tokens: number;
  sum_logprob: number;
  text: string;
}

/** The tree of one beam search, with greedy's way through it and other widths beside it. */
export interface TreePayload {
  look: "tree";
  strategy: Strategy;
  tokens: string[];
  nodes: TreeNodes;
  /** candidates from the prompt on: the text that was found, and greedy search's as far as it stays in the tree. */
  winner: number[];
  /** candidates from the prompt on: the text that was found, and greedy search's as far as it stays in the tree. */
  greedy: number[];
  /** greedy search's tokens from there on. */
  greedy_left: string[];
  widths: WidthPayload[];
}

/** One of many samples. */
export interface SamplePayload {
  /** as they are shown. */
  tokens: string[];
  /** per token, how many characters of that are the spaces before a word. */
  n_spaces: EncodedArray<"uint8">;
  /** how many of its tokens some earlier sample begins with too. */
  shared: number;
  mean_surprisal_bits: number | null;
  stopped: Stopped | null;
}

/** How different the samples are. */
export interface DiversityPayload {
  /** texts, each counted once. */
  n_different: number;
  /** of all texts together. */
  distinct_1: number | null;
  /** of all texts together. */
  distinct_2: number | null;
  /** tokens that two of the texts share from the start, averaged over all pairs. */
  mean_shared: number | null;
  /** after each step, how many different beginnings there are. */
  n_beginnings: number[];
}

/** Many samples of one strategy at one moment. */
export interface SamplesPayload {
  look: "samples";
  strategy: Strategy;
  samples: SamplePayload[];
  diversity: DiversityPayload;
}

/** What the memory would weigh with this many key/value heads. */
export interface Sharing {
  n_key_value_heads: number;
  n_bytes: number;
}

/** What a memory of the text saves, and what it weighs. */
export interface CachePayload {
  look: "cache";
  /** of the memory: `keys_values` of attention or the `state` of a recurrent network. */
  kind: "keys_values" | "state";
  /** how many there will be. */
  n_steps: number;
  /** tokens in the memory after the first step. */
  n_read: number;
  n_layers: number;
  n_heads: number;
  n_key_value_heads: number;
  d_head: number;
  bytes_per_number: number;
  /** of each step so far: reading one token more, or the whole text again. */
  with_ms: EncodedArray<"float32">;
  /** of each step so far: reading one token more, or the whole text again. */
  without_ms: EncodedArray<"float32">;
  /** after each step so far. */
  held_bytes: EncodedArray<"int32">;
  /** most heads first; the model's own as measured, the others computed from it. */
  sharings: Sharing[];
}

/** Why there is nothing to look at: a masked model `fills` blanks. */
export interface Refused {
  look: "tree" | "cache";
  refused: "fills";
}

/** Whose columns are looked at more closely. */
export interface LookedFrom {
  family: string;
  strategies: Strategy[];
}

/** One step, and the columns around it. */
export interface LookAtStep extends StepPayload, LookedFrom {}

/** A beam's tree, and the columns around it; of a long text its beginning. */
export interface LookAtTree extends TreePayload, LookedFrom {
  n_steps: number;
  cut_short: boolean;
}

/** Many samples of a column, and the columns around it. */
export interface LookAtSamples extends SamplesPayload, LookedFrom {
  column: number;
  n_steps: number;
}

/** The memory, and the columns around it. */
export interface LookAtCache extends CachePayload, LookedFrom {}

/** Nothing to look at, and the columns around it. */
export interface LookRefused extends Refused, LookedFrom {}

export type Look = LookAtStep | LookAtTree | LookAtSamples | LookAtCache | LookRefused;
