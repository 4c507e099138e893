// Made from viz/decoding/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray } from "../payloads.js";

export type Option = string | number | boolean | null | Record<string, number>;

/** its `name`, and its options as `models.decoding.strategies` reads them */
export type Strategy = Record<string, Option>;

/** `n_spaces`, everywhere: how many characters of a token's shown form are the spaces before a word. */
export type Stopped = "end_of_text" | "max_new_tokens" | "context_full" | "blanks_filled" | "nothing_left";

/** A number that a kind of strategy can be given, as `models.strategies_table.Option`. */
export interface StrategyOption {
  name: string;
  low: number;
  high: number | null;
  whole: boolean;
  begin: number | null;
}

/** A row of `models.strategies_table`; one that `searches` has rows of its own there, by its `width`. */
export interface StrategyKind {
  name: string;
  options: StrategyOption[];
  shown: string[];
  presets: Record<string, Strategy>;
  searches: boolean;
  draws: boolean;
  grows_tree: boolean;
  at_zero: string | null;
  tells: string;
  hint: string | null;
}

/** The kinds of models that write on, and of those that fill blanks. */
export interface StrategyKinds {
  writes: StrategyKind[];
  fills: StrategyKind[];
}

/** What the heads of the columns show. */
export interface DecodingSettings {
  n_steps: number;
  seed: number;
  strategies: Strategy[];
}

/** What is known of each token of a run, `[step]`: columns, because at every step all of it travels. */
export interface RunNumbers {
  id: EncodedArray<"int32">;
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
}

/** One column. */
export interface RunPayload {
  strategy: Strategy;
  /** the continuation, without the prompt; the whole text where the prompt's own blanks are filled. */
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

/** What the columns were made from. */
export interface Written {
  /** as the person typed it. */
  prompt: string;
  /** the title of the one that writes. */
  model: string;
  /** gives the columns their colour. */
  family: string;
  /** it fills blanks. */
  fills: boolean;
}

/** All columns at one moment. */
export interface DecodingPayload extends Written {
  settings: DecodingSettings;
  /** blanks that the prompt itself has and that are filled; 0 where there are none. */
  n_own_blanks: number;
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

/** What a search of one width found; `n_scored` are the continuations that the model gave a probability. */
export interface WidthPayload {
  num_beams: number;
  n_scored: number;
  d_vocab: number;
  sum_logprob: number;
}

/** The tree of one beam search, with greedy's way through it and other widths beside it. */
export interface TreePayload {
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
  /** which of the widths it is; the first is greedy search. */
  shown: number;
}

/** One of many samples. */
export interface SamplePayload {
  /** as they are shown. */
  tokens: string[];
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
  strategy: Strategy;
  samples: SamplePayload[];
  diversity: DiversityPayload;
}

/** What the cache would weigh with this many key/value heads. */
export interface Sharing {
  n_key_value_heads: number;
  n_bytes: number;
}

/** What a key/value cache or a recurrent state saves, and what it weighs. */
export interface CachePayload {
  /** of the cache: `keys_values` of attention or the `state` of a recurrent network. */
  kind: "keys_values" | "state";
  /** how many are measured. */
  n_steps: number;
  /** tokens in the cache after the first step. */
  n_read: number;
  /** tokens in it now. */
  n_tokens: number;
  n_layers: number;
  n_heads: number;
  n_key_value_heads: number;
  d_head: number;
  bytes_per_number: number;
  /** what it weighs now. */
  n_bytes: number;
  /** of a step in the middle, when one token more is read or the whole text again; null before the second step. */
  usual_with_ms: number | null;
  /** of a step in the middle, when one token more is read or the whole text again; null before the second step. */
  usual_without_ms: number | null;
  /** most heads first; the model's own as measured, the others computed from it. */
  sharings: Sharing[];
}

/** The columns, and which of them is looked at; 0 where none of them fits and a strategy stands in. */
export interface LookedAt extends Written {
  strategies: Strategy[];
  column: number;
}

/** Why there is nothing to look at: the key of a sentence. */
export interface LookRefused extends LookedAt {
  refused: "tree_fills" | "cache_fills";
}

/** One step, and the columns around it. */
export interface LookAtStep extends StepPayload, LookedAt {}

/** A beam's tree, and the columns around it; of a long text its beginning. */
export interface LookAtTree extends TreePayload, LookedAt {
  n_steps: number;
  cut_short: boolean;
}

/** Many samples of a column, and the columns around it. */
export interface LookAtSamples extends SamplesPayload, LookedAt {
  n_steps: number;
}

/** The cache, and the columns around it. */
export interface LookAtCache extends CachePayload, LookedAt {}
