// Runs before Gradio does: chooses the language, keeps the link, and decides when a lab computes.

const PAUSE_MS = 350; // of typing, before anything is computed
const MAX_LINK = 8000; // characters; servers and chat programs cut longer ones

const said = new URLSearchParams(location.search);

// --- Language: the link's, else the first of the browser's that we speak.

const spoken = { en: "en", zh: "zh-CN" }; // as Gradio calls them
const ofBrowser = [...navigator.languages, navigator.language].map((tag) => tag.toLowerCase().split("-")[0]);
if (!Object.hasOwn(spoken, said.get("lang"))) said.delete("lang");
const language = said.get("lang") ?? ofBrowser.find((tag) => Object.hasOwn(spoken, tag)) ?? "en";

Object.defineProperty(navigator, "language", { get: () => spoken[language] });
Object.defineProperty(navigator, "languages", { get: () => [spoken[language]] });

// --- The link. app/state.py knows its format; this writes what that reads.

const link = {
  values: new Map([...said.keys()].map((key) => [key, said.getAll(key)])),
  defaults: {}, // strings by key, of everything that a link can hold
  kept: [], // [key, kind] of Gradio's controls

  get(key) {
    return (this.values.get(key) ?? this.defaults[key])?.[0];
  },

  set(key, value) {
    this.put(key, [String(value)]);
    this.show();
  },

  put(key, strings) {
    if (same(strings, this.defaults[key] ?? [])) this.values.delete(key);
    else this.values.set(key, strings);
  },

  /** What is at its default is left out; keys of others stay as they came. */
  query(without = []) {
    const ours = Object.keys(this.defaults);
    const others = [...this.values.keys()].filter((key) => !ours.includes(key) && (!open || !key.includes(".")));
    const query = new URLSearchParams();
    for (const key of [...ours, ...others]) {
      if (without.includes(key)) continue;
      for (const value of this.values.get(key) ?? []) query.append(key, value);
    }
    return query.toString();
  },

  get tooLong() {
    return this.query().length > MAX_LINK;
  },

  show() {
    // A text too long for a link stays with this page, also over a reload.
    const text = this.tooLong ? this.get("text") : null;
    const query = this.query(this.tooLong ? ["text"] : []);
    history.replaceState({ ...history.state, text }, "", query ? `?${query}` : location.pathname);
    if (window.parent !== window && location.hostname.endsWith(".hf.space"))
      window.parent.postMessage({ queryString: query }, "*");
  },
};

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

// A text too long for a link was left with the page.
if (typeof history.state?.text === "string" && !said.has("text")) link.values.set("text", [history.state.text]);

const writers = {
  switch: (value) => [value ? "1" : "0"],
  choices: (value) => (value?.length ? value.map(String) : [""]),
};
const write = (kind, value) => (writers[kind] ?? ((one) => [String(one ?? "")]))(value);

// --- When a lab computes: while it is open, and its inputs are not those it last ran with.

const gates = new Map();
let open = null;
let labs = {};

function gate(id) {
  if (!gates.has(id)) gates.set(id, { id, lab: null, run: null, seen: undefined, done: undefined, timer: 0, runs: 0 });
  return gates.get(id);
}

const isOpen = (lab) => !(lab in labs) || lab === open; // what is no lab, like the model bar, always is

function consider(it, pause = 0) {
  clearTimeout(it.timer);
  if (open === null || it.run === null || !isOpen(it.lab) || it.seen === it.done) return;
  it.timer = setTimeout(() => (it.runs > 0 && it.halt ? halt(it) : start(it)), pause);
}

function start(it) {
  it.done = it.seen;
  it.halted = false;
  busy(it, 1);
  it.run();
}

/** Leaves a handler that streams; `settled` then looks whether there are newer inputs. */
function halt(it) {
  if (it.halted || it.runs === 0) return;
  it.halted = true;
  it.halt();
}

function busy(it, change) {
  it.runs = Math.max(0, it.runs + change);
  it.element?.classList.toggle("um-busy", it.runs > 0);
}

const isTyping = () =>
  document.activeElement?.matches("textarea, input:is([type=text], [type=number], :not([type]))") ?? false;

window.unmasked = {
  language,
  link,
  strings: window.gradio_config.i18n_translations[spoken[language]],

  /** What the link said, for the server to check. */
  get query() {
    return link.query();
  },

  /** The page shows what the link said: from here on labs compute, and the link follows the page. */
  restored(page, values) {
    labs = page.labs;
    link.defaults = page.defaults;
    link.kept = page.kept;
    open = Object.hasOwn(labs, link.get("lab")) ? link.get("lab") : Object.keys(labs)[0];
    this.keep(values);
    this.opened(open);
  },

  /** Gradio's controls have these values now, in the order of `kept`. */
  keep(values) {
    if (open === null) return;
    link.kept.forEach(([key, kind], i) => link.put(key, write(kind, values[i])));
    link.show();
  },

  opened(lab) {
    if (open === null) return; // the first tab opens before the link's does
    open = lab;
    link.set("lab", lab);
    document.documentElement.dataset.needs = labs[lab].join(" ");
    gates.forEach((it) => consider(it));
  },

  /** A handler's inputs have these values now. */
  changed(id, values) {
    const it = gate(id);
    it.seen = JSON.stringify(values);
    consider(it, isTyping() ? PAUSE_MS : 0);
  },

  /**
   * A handler can run: `values` are the inputs it starts from, `fresh` when its outputs already show
   * them; `halt` leaves one that streams.
   */
  register(id, { lab, values, fresh, run, halt, element }) {
    const it = Object.assign(gate(id), { lab, run, halt, element });
    it.seen ??= JSON.stringify(values);
    if (fresh) it.done ??= JSON.stringify(values);
    consider(it);
  },

  halt(id) {
    halt(gate(id));
  },

  settled(id) {
    const it = gate(id);
    busy(it, -1);
    if (it.halted) consider(it);
  },

  refused(id) {
    const it = gate(id);
    if (it.halted) return; // left on purpose
    it.done = undefined; // so that the same inputs can be tried again
    it.refuse?.();
  },

  gate,

  /** Gives a gr.HTML to its script. */
  async mount(name, parts) {
    const element = parts.element.querySelector(".um-view");
    element.classList.add(`um-${name}`);
    const { mount } = await import(`./${name}.js`);
    mount({ ...parts, element, server: speaking(parts.server) });
  },
};

/** Server functions whose errors arrive as errors, in the page's language. */
const speaking = (server) =>
  new Proxy(server, {
    get:
      (functions, name) =>
      async (...args) => {
        // A server that is gone or too busy answers nothing, or not with JSON.
        const answer = await functions[name](...args).catch(() => null);
        if (!answer) throw new Error(window.unmasked.strings["shell.refused"]);
        if (answer.error) throw new Error(answer.error[language]);
        return answer.value;
      },
  });

document.documentElement.lang = spoken[language];
