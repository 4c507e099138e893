// The residual stream through the depth of two models, side by side: one row a token, one column a norm.

import { decodeArray, el, t } from "../common.js";
import { ofBatch } from "./section.js";
import { drawStream } from "./stream.js";

const STATISTICS = ["length", "mean", "var"];

/** Asks the server when the section is shown with a text or models that it has not seen. */
function createDepth({ server }) {
  const radios = STATISTICS.map((name) => {
    const input = el("input", {
      type: "radio",
      name: "um-norms-statistic",
      value: name,
      checked: name === "length",
      onchange: draw,
    });
    return el("label", {}, input, t(`norms.depth_${name}`));
  });
  const chosen = el(
    "fieldset",
    { class: "statistic" },
    el("legend", { class: "um-visually-hidden" }, t("norms.statistic")),
    radios,
  );
  const note = el("p", { class: "quiet" });
  const panels = el("div", { class: "panels" });
  const node = el("div", { class: "depth" }, el("div", { class: "depth-head" }, chosen, note), panels);
  let asked = null;
  let streams = [];

  async function show({ request, beside }) {
    const question = { text: request.texts[0], models: beside };
    const key = JSON.stringify(question);
    if (key === asked) return;
    asked = key;
    node.classList.add("waiting");
    try {
      const found = await server.depth(question);
      if (key !== asked) return;
      streams = found.map((payload) => ({ ...decodeStream(payload), row: null }));
      draw();
    } catch (error) {
      if (key !== asked) return;
      asked = null; // so that it can be tried again
      panels.replaceChildren(el("p", { class: "um-status" }, error.message));
    }
    node.classList.remove("waiting");
  }

  function draw() {
    const statistic = node.querySelector("input:checked").value;
    note.textContent = t(`norms.depth_${statistic}_what`);
    panels.replaceChildren(...streams.map((stream) => drawStream(stream, statistic, draw)));
  }

  return { node, show };
}

export const mount = ofBatch(createDepth);

function decodeStream(payload) {
  const statistics = Object.fromEntries(STATISTICS.map((name) => [name, decodeArray(payload[name])]));
  return { ...payload, ...statistics, shares: decodeArray(payload.shares) };
}
