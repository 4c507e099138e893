// What the chosen models have never read of the text, and the click that changes it.

import { el, link } from "../lib/dom.js";
import { listed, t } from "../lib/words.js";

/** @import { Advice } from "../payloads.js" */
/** @typedef {"gpt" | "bert" | "lstm"} Family */

const FAMILIES = /** @type {const} */ (["gpt", "bert", "lstm"]); // in the order of the choices

/** @param {Host<(Advice & { taken?: (string | null)[] }) | null, object, object>} host */
export function mount({ element, props, watch }) {
  element.setAttribute("role", "status");

  function draw() {
    const advice = props.value;
    if (!advice || advice.taken) return element.replaceChildren();
    const action = offer(advice);
    element.replaceChildren(
      el("p", {}, said(advice), " ", action ? link(action, () => take(advice)) : t("shell.unread_by_all")),
    );
  }

  /**
   * The text, if that is to change, and the models, each null where it stays.
   *
   * @param {Advice} advice
   */
  function take(advice) {
    props.value = { ...advice, taken: [advice.text, ...FAMILIES.map((family) => advice.models[family]?.id ?? null)] };
  }

  watch("value", draw);
  draw();
}

/** @param {Advice} advice */
const said = ({ script, families }) =>
  t("shell.unread", {
    models: listed(families.map((family) => t(`shell.${family}`))),
    script: t(`shell.script_${script}`),
  });

/**
 * What can be done about it; null where nothing bundled has read the text either.
 *
 * @param {Advice} advice
 */
function offer({ models, text }) {
  if (text !== null) return t("shell.use_simplified");
  const titles = Object.values(models).map(({ title }) => title);
  return titles.length ? t("shell.use_models", { models: listed(titles) }) : null;
}
