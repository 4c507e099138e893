// Made from viz/attention/payloads.py by `python -m viz.types`; change it there.
import type { ClaimPayload, EncodedArray, Message, PlacedLabel } from "../payloads.js";

export type Sight = "causal" | "full" | "partial";

export type MapKind = "head" | "average" | "maximum" | "rollout" | "value";

export type BertvizView = "head" | "model" | "neuron";

export type Axis = "source" | "target";

/** Which forward pass. */
export interface AttentionRequest {
  text: string;
  model: string;
  /** as `models.masks` reads it. */
  mask: string;
}

/** One stack of a pass. */
export interface StackQuestion extends AttentionRequest {
  /** `self`, or of an encoder-decoder `encoder`, `decoder` or `cross`. */
  stack: string;
}

/** One head of a pass; layers and heads count from 0. */
export interface HeadQuestion extends StackQuestion {
  layer: number;
  head: number;
}

/** One map of a layer; for `average`, `maximum` and `rollout` the head does not matter. */
export interface MapQuestion extends HeadQuestion {
  kind?: MapKind;
}

/** One query's row of a head. */
export interface CellQuestion extends HeadQuestion {
  /** its position, from 0. */
  query: number;
}

/** One of BertViz's own views; the head is the one that it opens with. */
export interface BertvizQuestion extends HeadQuestion {
  view: BertvizView;
}

/** A pass without some of its heads. */
export interface SilenceQuestion extends AttentionRequest {
  /** layer and head of each. */
  silenced?: [number, number][];
}

/** The text that both twins go on with. */
export interface TwinQuestion {
  text: string;
}

/** One map exactly, cell for cell, `[query_pos, key_pos]`. */
export interface MapPayload {
  layer: number;
  head: number;
  kind: MapKind;
  pattern: EncodedArray<"float32">;
  /** before the mask; null where they were not captured, and for maps that no softmax made. */
  scores: EncodedArray<"float32"> | null;
  /** where the mask lets anything be. */
  allowed: EncodedArray<"bool">;
  /** query and key of the cell that is looked at first. */
  strongest: [number, number];
}

/** All heads of a stack, small. A cell is `level / 255 * row_max`, within 1/510 of its row's maximum. */
export interface GridPayload {
  /** of the pattern, `[n_layers, n_heads, n_queries, n_keys]`. */
  shape: number[];
  /** how many query and key positions a cell stands for. */
  pooled: number[];
  /** what the queries may see, told from the mask itself. */
  sight: Sight;
  /** heads before grouped-query heads were expanded for display. */
  n_key_value_heads: number;
  /** `[1 or n_layers, row, column]`. */
  allowed: EncodedArray<"bool">;
  /** `[layer, head, cell]`, of the cells that are allowed in any layer, row by row. */
  levels: EncodedArray<"uint8">;
  /** `[layer, head, row]`. */
  row_max: EncodedArray<"float32">;
}

/** One stack's attention. */
export interface StackPayload {
  /** which text's tokens stand on its axes. */
  queries: Axis;
  /** which text's tokens stand on its axes. */
  keys: Axis;
  /** what can be drawn of it. */
  kinds: MapKind[];
  grid: GridPayload;
  /** `[layer, head, 2]`, query and key of the cell that is looked at first. */
  strongest: EncodedArray<"int32">;
  /** the head that is shown first, exactly. */
  opened: MapPayload;
}

/** One forward pass, before a head is asked for exactly. */
export interface AttentionPayload {
  model: string;
  family: string;
  mask: string;
  /** of the `source` text and, for an encoder-decoder, of the `target` that it wrote. */
  tokens: Record<Axis, PlacedLabel[]>;
  stacks: Record<string, StackPayload>;
}

/** A pass with the question that gets it again. */
export interface TracedPayload extends AttentionPayload {
  request: AttentionRequest;
  /** the model fills in `[MASK]` and sees both sides of it; else it goes on with the text. */
  is_masked: boolean;
  /** the stacks that another mask and silenced heads change. */
  edited: string[];
  /** of a model that predicts nothing, why. */
  no_head?: Message;
  /** the model computes attention on its own: what it tells is shown, and nothing can be changed. */
  read_only: boolean;
}

/** One token; a probability is null where it is not among a side's candidates: at most the side's `least`. */
export interface PredictionRow {
  token: string;
  probs: (number | null)[];
}

/** What is expected at one position; all lists are `[native]` or `[native, changed]`. */
export interface PredictionPayload {
  position: number;
  entropy_bits: number[];
  /** the smallest probability that is known of each side. */
  least: number[];
  /** the most probable tokens of either side, native order first. */
  rows: PredictionRow[];
  /** the probability of everything without a number; with `probs` a side sums to 1. */
  rest: number[];
}

/** One panel of the lab. */
export interface AttentionPanel extends TracedPayload {
  title: string;
  /** the text is one of the lab's own, and the head that is shown first is the one to look at. */
  tells: boolean;
  predictions: PredictionPayload[];
}

/** The panel of a model that has none. */
export interface NoAttention {
  title: string;
  family: string;
}

/** What a preset shows in one panel; without a text of its own the one above. */
export interface AttentionSide {
  model: string;
  text: string;
}

/** Something to try. */
export interface AttentionPreset {
  text: string;
  /** by family, chosen above. */
  models: Record<string, string>;
  left: AttentionSide;
  right: AttentionSide;
  /** what its hint says in numbers. */
  claims: Record<string, ClaimPayload>;
}

/** A model's own pass and one under another mask. */
export interface MaskComparison {
  before: TracedPayload;
  after: TracedPayload;
  predictions: PredictionPayload[];
}

/** How surprising each token is, as the model is and with a change. */
export interface ScorePayload {
  tokens: string[];
  /** `[side, pos]`, NaN where the model gives no probability. */
  surprisal_bits: EncodedArray<"float32">;
  /** of each side. */
  total_bits: number[];
  /** each token was masked in turn, which is no probability of the text. */
  pseudo: boolean;
}

/** Why there are none: `too_long` goes with the `limit`, in tokens. */
export interface NoScores {
  missing: "no_score" | "too_long";
  limit?: number;
}

/** What is expected with and without some heads. */
export interface SilencedPayload {
  predictions: PredictionPayload[];
}

/** What softmax(q K^T scaling) V is made of, for one query; all numbers are the model's own. */
export interface CellPayload {
  layer: number;
  head: number;
  query_pos: number;
  scaling: number;
  /** `[d_head]`. */
  query: EncodedArray<"float32">;
  /** `[key_pos, d_head]`. */
  keys: EncodedArray<"float32">;
  /** `[key_pos, d_head]`. */
  values: EncodedArray<"float32">;
  /** `[key_pos]`. */
  scores: EncodedArray<"float32">;
  /** `[key_pos]`. */
  allowed: EncodedArray<"bool">;
  /** `[key_pos]`. */
  pattern: EncodedArray<"float32">;
  /** `[d_head]`. */
  output: EncodedArray<"float32">;
}

/** One score of all heads. */
export interface HeadScores {
  /** `[layer, head]`, NaN where it does not exist. */
  values: EncodedArray<"float32">;
  /** a share of the weight, from 0 to 1. */
  is_share: boolean;
}

/** What every head does. */
export interface HeadsPayload {
  /** scores by name; those that begin with `test_` are on random tokens that are read twice. */
  columns: Record<string, HeadScores>;
}

/** The table of heads, with how many random tokens were repeated. */
export interface HeadTable extends HeadsPayload {
  n_repeated: number;
}

/** What of a pass BertViz shows: some layers, of the first tokens. */
export interface BertvizPart {
  layers: number[];
  n_tokens: number;
  n_all_layers: number;
  n_all_tokens: number;
}

/** What stands on the page, and the program that fills it, without a `<` from a token. */
export interface BertvizPage {
  markup: string;
  script: string;
  part: BertvizPart;
}

/** What a twin writes after the text. */
export interface TwinPayload {
  /** the lab's string that names it; `colour` its name in the palette. */
  name: "twin_gpt" | "twin_unmasked";
  colour: string;
  /** where its training ended. */
  loss_nats: number;
  text: string;
}
