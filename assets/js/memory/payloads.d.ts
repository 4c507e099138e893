// Made from viz/memory/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray, Label, Likely } from "../payloads.js";

/** A token, and what a reader of sentences would notice. */
export interface ReadToken extends Label {
  /** a sentence or a quotation begins or ends here. */
  ends: boolean;
}

/** A token with its characters in the text; null where it covers none. */
export interface PlacedToken extends ReadToken {
  start: number | null;
  end: number | null;
}

/** One layer's gates, `[token, unit]`; cell and hidden state follow from them. */
export interface LayerGates {
  input_gate: EncodedArray<"float32">;
  forget_gate: EncodedArray<"float32">;
  cell_candidate: EncodedArray<"float32">;
  output_gate: EncodedArray<"float32">;
  /** the cell before the first token shown, `[unit]`. */
  cell_before: EncodedArray<"float32">;
}

/** Every layer's gates on the last tokens of the text. */
export interface GatesPayload {
  model: string;
  title: string;
  /** of the whole text. */
  n_tokens: number;
  /** position of the first token shown. */
  first: number;
  tokens: ReadToken[];
  layers: LayerGates[];
}

/** How far back one model reaches. */
export interface InfluencePayload {
  model: string;
  title: string;
  family: string;
  n_tokens: number;
  /** position of the first token looked at. */
  first: number;
  /** how many other tokens stood in for each. */
  n_replacements: number;
  tokens: PlacedToken[];
  /** `[asked, replaced]`, how far a token's replacement moves the prediction after another. */
  moved_bits: EncodedArray<"float32">;
  /** the same shape, by the derivative. */
  gradient: EncodedArray<"float32">;
  /** how many tokens further back the mean influence is half; null if it never is. */
  half: number | null;
  /** how many of the last tokens together have nine tenths of it; null where there is none. */
  reach: number | null;
  /** the mean influence of the last token read. */
  last_bits: number;
}

/** All models so far, one after the other. */
export interface ReachPayload {
  models: InfluencePayload[];
  /** titles of those that are still being measured. */
  pending: string[];
}

/** What a model expects after the text, the most probable first. */
export interface ExpectedNext {
  title: string;
  family: string;
  top: Likely[];
}

/** The text whose reach is measured. */
export interface ReachTextPayload {
  text: string;
  /** it is the lab's own. */
  is_telling: boolean;
  /** the language of the story whose hint speaks of these models; null where no hint does. */
  claimed: string | null;
  expected: ExpectedNext[];
}

/** The likeliest token, and whether it is the one that stands there. */
export interface Guess extends Likely {
  right: boolean;
}

/** A bidirectional LSTM's two states at every token, and what each guesses. */
export interface DirectionsPayload {
  title: string;
  tokens: ReadToken[];
  /** `[pos, unit]`. */
  forward: EncodedArray<"float32">;
  /** `[pos, unit]`. */
  backward: EncodedArray<"float32">;
  /**
   * per token from the left alone, from the right alone, from both; null for special tokens, and for `[UNK]`, which
   * stands for many texts.
   */
  surprisal_bits: ([number, number, number] | null)[];
  /** likewise; null for special tokens. */
  guesses: ([Guess, Guess, Guess] | null)[];
}

/** The same, with how many layers the chosen LSTM has. */
export interface BothDirectionsPayload extends DirectionsPayload {
  n_layers: number;
}

/** One layer in one direction; each of its gates has the same matrices. */
export interface LayerWeights {
  layer: number;
  backward: boolean;
  input_size: number;
  /** of one gate. */
  from_input: number;
  /** of one gate. */
  from_state: number;
  /** of one gate. */
  biases: number;
  gates: string[];
  /** their sum. */
  per_gate: number;
  total: number;
}

/** The weights of a network of a person's own sizes. */
export interface WeightsPayload {
  cell: string;
  hidden_size: number;
  biases: string;
  total: number;
  layers: LayerWeights[];
}
