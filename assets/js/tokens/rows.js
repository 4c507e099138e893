// The same text in every tokenizer, lined up by characters.

import { debounced } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { tooltip } from "../lib/tooltip.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { cardOf, marksOf, noticesOf } from "./card.js";
import { rowChooser } from "./chooser.js";
import { ofText } from "./section.js";
import { Strip } from "./strip.js";
import { watchTiles } from "./tiles.js";
import { tokenTable } from "./token_table.js";

/** @import { Rows } from "./columns.js" */

const TABLED = 500; // tokens of each row in the folded table
const special = setting("tokens.special");

/** @param {Host<null, import("./payloads.js").RowsProps, unknown>} host */
function create({ element, props, trigger }) {
  /** @type {Rows | null} */
  let all = null;
  const second = secondField(trigger);
  const box = el("input", { type: "checkbox", checked: special.get() !== "0", onchange: keepSpecial });
  const strip = new Strip();
  const reset = watchTiles(strip, (token) => cardOf(token, props));
  const chooser = rowChooser({
    offered: props.offered,
    onChange: draw,
    onAdd: (ids) => trigger("adding", { ids }),
  });
  const marks = el("dl", { class: "um-marks" });
  const notices = el("dl", { class: "um-remarks", "aria-live": "polite" });
  const table = el("div");
  const files = saveMenu("tokens", {
    picture: () => strip.picture(),
    place: element,
    about: () => ({
      title: t("tokens.section_rows"),
      model: strip.rows?.rows.map(({ name }) => name).join(", "),
      text: all?.texts.filter(Boolean).join(" / "),
    }),
    table: () => (strip.rows ? tokenTable(strip.rows) : []),
  });
  element.append(
    el("p", { class: "um-section-lead" }, t("tokens.rows_lead")),
    el(
      "div",
      { class: "um-bar" },
      el("label", { class: "um-labelled" }, el("span", {}, t("tokens.second")), second),
      el("label", { class: "um-check" }, box, t("tokens.special_switch")),
    ),
    ...chooser.elements,
    strip.element,
    notices,
    marks,
    files,
    table,
  );
  onWidth(element, draw);

  function keepSpecial() {
    special.set(box.checked ? "1" : "0");
    draw();
  }

  function draw() {
    if (!all || !element.clientWidth) return;
    tooltip.hide();
    const rows = chooser.draw(all, box.checked);
    strip.draw(rows, element.clientWidth);
    reset();
    marks.replaceChildren(...marksOf(rows, props).map(told));
    notices.replaceChildren(...noticesOf(rows, props).map(told));
    table.replaceChildren(...folded(rows));
  }

  return (/** @type {Rows} */ next) => {
    all = next;
    if (document.activeElement !== second) second.value = next.texts[1];
    draw();
  };
}

export const mount = ofText(create);

/** @param {[mark: string, words: string]} line */
const told = ([mark, words]) => el("div", {}, el("dt", { dir: "auto" }, mark), el("dd", { dir: "auto" }, words));

/** @param {(event: string, values: Record<string, unknown>) => void} trigger */
function secondField(trigger) {
  const send = debounced(() => trigger("second", { text: field.value }));
  /** @type {HTMLInputElement} */
  const field = el("input", {
    type: "text",
    dir: "auto",
    class: "um-field",
    placeholder: t("tokens.second_placeholder"),
    "aria-label": t("tokens.second"),
    oninput: () => send(),
  });
  return field;
}

/** @param {Rows} rows */
const folded = (rows) => [
  ...(rows.rows.some(({ n }) => n > TABLED)
    ? [el("p", { class: "um-caption" }, t("tokens.table_cut", { n: number(TABLED) }))]
    : []),
  tableOf("tokens", () => tokenTable(rows, TABLED)),
];
