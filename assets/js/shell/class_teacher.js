// A teacher's seat: what this page shows, the class looks at; guesses come back as bars.

import { el, link } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { language, t } from "../lib/words.js";
import { listen, post } from "./class_wire.js";
import { keepGuess } from "./lesson_place.js";

/** @import { RoomTally } from "./payloads.js" */

const LEAD_MS = 120; // a pause that lets several changes of one deed travel together
const AGAIN_MS = 2000;
const MANY = 6; // rows, such as a number's bins, stand closer

export class Teacher {
  /** @type {RoomTally | null} */
  tally = null;
  isThere = true;
  leads = true;
  problem = "";
  /** Places whose answer is open. @type {Set<string>} */
  opened = new Set();
  bars = el("div", { class: "um-class-tally", "aria-live": "off" });
  /** @type {EventSource | null} */
  source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
  /** What was last sent. */
  sent = "";
  isSending = false;

  /**
   * @param {{ code: string, key: string, seat: string }} place
   * @param {{ say: (content: (Node | string)[]) => void, showCode: () => void, gone: (why: string) => void }} page
   */
  constructor(place, page) {
    this.place = place;
    this.page = page;
  }

  /** Leads from this page, in the place of any other. */
  async take() {
    try {
      this.place = await post("take", { code: this.place.code, key: this.place.key });
    } catch (problem) {
      this.refused(problem);
      return;
    }
    this.leads = true;
    this.sent = "";
    this.follow();
    this.moved();
  }

  follow() {
    this.source?.close();
    this.source = listen(this.place, {
      tally: (tally) => this.counted(tally),
      taken: () => this.taken(),
      ended: () => this.page.gone(t("class.ended")),
      reached: (isThere) => {
        this.isThere = isThere;
        this.draw();
      },
      refused: () => {
        this.timer = setTimeout(() => this.take(), AGAIN_MS);
      },
    });
    this.draw();
  }

  end() {
    this.source?.close();
    clearTimeout(this.timer);
  }

  taken() {
    this.leads = false;
    this.end();
    this.draw();
  }

  ready() {
    this.moved();
  }

  /** The page shows something else than before: so does the class. */
  moved() {
    if (!this.leads) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lead(), LEAD_MS);
  }

  async lead() {
    const query = window.unmasked.link.query();
    if (!this.leads || this.isSending || query === this.sent) return;
    this.isSending = true;
    try {
      await post("lead", { ...this.place, query });
      this.sent = query;
      this.problem = "";
    } catch (problem) {
      this.refused(problem);
    }
    this.isSending = false;
    this.draw();
    if (this.leads && !this.problem && window.unmasked.link.query() !== query) this.moved();
  }

  /** @param {unknown} problem */
  refused(problem) {
    const { code, message } = /** @type {import("./class_wire.js").Refusal} */ (problem);
    if (code === "another_leads") this.taken();
    else if (code === "no_class" || code === "not_the_teacher") this.page.gone(message);
    else if (code === "offline" || code === "class_away" || code === "too_fast")
      this.timer = setTimeout(() => (this.source ? this.moved() : this.take()), AGAIN_MS);
    else this.problem = message;
    this.draw();
  }

  /** @param {RoomTally} tally */
  counted(tally) {
    this.tally = tally;
    this.draw();
    this.drawBars();
    if (!tally.is_open || this.opened.has(tally.place)) return;
    this.opened.add(tally.place); // before this page led
    if (tally.place === this.here) window.unmasked.lessons?.follow();
  }

  /** Where the page is in a lesson. */
  get here() {
    return window.unmasked.link.get("lesson") ?? "";
  }

  /** What a step of a lesson shows here: bars in the place of buttons. @param {string} place */
  at(place) {
    if (!this.leads) return null;
    return { isOpen: this.opened.has(place), form: () => this.form(place) };
  }

  /** @param {string} place */
  form(place) {
    const open = el(
      "button",
      { type: "button", class: "um-class-open", onclick: () => this.reveal() },
      t("class.open_answer"),
    );
    this.drawBars();
    const attrs = { class: "um-class-asked", role: "group", "aria-label": t("class.guesses") };
    return el("div", attrs, this.bars, !this.opened.has(place) && open, this.notes(place));
  }

  /** What only the teacher reads, folded: the screen may be on the wall. @param {string} place */
  notes(place) {
    const [lesson, step] = place.split(".");
    const text = el("p", {});
    const box = el("details", { class: "um-class-notes", hidden: true }, el("summary", {}, t("class.notes")), text);
    const { code, key } = this.place;
    post("notes", { code, key, lesson, step: Number(step) }).then(
      ({ notes }) => {
        text.textContent = notes;
        box.hidden = notes === "";
      },
      () => {}, // a lesson goes on without them
    );
    return box;
  }

  drawBars() {
    const { tally } = this;
    const isHere = tally?.place === this.here;
    const rows = isHere ? tally.rows : [];
    const most = Math.max(1, ...rows.map(({ n }) => n));
    const given = rows.reduce((sum, { n }) => sum + n, 0);
    this.bars.replaceChildren(
      el("p", { role: "status" }, t("class.n_guessed", { n: number(given), of: number(tally?.n_here ?? 0) })),
      el(
        "ul",
        { class: rows.length > MANY && "um-class-many" },
        rows.map(({ name, label, n }) =>
          el(
            "li",
            { "data-name": name },
            el("span", {}, label || t("class.unknown")),
            el("i", { style: { "inline-size": `${(100 * n) / most}%` }, "aria-hidden": "true" }),
            el("b", {}, number(n)),
          ),
        ),
      ),
    );
  }

  /** Opens the answer for all; false where there is none to be opened. */
  reveal() {
    const place = this.here;
    if (!this.leads || this.tally?.place !== place || !place || this.opened.has(place)) return false;
    this.opened.add(place);
    post("reveal", { code: this.place.code, key: this.place.key, place }).then(
      () => {
        keepGuess(place, null);
        window.unmasked.lessons?.follow();
      },
      (problem) => {
        this.opened.delete(place);
        this.refused(problem);
      },
    );
    return true;
  }

  draw() {
    const { code } = this.place;
    if (!this.leads) this.page.say([t("class.taken"), link(t("class.lead_here"), () => this.take())]);
    else if (!this.isThere) this.page.say([t("class.lost")]);
    else
      this.page.say(
        [
          el("strong", { class: "um-class-code" }, code),
          t("class.n_here", { n: number(this.tally?.n_here ?? 0) }),
          this.problem && el("span", { role: "alert" }, this.problem),
          link(t("class.show_code"), () => this.page.showCode()),
        ].filter((part) => part !== ""),
      );
  }

  /** Where students go. */
  get link() {
    const url = new URL(location.pathname, location.href);
    url.search = String(new URLSearchParams({ room: this.place.code, lang: language() }));
    return url.href;
  }
}
