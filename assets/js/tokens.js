// The text as each tokenizer cuts it: chips in blocks, one line a model, the same characters above each other.

import { el, number, t, tableOf, tooltip } from "./common.js";

export function mount({ element, props, watch }) {
  const draw = () => element.replaceChildren(...(props.value ? figure(props.value) : []));
  watch("value", draw);
  draw();
}

function figure(value) {
  const chips = value.rows.map((row, r) => row.chips.map((chip, i) => chipOf(row, chip, r, i)));
  const blocks = value.blocks.map((block) =>
    el("div", { class: "um-block" }, block.map((indices, r) => el("div", { class: "um-block-row" }, indices.map((i) => chips[r][i].node)))),
  );
  const strip = el("div", { class: "um-strip", role: "group", "aria-label": t("tokens.strip") }, blocks);
  watchChips(strip, chips);
  return [
    el("dl", { class: "um-tokenizers" }, value.rows.map(legend)),
    strip,
    value.n_shown < value.n_characters && el("p", { class: "um-caption" }, t("tokens.shortened", { shown: number(value.n_shown), all: number(value.n_characters) })),
    tableOf("tokens", table(value)),
  ].filter(Boolean);
}

function legend({ family, title, tokenizer, counts }) {
  const figures = [
    t("tokens.n_tokens", { n: number(counts.n_tokens) }),
    t("tokens.characters_per_token", { n: number(counts.characters_per_token, 1) }),
    t("tokens.bytes_per_token", { n: number(counts.bytes_per_token, 1) }),
    t("tokens.n_unknown", { n: number(counts.n_unknown) }),
  ];
  return el(
    "div",
    { class: `um-of-${family}` },
    el("dt", {}, title, " ", el("span", {}, tokenizer)),
    figures.map((figure, i) => el("dd", { class: i === 3 && counts.n_unknown ? "um-warn" : null }, figure)),
  );
}

function chipOf(row, chip, r, i) {
  const kind = chip.unknown ? "unknown" : chip.kind;
  const node = el(
    "button",
    { type: "button", class: `um-chip um-of-${row.family} um-${kind}`, tabindex: "-1", "data-row": r, "data-index": i, "aria-label": describe(row, chip), style: { "flex-grow": chip.end - chip.start } },
    el("span", { class: "um-chip-text", dir: "auto" }, chip.text || chip.piece),
    el("span", { class: "um-chip-id" }, chip.id),
  );
  return { ...chip, node, card: () => card(row, chip) };
}

const place = ({ start, end }) => (start === null ? t("tokens.added") : t("tokens.characters", { start, end }));

const describe = (row, chip) => [row.title, chip.text, t("tokens.id", { id: chip.id }), place(chip), ...kindOf(chip)].join(", ");

const kindOf = ({ kind, unknown }) => (unknown ? [t("tokens.unknown")] : kind === "plain" ? [] : [t(`tokens.${kind}`)]);

const card = (row, chip) =>
  el(
    "div",
    { class: `um-token-card um-of-${row.family}` },
    el("strong", {}, chip.piece),
    [t("tokens.id", { id: chip.id }), place(chip), ...kindOf(chip)].map((line) => el("div", {}, line)),
  );

/** Hover or focus tells a chip's facts and lights the same characters in every row; arrow keys walk. */
function watchChips(strip, chips) {
  const all = chips.flat();
  const find = (target) => {
    const node = target.closest?.(".um-chip");
    return node && chips[node.dataset.row][node.dataset.index];
  };
  const shares = (a, b) => a.start !== null && b.start !== null && a.start < b.end && b.start < a.end;

  const light = (chip) => {
    for (const other of all) other.node.classList.toggle("um-lit", other === chip || shares(chip, other));
    tooltip.show(chip.node.closest(".um-block"), chip.card());
  };
  const unlight = () => {
    for (const other of all) other.node.classList.remove("um-lit");
    tooltip.hide();
  };
  const step = (chip, key) => {
    const row = Number(chip.node.dataset.row);
    const index = Number(chip.node.dataset.index);
    if (key === "ArrowRight") return chips[row][index + 1];
    if (key === "ArrowLeft") return chips[row][index - 1];
    const near = chips[row + { ArrowDown: 1, ArrowUp: -1 }[key]];
    return near && (near.find((other) => shares(chip, other)) ?? near[Math.min(index, near.length - 1)]);
  };

  strip.addEventListener("pointerover", ({ target }) => (find(target) ? light(find(target)) : unlight()));
  strip.addEventListener("pointerleave", unlight);
  strip.addEventListener("focusin", ({ target }) => find(target) && light(find(target)));
  strip.addEventListener("focusout", unlight);
  strip.addEventListener("keydown", (event) => {
    const chip = find(event.target);
    if (event.key === "Escape") unlight();
    if (!chip || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const next = step(chip, event.key);
    if (!next) return;
    chip.node.tabIndex = -1;
    next.node.tabIndex = 0;
    next.node.focus();
  });
  if (all.length) all[0].node.tabIndex = 0; // one stop for the Tab key, arrows from there
}

function table({ rows }) {
  const head = ["model", "position", "id", "piece", "text", "start", "end", "kind"].map((key) => t(`tokens.col_${key}`));
  const body = rows.flatMap(({ title, chips }) =>
    chips.map((chip, i) => [title, i, chip.id, chip.piece, chip.text, chip.start, chip.end, kindOf(chip).join("")]),
  );
  return [head, ...body];
}
