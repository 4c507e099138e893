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

/** A token with its characters in the text; null where it covers none. */
export interface PlacedLabel extends Label {
  start: number | null;
  end: number | null;
}

/** A token that a model expects, readable, with its probability. */
export interface Likely {
  token: string;
  prob: number;
}

/** What a model is, for those who wonder whose it is. */
export interface AboutModel {
  id: string;
  title: string;
  family: string;
  /** `bundled` with this page, `local` to its server, or of the `hub`. */
  source: string;
  /** that it has read, such as `en`; none where nobody said. */
  languages: string[];
  n_layers: number;
  n_params: number;
  /** tokens of its vocabulary. */
  vocab_size: number | null;
  /** tokens that it has read in training. */
  n_read: number | null;
  /** tokens it reads at most; null when there is no limit. */
  context_length: number | null;
  tokenizer: string;
  licence: string;
}

/** A number that a hint says of the bundled models. */
export interface ClaimPayload {
  value: number;
  unit: "share" | "bits" | "tokens";
  /** layer and head that it is of; null for a whole model. */
  head: [number, number] | null;
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
  title: string;
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

/** What the chosen models have not read of the text, and what there is instead. */
export interface Advice {
  /** of the text; `traditional` for characters that simplified ones stand for. */
  script: "latin" | "han" | "kana" | "hangul" | "other" | "traditional";
  /** of the chosen models that never read it. */
  families: string[];
  /** others that have, by family. */
  models: Record<string, ModelName>;
  /** the same in simplified characters; null where models are what to change. */
  text: string | null;
}

/** A model by its id and its title. */
export interface ModelName {
  id: string;
  title: string;
}

/** Why a model makes no tokens of the text. */
export interface NoCount {
  model: string;
  title: string;
  error: Message;
  /** False where it is the model that cannot be had, whatever the text. */
  usable: boolean;
}

/** A folder of one's own models that cannot be loaded, and why. */
export interface RefusedFolder {
  name: string;
  reason: Message;
}

export type Cell = string | number | boolean | null;

/** What stands below a figure of Plotly's. */
export interface FigurePayload {
  /** what files of it say. */
  title: string;
  /** what its height says, which stands in the picture. */
  measure: string;
  /** what files of it say. */
  text: string;
  /** what files of it say. */
  model: string;
  /** what to notice. */
  note: string;
  /** its numbers; the first row is the head. */
  rows: Cell[][];
}

/** Which lesson is opened. */
export interface LessonQuestion {
  lesson: string;
  language: "en" | "zh";
}

/** Which step's answer is measured; counted from 1. */
export interface LessonStepQuestion extends LessonQuestion {
  step: number;
}

/** One of the answers to choose from. */
export interface LessonOption {
  name: string;
  label: string;
}

/** What a person is asked before the answer is measured. */
export interface GuessPayload {
  kind: "choice" | "number" | "token";
  /** of a choice. */
  options: LessonOption[];
  /** of which one is pointed at, as they stand in the text. */
  tokens: string[];
  /** of a number; within `near` of the answer it is right. */
  low: number;
  /** of a number; within `near` of the answer it is right. */
  high: number;
  near: number;
  /** of a number; within `near` of the answer it is right. */
  unit: string;
}

/** A step without its answer. */
export interface LessonStep {
  question: string;
  told: string[];
  /** the link of the page that it speaks of. */
  query: string;
  /** the part of the page that is meant, as `data-part` names it, or a section as `lab.section`. */
  light: string;
  guess: GuessPayload;
}

/** A lesson to go on with. */
export interface LessonName {
  id: string;
  title: string;
}

/** A lesson as the panel shows it. */
export interface LessonPayload {
  id: string;
  title: string;
  minutes: number;
  steps: LessonStep[];
  next: LessonName | null;
}

/** A lesson in the list of all. */
export interface LessonCard extends LessonName {
  about: string;
  minutes: number;
}

/** What was measured, and what is said of it. */
export interface MeasuredStep {
  /** an option's name, a number, or a token. */
  answer: string | number;
  shows: string;
  takeaway: string;
  now: string;
  /** claims of the lesson that do not hold with the models at hand. */
  broken: string[];
}
