// The residual stream through the depth of two models, side by side: one row a token, one column a norm.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { radios } from "./radios.js";
import { ofBatch } from "./section.js";
import { decodeStream, drawStream, STATISTICS } from "./stream.js";

/** @import { DepthPayload, DepthQuestion } from "./payloads.js" */
/** @import { Statistic, Stream } from "./stream.js" */

/** @param {Host<null, unknown, { depth: (asked: DepthQuestion) => Promise<DepthPayload[]> }>} host */
function createDepth({ server }) {
  let statistic = STATISTICS[0];
  /** @type {Stream[]} */
  let streams = [];
  const options = STATISTICS.map((name) => ({ value: name, label: t(`norms.depth_${name}`) }));
  const onChoose = (/** @type {string} */ name) => {
    statistic = /** @type {Statistic} */ (name);
    draw();
  };
  const chosen = radios("um-norms-statistic", t("norms.statistic"), options, onChoose, "statistic");
  chosen.set(statistic);
  const note = el("p", { class: "quiet" });
  const panels = el("div", { class: "panels" });
  const node = el("div", { class: "depth" }, el("div", { class: "depth-head" }, chosen.node, note), panels);
  const ask = asking(
    server.depth,
    (found, { text }) => {
      streams = found.map((payload) => decodeStream(payload, text));
      draw();
    },
    { place: panels },
  );

  function draw() {
    note.textContent = t(`norms.depth_${statistic}_what`);
    panels.replaceChildren(...streams.map((stream) => drawStream(stream, statistic, draw)));
  }

  return {
    node,
    show: (/** @type {import("./activations.js").Activations} */ { request, beside }) =>
      ask({ text: request.texts[0], models: beside }),
  };
}

export const mount = ofBatch(createDepth);
