// What is asked of a logit's parts, and what is said of them.

import { labelled, list, textField } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { setting, whole } from "../lib/link.js";
import { short } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { odds, ranked } from "./contributions_data.js";
import { partName, signedNumber } from "./contributions_view.js";

/** @import { SplitPayload } from "./answers/payloads.js" */

export const kept = { why: setting("inside.why"), rather: setting("inside.rather"), at: setting("inside.at") };
export const openMlp = setting("inside.neurons");
const MOST_LAYERS = 200;

/** The block whose neurons are shown: of a recurrent network always its last layer. @param {SplitPayload} split */
export function openLayer({ parts, held }) {
  const layers = parts.flatMap(({ kind, layer }) => (layer !== null && kind !== "bias" ? [layer] : []));
  if (held === "cells" || held === "nothing") return Math.max(...layers);
  return openMlp.get() && layers.length ? whole("inside.neurons", MOST_LAYERS, 0) : null;
}

/** @param {SplitPayload} split @param {() => void} onInput */
export function controlsOf({ words, tokens, position, token, other }, onInput) {
  const names = el(
    "datalist",
    { id: "um-inside-words" },
    words.map((word) => el("option", { value: word })),
  );
  const field = (/** @type {"why" | "rather"} */ key, /** @type {string} */ first) => {
    const input = textField({ kept: kept[key], onInput });
    input.setAttribute("list", names.id);
    input.placeholder = first.replace("·", "");
    return labelled(t(`inside.${key}`), input);
  };
  /** @type {[string | number, string][]} */
  const options = tokens.map(({ label }, i) => [i, `${i} ${label}`]);
  const onChoose = (/** @type {string} */ value) => {
    kept.at.set(value);
    onInput();
  };
  const place = list({ options, value: kept.at.get() || position, onChoose });
  return [names, field("why", token), field("rather", other ?? ""), labelled(t("inside.at"), place)];
}

/** What to notice. @param {SplitPayload} split */
export function said(split) {
  const [most] = ranked(split.parts, 1).largest;
  const words = {
    token: split.token,
    other: split.other,
    value: short(split.value, 3),
    times: short(odds(split.value), 3),
  };
  const first =
    split.other === null ? "inside.parts_logit" : split.value < 0 ? "inside.parts_rather" : "inside.parts_why";
  const part = { part: partName(split, most), adds: signedNumber(most.value), value: words.value };
  return [el("p", { class: "said" }, t(first, words)), el("p", { class: "looked" }, t("inside.parts_most", part))];
}
