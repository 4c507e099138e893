// Made from viz/inside/answers/payloads.py by `python -m viz.types`; change it there.
import type { FlowToken, ReadRequest } from "../../inside/payloads.js";
import type { EncodedArray, Likely } from "../../payloads.js";

/** What a model would predict after each block, at each position. */
export interface LensPayload {
  request: ReadRequest;
  title: string;
  family: string;
  /** the text is the section's own, because the one above is the page's first. */
  is_telling: boolean;
  /** the stations are layers and not blocks. */
  is_recurrent: boolean;
  /** what stands for a hidden token, of a model that fills it; null for one that writes on. */
  mask_token: string | null;
  tokens: FlowToken[];
  /** full names: what enters block 0, then what each block gives. */
  stations: string[];
  /** the likeliest token, `[station, pos]`, with the space before a word as `·`. */
  top: string[][];
  /** of that, `[station, pos]`. */
  probs: EncodedArray<"float32">;
  /** of the whole distribution, `[station, pos]`. */
  entropy_bits: EncodedArray<"float32">;
  /** what the model expects in the end, by position. */
  answers: string[];
  /** of that at each station, `[station, pos]`; 1 is the first rank. */
  answer_probs: EncodedArray<"float32">;
  /** of that at each station, `[station, pos]`; 1 is the first rank. */
  answer_ranks: EncodedArray<"int32">;
  /** the one to look at first. */
  position: number;
}

/** Asks for the candidates of one station at one position. */
export interface LensQuestion extends ReadRequest {
  station: number;
  position: number;
}

/** The candidates of one place, falling. */
export interface LensPlacePayload {
  station: number;
  position: number;
  top: Likely[];
}

/** Asks for the parts of a logit. */
export interface SplitQuestion extends ReadRequest {
  /** whose logit; empty for the answer. */
  token: string;
  /** whose logit is taken off; empty for none, null for the strongest rival. */
  other: string | null;
  /** left out for the one that answers. */
  position?: number;
}

/** Asks for the neurons of one MLP. */
export interface NeuronsQuestion extends SplitQuestion {
  layer: number;
}

/** What one part of the model adds. */
export interface PartOfLogit {
  kind: string;
  /** of the tensor that is added, in full. */
  name: string;
  value: number;
  layer: number | null;
  head: number | null;
  /** that was written, of a recurrent network. */
  position: number | null;
}

export type Held = "last" | "all" | "cells" | "nothing";

/** A logit, or the difference of two, as a sum. */
export interface SplitPayload {
  family: string;
  tokens: FlowToken[];
  /** the likeliest candidates, as one types them. */
  words: string[];
  /** that answers. */
  position: number;
  /** whose logit, and whose is taken off. */
  token: string;
  /** whose logit, and whose is taken off. */
  other: string | null;
  /** that one as it was asked for; empty for none. */
  rival: string;
  /** as the model computed it. */
  value: number;
  /** of all parts. */
  total: number;
  /**
   * what is held at its value so that they add up: the deviation of the last norm, of all norms, or the gates of the
   * cells.
   */
  held: Held;
  parts: PartOfLogit[];
}

/** What the section opens with. */
export interface ContributionsPayload {
  request: ReadRequest;
  title: string;
  is_telling: boolean;
  split: SplitPayload;
}

/** A neuron of an MLP. */
export interface NeuronPayload {
  layer: number;
  index: number;
  /** how strongly it fires. */
  activation: number;
  /** what it adds to the logit. */
  value: number;
  /** the tokens whose logits it moves most, as it fires here. */
  raises: string[];
  /** the tokens whose logits it moves most, as it fires here. */
  lowers: string[];
}

/** Asks what one vector of another sentence changes, at each block and position. */
export interface PatchQuestion extends ReadRequest {
  other: string;
  site: string;
  /** of attention the only one that is carried over; null for all. */
  head: number | null;
}

/** Asks for each part silent in turn: `zero`, or `mean` over positions. */
export interface HushQuestion extends ReadRequest {
  how: string;
}

/** The answer's probability with each part of each block silent. */
export interface SilencePayload {
  token: string;
  /** the heads by their numbers, then `mlp` and `block`. */
  columns: string[];
  /** with nothing silent. */
  before: number;
  /** `[layer, column]`. */
  probs: EncodedArray<"float32">;
  /** what the model says then, `[layer, column]`. */
  top: string[][];
}

/** How the answer turns with one vector of the other sentence. */
export interface PatchPayload {
  tokens: FlowToken[];
  /** the other sentence's tokens. */
  others: FlowToken[];
  /** that answers. */
  position: number;
  /** the answers of the two sentences. */
  token: string;
  /** the answers of the two sentences. */
  rival: string;
  site: string;
  /** the rival's logit less the token's, in the one and in the other. */
  before: number;
  /** the rival's logit less the token's, in the one and in the other. */
  behind: number;
  /** of the way from the one to the other, `[layer, pos]`. */
  shares: EncodedArray<"float32">;
  /** `[layer, pos]`. */
  rival_probs: EncodedArray<"float32">;
  /** what the model says then, `[layer, pos]`. */
  top: string[][];
}

/** What the section opens with. */
export interface WhatIfPayload {
  request: ReadRequest;
  title: string;
  family: string;
  is_telling: boolean;
  /** the second sentence; empty where a person has to write one. */
  other: string;
  silenced: SilencePayload;
  /** null as long as there is none. */
  carried: PatchPayload | null;
}
