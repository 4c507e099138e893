// Made from viz/inside/backward/payloads.py by `python -m viz.types`; change it there.
import type { ReadRequest } from "../../inside/payloads.js";
import type { EncodedArray, Label } from "../../payloads.js";

/** The loss at which position. */
export interface BackwardQuestion extends ReadRequest {
  position: number;
}

/** The gradient of one loss at every block and every position. */
export interface BackwardPayload {
  request: ReadRequest;
  title: string;
  family: string;
  /** the asked position is hidden from the model, and is its own target. */
  is_masked: boolean;
  /** it comes back through a state, and not through attention. */
  has_state: boolean;
  tokens: Label[];
  position: number;
  target: string;
  loss_nats: number;
  /** positions that can be asked. */
  asked: number[];
  /** full names of what enters the first block and of what each gives. */
  stations: string[];
  /** lengths of the gradient, `[station, pos]`. */
  norms: EncodedArray<"float32">;
  /** whose weights can take a step. */
  matrices: string[];
}

/** A step on the weight of a matrix that has the largest gradient. */
export interface WeightQuestion extends BackwardQuestion {
  matrix: string;
  rate: number;
}

/** A step of gradient descent on one weight, and the measured loss along it. */
export interface WeightPayload {
  matrix: string;
  shape: [number, number];
  /** output and input of the weight in its matrix of this `shape`. */
  index: [number, number];
  weight: number;
  /** the weight behind the step. */
  after: number;
  gradient: number;
  rate: number;
  loss_before: number;
  loss_after: number;
  /** the loss that the gradient alone promises. */
  expected: number;
  /** along the curve. */
  weights: EncodedArray<"float32">;
  /** measured at each. */
  losses: EncodedArray<"float32">;
}

/** The text that the models beside each other read. */
export interface BesideQuestion {
  text: string;
}

/** The gradient at each depth of one of the twins, over all positions. */
export interface DepthLine {
  model: string;
  title: string;
  sizes: number[];
}

/** The gradient at each step back, as a share of that at the last step. */
export interface TimeLine {
  model: string;
  title: string;
  state: "hidden" | "cell";
  shares: number[];
}

/** Twins that differ in their norms, and two recurrent networks, on one text. */
export interface BesidePayload {
  /** that was read; where the own one is short or in a script that they have never read, another. */
  text: string;
  is_own: boolean;
  /** that the recurrent ones read. */
  tokens: string[];
  depth: DepthLine[];
  time: TimeLine[];
}

/** The numbers of the small net. */
export interface SmallNetQuestion {
  x1: number;
  x2: number;
  w1: number;
  w2: number;
  b: number;
  target: number;
  loss: "squared" | "cross_entropy";
  rate: number;
}

/** Where a step leads: the weights that moved, the net's output, the loss. */
export interface SmallStepPayload {
  weights: Record<string, number>;
  output: number;
  loss: number;
}

/** The small net forwards and backwards, by node. */
export interface SmallNetPayload {
  values: Record<string, number>;
  gradients: Record<string, number>;
  steps: Record<string, SmallStepPayload>;
}

/** The numbers that it opens with. */
export interface SmallNetProps {
  first: SmallNetQuestion;
}
