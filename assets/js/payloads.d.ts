// Made from viz/payloads.py by `python -m viz.types`; change it there.

export type Dtype = "float32" | "int32" | "uint8" | "bool";

/** An array of numbers; `decodeArray` reads it. */
export interface EncodedArray<D> {
  /** of the typed array; booleans are bytes of 0 and 1. */
  dtype: D;
  shape: number[];
  /** base64 of its bytes, little-endian, in row-major order. */
  data: string;
}

/** A token as an axis or a chip shows it. */
export interface Label {
  /** readable, without the space before a word. */
  label: string;
  /**
   * the characters that it covers; of bytes that are no whole character their hex, such as `<E4>`. It tells a space,
   * which is shown as `·`, from a `·` that was typed.
   */
  text: string;
  /** put in by the tokenizer, such as `[CLS]`, or typed as such. */
  special: boolean;
}

/** A token that a model expects, readable, with its probability. */
export interface Likely {
  token: string;
  prob: number;
}

/** The same sentence in every language; the page shows its own. */
export interface Message {
  en: string;
  zh: string;
}

/** How many tokens a model makes of the text. */
export interface TokenCount {
  /** its id. */
  model: string;
  n_tokens: number;
  /** how many it reads; null without a limit. */
  limit: number | null;
  /** the model writes on and the text ends in a space, which belongs to the token of the next word. */
  ends_open: boolean;
}

/** Asks for the beginning of a text that a model can read and write on. */
export interface CutQuestion {
  text: string;
  model: string;
}

/** Why a model makes no tokens of the text. */
export interface NoCount {
  error: Message;
}

export type Cell = string | number | boolean | null;

/** What stands below a figure of Plotly's. */
export interface FigurePayload {
  /** what files of it say. */
  text: string;
  /** what files of it say. */
  model: string;
  /** what to notice. */
  note: string;
  /** its numbers; the first row is the head. */
  rows: Cell[][];
}
