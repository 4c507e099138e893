// Which rows there are: a chip shows or hides one, another adds one that the server has not sent yet.

import { el, link } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { chosenRows, familyClass, nameOf, ownRows } from "./columns.js";

/** @import { Row, Rows } from "./columns.js" */

const hidden = setting("tokens.hidden");
const hiddenIds = () => (hidden.get() ?? "").split(" ").filter(Boolean);

/**
 * @param {object} given
 * @param {string[]} given.offered ids of the tokenizers of no model
 * @param {() => void} given.onChange the chosen rows are others
 * @param {(ids: string[]) => void} given.onAdd rows of these tokenizers are wanted
 * @returns {{ elements: HTMLElement[], draw: (all: Rows, withAdded: boolean) => Rows }} `draw` gives the rows to show
 */
export function rowChooser({ offered, onChange, onAdd }) {
  const chips = el("div", { class: "um-chooser", role: "group", "aria-label": t("tokens.which_rows") });
  const more = el("div", { class: "um-chooser", role: "group", "aria-label": t("tokens.more_rows") });
  /** @type {Set<string>} */
  const awaited = new Set(); // rows that were added and have not come yet

  /** @param {string} id @param {boolean} isHidden */
  function hide(id, isHidden) {
    const others = hiddenIds().filter((other) => other !== id);
    hidden.set((isHidden ? [...others, id] : others).join(" "));
    onChange();
  }

  /** @param {Rows} all @param {boolean} withAdded */
  function draw(all, withAdded) {
    const own = ownRows(all);
    for (const id of own) awaited.delete(id);
    const rows = chosenRows(all, hiddenIds(), withAdded);
    chips.replaceChildren(...all.rows.map((row) => chip(row, rows, hide)));
    const add = (/** @type {string} */ id) => {
      onAdd([...own, ...awaited.add(id)]);
      hide(id, false);
    };
    const missing = offered.filter((id) => !own.includes(id)).map((id) => offer(id, awaited.has(id), add));
    more.hidden = !missing.length;
    more.replaceChildren(el("span", { class: "um-quiet" }, t("tokens.more_rows")), ...missing);
    return rows;
  }

  return { elements: [chips, more], draw };
}

/**
 * A row's name and number of tokens, pressed while it is shown.
 * @param {Row} row @param {Rows} chosen @param {(id: string, isHidden: boolean) => void} hide
 */
function chip({ id, title, name, family, counts }, chosen, hide) {
  const n = chosen.withAdded ? counts.n_tokens : counts.n_tokens - counts.n_added;
  const isOn = chosen.rows.some((row) => row.id === id);
  const about = title ? null : t(`tokens.about_${id}`);
  const attrs = { class: `um-toggle ${familyClass({ family })}`, "aria-pressed": String(isOn), title: about };
  return link([name, el("span", {}, number(n))], () => hide(id, isOn), attrs);
}

/**
 * A tokenizer that has no row yet.
 * @param {string} id @param {boolean} isAwaited @param {(id: string) => void} add
 */
const offer = (id, isAwaited, add) =>
  link(`+ ${nameOf({ id, title: "" })}`, () => add(id), {
    class: "um-toggle um-offer",
    title: t(`tokens.about_${id}`),
    disabled: isAwaited,
  });
