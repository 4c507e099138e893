// Below one of Plotly's figures: its files, and its numbers as a table.

import { el, link } from "./lib/dom.js";
import { savePng, saveSvg } from "./lib/save.js";
import { tableOf } from "./lib/table.js";
import { t } from "./lib/words.js";

/** @param {Host<import("./payloads.js").FigurePayload | null, { file: string }, unknown>} host */
export function mount({ element, props, watch }) {
  function draw() {
    const { file, value } = props;
    if (!value) return element.replaceChildren();
    const save = (/** @type {typeof savePng | typeof saveSvg} */ saved) => async () =>
      saved(file, { picture: await pictureOf(element), about: value });
    element.replaceChildren(
      ...(value.note ? [el("p", { class: "um-caption" }, value.note)] : []),
      el("div", { class: "um-actions" }, link(t("shell.png"), save(savePng)), link(t("shell.svg"), save(saveSvg))),
      tableOf(file, value.rows),
    );
  }
  watch("value", draw);
  draw();
}

/**
 * What Plotly has drawn above, in the light page's colours.
 *
 * @param {HTMLElement} element
 */
async function pictureOf(element) {
  const plot = element.closest(".um-plotted")?.querySelector(".js-plotly-plot");
  if (!plot || !window.Plotly) throw new Error("Plotly has drawn nothing");
  const { clientWidth: width, clientHeight: height } = plot;
  const address = await window.Plotly.toImage(plot, { format: "svg", width, height });
  const source = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return /** @type {SVGSVGElement} */ (
    /** @type {unknown} */ (new DOMParser().parseFromString(source, "image/svg+xml").documentElement)
  );
}
