// Activation functions over the real numbers that enter them: the curve, its derivative, where the values fall, and
// what of them lies where the function is flat.

import { asking } from "../lib/ask.js";
import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { setFormula } from "../lib/formula.js";
import { setting, whole } from "../lib/link.js";
import { percent } from "../lib/numbers.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { curveFigure } from "./curve.js";
import { decodeFunctions, ownOf, shownOf } from "./functions_data.js";

/** @import { FunctionsPayload, FunctionsQuestion } from "./payloads.js" */
/** @import { Curve, Functions } from "./functions_data.js" */

const kept = { layer: setting("inside.layer"), site: setting("inside.site"), shown: setting("inside.function") };
const NARROW = 860;

/** @typedef {{ functions: (asked: FunctionsQuestion) => Promise<FunctionsPayload> }} Server */

/** @param {Host<FunctionsPayload | null, unknown, Server>} host */
export function mount({ element, props, watch, server }) {
  /** @type {Functions | null} */
  let shown = null;
  const body = el("div", { class: "functions" });
  element.replaceChildren(body);
  const ask = asking(
    server.functions,
    (found) => {
      shown = decodeFunctions(found);
      draw();
    },
    { place: body },
  );

  function read() {
    const first = props.value;
    if (!first) return;
    ask.forget();
    shown = decodeFunctions(first);
    draw();
    const site = first.sites.find((name) => name === kept.site.get()) ?? first.site;
    const layer = whole("inside.layer", first.n_layers, first.layer);
    if (site !== first.site || layer !== first.layer) ask({ ...first.request, layer, site });
  }

  /** @param {{ layer?: number, site?: string }} change */
  function choose({ layer = shown?.layer ?? 0, site = shown?.site ?? "" }) {
    if (!shown) return;
    kept.layer.set(layer);
    kept.site.set(site);
    ask({ ...shown.request, layer, site });
  }

  function draw() {
    const width = element.clientWidth;
    if (!shown || !width) return;
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${shown.family}`);
    const curve = shownOf(shown, kept.shown.get());
    const chart = width > NARROW ? Math.round(width * 0.58) : width;
    const onShow = (/** @type {string} */ name) => {
      kept.shown.set(name);
      draw();
    };
    body.replaceChildren(
      el("p", { class: "said" }, noticed(shown)),
      el("div", { class: "um-in-row" }, siteChoice(shown, choose), layerChoice(shown, choose)),
      el(
        "div",
        { class: "functions-row" },
        el("div", { class: "curve" }, curveFigure(shown, curve, chart), formulas(curve)),
        el("div", { class: "beside" }, rows(shown, curve, onShow), notes(shown)),
      ),
    );
  }

  watch("value", read);
  onWidth(element, draw);
  read();
}

/** The one sentence. @param {Functions} shown */
function noticed(shown) {
  const own = ownOf(shown);
  const place = t("inside.fn_place", { layer: shown.layer, site: siteName(shown.site), model: shown.title });
  if (!own) return t("inside.fn_notice_unknown", { place, used: shown.used });
  const said = {
    place,
    used: functionName(own.name),
    saturated: percent(own.saturated),
    dead: own.n_dead,
    units: shown.n_units,
    below: percent(shown.below_zero),
  };
  if (own.flat_above !== null) return t("inside.fn_notice_gate", said);
  const relu = shown.curves.find(({ name }) => name === "relu");
  if (!relu || own.name === "relu") return t("inside.fn_notice_relu", said);
  return t("inside.fn_notice_mlp", { ...said, relu_dead: relu.n_dead });
}

const siteName = (/** @type {string} */ site) => t(`inside.site_${site.replace(".", "_")}`);
const functionName = (/** @type {string} */ name) => t(`inside.fn_${name}`);

/** @param {Functions} shown @param {(change: { site: string }) => void} choose */
function siteChoice({ sites, site }, choose) {
  if (sites.length < 2) return null;
  const options = sites.map((name) => ({ value: name, label: siteName(name) }));
  const onChoose = (/** @type {string} */ name) => choose({ site: name });
  return choices({ label: t("inside.fn_site"), options, value: site, onChoose, look: "pills" }).element;
}

/**
 * Layers, each with the share of its values that are saturated.
 *
 * @param {Functions} shown
 * @param {(change: { layer: number }) => void} choose
 */
function layerChoice({ n_layers: n, layer, by_layer: shares }, choose) {
  const options = Array.from({ length: n }, (_, one) => ({
    value: String(one),
    label: [el("span", {}, String(one)), shares.length ? el("small", {}, percent(shares[one])) : null],
  }));
  const onChoose = (/** @type {string} */ one) => choose({ layer: Number(one) });
  const given = { label: t("inside.fn_layer"), options, value: String(layer), onChoose };
  const name = shares.length ? t("inside.fn_layer_shares") : t("inside.fn_layer");
  return el("span", { class: "um-in-row layers" }, el("span", {}, name), choices({ ...given, look: "pills" }).element);
}

/** @param {Curve} curve */
function formulas({ equation, slope_equation }) {
  const line = (/** @type {string} */ name, /** @type {string} */ source) => {
    const set = el("div", { class: "formula" });
    setFormula(set, source);
    return el("div", { class: "formula-row" }, el("span", { class: "quiet" }, name), set);
  };
  return [line(t("inside.fn_function"), equation), line(t("inside.fn_slope"), slope_equation)];
}

/**
 * All functions on the same numbers.
 *
 * @param {Functions} shown
 * @param {Curve} open
 * @param {(name: string) => void} onShow
 */
function rows(shown, open, onShow) {
  const cells = (/** @type {Curve} */ { name, saturated, n_dead }) => [
    el(
      "td",
      {},
      el(
        "button",
        { type: "button", class: "um-link", "aria-pressed": String(name === open.name), onclick: () => onShow(name) },
        functionName(name),
      ),
      name === shown.own ? el("small", { class: "own" }, t("inside.fn_used")) : null,
    ),
    el("td", {}, el("span", { class: "share", style: { "--share": saturated } }), percent(saturated)),
    el("td", {}, String(n_dead)),
  ];
  return el(
    "table",
    { class: "function-rows" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...["fn_name", "fn_saturated", "fn_dead"].map((key) => el("th", { scope: "col" }, t(`inside.${key}`))),
      ),
    ),
    el(
      "tbody",
      {},
      shown.curves.map((curve) => el("tr", { class: curve.name === open.name ? "open" : null }, cells(curve))),
    ),
  );
}

/** @param {Functions} shown */
const notes = ({ curves, n_units: units, n_outside: outside }) => [
  el("p", { class: "um-caption" }, t("inside.fn_defined", { units })),
  el("p", { class: "um-caption" }, t("inside.fn_others")),
  !curves.some(({ name }) => name === "swiglu") && el("p", { class: "um-caption" }, t("inside.fn_no_gate")),
  outside > 0 && el("p", { class: "um-caption" }, t("inside.fn_outside", { n: outside })),
];
