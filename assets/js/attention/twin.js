// Why decoders need the mask: a GPT and its twin that was trained without one.

import { el, number, t, tableOf } from "../common.js";
import { asker } from "./request.js";
import { follow } from "./section.js";

const WIDTH = 480;
const HEIGHT = 240;
const [LEFT, BOTTOM, TOP, RIGHT] = [44, 34, 12, 8];
const TWINS = { gpt: "um-of-gpt", "gpt-unmasked": "um-of-twin" };

class TwinSection {
  constructor(server) {
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.place = el("div", { class: "um-attention-twins" });
    this.element = el(
      "div",
      {},
      el("p", { class: "um-attention-explains" }, t("attention.twin_lead")),
      this.note,
      this.place,
    );
    this.ask = asker(
      (question) => server.twin_story(question),
      (answer) => this.answered(answer),
      this.note,
    );
  }

  show(panel) {
    const { text } = panel.data.request;
    this.text = text;
    this.ask({ text });
  }

  answered(story) {
    this.place.replaceChildren(
      el(
        "figure",
        {},
        el("figcaption", {}, t("attention.twin_curves")),
        curves(story),
        el("p", { class: "um-attention-hint" }, t("attention.twin_bends")),
        curveTable(story),
      ),
      el(
        "figure",
        { class: "um-attention-continuations" },
        el("figcaption", {}, t("attention.twin_texts")),
        Object.entries(story).map(([id, twin]) => continuation(id, twin, this.text)),
      ),
    );
  }
}

export const mount = follow(TwinSection, { isOfHead: false });

const continuation = (id, { title, text: written }, prompt) =>
  el(
    "div",
    { class: TWINS[id] },
    el("h5", {}, title),
    el("p", {}, el("bdi", {}, prompt), el("strong", {}, written || "…")),
  );

function curves(story) {
  const twins = Object.entries(story);
  const steps = Math.max(...twins.flatMap(([, { curve }]) => curve.step));
  const most = Math.max(...twins.flatMap(([, { curve }]) => curve.train_loss_nats));
  const x = (step) => LEFT + (step / steps) * (WIDTH - LEFT - RIGHT);
  const y = (loss) => HEIGHT - BOTTOM - (loss / most) * (HEIGHT - BOTTOM - TOP);
  const points = ({ curve }) => curve.step.map((step, i) => `${x(step)},${y(curve.train_loss_nats[i])}`).join(" ");
  const last = ({ curve }) => curve.train_loss_nats.at(-1);
  return el(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": t("attention.twin_curves") },
    [0, most / 2, most].map((loss) => [
      el("line", { class: "um-attention-rule", x1: LEFT, x2: WIDTH - RIGHT, y1: y(loss), y2: y(loss) }),
      el("text", { class: "um-attention-title", x: LEFT - 8, y: y(loss) + 4, "text-anchor": "end" }, loss.toFixed(1)),
    ]),
    el(
      "text",
      { class: "um-attention-title", x: WIDTH - RIGHT, y: HEIGHT - 8, "text-anchor": "end" },
      t("attention.twin_steps", { n: number(steps) }),
    ),
    twins.map(([id, twin]) => [
      el("polyline", { class: `um-attention-curve ${TWINS[id]}`, points: points(twin) }),
      el(
        "text",
        { class: `um-attention-curvename ${TWINS[id]}`, x: WIDTH - RIGHT, y: y(last(twin)) - 8, "text-anchor": "end" },
        `${twin.title} ${last(twin).toFixed(2)}`,
      ),
    ]),
  );
}

const curveTable = (story) =>
  tableOf("learning-curves", [
    [t("attention.twin_model"), t("attention.twin_step"), t("attention.twin_train"), t("attention.twin_held_out")],
    ...Object.values(story).flatMap(({ title, curve }) =>
      curve.step.map((step, i) => [title, step, curve.train_loss_nats[i], curve.held_out_loss_nats[i]]),
    ),
  ]);
