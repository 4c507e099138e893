// Made from viz/inside/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray, Label, Likely, Message } from "../payloads.js";

/** A pass, as the server remembers it. */
export interface ReadRequest {
  text: string;
  model: string;
}

/** A row of the table of steps: what a tensor is called, and where it is shown in depth. */
export interface StepRow {
  name: string;
  part: string;
  axes: string[];
  /** its name in TransformerLens; null where it has none. */
  lens: string | null;
  /** the lab that shows it in depth, and that lab's section, if it is in one. */
  depth: [string, string] | null;
}

/** What the flow knows of all models. */
export interface FlowProps {
  steps: StepRow[];
  /** a text in which attention fetches the answer, in the page's languages. */
  telling: Message;
  most_appended: number;
}

/** A token of a lane, with its characters in the text; null where it covers none. */
export interface FlowToken extends Label {
  id: number;
  start: number | null;
  end: number | null;
}

/** A token that may come next. */
export interface NextToken extends Likely {
  /** the characters that it adds; null for the end of a text, and for parts of a character. */
  text: string | null;
}

/** The whole way of a text through a model, each tensor by its size alone. */
export interface FlowPayload {
  request: ReadRequest;
  title: string;
  family: string;
  /** how the blocks are put together; null where the model keeps to no known order. */
  kind: string | null;
  /** what stands for a hidden token, of a model that fills it; null for one that writes on. */
  mask_token: string | null;
  n_layers: number;
  tokens: FlowToken[];
  /** names of what is added up before block 0. */
  start: string[];
  /** Euclidean lengths `[start, pos]`. */
  start_sizes: EncodedArray<"float32"> | null;
  /** names along the lanes: what enters block 0, then what each block gives. */
  stations: string[];
  /** Euclidean lengths `[station, pos]`. */
  sizes: EncodedArray<"float32"> | null;
  /** what a block adds to the lane, by step, `[block, pos]`; null for a recurrent network. */
  added: Record<string, EncodedArray<"float32">>;
  /** length of the state that goes from token to token, `[block, pos]`; null for a transformer. */
  carried: EncodedArray<"float32"> | null;
  /** attention weights, mean of a block's heads, in 255ths, `[block, query_pos, key_pos]`. */
  mixing: EncodedArray<"uint8"> | null;
  /** names of what follows the last block. */
  end: string[];
  /** what the model expects at each position; empty without an output layer. */
  top: NextToken[][];
  /** the one to look at first. */
  position: number;
  /** steps of this kind that this model does not show. */
  missing: string[];
  /** the model has a decoder beside, which is not shown. */
  encoder_only: boolean;
}

/** Asks for all tensors of a block, or of what stands before (`start`) or behind (`end`) the blocks. */
export interface PartQuestion extends ReadRequest {
  part: number | "start" | "end";
}

/** A tensor, small: every n-th number, of a map the largest of each block; 128 for 0, 255 for `limit`. */
export interface TensorPicture {
  /** in full. */
  name: string;
  /** the tensors that it is made of, by full name. */
  reads: string[];
  /** of the tensor. */
  shape: number[];
  mean: number;
  std: number;
  low: number;
  high: number;
  /** the size that is drawn in full colour; larger numbers saturate. */
  limit: number;
  /** `[head, row, column]`, one head where there are none. */
  picture: EncodedArray<"uint8">;
}

/** All tensors of one part, in the order in which they are made. */
export interface PartPayload {
  part: number | "start" | "end";
  tensors: TensorPicture[];
}

/** Asks for a tensor's numbers, of one head where it has heads; of a vocabulary at one position. */
export interface TensorQuestion extends ReadRequest {
  name: string;
  head?: number;
  position?: number;
}

/** A matrix of a tensor exactly. */
export interface TensorPayload {
  name: string;
  /** KaTeX source, for one position. */
  equation: string;
  /** the line of PyTorch that makes the whole tensor. */
  code: string;
  /** the norm or activation function, where there is one. */
  function: string | null;
  /** of a norm, the name of its module, by which the norms lab knows it. */
  site: string | null;
  head: number | null;
  /** the only row of a tensor as wide as the vocabulary; null where all rows are there. */
  position: number | null;
  /** `[row, column]`. */
  values: EncodedArray<"float32">;
  /** places of the columns in a vocabulary, the largest number first; null where all are there. */
  columns: number[] | null;
  /** what these tokens are. */
  labels: string[] | null;
  /** of a map, what each query may see. */
  allowed: EncodedArray<"bool"> | null;
}

/** Asks for the sum that made one number: `[head, row, column]`, or `[row, column]` without heads. */
export interface NumberQuestion extends ReadRequest {
  name: string;
  index: number[];
}

/** A summand. */
export interface Summand {
  /** which numbers it is made of: full names of tensors or names of weights, with their places. */
  where: string[];
  /** those numbers. */
  factors: number[];
  /** what it adds. */
  value: number;
}

/** One number and what made it. */
export interface NumberPayload {
  name: string;
  index: number[];
  /** as the model computed it. */
  value: number;
  /** how it follows from the terms. */
  form: string;
  /** the largest summands, the largest first. */
  terms: Summand[];
  n_rest: number;
  /** all others together, of which there are `n_rest`. */
  rest: number;
  /** further numbers of the formula, by symbol. */
  known: Record<string, number>;
  /** the activation's name; null elsewhere. */
  function: string | null;
}

/** Which layer's pre-activations, and which of those. */
export interface FunctionsQuestion extends ReadRequest {
  layer: number;
  site: string;
}

/** An activation function over the axis, and how it treats the values. */
export interface CurvePayload {
  name: string;
  /** KaTeX source of it and of its derivative. */
  equation: string;
  /** KaTeX source of it and of its derivative. */
  slope_equation: string;
  values: EncodedArray<"float32">;
  slopes: EncodedArray<"float32">;
  /** where it becomes flat; null where it does not. */
  flat_below: number | null;
  /** where it becomes flat; null where it does not. */
  flat_above: number | null;
  /** share of the values that lie where it is flat. */
  saturated: number;
  /** units of which all do. */
  n_dead: number;
  /** what the gate of `swiglu` multiplies here. */
  factor: number | null;
}

/** What enters a layer's activation function, and all functions over it. */
export interface FunctionsPayload {
  request: ReadRequest;
  title: string;
  family: string;
  layer: number;
  n_layers: number;
  site: string;
  sites: string[];
  /** the function that the model has there, a name among `curves` or that of a class. */
  used: string;
  n_units: number;
  /** share of the values. */
  below_zero: number;
  /** values beyond the axis, which are counted at its ends. */
  n_outside: number;
  /** how many values lie in each of equal parts of the axis. */
  counts: EncodedArray<"int32">;
  /** of the curves, from one end of the axis to the other. */
  x: EncodedArray<"float32">;
  curves: CurvePayload[];
  /** share of saturated values under `used`, where it is in the table. */
  by_layer: number[];
}
