// One word in several places: its static vector is one and the same, its contextual vectors part, layer by layer.

import { decodeArray, downloadSvg, el, setting, t, tableOf } from "../common.js";
import { asking, debounced, fieldOf } from "./asking.js";

const CHART = { widest: 620, height: 250, left: 40, right: 84, top: 26, bottom: 44 };

export function createWord({ server }) {
  const kept = Object.fromEntries(
    ["context_word", "context_a", "context_b"].map((name) => [name, setting(`tokens.${name}`)]),
  );
  const out = el("div", { class: "um-word" });
  const ask = asking(out, server.word_in_contexts, (answer) => out.replaceChildren(...draw(answer, out.clientWidth)));
  const later = debounced(request);
  let model = null;
  const fields = Object.entries(kept).map(([name, setting]) => fieldOf(`tokens.${name}`, setting, later));
  const node = el(
    "section",
    { class: "um-contexts" },
    el("h3", {}, t("tokens.contexts_title")),
    el("p", { class: "um-section-lead" }, t("tokens.contexts_lead")),
    el("div", { class: "um-bar um-context-fields" }, fields),
    out,
  );

  function request() {
    if (model) ask({ sentences: [kept.context_a.get(), kept.context_b.get()], word: kept.context_word.get(), model });
  }

  return {
    node,
    show(id) {
      model = id;
      request();
    },
  };
}

function draw({ family, sentences, places, vectors }, width) {
  const cosines = cosinesToFirst(decodeArray(vectors));
  const chart = drawChart(cosines, family, Math.min(CHART.widest, width));
  return [
    el(
      "ol",
      { class: `um-places um-of-${family}` },
      places.map((place, n) =>
        el(
          "li",
          {},
          ...sentenceWith(sentences[place.sentence], place),
          el(
            "span",
            { class: "um-quiet" },
            ` ${t("tokens.at_position", { n: place.positions.join(", "), pieces: place.tokens.map(({ piece }) => piece).join(" ") })}`,
          ),
        ),
      ),
    ),
    el(
      "figure",
      { class: `um-figure um-of-${family}` },
      chart,
      el("figcaption", { class: "um-caption" }, t("tokens.contexts_caption")),
      el(
        "div",
        { class: "um-actions" },
        el(
          "button",
          { type: "button", class: "um-link", onclick: () => downloadSvg("tokens-word-in-contexts", chart) },
          "SVG",
        ),
      ),
    ),
    tableOf("tokens-contexts", [
      [t("tokens.col_stage"), ...cosines.slice(1).map((_, n) => t("tokens.places_pair", { n: n + 2 }))],
      ...cosines[0].map((_, stage) => [stageName(stage), ...cosines.slice(1).map((row) => row[stage])]),
    ]),
  ];
}

function sentenceWith(sentence, { start, end }) {
  const characters = [...sentence];
  const part = (from, to) => characters.slice(from, to).join("");
  return [part(0, start), el("mark", {}, part(start, end)), part(end)];
}

/** `[place][stage]`: how far a place's vector points the same way as the first place's. */
export function cosinesToFirst({ shape: [nPlaces, nStages, dModel], data }) {
  const at = (place, stage) =>
    data.subarray((place * nStages + stage) * dModel, (place * nStages + stage + 1) * dModel);
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  return Array.from({ length: nPlaces }, (_, place) =>
    Array.from({ length: nStages }, (_, stage) => {
      const [a, b] = [at(0, stage), at(place, stage)];
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }),
  );
}

const stageName = (stage) => (stage < 2 ? t(`tokens.stage_${stage}`) : t("tokens.stage_layer", { n: stage - 1 }));

function drawChart(cosines, family, width) {
  const { height, left, right, top, bottom } = CHART;
  const nStages = cosines[0].length;
  const low = Math.min(0, ...cosines.flat());
  const x = (stage) => left + (stage / (nStages - 1)) * (width - left - right);
  const y = (cosine) => top + ((1 - cosine) / (1 - low)) * (height - top - bottom);
  const svg = el("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: `um-chart um-of-${family}`,
    role: "img",
    "aria-label": t("tokens.contexts_alt"),
  });
  for (const tick of low < 0 ? [1, 0.5, 0, Math.round(low * 10) / 10] : [1, 0.75, 0.5, 0.25, 0]) {
    svg.append(
      el("line", { class: "um-grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }),
      el("text", { class: "um-tick", x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, tick.toFixed(2)),
    );
  }
  svg.append(el("text", { class: "um-tick", x: 0, y: 10 }, t("tokens.axis_cosine")));
  for (let stage = 0; stage < nStages; stage++)
    svg.append(
      el(
        "text",
        { class: "um-tick", x: x(stage), y: height - bottom + 18, "text-anchor": "middle" },
        stage < 2 ? t(`tokens.stage_${stage}_short`) : stage - 1,
      ),
    );
  svg.append(
    el(
      "text",
      { class: "um-tick", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" },
      t("tokens.axis_stage"),
    ),
  );
  const ends = spread(cosines.slice(1).map((row) => y(row.at(-1))));
  cosines.slice(1).forEach((row, n) => {
    const line = el(
      "g",
      { class: `um-series um-series-${n % 3}` },
      el("polyline", { points: row.map((cosine, stage) => `${x(stage)},${y(cosine)}`).join(" ") }),
    );
    line.append(
      ...row.map((cosine, stage) =>
        el(
          "circle",
          { cx: x(stage), cy: y(cosine), r: 3.5 },
          el("title", {}, `${stageName(stage)}: ${cosine.toFixed(3)}`),
        ),
      ),
    );
    line.append(
      el(
        "text",
        { class: "um-series-name", x: width - right + 10, y: ends[n] + 4 },
        `1 ~ ${n + 2}  ${row.at(-1).toFixed(2)}`,
      ),
    );
    svg.append(line);
  });
  return svg;
}

/** Heights for labels, pushed apart where they would lie on each other. */
function spread(heights) {
  const order = heights.map((_, n) => n).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  for (let i = 1; i < order.length; i++) placed[order[i]] = Math.max(placed[order[i]], placed[order[i - 1]] + 15);
  return placed;
}
