// What if? One vector of another sentence at each block and position, and every part of the model silent in turn.

import { asking, debounced } from "../lib/ask.js";
import { choices, labelled, list, textField } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { oneOf, setting } from "../lib/link.js";
import { percent } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { decodePatch, strongest } from "./patch_data.js";
import { carriedRows, drawCarried, drawSilenced, silencedRows } from "./patch_view.js";
import { readNote } from "./read_note.js";

/** @import { PatchPayload, PatchQuestion, SilencePayload } from "./answers/payloads.js" */
/** @import { HushQuestion, WhatIfPayload } from "./answers/payloads.js" */
/**
 * @typedef {object} Server
 * @property {(asked: PatchQuestion) => Promise<PatchPayload>} carry
 * @property {(asked: HushQuestion) => Promise<SilencePayload>} hush
 */

const SITES = /** @type {const} */ (["stream", "attention", "mlp"]);
const HOWS = /** @type {const} */ (["zero", "mean"]);
const kept = { other: setting("inside.other"), site: setting("inside.site"), head: setting("inside.carried") };

/** @param {Host<WhatIfPayload | null, unknown, Server>} host */
export function mount({ element, props, watch, server }) {
  const names = ["note", "carried-controls", "carried-picture", "silent-controls", "silent-picture"];
  const [note, carriedControls, carried, silentControls, silent] = names.map((name) => el("div", { class: name }));
  const panel = (/** @type {Element[]} */ ...parts) => el("section", { class: "what-if" }, ...parts);
  element.replaceChildren(note, panel(carriedControls, carried), panel(silentControls, silent));
  const askCarried = asking(server.carry, (found) => carried.replaceChildren(...carriedOf(found, props.value)), {
    place: carried,
  });
  const askSilent = asking(server.hush, (found) => silent.replaceChildren(...silentOf(found, props.value)), {
    place: silent,
  });
  const typed = debounced(askAgain);
  let text = "";

  function read() {
    const value = props.value;
    if (!value) return;
    if (text && text !== value.request.text) kept.other.set("");
    text = value.request.text;
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${value.family}`);
    note.replaceChildren(...[readNote(value)].filter((one) => one !== null));
    for (const ask of [askCarried, askSilent]) ask.forget();
    carried.replaceChildren(...(value.carried ? carriedOf(value.carried, value) : []));
    silent.replaceChildren(...silentOf(value.silenced, value));
    drawControls(value);
    if (Object.values(kept).some((one) => one.get())) askAgain();
    if (howOf() !== "zero") askSilent({ ...value.request, how: howOf() });
  }

  /** @param {WhatIfPayload} value */
  function drawControls(value) {
    const heads = value.silenced.columns.length - 2;
    carriedControls.replaceChildren(
      el("h3", {}, t("inside.carry_title")),
      ...carryControls(value, heads, typed, () => {
        drawControls(value);
        askAgain();
      }),
    );
    const hows = choices({
      label: t("inside.how"),
      options: HOWS.map((how) => ({ value: how, label: t(`inside.how_${how}`) })),
      value: howOf(),
      onChoose(how) {
        setting("inside.how").set(how);
        askSilent({ ...value.request, how });
      },
      look: "pills",
    });
    silentControls.replaceChildren(el("h3", {}, t("inside.silence_title")), hows.element);
  }

  function askAgain() {
    const other = kept.other.get() || props.value?.other;
    if (!props.value || !other) return;
    const head = siteOf() === "attention" && kept.head.get() ? Number(kept.head.get()) : null;
    askCarried({ ...props.value.request, other, site: siteOf(), head });
  }

  watch("value", read);
  read();
}

const siteOf = () => oneOf("inside.site", SITES, "stream");
const howOf = () => oneOf("inside.how", HOWS, "zero");

/**
 * @param {WhatIfPayload} value
 * @param {number} nHeads
 * @param {() => void} onType
 * @param {() => void} onChoose
 */
function carryControls({ other, request }, nHeads, onType, onChoose) {
  const field = textField({ kept: kept.other, onInput: onType });
  if (!field.value) field.value = other || request.text;
  const sites = choices({
    label: t("inside.site"),
    options: SITES.map((site) => ({ value: site, label: t(`inside.site_${site}`) })),
    value: siteOf(),
    onChoose(site) {
      kept.site.set(site);
      onChoose();
    },
    look: "pills",
  });
  /** @type {[string, string][]} */
  const options = [["", t("inside.all_heads")], ...Array.from({ length: nHeads }, (_, n) => headOption(n))];
  const onHead = (/** @type {string} */ head) => {
    kept.head.set(head);
    onChoose();
  };
  const heads = labelled(t("inside.head"), list({ options, value: kept.head.get() ?? "", onChoose: onHead }));
  return [
    labelled(t("inside.second"), field),
    el("div", { class: "um-in-row" }, sites.element, siteOf() === "attention" && heads),
  ];
}

/** @param {number} n @returns {[string, string]} */
const headOption = (n) => [String(n), t("inside.head_n", { n })];

/** A share as it is said in a sentence. @param {number} share */
const wholePercents = (share) => Math.max(0, Math.round(100 * share) / 100);

/** @param {PatchPayload} payload @param {WhatIfPayload | null} opened */
function carriedOf(payload, opened) {
  const patch = decodePatch(payload);
  const last = patch.nLayers - 1;
  const [first, late] = [strongest(patch, 0), patch.shares.at(last, patch.position)];
  const said = {
    token: patch.token,
    rival: patch.rival,
    from: patch.tokens[first.position].label,
    first: percent(wholePercents(first.share)),
    last,
    answers: patch.tokens[patch.position].label,
    late: percent(wholePercents(late)),
  };
  const title = t("inside.carry_saved", { model: opened?.title, site: t(`inside.site_${patch.site}`) });
  const about = { title, model: opened?.title, text: opened?.request.text };
  return [
    el("p", { class: "said" }, t("inside.carry_answers", said)),
    el("p", { class: "looked" }, t("inside.carry_most", said)),
    savable("patch", about, el("div", {}, drawCarried(patch)), { table: () => carriedRows(patch) }),
    el("p", { class: "um-caption" }, t("inside.carry_key", said)),
  ];
}

/** @param {SilencePayload} found @param {WhatIfPayload | null} opened */
function silentOf(found, opened) {
  const about = { title: t("inside.silence_title"), model: opened?.title, text: opened?.request.text };
  const said = { token: found.token, prob: percent(found.before) };
  return [
    el("p", { class: "looked" }, t("inside.silence_before", said)),
    savable("silence", about, el("div", {}, drawSilenced(found)), { table: () => silencedRows(found) }),
    el("p", { class: "um-caption" }, t("inside.silence_key", said)),
  ];
}
