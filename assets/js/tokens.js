// The tokens lab: one text under many tokenizers, what that costs, what a model gets of it, how a BPE is
// made, and from a token's number to its vector. A section's script and numbers load when it is opened.

import { el, setting, t } from "./common.js";
import { readRows } from "./tokens/columns.js";

const SECTIONS = ["rows", "cost", "inputs", "bpe", "vectors"];

export function mount({ element, props, watch, trigger, server }) {
  const chosen = setting("tokens.section");
  const sections = new Map(
    SECTIONS.map((name) => [
      name,
      { name, holder: el("div", { class: "um-section", hidden: true }), view: null, shown: null },
    ]),
  );
  const buttons = SECTIONS.map((name) =>
    el("button", { type: "button", "data-section": name, onclick: () => choose(name) }, t(`tokens.section_${name}`)),
  );
  element.replaceChildren(el("nav", { class: "um-switch", "aria-label": t("tokens.sections") }, buttons));
  element.append(...[...sections.values()].map(({ holder }) => holder));
  let rows = null;
  let current = null;

  function read() {
    rows = props.value ? readRows(props.value) : null;
    if (current) show(current);
  }

  function choose(name) {
    chosen.set(name);
    open(name);
  }

  async function open(name) {
    current = sections.get(name) ?? sections.get(SECTIONS[0]);
    for (const { name, holder } of sections.values()) holder.hidden = name !== current.name;
    for (const button of buttons) button.setAttribute("aria-current", String(button.dataset.section === current.name));
    await show(current);
  }

  /** Brings a section to the text of the page; one that already shows it is left alone. */
  async function show(section) {
    if (!rows || section.shown === rows) return;
    section.shown = rows;
    section.view ??= import(`./tokens/${section.name}.js`).then(({ create }) =>
      create({ holder: section.holder, server, trigger }),
    );
    (await section.view).show(section.shown);
  }

  watch("value", read);
  read();
  open(chosen.get());
}
