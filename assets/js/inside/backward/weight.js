// A step of gradient descent on one real weight: the loss measured along it, the tangent, before and after.

import { asking } from "../../lib/ask.js";
import { chartFigure } from "../../lib/chart.js";
import { choices, labelled, list } from "../../lib/controls.js";
import { el } from "../../lib/dom.js";
import { oneOf, setting } from "../../lib/link.js";
import { number, short } from "../../lib/numbers.js";
import { decodeArray } from "../../lib/payload.js";
import { t } from "../../lib/words.js";

/** @import { WeightPayload, WeightQuestion } from "./payloads.js" */
/** @import { Backward } from "./data.js" */

const RATES = ["0.1", "1", "10", "100"];

export class WeightStep {
  /** @param {HTMLElement} place @param {(asked: WeightQuestion) => Promise<WeightPayload>} weight */
  constructor(place, weight) {
    this.place = place;
    this.body = el("div", { class: "weight-body" });
    /** @type {Backward | null} */
    this.shown = null;
    /** @type {WeightPayload | null} */
    this.found = null;
    this.ask = asking(
      weight,
      (found) => {
        this.found = found;
        this.draw();
      },
      { place: this.body },
    );
  }

  /** Another loss. @param {Backward} shown */
  read(shown) {
    this.shown = shown;
    const { matrices } = shown;
    if (!matrices.length) {
      this.place.replaceChildren();
      return;
    }
    const onMatrix = (/** @type {string} */ name) => this.choose("matrix", name);
    const onRate = (/** @type {string} */ value) => this.choose("step_rate", value);
    const options = /** @type {[string, string][]} */ (matrices.map((name) => [name, name]));
    const rates = RATES.map((value) => ({ value, label: value }));
    this.place.replaceChildren(
      el("h3", {}, t("inside.step_title")),
      el(
        "div",
        { class: "um-in-row" },
        labelled(t("inside.step_matrix"), list({ options, value: this.matrix(), onChoose: onMatrix })),
        el("span", {}, t("inside.rate")),
        choices({ label: t("inside.rate"), options: rates, value: this.rate(), onChoose: onRate, look: "pills" })
          .element,
      ),
      this.body,
    );
    this.put();
  }

  matrix() {
    const matrices = this.shown?.matrices ?? [];
    return oneOf("inside.matrix", matrices, matrices[matrices.length - 1]);
  }

  rate() {
    return oneOf("inside.step_rate", RATES, "10");
  }

  /** @param {string} name @param {string} value */
  choose(name, value) {
    setting(`inside.${name}`).set(value);
    this.put();
  }

  put() {
    if (!this.shown) return;
    const { request, position } = this.shown;
    this.ask({ ...request, position, matrix: this.matrix(), rate: Number(this.rate()) });
  }

  draw() {
    const width = this.place.clientWidth;
    if (!this.shown || !this.found || !width) return;
    this.body.replaceChildren(...said(this.found), lossFigure(this.found, this.shown.title, Math.min(width, 820)));
  }
}

/** @param {WeightPayload} found */
function said({ matrix, shape, index, weight, after, gradient, rate, loss_before, loss_after, expected }) {
  const [out, into] = index;
  const places = {
    name: `${matrix} W[${out}, ${into}]`,
    n: number(shape[0] * shape[1]),
    weight: short(weight),
    gradient: short(gradient, 3),
    rate: short(rate),
    after: short(after),
    before: short(loss_before),
    measured: short(loss_after),
    expected: short(expected),
  };
  const worse = loss_after > loss_before ? t("inside.step_too_far") : t("inside.step_lower");
  return [
    el("p", { class: "said" }, t("inside.step_loss", places)),
    el("p", {}, worse),
    el("p", { class: "put-in" }, t("inside.step_moves", places)),
    el("p", { class: "um-caption" }, t("inside.step_expected", places)),
    el("p", { class: "um-caption" }, t("inside.step_copy")),
  ];
}

/** @param {WeightPayload} found @param {string} title @param {number} width */
function lossFigure(found, title, width) {
  const x = decodeArray(found.weights).data;
  const losses = decodeArray(found.losses).data;
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const room = (high - low) * 0.15 || 1e-3;
  const tangent = Array.from(x, (at) => {
    const value = found.loss_before + found.gradient * (at - found.weight);
    return value >= low - room && value <= high + room ? value : null;
  });
  return chartFigure(
    "weight-step",
    [
      { name: t("inside.step_measured"), colour: "var(--um-family-fill)", values: losses, x },
      { name: t("inside.step_tangent"), colour: "var(--um-muted)", values: tangent, x, dashed: true },
      {
        name: t("inside.step_points"),
        colour: "var(--um-plus)",
        values: [found.loss_before, found.loss_after],
        x: [found.weight, found.after],
        dots: true,
      },
    ],
    {
      width,
      height: 260,
      low: low - room,
      high: high + room,
      xTicks: [x[0], (x[0] + found.weight) / 2, found.weight, (x[x.length - 1] + found.weight) / 2, x[x.length - 1]],
      formatX: (at) => short(at, 3),
      xName: t("inside.step_weight"),
      yName: t("inside.step_nats"),
      marked: found.weight,
      about: { title: t("inside.step_title"), model: title, setting: found.matrix },
    },
  );
}
