// When did it know? A guess first: after which block does the answer stand on top; then the grid, and the candidates of
// any of its cells.

import { asking } from "../lib/ask.js";
import { onColours } from "../lib/colours.js";
import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { savable } from "../lib/save.js";
import { keptChoice, onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { decodeLens, firstOnTop, SHADES } from "./lens_data.js";
import { drawGrid, gridRows } from "./lens_grid.js";
import { candidatesOf, question } from "./lens_said.js";

/** @import { LensPayload, LensPlacePayload, LensQuestion } from "./answers/payloads.js" */
/** @import { Lens, Shade } from "./lens_data.js" */

const BESIDE = 300; // pixels of the candidates, where there is room beside the grid
const ROOMY = 980;

/** @typedef {{ lens_place: (asked: LensQuestion) => Promise<LensPlacePayload> }} Server */

/** @param {Host<LensPayload | null, unknown, Server>} host */
export function mount({ element, props, watch, trigger, server }) {
  /** @type {Lens | null} */
  let lens = null;
  /** @type {number | null} */
  let guess = null;
  /** @type {{ station: number, position: number } | null} */
  let place = null;
  let isShown = false; // the covered row is open, by a guess or without
  const [head, body] = ["head lens-question", "lens-row"].map((name) => el("div", { class: name }));
  const picture = el("div", { class: "picture" });
  const candidates = el("aside", { class: "lens-candidates", "aria-live": "polite", id: "um-inside-lens" });
  body.append(picture, candidates);
  element.replaceChildren(head, body);
  const shade = keptChoice("inside.shade", SHADES, "prob");
  const ask = asking(server.lens_place, drawCandidates, { place: candidates });
  shade.watch(draw);

  function read() {
    if (!props.value) return;
    lens = decodeLens(props.value);
    [guess, place, isShown] = [null, null, false];
    ask.forget();
    candidates.replaceChildren();
    draw();
  }

  function draw() {
    const width = element.clientWidth;
    if (!lens || !width) return;
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${lens.family}`);
    head.replaceChildren(...question(lens, guess, isShown, { onGuess, onPut: (text) => trigger("put", { text }) }));
    const shown = {
      width: width > ROOMY ? width - BESIDE : width,
      shade: shade.get(),
      chosen: place && { row: place.position, column: place.station },
      covered: isShown ? null : lens.position,
    };
    const onShade = (/** @type {Shade} */ value) => shade.set(value);
    picture.replaceChildren(...pictureOf(lens, shown, { choose, onShade }));
  }

  /** @param {number | null} station that is guessed; null to see it without a guess */
  function onGuess(station) {
    if (!lens) return;
    guess = station;
    isShown = true;
    choose({ station: firstOnTop(lens, lens.position), position: lens.position });
  }

  /** @param {{ station: number, position: number }} chosen */
  function choose(chosen) {
    if (!lens) return;
    place = chosen;
    ask({ ...lens.request, ...chosen });
    draw();
  }

  /** @param {LensPlacePayload} found */
  function drawCandidates({ station, position, top }) {
    if (lens) candidates.replaceChildren(...candidatesOf(lens, station, position, top));
  }

  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

/**
 * @param {Lens} lens
 * @param {import("./lens_grid.js").Shown} shown
 * @param {{ choose: (place: { station: number, position: number }) => void, onShade: (shade: Shade) => void }} on
 */
function pictureOf(lens, shown, { choose, onShade }) {
  const figure = el("div", {}, drawGrid(lens, shown, choose));
  const anew = () => drawGrid(lens, { ...shown, chosen: null });
  const about = { title: t("inside.lens_title", { model: lens.title }), model: lens.title, text: lens.request.text };
  return [
    choices({
      label: t("inside.lens_shade"),
      options: SHADES.map((value) => ({ value, label: t(`inside.lens_shade_${value}`) })),
      value: shown.shade,
      onChoose: (value) => onShade(/** @type {Shade} */ (value)),
      look: "pills",
    }).element,
    savable("lens", about, figure, { anew, table: () => gridRows(lens) }),
    el("p", { class: "um-caption" }, t("inside.lens_key")),
  ];
}
