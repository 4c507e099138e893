// Why decoders need the mask: a GPT and its twin that was trained without one go on with the same text.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { follow, noteLine } from "./section.js";

/** @import { TwinPayload, TwinQuestion } from "./payloads.js" */
/** @import { Panel } from "./panel.js" */

/** @typedef {{ twin_story: (question: TwinQuestion) => Promise<TwinPayload[]> }} Server */

/** @param {Server} server */
function twinSection(server) {
  const note = noteLine();
  const place = el("div", {});
  const caption = el("figcaption", {}, t("attention.twin_texts"));
  const receive = (/** @type {TwinPayload[]} */ twins, /** @type {TwinQuestion} */ { text }) => {
    const about = {
      title: t("attention.twin_texts"),
      model: twins.map(({ name }) => t(`attention.${name}`)).join(", "),
      text,
    };
    const written = el("div", {}, ...twins.map((twin) => continuation(twin, text)));
    place.replaceChildren(savable("twins", about, written, { table: () => rowsOf(twins) }));
  };
  const ask = asking(server.twin_story, receive, { place, note });
  return {
    element: el("figure", { class: "um-attention-continuations" }, caption, note, place),
    show: (/** @type {Panel} */ { data }) => void ask({ text: data.request.text }),
  };
}

export const mount = follow(twinSection, { isOfHead: false });

/** @param {TwinPayload[]} twins @returns {import("../lib/table.js").Rows} */
const rowsOf = (twins) => [
  [t("attention.model"), t("attention.twin_texts"), t("attention.column_loss")],
  ...twins.map(({ name, text, loss_nats }) => [t(`attention.${name}`), text, loss_nats]),
];

/** @param {TwinPayload} twin @param {string} prompt */
const continuation = ({ name, colour, loss_nats, text }, prompt) =>
  el(
    "div",
    { style: { "--um-family-fill": `var(--um-${colour})` } },
    el("h5", {}, t(`attention.${name}`), el("small", {}, t("attention.twin_loss", { loss: number(loss_nats, 2) }))),
    el("p", {}, el("bdi", {}, prompt), el("strong", {}, text || "…")),
  );
