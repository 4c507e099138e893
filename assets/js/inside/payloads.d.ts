// Made from viz/inside/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray, Label, Likely } from "../payloads.js";

/** A pass, as the server remembers it. */
export interface ReadRequest {
  text: string;
  model: string;
}

/** A row of the table of steps: what a tensor is called, and how it is made. */
export interface StepRow {
  name: string;
  part: string;
  axes: string[];
  op: string;
  equation: string;
  code: string;
  /** its name in TransformerLens; null where it has none. */
  lens: string | null;
  /** the lab that shows it in depth, and that lab's section, if it is in one. */
  depth: [string, string] | null;
}

/** What the flow knows of all models. */
export interface FlowProps {
  steps: StepRow[];
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
}
