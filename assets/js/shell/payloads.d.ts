// Made from viz/shell/payloads.py by `python -m viz.types`; change it there.
import type { LessonOption } from "../payloads.js";

/** A page opens a class; `query` is its link. */
export interface OpenQuestion {
  language: "en" | "zh";
  query: string;
}

/** A class that has been opened. */
export interface RoomOpened {
  code: string;
  /** of the teacher, to be kept by the page and shown to nobody. */
  key: string;
  /** of the page that leads. */
  seat: string;
}

/** A student joins, or comes back to the seat that the page had. */
export interface JoinQuestion {
  code: string;
  seat: string;
}

/** A student's seat in a class, and the class's language. */
export interface RoomJoined {
  code: string;
  seat: string;
  language: "en" | "zh";
}

/** Whatever only the teacher may ask. */
export interface KeyQuestion {
  code: string;
  key: string;
}

/** The page that leads shows this; `query` is its link. */
export interface LeadQuestion extends KeyQuestion {
  seat: string;
  query: string;
}

/** The answer at a place, `<lesson>.<step>`, is open from now on. */
export interface RevealQuestion extends KeyQuestion {
  place: string;
}

/** What a teacher should know of a step. */
export interface NotesQuestion extends KeyQuestion {
  lesson: string;
  step: number;
}

/** A teacher's notes; empty where there are none. */
export interface StepNotes {
  notes: string;
}

/** The link that students open, as a QR code. */
export interface CodeQuestion extends KeyQuestion {
  link: string;
}

/** A QR code's rows of 0 and 1, without the quiet margin. */
export interface CodePicture {
  rows: string[];
}

/** A student's guess at a place; null for one who does not know. */
export interface RoomAnswer {
  code: string;
  seat: string;
  place: string;
  guess: string | number | null;
}

/** What a class looks at. */
export interface RoomState {
  version: number;
  language: "en" | "zh";
  /** every setting of a link. */
  query: string;
  /** the open lesson's step, as `<lesson>.<step>`; empty without one. */
  place: string;
  /** whether the teacher has opened the answer there. */
  is_open: boolean;
}

/** How many gave an answer; an empty name for those who do not know. */
export interface TallyRow extends LessonOption {
  n: number;
}

/** What the teacher sees of a class: how many are there, and what they guess. */
export interface RoomTally {
  n_here: number;
  place: string;
  /** whether the answer has been opened. */
  is_open: boolean;
  /** in the question's order; a number's by bins. */
  rows: TallyRow[];
}
