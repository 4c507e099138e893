// The rows as a table: a line a token.

import { t } from "../lib/words.js";
import { bytesOf } from "./card.js";
import { shows, tokenOf } from "./columns.js";
import { shown } from "./spellings.js";

/** @import { Rows, Token } from "./columns.js" */

const COLUMNS = ["tokenizer", "sentence", "position", "id", "piece", "text", "bytes", "start", "end", "kind"];

/** @param {Rows} rows @param {number} [limit] tokens of each row @returns {import("../lib/table.js").Rows} */
export function tokenTable(rows, limit = Infinity) {
  const lines = rows.rows.flatMap((row) =>
    Array.from({ length: Math.min(limit, row.n) }, (_, i) => i)
      .filter((i) => shows(rows, row, i))
      .map((i) => lineOf(tokenOf(rows, row, i))),
  );
  return [COLUMNS.map((name) => t(`tokens.col_${name}`)), ...lines];
}

/** @param {Token} token */
function lineOf(token) {
  const { row, i, id, piece, covered, spellings, start, end, kind, isSecond } = token;
  const inText = (/** @type {number} */ place) => (kind === "added" ? "" : place);
  const text = shown(covered, spellings);
  return [
    row.name,
    inText(isSecond ? 2 : 1),
    i,
    id,
    piece,
    text,
    bytesOf(token),
    inText(start),
    inText(end),
    t(`tokens.is_${kind}`),
  ];
}
