// How far back each model reaches: every token's influence on the prediction at a chosen position. The same
// against distance is Plotly's, below.

import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { oneOf, setting, whole } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { table } from "../lib/table.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { followed } from "./follow.js";
import { decodeReach, placeOf, shading } from "./reach.js";

/** @typedef {import("./reach.js").Reach} Reach */
/** @typedef {import("./reach.js").Measure} Measure */

/** @param {Host<import("./payloads.js").ReachPayload | null, { measures: Measure[] }, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  const measureOf = () => oneOf("memory.measure", props.measures, props.measures[0]);
  /** @type {Reach[]} */
  let models = [];
  const strips = el("div", { class: "strips" });
  const pending = el("div", { class: "strips", role: "status" });
  const about = () => ({
    title: t("memory.section_influence"),
    model: models.map(({ title }) => title).join(", "),
    setting: t(`memory.measure_${measureOf()}`),
  });
  const short = el("div", { class: "carry" });
  const measures = choices({
    label: t("memory.measure"),
    options: props.measures.map((value) => ({ value, label: t(`memory.measure_${value}`) })),
    value: measureOf(),
    onChoose: (measure) => keep("measure", measure),
  });
  const choice = el("div", { class: "choices" }, el("span", { class: "quiet" }, t("memory.measure")), measures.element);

  function read() {
    if (!props.value) return element.replaceChildren(el("p", { class: "quiet waiting" }, t("memory.measuring")));
    const [before] = models;
    models = props.value.models.map(decodeReach);
    if (before) follow(before, models[0]);
    if (!strips.isConnected) element.replaceChildren(choice, strips, pending, short);
    const { models: sent } = props.value;
    pending.replaceChildren(...props.value.pending.map(pendingStrip));
    short.replaceChildren(...inShort(sent));
    savable("memory-reach", () => ({ ...about(), title: t("memory.carry_away") }), short, {
      table: () => shortRows(sent),
    });
    draw();
  }

  /**
   * The chosen token stays chosen in a text that was edited, or gives way to the last.
   * @param {Reach} before @param {Reach} now
   */
  function follow(before, now) {
    const back = whole("memory.position", before.size, 0);
    const place = back && followed(before.tokens, now.tokens, before.size - 1 - back);
    const next = place ? now.size - 1 - place : 0;
    if (next !== back) keep("position", next);
  }

  function draw() {
    const measure = measureOf();
    strips.replaceChildren(...drawStrips(models, measure, (back) => keep("position", back)));
    savable("memory-influence", about, strips, { table: () => stripRows(models, measure) });
  }

  /**
   * @param {"measure" | "position"} name
   * @param {string | number} value
   */
  function keep(name, value) {
    setting(`memory.${name}`).set(value);
    trigger(`${name}_choice`, { [name]: String(value) }); // the figure below follows
    draw();
  }

  watch("value", read);
  read();
}

/**
 * One line of chips a model: the darker, the more a token matters to the prediction after the chosen one. The
 * link says how many tokens before the last one of the first model that is.
 *
 * @param {Reach[]} models
 * @param {Measure} measure
 * @param {(back: number) => void} choose
 */
function drawStrips(models, measure, choose) {
  const [lead] = models;
  const last = lead.size - 1;
  const chosenEnd = lead.tokens[last - whole("memory.position", lead.size, 0)].end ?? 0;
  const isCut = lead.first > 1;
  return [
    el("p", { class: "quiet" }, t("memory.strips_note", { n: lead.n_replacements })),
    ...models.map((model) =>
      drawStrip(model, measure, placeOf(model, chosenEnd), (end) => choose(last - placeOf(lead, end))),
    ),
    ...(isCut ? [el("p", { class: "quiet" }, t("memory.shown", { n: lead.size, total: lead.n_tokens }))] : []),
  ];
}

/** Where the link looks from in each model. @param {Reach[]} models */
function askedOf(models) {
  const [lead] = models;
  const end = lead.tokens[lead.size - 1 - whole("memory.position", lead.size, 0)].end ?? 0;
  return models.map((model) => placeOf(model, end));
}

/** @param {Reach[]} models @param {Measure} measure @returns {import("../lib/table.js").Rows} */
function stripRows(models, measure) {
  const asked = askedOf(models);
  return [
    [t("memory.column_model"), t("memory.position"), t("memory.token"), t(`memory.measure_${measure}`)],
    ...models.flatMap((model, m) => {
      const row = model.row(measure, asked[m]);
      return model.tokens.slice(0, asked[m] + 1).map(({ label }, i) => [model.title, model.first + i, label, row[i]]);
    }),
  ];
}

/**
 * @param {Reach} model
 * @param {Measure} measure
 * @param {number} asked
 * @param {(end: number) => void} choose by where in the text the token ends
 */
function drawStrip(model, measure, asked, choose) {
  const row = model.row(measure, asked);
  const shades = shading(row);
  const unit = measure === "moved_bits" ? t("memory.bits") : "";
  const chip = (/** @type {Reach["tokens"][number]} */ { label, end }, /** @type {number} */ i) => {
    const isSeen = i <= asked;
    return el(
      "button",
      {
        type: "button",
        class: `um-chip${isSeen ? "" : " ahead"}${i === asked ? " here" : ""}`,
        style: { "--amount": isSeen ? `${(100 * shades[i]).toFixed(1)}%` : "0%" },
        "aria-pressed": String(i === asked),
        onclick: () => choose(end ?? 0),
        ...tells(isSeen ? `${label} · ${number(row[i], 3)} ${unit}` : t("memory.not_read_yet")),
      },
      label,
    );
  };
  return el(
    "div",
    { class: `strip um-of-${model.family}` },
    el("span", { class: "name" }, model.title),
    el("div", { class: "chips" }, model.tokens.map(chip)),
  );
}

/** The place of a model that is still being measured. @param {string} title */
const pendingStrip = (title) =>
  el(
    "div",
    { class: "strip" },
    el("span", { class: "name" }, title),
    el("span", { class: "quiet waiting" }, t("memory.measuring")),
  );

/** @param {import("./payloads.js").InfluencePayload[]} models @returns {import("../lib/table.js").Rows} */
const shortRows = (models) => [
  ["model", "half", "reach", "last"].map((name) => t(`memory.column_${name}`)),
  ...models.map(({ title, half, reach, last_bits }) => [title, half === null ? null : 1 + half, reach, last_bits]),
];

/** What to carry away. @param {import("./payloads.js").InfluencePayload[]} models */
function inShort(models) {
  const head = ["half", "reach", "last"].map((name) => t(`memory.column_${name}`));
  const row = (/** @type {(typeof models)[number]} */ { title, family, half, reach, last_bits }) => [
    el("th", { scope: "row", class: `name um-of-${family}` }, title),
    half === null ? "–" : number(1 + half, 1),
    reach ?? "–",
    `${number(last_bits, 2)} ${t("memory.bits")}`,
  ];
  return [
    el("h4", {}, t("memory.carry_away")),
    table(["", ...head], models.map(row)),
    el("p", { class: "um-caption" }, t("memory.carry_note")),
  ];
}
