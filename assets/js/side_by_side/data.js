// What the table of words shows, as numbers: what is seen from a word, what moved, what texts cost.

/** @typedef {import("./payloads.js").ReadingPayload} Reading */
/** @typedef {import("./payloads.js").ReadingColumn} Column */

/**
 * Characters of a text; offsets count code points.
 *
 * @param {string} text
 * @param {{ start: number, end: number }} span
 */
export const between = (text, { start, end }) => [...text].slice(start, end).join("");

const WORD = /[\p{L}\p{N}]/u;

/**
 * A chosen word as the link keeps it: its place, and what stands there, so that it holds for no other word.
 *
 * @param {{ label: string }[]} words
 * @param {number} i one more than there are words: what comes next
 */
export const spellWord = (words, i) => `${i}.${words[i]?.label ?? ""}`;

/**
 * The word that was chosen, where it still stands; else the last that reads `telling`; else the last word that is
 * no mark, where there is most to expect it from.
 *
 * @param {{ label: string }[]} words
 * @param {string | undefined} said as `spellWord` spells it, or a place alone
 * @param {string} telling
 */
export function chosenWord(words, said, telling) {
  const [, place, label] = /^(\d{1,9})(?:\.(.*))?$/su.exec(said ?? "") ?? [];
  const i = place === undefined ? Infinity : Number(place);
  if (i <= words.length && (label === undefined || label === (words[i]?.label ?? ""))) return i;
  const last = words.findLastIndex((word) => word.label === telling);
  return Math.max(0, last >= 0 ? last : words.findLastIndex((word) => WORD.test(word.label)));
}

/**
 * What a model knows of word `i` when it is asked for the chosen one.
 *
 * @param {{ pseudo: boolean }} column a pseudo reader sees both sides
 * @param {number} i
 * @param {number} chosen
 */
export function sightOf({ pseudo }, i, chosen) {
  if (i === chosen) return "asked";
  return i < chosen || pseudo ? "seen" : "hidden";
}

/**
 * The numbers of a column, one a word and one for what comes next: bits of surprise, or after a change the bits by
 * which an expectation moved; null where there is none.
 *
 * @param {Reading} found
 * @param {Column} column
 * @returns {(number | null)[]}
 */
export function amountsOf({ edit, words }, column) {
  if (!edit) return [...column.cells.map(({ bits }) => bits), null];
  const moved = edit.columns.find(({ model }) => model === column.model);
  return moved ? [...moved.cells, moved.next] : Array(words.length + 1).fill(null);
}

/** @typedef {{ name: string, family: string, bits: number, total: number }} Cost */
/** @typedef {Cost & { nTokens?: number, isPseudo?: boolean }} Total */

/**
 * Bits per byte of the models that give a text a probability and of those that only count, the best first; behind
 * them what is not comparable.
 *
 * @param {Pick<Reading, "columns" | "baselines">} found
 * @param {(name: string) => string} nameOf a baseline
 * @returns {Total[]}
 */
export function totalsOf({ columns, baselines }, nameOf) {
  const models = columns.map(
    ({ title, family, bits_per_byte: bits, total_bits: total, n_tokens: nTokens, pseudo }) => ({
      name: title,
      family,
      bits,
      total,
      nTokens,
      isPseudo: pseudo,
    }),
  );
  const counted = baselines.map(({ name, bits_per_byte: bits, total_bits: total }) => ({
    name: nameOf(name),
    family: "none",
    bits,
    total,
  }));
  const comparable = [...models.filter(({ isPseudo }) => !isPseudo), ...counted].sort((a, b) => a.bits - b.bits);
  return [...comparable, ...models.filter(({ isPseudo }) => isPseudo)];
}

/** @typedef {typeof import("../lib/words.js").t} Say */
/** @typedef {import("../lib/table.js").Rows} Rows */

/**
 * What each model expects at the chosen word, as rows.
 *
 * @param {Reading} found
 * @param {number} chosen
 * @param {Say} t
 * @returns {Rows}
 */
export const expectedRows = ({ columns }, chosen, t) => [
  ["column_model", "column_token", "column_prob"].map((name) => t(`side_by_side.${name}`)),
  ...columns.flatMap(({ title, cells, next }) => {
    const expected = cells[chosen] ? cells[chosen].expected : next;
    if (!expected) return [];
    const rest = [title, t("side_by_side.rest"), expected.rest];
    return [...expected.top.map(({ token, prob }) => [title, token, prob]), rest];
  }),
];

/**
 * What the text costs each, as rows.
 *
 * @param {Reading} found
 * @param {Say} t
 * @returns {Rows}
 */
export const totalRows = (found, t) => [
  ["column_model", "column_bits_per_byte", "column_total", "column_n_tokens"].map((name) => t(`side_by_side.${name}`)),
  ...totalsOf(found, (name) => t(`side_by_side.${name}`)).map(({ name, bits, total, nTokens }) => [
    name,
    bits,
    total,
    nTokens,
  ]),
];

/**
 * The whole table as rows, the first being the head.
 *
 * @param {Reading} found
 * @param {typeof import("../lib/words.js").t} t
 */
export function rowsOf({ words, columns, edit }, t) {
  const moved = edit?.columns ?? [];
  return [
    [
      t("side_by_side.word"),
      ...columns.map(({ title }) => t("side_by_side.bits_of", { title })),
      ...moved.map(({ model }) => t("side_by_side.moved_of", { title: model })),
    ],
    ...words.map(({ label }, i) => [
      label,
      ...columns.map(({ cells }) => cells[i].bits?.toFixed(4) ?? ""),
      ...moved.map(({ cells }) => cells[i]?.toFixed(6) ?? ""),
    ]),
  ];
}
