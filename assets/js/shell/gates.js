// When a handler on the server runs: while its lab and section are open, and its inputs are not those it last ran with.

const PAUSE_MS = 350; // of typing, before anything is computed
const AT_ONCE = 2; // of a handler: one that runs, and the last of those that wait; Gradio drops the others

/**
 * What the page knows of a handler. `seen` are its inputs, `done` those that it last ran with; `run` starts it,
 * `halt` leaves one that streams, `refuse` says that the server had no room.
 *
 * @typedef {object} Gate
 * @property {number} id
 * @property {string} lab
 * @property {string | null} section
 * @property {string} [seen]
 * @property {string} [done]
 * @property {(() => void) | null} run
 * @property {(() => void) | null} halt
 * @property {(() => void) | null} refuse
 * @property {boolean} halted left, or to be left at its first step, and not settled yet
 * @property {boolean} streaming its first step is there: Gradio cannot leave one before
 * @property {number} runs
 * @property {Element | null} element shows that it is at work
 * @property {ReturnType<typeof setTimeout> | undefined} timer
 */

export class Gates {
  /** @type {Map<number, Gate>} */
  #gates = new Map();
  /** @type {(lab: string, section: string | null) => boolean} */
  #isOpen;

  /** @param {(lab: string, section: string | null) => boolean} isOpen */
  constructor(isOpen) {
    this.#isOpen = isOpen;
  }

  /**
   * @param {number} id
   * @returns {Gate}
   */
  gate(id) {
    let found = this.#gates.get(id);
    if (!found) {
      const none = { run: null, halt: null, refuse: null, element: null, timer: undefined };
      found = { id, lab: "", section: null, halted: false, streaming: false, runs: 0, ...none };
      this.#gates.set(id, found);
    }
    return found;
  }

  /**
   * A handler can run: `values` are the inputs it starts from, `fresh` when its outputs already show them.
   *
   * @param {number} id
   * @param {Pick<Gate, "lab" | "section" | "run" | "halt"> & { values: unknown[], fresh: boolean }} about
   */
  register(id, { values, fresh, ...about }) {
    const it = Object.assign(this.gate(id), about);
    it.seen ??= JSON.stringify(values);
    if (fresh) it.done ??= JSON.stringify(values);
    this.#consider(it);
  }

  /**
   * A handler's inputs have these values now.
   *
   * @param {number} id
   * @param {unknown[]} values
   * @param {boolean} isTyping
   */
  changed(id, values, isTyping) {
    const it = this.gate(id);
    it.seen = JSON.stringify(values);
    this.#consider(it, isTyping ? PAUSE_MS : 0);
  }

  /** Another lab or section is open. */
  opened() {
    for (const it of this.#gates.values()) this.#consider(it);
  }

  /**
   * Leaves a handler that streams; `settled` then looks whether there are newer inputs.
   *
   * @param {number} id
   */
  halt(id) {
    const it = this.gate(id);
    if (it.halted || it.runs === 0) return;
    it.halted = true;
    if (it.streaming) it.halt?.();
  }

  /**
   * A step of a handler that streams is there.
   *
   * @param {number} id
   */
  streams(id) {
    const it = this.gate(id);
    if (it.streaming || it.runs === 0) return;
    it.streaming = true;
    if (it.halted) it.halt?.();
  }

  /**
   * A handler is through.
   *
   * @param {number} id
   */
  settled(id) {
    const it = this.gate(id);
    busy(it, -1);
    if (it.halted) this.#consider(it);
  }

  /**
   * The server had no room for a handler.
   *
   * @param {number} id
   */
  refused(id) {
    const it = this.gate(id);
    if (it.halted) return; // left on purpose
    it.done = undefined; // so that the same inputs can be tried again
    it.refuse?.();
  }

  /**
   * @param {Gate} it
   * @param {number} pause
   */
  #consider(it, pause = 0) {
    clearTimeout(it.timer);
    if (it.run === null || it.seen === it.done || !this.#isOpen(it.lab, it.section)) return;
    it.timer = setTimeout(() => (it.runs > 0 && it.halt ? this.halt(it.id) : start(it)), pause);
  }
}

/** @param {Gate} it */
function start(it) {
  it.done = it.seen;
  it.halted = false;
  it.streaming = false;
  busy(it, 1);
  it.run?.();
}

/**
 * @param {Gate} it
 * @param {number} change
 */
function busy(it, change) {
  it.runs = Math.min(AT_ONCE, Math.max(0, it.runs + change));
  it.element?.classList.toggle("um-busy", it.runs > 0);
}
