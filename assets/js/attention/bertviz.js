// BertViz's own views of the pass at hand, in a frame that can reach nothing: not the page, not another host.

import { asking } from "../lib/ask.js";
import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { oneOf, setting } from "../lib/link.js";
import { named, t } from "../lib/words.js";
import { follow, noteLine } from "./section.js";

/** @import { Panel } from "./panel.js" */
/** @import { BertvizPage, BertvizPart, BertvizQuestion, BertvizView } from "./payloads.js" */

/** @typedef {{ bertviz_page: (question: BertvizQuestion) => Promise<BertvizPage> }} Server */
/** @typedef {{ views: Record<BertvizView, string[] | null> }} Props with the stacks that each can show, null for all */

const KEY = "attention.bertviz";
const VENDOR = "./unmasked/vendor";
const LIBRARIES = ["d3/d3.min.js", "jquery/jquery.min.js"];
// BertViz asks require.js for its libraries; here they are there already.
const REQUIRE = "window.require = window.requirejs = Object.assign((names, run) => run(jQuery, d3), { config() {} });";
// The frame is as high as what it shows; only a number comes out of it.
const TELLS_HEIGHT = `const tell = () => parent.postMessage(document.body.getBoundingClientRect().height + 28, "*");
new ResizeObserver(tell).observe(document.body);`;
const [LOWEST, HIGHEST] = [160, 2400]; // pixels
const LOOKS = "body { margin: 12px; overflow: auto; } svg { max-width: none; }";

/** @param {Server} server @param {Props} props @param {Panel} panel */
function bertvizSection(server, { views }, panel) {
  const note = noteLine();
  const buttons = el("div", {});
  const place = el("div", { class: "um-attention-frame" });
  /** @type {HTMLIFrameElement | null} */
  let frame = null;
  let chosen = panel;
  addEventListener("message", ({ source, data }) => {
    if (!frame || !source || source !== frame.contentWindow) return;
    frame.style.height = `${Math.min(HIGHEST, Math.max(LOWEST, Number(data) || 0))}px`;
  });
  const receive = async (
    /** @type {BertvizPage} */ { markup, script, part },
    /** @type {BertvizQuestion} */ { view },
  ) => {
    const libraries = await librarySources();
    note.textContent = partNote(part);
    const srcdoc = page([...libraries, REQUIRE], inOurWords(markup), [script, TELLS_HEIGHT]);
    frame = el("iframe", { sandbox: "allow-scripts", title: t(`attention.bertviz_${view}`), srcdoc });
    place.replaceChildren(frame);
  };
  const ask = asking(server.bertviz_page, receive, { place, note });

  /** @param {Panel} next */
  function show(next) {
    chosen = next;
    const { data, stackName, place: at } = next;
    const names = /** @type {BertvizView[]} */ (Object.keys(views));
    const known = names.filter((view) => views[view]?.includes(stackName) ?? true);
    const view = oneOf(KEY, known, known[0]);
    const options = known.map((value) => ({ value, label: t(`attention.bertviz_${value}`) }));
    buttons.replaceChildren(
      choices({ label: "BertViz", options, value: view, onChoose: choose, look: "pills" }).element,
    );
    ask({ ...data.request, stack: stackName, layer: at.layer, head: at.head, view });
  }
  /** @param {string} view */
  function choose(view) {
    setting(KEY).set(view);
    show(chosen);
  }
  const about = el("p", { class: "um-attention-explains" }, t("attention.bertviz_lead"));
  return { element: el("div", {}, about, buttons, note, place), show };
}

export const mount = follow(bertvizSection);

/** @type {Promise<string[]> | null} */
let sources = null;

/** The libraries' programs, fetched once from this host. */
function librarySources() {
  sources ??= Promise.all(LIBRARIES.map(async (name) => (await fetch(`${VENDOR}/${name}`)).text()));
  return sources;
}

/**
 * A page of its own: the frame's sandbox gives it no origin, so that it cannot load or reach anything.
 *
 * @param {string[]} before @param {string} markup @param {string[]} after
 */
function page(before, markup, after) {
  const programs = (/** @type {string[]} */ scripts) =>
    scripts.map((script) => `<script>${script}\n<${"/"}script>`).join("");
  const body = `${programs(before)}${markup}${programs(after)}`;
  return `<!doctype html><meta charset="utf-8"><style>${LOOKS}</style><body>${body}`;
}

/** @type {Record<string, string>} */
const MENUS = { Layer: "attention.bertviz_layer_menu", Head: "attention.bertviz_head_menu" };

/** BertViz's menus of layers and heads, called as the page calls them. @param {string} markup */
export const inOurWords = (markup) => markup.replace(/\b(Layer|Head): /g, (_, menu) => named(t(MENUS[menu]), ""));

/** @param {BertvizPart} part */
function partNote({ layers, n_tokens, n_all_layers, n_all_tokens }) {
  const isOneLayer = layers.length < n_all_layers;
  return [
    isOneLayer && t("attention.bertviz_layer", { layer: layers[0], n: n_all_layers }),
    n_tokens < n_all_tokens && t("attention.bertviz_tokens", { n: n_tokens, total: n_all_tokens }),
  ]
    .filter(Boolean)
    .join(" ");
}
