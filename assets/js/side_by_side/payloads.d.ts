// Made from viz/side_by_side/payloads.py by `python -m viz.types`; change it there.
import type { ClaimPayload, Label, Likely, Message } from "../payloads.js";

export type Seen = "before" | "state" | "around";

/** A stretch of the text that no token crosses, readable; characters `start` to `end`. */
export interface Word {
  start: number;
  end: number;
  label: string;
}

/** What a model expects; `rest` is the probability of all others. */
export interface Expected {
  top: Likely[];
  rest: number;
  entropy_bits: number;
}

/** One word as one model reads it. */
export interface ReadingCell {
  /** of the word, readable. */
  tokens: string[];
  /** one of them stands for what the vocabulary cannot spell, and has no surprisal. */
  unknown: boolean;
  /** the summed surprisal of the others; null where nothing is predicted. */
  bits: number | null;
  /** at the first of them. */
  expected: Expected | null;
  /** the place of the first of them among what is expected there; null where it is not. */
  truth: number | null;
}

/** One model's reading. */
export interface ReadingColumn {
  model: string;
  title: string;
  family: string;
  /**
   * what the model sees when it is asked for a token: those before it, one state of all before it, or both sides of it.
   */
  sight: Seen;
  /** each token was masked in turn. */
  pseudo: boolean;
  n_tokens: number;
  total_bits: number;
  bits_per_byte: number;
  /** tokens that stand for what the vocabulary cannot spell; the totals leave them and their bytes out. */
  n_unknown: number;
  /** what follows the text; null for a masked model. */
  next: Expected | null;
  /** one a word. */
  cells: ReadingCell[];
}

/** The table: a row a word, a column a model. */
export interface ReadingsPayload {
  /** at most the first few hundred. */
  words: Word[];
  /** of the whole text. */
  n_words: number;
  n_bytes: number;
  columns: ReadingColumn[];
}

/** What a simpler model makes of the text. */
export interface BaselinePayload {
  name: string;
  total_bits: number;
  bits_per_byte: number;
}

/** Why a model makes nothing of the text. */
export interface Refusal {
  family: string;
  title: string;
  message: Message;
}

/** What a change moved in one model, in bits. */
export interface EffectColumn {
  model: string;
  /** per word the most among its tokens; null where no shared token of it is predicted. */
  cells: (number | null)[];
  /** of what follows the text. */
  next: number | null;
}

/** What a change moved in every model. */
export interface EffectsPayload {
  columns: EffectColumn[];
}

/** The change, too: which characters were replaced, and by what. */
export interface EditPayload extends EffectsPayload {
  start: number;
  end: number;
  replacement: string;
}

/** All that the first section shows. */
export interface ReadingPayload extends ReadingsPayload {
  baselines: BaselinePayload[];
  errors: Refusal[];
  text: string;
  edit: EditPayload | null;
}

/** A sentence to try. */
export interface ReadingPreset {
  text: string;
  /** the one that is chosen first, where it stands last; empty for the text's last word. */
  word: string;
  /** what its hint says in numbers. */
  claims: Record<string, ClaimPayload>;
}

/** How high the target distribution is: at the true token, at each other one. */
export interface Target {
  true: number;
  other: number;
}

/** A token that was expected, and whether it is the true one. */
export interface TargetCandidate extends Likely {
  true: boolean;
}

/** One position's part of a loss. */
export interface TermPayload {
  position: number;
  /** what stands there. */
  true: string;
  /** what the model got to read. */
  read: string;
  /** of a position that was chosen for masking. */
  fate: string;
  plain_nats: number;
  smoothed_nats: number;
  top: TargetCandidate[];
}

/** A text under an objective; a loss is null where there is no target. */
export interface TargetsPayload {
  title: string;
  family: string;
  tokens: Label[];
  loss_nats: number | null;
  smoothed_loss_nats: number | null;
  d_vocab: number;
  /** the vocabulary can spell nothing of the text: masked training chooses none of it. */
  unreadable: boolean;
  target: Target;
  terms: TermPayload[];
  /** how many draws of masks before this one chose no token. */
  n_empty: number;
}

/** Next-sentence prediction. */
export interface PairPayload {
  first: string;
  second: string;
  prob_follows: number;
  /** if the second sentence follows, and if it does not. */
  loss_nats: number[];
}

/** Why there is none, which must not hide the other objectives. */
export interface NoPair {
  error: Message;
}

/** Every training objective on the text. */
export interface ObjectivesPayload {
  smoothing: number;
  seed: number;
  causal: TargetsPayload[];
  masked: TargetsPayload;
  /** the token of a person's choice as a target, a term a fate; null where none can be one. */
  picked: TargetsPayload | null;
  pair: PairPayload | NoPair;
}
