// Made from viz/start/payloads.py by `python -m viz.types`; change it there.
import type { Likely, Message } from "../payloads.js";

/** What a model expects after a text. */
export interface Finished {
  /** what it was given: a masked model gets a blank at the end. */
  read: string;
  /** the most probable tokens, as they stand in a text: a space before a word is its own. */
  top: Likely[];
}

/** Why a model expects nothing. */
export interface NotFinished {
  read: string;
  error: Message;
}

/** A text, and what each family's model expects after it. */
export interface ToyPayload {
  text: string;
  finished: Record<string, Finished | NotFinished>;
}

/** Which text is finished, by which models, by their ids. */
export interface ToyQuestion {
  text: string;
  models: string[];
}

/** A question by its string's name, and the link that leads to its answer. */
export interface LabQuestion {
  name: string;
  query: string;
}
