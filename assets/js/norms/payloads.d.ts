// Made from viz/norms/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray } from "../payloads.js";

export type Place =
  | "after_embeddings"
  | "before_attention"
  | "before_mlp"
  | "after_attention"
  | "after_cross_attention"
  | "after_mlp"
  | "in_head"
  | "final"
  | "hidden";

export type Stack = "encoder" | "decoder";

/** Where in a model a norm stands, read from its module name. */
export interface Site {
  /** of the module. */
  name: string;
  /** null for a name that says nothing. */
  place: Place | null;
  /** from 0; null outside the blocks. */
  block: number | null;
  /** where the model has both. */
  stack: Stack | null;
}

/** A token, readable. */
export interface NormToken {
  text: string;
  special: boolean;
}

/** One sentence of the batch. */
export interface Sentence {
  tokens: NormToken[];
}

/** A norm's statistics, in the shape of its slices; `output_` of what it makes of them. */
export interface Statistics {
  mean: EncodedArray<"float32">;
  var: EncodedArray<"float32">;
  output_mean: EncodedArray<"float32">;
  output_var: EncodedArray<"float32">;
}

/** One norm's input in a model, and what every kind of norm makes of it. */
export interface NormsPayload {
  family: string;
  title: string;
  site: string;
  sites: Site[];
  /** the site's own norm, or `none`. */
  kind: string;
  eps: number;
  sentences: Sentence[];
  /** `[batch, pos]`. */
  padding: EncodedArray<"bool">;
  /** `[batch, pos, d_model]`. */
  activations: EncodedArray<"float32">;
  /** `[d_model]`. */
  gain: EncodedArray<"float32"> | null;
  /** `[d_model]`. */
  bias: EncodedArray<"float32"> | null;
  /**
   * the largest distance between the model's own output of the site and what gain and bias make of the norm of its
   * kind.
   */
  max_difference: number | null;
  /** by name. */
  norms: Record<string, Statistics>;
}

/** Which activations. */
export interface NormsRequest {
  texts: string[];
  model: string;
  /** a norm of the model by module name. */
  site: string;
  /** of the group norm. */
  groups: number;
}

/** All that the lab shows at first. */
export interface BatchPayload extends NormsPayload {
  request: NormsRequest;
  /** the chosen GPT and BERT, for the depth of both. */
  beside: string[];
  /** tokens of the batch that are parts of a character or unknown. */
  n_broken: number;
  /** how the English-Chinese tokenizer cuts a batch with Chinese in it. */
  bilingual: string[][] | null;
}

/** An experiment on a batch at a site; what it takes beside, the question of its own name says. */
export interface ExperimentQuestion extends NormsRequest {
  name: string;
}

/** Sentence `changed`, from 0, becomes another one. */
export interface NeighbourQuestion extends ExperimentQuestion {
  changed: number;
  replacement: string;
}

/** So many positions more. */
export interface PaddingQuestion extends ExperimentQuestion {
  extra: number;
}

/** So many steps, and how much each counts. */
export interface RunningQuestion extends ExperimentQuestion {
  n_steps: number;
  momentum: number;
}

/** What the activations are multiplied by, and what is added to them. */
export interface ScaleQuestion extends ExperimentQuestion {
  factor: number;
  addend: number;
}

/** How far one change moves every norm's output. */
export interface MovesPayload {
  /** what it was measured on: sentences, positions, or kinds of change. */
  columns: string[];
  norms: string[];
  /** `[norm, column]`, the largest distance that any number moved. */
  moved: EncodedArray<"float32">;
  /** `[column]`, the same of what enters the norms. */
  input_moved: EncodedArray<"float32">;
  /** by norm, whether it moved in the column that the question is about. */
  answers: Record<string, boolean>;
}

/** What more padding moves. */
export interface PaddingPayload extends MovesPayload {
  /** how far the activations move when the model itself reads the padding like any token. */
  model_moves: number;
}

/** What another last token moves. */
export interface FuturePayload extends MovesPayload {
  /** of the sentence, as they are shown. */
  tokens: string[];
  /** what became of its last one. */
  new: string;
}

/** What is left of a norm when there is little to average over. */
export interface SmallPayload {
  /** how many numbers share one mean and variance. */
  n_values: number;
  /** of all slices. */
  least_variance: number;
  /** the root mean square of the output; 0 when nothing is left. */
  output_size: number;
  /** what torch's own module says in training, if it refuses. */
  error: string | null;
}

/** Small batches by case and norm; a norm's answer is whether nothing is left of a single token. */
export interface SmallBatches {
  cases: Record<string, Record<string, SmallPayload>>;
  answers: Record<string, boolean>;
}

/** Batch norm's running statistics, `[step]`; a norm's answer is whether training and evaluation differ. */
export interface RunningPayload {
  /** in deviations of the batch. */
  mean_gap: EncodedArray<"float32">;
  /** in shares of the batch's own. */
  deviation_gap: EncodedArray<"float32">;
  /** root mean square distance of the outputs. */
  output_gap: EncodedArray<"float32">;
  /** by norm, the largest distance between both modes after all steps. */
  moved: Record<string, number>;
  answers: Record<string, boolean>;
}

export type ExperimentPayload = MovesPayload | PaddingPayload | FuturePayload | SmallBatches | RunningPayload;

/** The residual streams of at most two models on one text. */
export interface DepthQuestion {
  text: string;
  models: string[];
}

/** The residual stream through the depth of a model. */
export interface DepthPayload {
  family: string;
  title: string;
  d_model: number;
  /** whether norms stand before attention and MLP or after them. */
  norm_place: "before" | "after" | null;
  tokens: string[];
  sites: Site[];
  /** features that hold more than their share of the squared length. */
  outliers: number[];
  /** `[site, 2, pos]`, before and after each norm. */
  mean: EncodedArray<"float32">;
  /** `[site, 2, pos]`, before and after each norm. */
  var: EncodedArray<"float32">;
  /** `[site, 2, pos]`, before and after each norm. */
  length: EncodedArray<"float32">;
  /** `[site, 2, outlier]`, the part that each of them holds. */
  shares: EncodedArray<"float32">;
}

/** Held-out bits per byte of a twin. */
export interface TwinFigures {
  source: string;
  n_stories: number;
  /** as the finished model reads; null when it is no number any more. */
  model: number | null;
  /** with the batch's own statistics; of a batch norm alone. */
  training_mode?: number | null;
}

/** A twin's account of its training; a loss is null when it is no number any more. */
export interface TwinRow {
  /** where its norm stands, or which it is. */
  place: string;
  n_params: number;
  n_steps: number;
  n_tokens: number;
  train_loss_nats: number | null;
  held_out_loss_nats: number | null;
  figures: TwinFigures[];
}

/** The text that every twin goes on with. */
export interface ContinueQuestion {
  text: string;
}

/** What a twin writes after the text, and how surprising the text itself is to it. */
export interface TwinContinuation {
  place: string;
  text: string;
  bits_per_byte: number;
}
