// Below one of Plotly's figures: its files, and its numbers as a table.

import { el, link } from "./lib/dom.js";
import { savePng, saveSvg } from "./lib/save.js";
import { tableOf } from "./lib/table.js";
import { t } from "./lib/words.js";

/** @typedef {import("./payloads.js").FigurePayload} FigurePayload */

/** @param {Host<FigurePayload | null, { file: string }, unknown>} host */
export function mount({ element, props, watch }) {
  function draw() {
    const { file, value } = props;
    if (!value) return element.replaceChildren();
    const save = (/** @type {typeof savePng | typeof saveSvg} */ saved) => async () =>
      saved(file, { picture: await pictureOf(element, value), about: value });
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
 * What Plotly has drawn above, in the light page's colours. Its title stands in the frame; what it measures stays.
 *
 * @param {HTMLElement} element
 * @param {FigurePayload} said
 */
async function pictureOf(element, { measure }) {
  /** @type {PlotlyElement | null | undefined} */
  const plot = element.closest(".um-plotted")?.querySelector(".js-plotly-plot");
  if (!plot || !window.Plotly) throw new Error("Plotly has drawn nothing");
  const { clientWidth: width, clientHeight: height } = plot;
  const { title } = plot.layout;
  const layout = { ...plot.layout, title: { ...title, text: measure, font: title.subtitle?.font, subtitle: null } };
  const address = await window.Plotly.toImage({ data: plot.data, layout }, { format: "svg", width, height });
  const source = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return /** @type {SVGSVGElement} */ (
    /** @type {unknown} */ (new DOMParser().parseFromString(source, "image/svg+xml").documentElement)
  );
}
