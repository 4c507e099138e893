// The opened head as files: CSV of every cell, SVG of vectors, PNG of that SVG.

import { cssColour, download, downloadCsv, downloadPng, el, t } from "../common.js";
import { cellImage, cssOf, fullWeight, ramp, scale } from "./colours.js";
import { arrange, axisTitles, columnLabels, rowLabels } from "./map.js";
import { maskName } from "./names.js";

const WIDTH = 900;
const MARGIN = 20;
const CAPTION = 34;
const FONT = "system-ui, sans-serif";
const PNG_DENSITY = 2;
const MANY_CELLS = 65_536; // beyond, the cells are one picture within the SVG

/** All cells, one a line. */
export function saveCsv(name, stack, head) {
  const lines = [
    [
      "query_pos",
      "query",
      "key_pos",
      "key",
      "allowed",
      head.kind === "head" ? "attn_pattern" : head.kind,
      "attn_scores",
    ],
  ];
  for (let query = 0; query < stack.n_queries; query++)
    for (let key = 0; key < stack.n_keys; key++)
      lines.push([
        query,
        stack.queries[query].label,
        key,
        stack.keys[key].label,
        head.isAllowed(query, key),
        head.weight(query, key),
        head.score(query, key),
      ]);
  downloadCsv(name, lines);
}

export function saveSvg(name, stack, head, data, title) {
  download(`${name}.svg`, new Blob([svgText(stack, head, data, title)], { type: "image/svg+xml" }));
}

export async function savePng(name, stack, head, data, title) {
  const url = URL.createObjectURL(new Blob([svgText(stack, head, data, title)], { type: "image/svg+xml" }));
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = el("canvas", { width: picture.width * PNG_DENSITY, height: picture.height * PNG_DENSITY });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    downloadPng(name, canvas);
  } finally {
    URL.revokeObjectURL(url);
  }
}

const svgText = (...what) => new XMLSerializer().serializeToString(svgOf(...what));

/** The map as a picture of its own, colours and fonts written into it. */
function svgOf(stack, head, data, title) {
  const layout = arrange(stack, WIDTH, FONT);
  const [width, height] = [layout.left + layout.width + layout.right, layout.top + layout.height];
  const caption = `${data.title} · ${title} · ${t("attention.mask")}: ${maskName(data.mask)}`;
  return el(
    "svg",
    {
      width: width + 2 * MARGIN,
      height: height + 2 * MARGIN + CAPTION,
      "font-family": FONT,
      "font-size": 13,
      fill: cssColour("ink"),
    },
    hatching(),
    el("rect", { width: "100%", height: "100%", fill: cssColour("raised") }),
    el("text", { x: MARGIN, y: MARGIN + 14, "font-size": 16, "font-weight": 600 }, caption),
    el(
      "g",
      { transform: `translate(${MARGIN} ${MARGIN + CAPTION})` },
      el("g", { fill: cssColour("muted") }, axisTitles(layout)),
      rowLabels(layout).filter(isShown),
      columnLabels(layout).filter(isShown),
      el("rect", { x: layout.left, y: layout.top, width: layout.width, height: layout.height, fill: "url(#hatch)" }),
      stack.n_queries * stack.n_keys > MANY_CELLS
        ? cellPicture(head, data.family, layout)
        : [...cells(stack, head, data.family, layout)],
    ),
  );
}

const isShown = (label) => !label.classList.contains("um-attention-between");

const hatching = () =>
  el(
    "defs",
    {},
    el(
      "pattern",
      { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      el("rect", { width: 6, height: 6, fill: cssColour("sunken") }),
      el("line", { x1: 0, y1: 0, x2: 0, y2: 6, stroke: cssColour("hatch") }),
    ),
  );

function cellPicture(head, family, { left, top, cell }) {
  const canvas = el("canvas", { width: head.n_columns, height: head.n_rows });
  canvas.getContext("2d").putImageData(cellImage(head, ramp(family), scale.get()), 0, 0);
  const [height, width] = [head.n_rows * head.block[0] * cell, head.n_columns * head.block[1] * cell];
  const style = { "image-rendering": "pixelated" };
  return el("image", { x: left, y: top, width, height, preserveAspectRatio: "none", href: canvas.toDataURL(), style });
}

function* cells(stack, head, family, { left, top, cell }) {
  const pixels = ramp(family);
  const full = fullWeight(head, scale.get());
  for (let query = 0; query < stack.n_queries; query++) {
    const perWeight = 255 / (full(Math.floor(query / head.block[0])) || 1);
    for (let key = 0; key < stack.n_keys; key++) {
      if (!head.isAllowed(query, key)) continue;
      const fill = cssOf(pixels[Math.min(255, Math.round(head.weight(query, key) * perWeight))]);
      yield el("rect", { x: left + key * cell, y: top + query * cell, width: cell, height: cell, fill });
    }
  }
}
