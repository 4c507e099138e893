// The columns as a picture of their own, for PNG and SVG.

import { downloadPng, downloadSvg, el, t } from "../common.js";
import { shadeOf } from "./steps.js";

const COLUMN = 190;
const ROW = 22;
const LEFT = 44;
const TOP = 46;
const BOTTOM = 34;
const DARKEST = 0.55;
const LETTERS = 24; // of a token or a title that fit into a column

/** Saves the columns; `save` is `downloadPng` or `downloadSvg`. */
async function savePicture(save, payload, titles) {
  const picture = document.body.appendChild(draw(payload, titles)); // styles apply to what is on the page alone
  await save("decoding", picture);
  picture.remove();
}

function draw({ runs, family }, titles) {
  const nSteps = Math.max(...runs.map((run) => run.tokens.length));
  const size = { width: LEFT + runs.length * COLUMN, height: TOP + nSteps * ROW + BOTTOM };
  return el(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, class: `um-decoding-picture um-of-${family}` },
    Array.from({ length: nSteps }, (_, step) =>
      text(LEFT - 10, TOP + step * ROW, step + 1, { "text-anchor": "end", class: "um-decoding-quiet" }),
    ),
    runs.map((run, i) => column(run, i, titles[i], TOP + nSteps * ROW)),
  );
}

function column(run, i, title, end) {
  const left = LEFT + i * COLUMN;
  const sum = `${t("decoding.sum_logprob")} ${run.sum_logprob.toFixed(2)}`;
  return el(
    "g",
    {},
    text(left + 8, TOP - 30, `${i + 1} ${title}`, { "font-weight": "600" }),
    run.tokens.map((token, step) => [
      el("rect", { x: left, y: TOP + step * ROW, width: COLUMN - 2, height: ROW, opacity: shadeOf(token) * DARKEST }),
      text(left + 8, TOP + step * ROW, token.shown),
    ]),
    text(left + 8, end + 6, sum, { class: "um-decoding-quiet" }),
  );
}

function text(x, y, content, attributes = {}) {
  const letters = [...String(content)];
  const shown = letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : letters.join("");
  return el("text", { x, y: y + ROW * 0.7, ...attributes }, shown);
}

/** Buttons that save the columns as they are when they are pressed. */
export const pictureButtons = (payload, titles) =>
  Object.entries({ png: downloadPng, svg: downloadSvg }).map(([kind, save]) =>
    el(
      "button",
      { type: "button", class: "um-link", onclick: () => savePicture(save, payload, titles) },
      t(`shell.${kind}`),
    ),
  );
