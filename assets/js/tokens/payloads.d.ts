// Made from viz/tokens/payloads.py by `python -m viz.types`; change it there.
import type { EncodedArray } from "../payloads.js";

/**
 * As the vocabulary spells it; its mark (`Ġ`, `##`; `·` is a space); what follows, readable; whether it is characters.
 */
export type PiecePayload = [string, string, string, boolean];

/** `other` is for models' own of kinds that the page has no words for. */
export type TokenizerKind = "bpe" | "fallback" | "wordpiece" | "unigram" | "char" | "word" | "other";

/** A character as it is seen. */
export interface SpellingPayload {
  /** as a text begins with it, has it inside, ends with it; alone it is as at the beginning. */
  forms: [string, string, string];
  /** its code point, such as `U+4F60`. */
  code: string;
  /** as UTF-8, in hex: `<E4><BD><A0>`. */
  bytes: string;
}

/** What the rows explain. */
export interface RowsProps {
  /** by a piece's mark, the end of the string that explains it. */
  marks: Record<string, string>;
  /** by a special token, the same. */
  specials: Record<string, string>;
  /** ids of the tokenizers of no model that can have a row. */
  offered: string[];
  /** of normalization, in the order of their bits. */
  steps: string[];
}

/** The models that are chosen above. */
export interface ChosenModels {
  gpt: string;
  bert: string;
  lstm: string;
}

/** How many tokens a text takes, and how much of it each holds. */
export interface CountsPayload {
  n_tokens: number;
  /** of those that the tokenizer put in. */
  n_added: number;
  /** that stand for text the vocabulary cannot spell. */
  n_unknown: number;
  /** characters that no token covers. */
  n_dropped: number;
  /** the added ones left out; 0 when there are no others. */
  characters_per_token: number;
  /** the added ones left out; 0 when there are no others. */
  bytes_per_token: number;
}

/** How a tokenizer changed a text before it cut it. */
export interface MadePayload {
  /** what came of it, cut where it is long. */
  text: string;
  /** of normalization, those that occur. */
  steps: string[];
  /** per token, a bit for each of `RowsProps.steps` between the text that it covers and its piece. */
  changes: EncodedArray<"uint8">;
}

/** A text under one tokenizer, one number a token. */
export interface RowPayload {
  id: string;
  /** the models that use it; empty for a tokenizer of no model. */
  title: string;
  family: string | null;
  kind: TokenizerKind;
  /** entries of its vocabulary. */
  n_pieces: number;
  /** what stands where the vocabulary cannot spell the text; empty where it can. */
  unknown: string;
  counts: CountsPayload;
  ids: EncodedArray<"int32">;
  /** code points in the token's own sentence, -1 for tokens that were put in. */
  starts: EncodedArray<"int32">;
  /** code points in the token's own sentence, -1 for tokens that were put in. */
  ends: EncodedArray<"int32">;
  /** 1 special, 2 unknown, 4 of the second sentence, added up. */
  flags: EncodedArray<"uint8">;
  /** by id, of the ids that occur. */
  pieces: Record<string, PiecePayload>;
  /** what the tokenizer cut instead of the text; null where that is the text. */
  made: MadePayload | null;
}

/** The texts, of which the second may be empty, under every tokenizer. */
export interface RowsPayload {
  texts: [string, string];
  /** by character, of those that occur. */
  spellings: Record<string, SpellingPayload>;
  rows: RowPayload[];
}

/** All that the lab shows at first. */
export interface TokensPayload extends RowsPayload {
  models: ChosenModels;
}

/** Sentences with their translations, to begin with. */
export interface CostProps {
  pairs: [string, string][];
}

/** A sentence and its translation, and who reads them: `shown` are tokenizers of no model. */
export interface CostQuestion {
  english: string;
  chinese: string;
  models: ChosenModels;
  shown: string[];
}

/** What both cost one tokenizer: English, then Chinese. */
export interface CostPayload {
  id: string;
  title: string;
  family: string | null;
  counts: CountsPayload[];
}

/** The texts, and more sentences, one a line. */
export interface InputsQuestion {
  texts: [string, string];
  batch: string;
  models: ChosenModels;
}

/** A batch as a model gets it. */
export interface InputsPayload {
  family: string;
  /** of several sentences; else of one, of which only the ids are shown. */
  is_batch: boolean;
  /** `[batch, pos]`, by the model's own names. */
  tensors: Record<string, EncodedArray<"int32">>;
  /** by id, of the ids that occur. */
  pieces: Record<string, PiecePayload>;
  /**
   * by `row position`, how a token is shown that is a part of a character, or that stands for what the vocabulary
   * cannot spell.
   */
  parts: Record<string, string>;
}

/** How often the page lets merge, and what a word is, as an expression. */
export interface BpeProps {
  max_merges: number;
  word: string;
}

/** A corpus, how often to merge, and whether words end in a mark. */
export interface BpeQuestion {
  corpus: string;
  n_merges: number;
  marks_end: boolean;
}

/** All steps of a training. */
export interface BpePayload {
  /** symbols 0 and up; merge number k makes symbol `len(alphabet) + k`. */
  alphabet: string[];
  /** the same as they are shown, and what every merge made. */
  symbols: string[];
  /** distinct words with their counts, the most frequent first. */
  words: [string, number][];
  /** of the whole corpus. */
  n_words: number;
  /** of the whole corpus. */
  n_distinct: number;
  /** `[n_merges + 1, leader, (left, right, count)]`, the winner first, -1 where there are fewer. */
  leaders: EncodedArray<"int32">;
  /** by merge, how many pairs became one symbol. */
  n_merged: EncodedArray<"int32">;
  /** the mark behind every word; empty where there is none. */
  end: string;
}

/** Whose vectors can be chosen: keys of `ChosenModels`. */
export interface VectorsProps {
  readers: string[];
}

/** The texts, and who reads them. */
export interface VectorsQuestion {
  texts: [string, string];
  model: string;
}

/** A token as the vocabulary spells it, and readable. */
export interface VectorToken {
  id: number;
  piece: string;
  text: string;
  special: boolean;
}

/** A vocabulary entry whose embedding points the same way. */
export interface NeighbourPayload extends VectorToken {
  cosine: number;
}

/** What a model adds up for each token before its first layer. */
export interface VectorsPayload {
  family: string;
  d_vocab: number;
  /** those that are shown, of `n_tokens`. */
  tokens: VectorToken[];
  n_tokens: number;
  /** per token, for a model that asks. */
  segments: number[] | null;
  /** `[pos, d_model]`. */
  embedding: EncodedArray<"float32">;
  /** the first rows and features of the position table; null where positions enter in another way. */
  positions: EncodedArray<"float32"> | null;
  /** the string that says what happens next, or why there are no positions. */
  remark: "then_norm" | "no_position" | "no_position_lstm" | null;
  /** row of the table that the first token gets. */
  first_position: number;
  /** `[segment, d_model]`. */
  segment_table: EncodedArray<"float32"> | null;
  /** by token id, the entries with the highest cosine. */
  neighbours: Record<string, NeighbourPayload[]>;
}

/** A word, the sentences that it stands in, and who reads them. */
export interface WordQuestion {
  sentences: string[];
  word: string;
  model: string;
}

/** Where the word stands: the sentence, its characters, the tokens that cover it. */
export interface WordPlace {
  sentence: number;
  start: number;
  end: number;
  positions: number[];
  tokens: VectorToken[];
}

/** One word in several places, from its embedding to the last layer. */
export interface WordPayload {
  family: string;
  /** the vocabulary cannot spell the word, so that its vector is that of every such word. */
  unknown: boolean;
  sentences: string[];
  places: WordPlace[];
  /** `[place, stage]`, of each place's vector with that of the first place. */
  cosines: EncodedArray<"float32">;
}
