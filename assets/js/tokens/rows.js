// The same text in every tokenizer, lined up by characters; a long text is drawn where it is looked at.

import { downloadCsv, downloadSvg, el, number, setting, t, tableOf, tooltip } from "../common.js";
import { cardOf, bytesOf, marksOf } from "./card.js";
import { nameOf, tokenOf } from "./columns.js";
import { CHUNK, chunkStarts, layOut } from "./layout.js";
import { LABEL_WIDTH, NARROW, drawLine, lineHeight, measurer } from "./line.js";
import { ofText } from "./section.js";
import { watchTiles } from "./tiles.js";
import { visible } from "./text.js";

const EXPORTED = 2000; // characters; a longer picture opens nowhere
const TABLED = 500; // tokens of each row in the folded table
const LONG = 1200; // characters; then the rows scroll in a window of their own

function create({ holder, trigger }) {
  const special = setting("tokens.special");
  const hidden = setting("tokens.hidden");
  let value = null;
  let chunks = [];
  let observer = null;
  let measure = null;

  const second = el("input", {
    type: "text",
    class: "um-field",
    value: "",
    placeholder: t("tokens.second_placeholder"),
    "aria-label": t("tokens.second"),
  });
  second.addEventListener("input", () => {
    clearTimeout(second.timer);
    second.timer = setTimeout(() => trigger("second", { text: second.value }), 350);
  });
  const specialBox = el("input", {
    type: "checkbox",
    onchange: () => (special.set(specialBox.checked ? "1" : "0"), draw()),
  });
  specialBox.checked = special.get() !== "0";
  const chooser = el("div", { class: "um-chooser", role: "group", "aria-label": t("tokens.which_rows") });
  const strip = el("div", { class: "um-strip", role: "group", "aria-label": t("tokens.strip"), tabindex: "-1" });
  const marks = el("dl", { class: "um-marks" });
  const actions = el("div", { class: "um-actions" }, button("SVG", exportSvg), button("CSV", exportCsv));
  const table = el("div");
  holder.append(
    el("p", { class: "um-section-lead" }, t("tokens.rows_lead")),
    el(
      "div",
      { class: "um-bar" },
      el("label", { class: "um-second" }, el("span", {}, t("tokens.second")), second),
      el("label", { class: "um-check" }, specialBox, t("tokens.special_switch")),
    ),
    chooser,
    strip,
    marks,
    actions,
    table,
  );
  const tiles = watchTiles(strip, {
    get shown() {
      return chunks.filter(({ drawn }) => drawn).flatMap(({ drawn }) => drawn);
    },
    card: (r, i) => cardOf(visibleValue(), tokenOf(visibleValue(), visibleValue().rows[r], i)),
    rows: () => visibleValue().rows,
    find(r, i) {
      const place = visibleValue().rows[r].from[i];
      const chunk = chunks.find(({ begin, end }) => place >= begin && place < end) ?? chunks.at(-1);
      paint(chunk);
      return chunk.drawn.find((tile) => tile.r === r && tile.i === i);
    },
    shows: (r, i) => shows(visibleValue().rows[r], i),
  });

  const hiddenIds = () => (hidden.get() ?? "").split(" ").filter(Boolean);
  /** The text with the rows that were chosen; all of them when a link left none. */
  let chosen = null;
  function visibleValue() {
    if (chosen?.of === value && chosen.hidden === hidden.get()) return chosen.value;
    const rows = value.rows.filter(({ id }) => !hiddenIds().includes(id));
    chosen = { of: value, hidden: hidden.get(), value: { ...value, rows: rows.length ? rows : value.rows } };
    return chosen.value;
  }
  const shows = (row, i) => specialBox.checked || row.starts[i] >= 0;

  function show(next) {
    value = next;
    if (document.activeElement !== second) second.value = value.texts[1];
    draw();
  }

  function draw() {
    if (!value || !holder.clientWidth) return;
    tooltip.hide();
    measure ??= measurer(holder);
    drawChooser();
    drawStrip();
    marks.replaceChildren(
      ...marksOf(visibleValue(), specialBox.checked).map(([mark, words]) =>
        el("div", {}, el("dt", {}, mark), el("dd", {}, words)),
      ),
    );
    table.replaceChildren(
      tableOf("tokens", [headOf(), ...visibleValue().rows.flatMap((row) => [...linesOf(row, TABLED)])]),
    );
    if (value.rows.some(({ n }) => n > TABLED))
      table.prepend(el("p", { class: "um-caption" }, t("tokens.table_cut", { n: number(TABLED) })));
  }

  function drawChooser() {
    chooser.replaceChildren(
      ...value.rows.map((row) => {
        const isOn = visibleValue().rows.some(({ id }) => id === row.id);
        const n = specialBox.checked ? row.counts.n_tokens : row.counts.n_tokens - row.counts.n_added;
        return el(
          "button",
          {
            type: "button",
            class: `um-toggle um-of-${row.family ?? "none"}`,
            "aria-pressed": String(isOn),
            onclick: () => toggle(row.id),
          },
          nameOf(row),
          el("span", {}, number(n)),
        );
      }),
    );
  }

  function toggle(id) {
    const ids = hiddenIds();
    hidden.set((ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]).join(" "));
    draw();
  }

  const scale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const isNarrow = () => holder.clientWidth / scale() < NARROW;
  const lineWidth = () =>
    holder.clientWidth / scale() - (isNarrow() ? 0 : LABEL_WIDTH) - (strip.classList.contains("um-long") ? 18 : 0);

  function drawStrip() {
    observer?.disconnect();
    const n = value.characters.length;
    strip.classList.toggle("um-long", n > LONG);
    const about = Math.max(1, Math.ceil((CHUNK * 15) / lineWidth())) * lineHeight(visibleValue(), isNarrow()) * scale();
    const starts = n > LONG ? chunkStarts(value.characters) : [0];
    chunks = starts.map((begin, c) => ({
      begin,
      end: starts[c + 1] ?? n,
      node: el("div", { class: "um-chunk" }),
      drawn: null,
    }));
    for (const chunk of chunks) chunk.node.style.minHeight = n > LONG ? `${about}px` : "";
    strip.replaceChildren(...chunks.map(({ node }) => node));
    if (n <= LONG) chunks.forEach(paint);
    else watchChunks();
    tiles.reset();
  }

  function watchChunks() {
    const byNode = new Map(chunks.map((chunk) => [chunk.node, chunk]));
    observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) (isIntersecting ? paint : wipe)(byNode.get(target));
      },
      { root: strip, rootMargin: "400px" },
    );
    chunks.forEach(({ node }) => observer.observe(node));
  }

  function paint(chunk) {
    if (chunk.drawn) return;
    chunk.drawn = [];
    const lines = layOut(visibleValue(), chunk.begin, chunk.end, lineWidth(), measure, shows);
    chunk.node.replaceChildren(...lines.map((line) => pictureOf([line], (tile) => chunk.drawn.push(tile))));
    chunk.node.style.minHeight = "";
  }

  function wipe(chunk) {
    if (!chunk.drawn || chunk.node.contains(document.activeElement)) return;
    chunk.node.style.minHeight = `${chunk.node.offsetHeight}px`;
    chunk.node.replaceChildren();
    chunk.drawn = null;
  }

  function pictureOf(lines, onTile) {
    const [width, height] = [holder.clientWidth / scale() - 2, lineHeight(visibleValue(), isNarrow())];
    const svg = el("svg", {
      class: "um-line",
      viewBox: `0 0 ${width} ${height * lines.length}`,
      width: width * scale(),
      height: height * lines.length * scale(),
    });
    svg.append(
      ...lines.map((line, n) =>
        drawLine(visibleValue(), line, {
          y: n * height,
          isNarrow: isNarrow(),
          onTile: (tile, node) => onTile({ ...tile, node }),
        }),
      ),
    );
    return svg;
  }

  function exportSvg() {
    const lines = [];
    for (const { begin, end } of chunks.filter(({ begin }) => begin < EXPORTED))
      lines.push(...layOut(visibleValue(), begin, end, lineWidth(), measure, shows));
    const svg = pictureOf(lines, () => {});
    const place = el("div", { class: "um-visually-hidden" }, svg);
    strip.after(place); // style sheets reach only what is on the page
    downloadSvg("tokens", svg);
    place.remove();
  }

  const headOf = () =>
    ["tokenizer", "sentence", "position", "id", "piece", "text", "bytes", "start", "end", "kind"].map((key) =>
      t(`tokens.col_${key}`),
    );

  function* linesOf(row, limit = row.n) {
    for (let i = 0; i < Math.min(limit, row.n); i++) {
      if (!shows(row, i)) continue;
      const token = tokenOf(value, row, i);
      const isAdded = token.kind === "added";
      yield [
        nameOf(row),
        isAdded ? "" : token.second ? 2 : 1,
        i,
        token.id,
        token.piece,
        visible(token.covered),
        bytesOf(token),
        isAdded ? "" : token.start,
        isAdded ? "" : token.end,
        t(`tokens.is_${token.kind}`),
      ];
    }
  }

  function exportCsv() {
    downloadCsv("tokens", [headOf(), ...visibleValue().rows.flatMap((row) => [...linesOf(row)])]);
  }

  let width = 0;
  new ResizeObserver(() => {
    if (holder.clientWidth && holder.clientWidth !== width) draw();
    width = holder.clientWidth;
  }).observe(holder);
  return { show };
}

export const mount = ofText(create);

const button = (name, onclick) => el("button", { type: "button", class: "um-link", onclick }, name);
