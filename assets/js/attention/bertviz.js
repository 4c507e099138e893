// BertViz's own views of the pass at hand, in a frame that can reach nothing: not the page, not another host.

import { el, setting, t } from "../common.js";
import { asker } from "./request.js";
import { follow } from "./section.js";

const VIEWS = ["head", "model", "neuron"];
const VENDOR = "./unmasked/vendor";
const LIBRARIES = ["d3/d3.min.js", "jquery/jquery.min.js"];
// BertViz asks require.js for its libraries; here they are there already.
const REQUIRE = "window.require = window.requirejs = Object.assign((names, run) => run(jQuery, d3), { config() {} });";
// The frame is as high as what it shows; only a number comes out of it.
const TELLS_HEIGHT =
  "new ResizeObserver(() => parent.postMessage(document.body.getBoundingClientRect().height + 28, '*')).observe(document.body);";
const [LOWEST, HIGHEST] = [160, 2400]; // pixels
const LOOKS = "body { margin: 12px; overflow: auto; } svg { max-width: none; }";

class BertvizSection {
  constructor(server) {
    this.link = setting("attention.bertviz");
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.buttons = el("div", { class: "um-attention-choices", role: "group", "aria-label": "BertViz" });
    this.place = el("div", { class: "um-attention-frame" });
    const about = el("p", { class: "um-attention-explains" }, t("attention.bertviz_lead"));
    this.element = el("div", {}, about, this.buttons, this.note, this.place);
    addEventListener("message", ({ source, data }) => {
      if (!source || source !== this.frame?.contentWindow) return;
      this.frame.style.height = `${Math.min(HIGHEST, Math.max(LOWEST, Number(data) || 0))}px`;
    });
    this.ask = asker(
      (question) => server.bertviz_page(question),
      (answer) => this.answered(answer),
      this.note,
    );
  }

  show(panel) {
    this.panel = panel;
    const views = VIEWS.filter((view) => view !== "neuron" || panel.stackName === "self");
    this.view = views.includes(this.link.get()) ? this.link.get() : "head";
    this.buttons.replaceChildren(...views.map((view) => this.button(view)));
    const { data, stackName, place } = panel;
    this.ask({ ...data.request, stack: stackName, layer: place.layer, head: place.head, view: this.view });
  }

  button(view) {
    const onclick = () => {
      this.link.set(view);
      this.show(this.panel);
    };
    return el(
      "button",
      { type: "button", class: "um-attention-chip", "aria-pressed": String(view === this.view), onclick },
      t(`attention.bertviz_${view}`),
    );
  }

  async answered({ markup, script, part }) {
    const libraries = await librarySources();
    this.note.textContent = partNote(part);
    this.frame = el("iframe", {
      sandbox: "allow-scripts",
      title: t(`attention.bertviz_${this.view}`),
      srcdoc: page([...libraries, REQUIRE], markup, [script, TELLS_HEIGHT]),
    });
    this.place.replaceChildren(this.frame);
  }
}

export const mount = follow(BertvizSection);

let sources = null;

/** The libraries' programs, fetched once from this host. */
function librarySources() {
  sources ??= Promise.all(LIBRARIES.map(async (name) => (await fetch(`${VENDOR}/${name}`)).text()));
  return sources;
}

/** A page of its own: the frame's sandbox gives it no origin, so that it cannot load or reach anything. */
function page(before, markup, after) {
  const programs = (scripts) => scripts.map((script) => `<script>${script}\n<${"/"}script>`).join("");
  return `<!doctype html><meta charset="utf-8"><style>${LOOKS}</style><body>${programs(before)}${markup}${programs(after)}`;
}

function partNote({ layers, n_tokens, n_all_layers, n_all_tokens }) {
  const said = [];
  if (layers.length < n_all_layers) said.push(t("attention.bertviz_layer", { layer: layers[0], n: n_all_layers }));
  if (n_tokens < n_all_tokens) said.push(t("attention.bertviz_tokens", { n: n_tokens, total: n_all_tokens }));
  return said.join(" ");
}
