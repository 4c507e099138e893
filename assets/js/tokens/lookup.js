// What enters the model for one token: the one-hot vector, then the vectors that are added, number by number.

import { el, one } from "../lib/dom.js";
import { cellAt, valueCanvas } from "../lib/heatmap.js";
import { inside, walkLine } from "../lib/keys.js";
import { bracketed, number, usualSize } from "../lib/numbers.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { addends } from "./sum.js";

/** @import { Addend, Vectors } from "./sum.js" */

const SIGNS = { embedding: "", position: "+", segment: "+", sum: "=" };

/** @param {Vectors} found @param {number} p */
export function lookUp(found, p) {
  const parts = addends(found, p);
  const readout = el("p", { class: "um-readout", "aria-live": "polite" });
  return el(
    "div",
    { class: "um-lookup" },
    oneHot(found, p),
    strips(parts, found.dModel, (d) => readout.replaceChildren(...told(parts, d))),
    readout,
    found.remark && el("p", { class: "um-quiet" }, t(`tokens.${found.remark}`)),
    tableOf("tokens-vector", () => [
      [t("tokens.col_feature"), ...parts.map(({ part }) => t(`tokens.${part}_row`))],
      ...Array.from(parts[0].values, (_, d) => [d, ...parts.map(({ values }) => values[d])]),
    ]),
  );
}

/**
 * A stripe a vector, one line across all of them; pointing at a number tells it.
 * @param {Addend[]} parts @param {number} dModel @param {(feature: number) => void} tell
 */
function strips(parts, dModel, tell) {
  const grid = { nRows: 1, nColumns: dModel };
  const limit = usualSize(parts[parts.length - 1].values);
  const element = el(
    "div",
    { class: "um-strips", tabindex: "0", role: "img", "aria-label": t("tokens.strips_alt") },
    parts.map((one) =>
      el(
        "div",
        { class: "um-strip-row" },
        el("span", { class: "um-sign" }, SIGNS[one.part]),
        el(
          "div",
          { class: "um-strip-name" },
          el("b", {}, t(`tokens.${one.part}_row`)),
          el("small", {}, origin(one, dModel)),
        ),
        valueCanvas(one.values, grid, limit),
      ),
    ),
  );
  let feature = 0;
  const move = (/** @type {number} */ to) => {
    feature = inside(to, dModel);
    tell(feature);
    element.style.setProperty("--um-at", String((feature + 0.5) / dModel));
  };
  element.addEventListener("pointermove", (event) => {
    const canvas = one(element, "canvas");
    const place = cellAt(canvas, { clientX: event.clientX, clientY: canvas.getBoundingClientRect().top }, grid);
    if (place) move(place.column);
  });
  element.addEventListener("keydown", (event) => {
    const to = walkLine(event, feature, dModel);
    if (to === null) return;
    event.preventDefault();
    move(to);
  });
  move(0);
  return element;
}

/** Where a vector comes from: `W[7]` is row 7 of the embedding matrix. @param {Addend} addend @param {number} dModel */
function origin({ part, row }, dModel) {
  const places = { embedding: `W[${row}]`, position: `P[${row}]`, segment: `S[${row}] · ${"AB"[row] ?? ""}` };
  return part === "sum" ? `[${dModel}]` : places[part];
}

/** @param {Addend[]} parts @param {number} d */
function told(parts, d) {
  const numbers = parts.map(({ part, values }, n) => {
    const said = number(values[d], 3);
    const shown = SIGNS[part] === "+" ? bracketed(said) : said;
    return [n ? ` ${SIGNS[part]} ` : "", el(n === parts.length - 1 ? "strong" : "span", {}, shown)];
  });
  return [el("span", { class: "um-quiet" }, t("tokens.feature", { n: d }), " "), ...numbers.flat()];
}

/** The vocabulary as a line of zeros with a single one. @param {Vectors} found @param {number} p */
function oneHot({ d_vocab: size, dModel, tokens }, p) {
  const { id, piece } = tokens[p];
  const x = ((id + 0.5) / size) * 1000;
  const attrs = { class: "um-onehot", role: "img", "aria-label": t("tokens.onehot_alt", { id, size }) };
  const said = { piece, id: number(id), size: number(size), zeros: number(size - 1), width: dModel };
  return el(
    "div",
    { class: "um-onehot-row" },
    el("p", {}, t("tokens.onehot", said)),
    el(
      "svg",
      { viewBox: "0 0 1000 34", preserveAspectRatio: "none", ...attrs },
      el("line", { class: "um-zeros", x1: 0, x2: 1000, y1: 30, y2: 30 }),
      el("line", { class: "um-single", x1: x, x2: x, y1: 2, y2: 30 }),
    ),
    el("div", { class: "um-axis" }, el("span", {}, 0), el("span", {}, number(size - 1))),
  );
}
