// A class: who opens one leads it with this page, who joins one follows. The seat is kept with the page.

import { el, link } from "../lib/dom.js";
import { language, t } from "../lib/words.js";
import { Student } from "./class_student.js";
import { Teacher } from "./class_teacher.js";
import { post } from "./class_wire.js";

/** @import { GuessPayload } from "../payloads.js" */

/** @typedef {{ isOpen: boolean, form: (guess: GuessPayload, told: HTMLElement) => HTMLElement }} Asked */
/**
 * @typedef {object} Seat
 * @property {() => void} moved the page shows something else
 * @property {() => void} ready the page can be shown things
 * @property {(place: string) => Asked | null} at what a lesson's step asks there, in the place of its own form
 * @property {() => boolean} reveal opens the answer; false where that is not to be done
 * @property {() => void} end
 */

const KEY = "unmasked-class"; // of the teacher, kept by the browser; a student's seat by the tab alone
const LEADS = "leads"; // kept by the tab that leads

/** @param {HTMLElement} element of the header @returns {HTMLButtonElement} opens the class's dialog */
export function classButton(element) {
  const room = new Room();
  const button = link(t("class.class"), () => room.openDialog(), { "aria-haspopup": "dialog" });
  queueMicrotask(() => (element.closest(".gradio-container") ?? document.body).append(room.bar, room.dialog));
  room.start();
  return button;
}

class Room {
  bar = el("div", { class: "um-class um-class-bar", role: "status", hidden: true });
  dialog = el("dialog", { class: "um-class um-class-dialog", "aria-label": t("class.class") });
  /** @type {Teacher | Student | null} */
  seat = null;

  constructor() {
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
  }

  /** Comes back to a seat, or joins the class that the link names. */
  start() {
    const kept = read(sessionStorage);
    const said = window.unmasked.link.get("room");
    const own = read(localStorage);
    if (own && kept?.seat === LEADS && !said) this.teach(own).take();
    else if (said) this.join(said, kept?.code === said.toUpperCase() ? kept.seat : "");
    else if (kept && kept.seat !== LEADS) this.join(kept.code, kept.seat);
    else if (own) this.offer(own);
  }

  /** A class of this browser's is open, and this page does not lead it. @param {{ code: string, key: string }} own */
  offer(own) {
    const lead = () => this.teach(own).take();
    this.say([t("class.yours", own), link(t("class.lead_here"), lead), this.dismiss(() => this.say([]))]);
  }

  async open() {
    try {
      const opened = await post("open", { language: language(), query: window.unmasked.link.query() });
      write(localStorage, { code: opened.code, key: opened.key });
      this.teach(opened).follow();
      this.openDialog();
    } catch (problem) {
      this.drawDialog(problem instanceof Error ? problem.message : "");
    }
  }

  /** @param {{ code: string, key: string, seat?: string }} place */
  teach(place) {
    write(sessionStorage, { code: place.code, seat: LEADS });
    const page = { say: this.say, showCode: () => this.openDialog(), gone: this.gone };
    const teacher = new Teacher({ seat: "", ...place }, page);
    this.take(teacher);
    return teacher;
  }

  /** @param {string} code @param {string} [seat] */
  join(code, seat = "") {
    const keep = (/** @type {string} */ taken) => write(sessionStorage, { code: code.toUpperCase(), seat: taken });
    const page = { say: this.say, keep, leave: () => this.leave(), gone: this.gone };
    const student = new Student({ code: code.trim().toUpperCase(), seat }, page);
    this.take(student);
    this.dialog.close();
    student.join();
  }

  /** @param {Teacher | Student} seat */
  take(seat) {
    this.seat?.end();
    this.seat = window.unmasked.seat = seat;
    window.unmasked.lessons?.follow();
  }

  /** Nobody's seat any more; what is open stays open. */
  leave() {
    this.seat?.end();
    this.seat = null;
    window.unmasked.seat = undefined;
    sessionStorage.removeItem(KEY);
    if (window.unmasked.link.get("room")) {
      window.unmasked.link.put("room", []);
      window.unmasked.link.set("lang", language());
    }
    this.say([]);
    window.unmasked.lessons?.follow();
  }

  /** The class is no more, or does not want this page. @param {string} why */
  gone = (why) => {
    if (this.seat instanceof Teacher) localStorage.removeItem(KEY);
    this.leave();
    this.dialog.close();
    this.say([why, this.dismiss(() => this.say([]))]);
  };

  /** @param {() => void} onclick */
  dismiss(onclick) {
    return el("button", { type: "button", class: "um-class-close", "aria-label": t("class.dismiss"), onclick }, "×");
  }

  async end() {
    const own = read(localStorage);
    if (own) await post("end", { code: own.code, key: own.key }).catch(() => {}); // it ends by itself
    this.gone(t("class.ended"));
  }

  /** @param {(Node | string)[]} content @param {boolean} [isQuiet] */
  say = (content, isQuiet = false) => {
    this.bar.hidden = content.length === 0;
    this.bar.classList.toggle("um-class-quiet", isQuiet);
    this.bar.replaceChildren(...content);
  };

  openDialog() {
    this.drawDialog();
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @param {string} problem */
  drawDialog(problem = "") {
    const close = this.dismiss(() => this.dialog.close());
    const told = problem && el("p", { class: "um-problem", role: "alert" }, problem);
    const parts = this.seat instanceof Teacher ? this.codeParts(this.seat) : this.doorParts();
    this.dialog.replaceChildren(close, ...[told, ...parts].filter((part) => part !== ""));
  }

  /** What students need to come in, to be read from the back row. @param {Teacher} teacher */
  codeParts(teacher) {
    const { code, key } = teacher.place;
    const picture = el("div", { class: "um-class-picture" });
    post("picture", { code, key, link: teacher.link }).then(
      ({ rows }) => picture.replaceChildren(drawCode(rows)),
      () => picture.remove(), // the link and the code are there
    );
    return [
      el("h2", {}, t("class.come_in")),
      picture,
      el("p", { class: "um-class-big" }, code),
      el("p", { class: "um-class-link" }, teacher.link),
      el("p", {}, t("class.teach_how")),
      link(t("class.end"), () => this.end(), { class: "um-class-end" }),
    ];
  }

  doorParts() {
    const field = el("input", {
      type: "text",
      maxlength: 8,
      autocomplete: "off",
      autocapitalize: "characters",
      spellcheck: "false",
      "aria-label": t("class.code"),
      placeholder: t("class.code"),
    });
    const onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (field.value.trim()) this.join(field.value);
    };
    return [
      el("h2", {}, t("class.teach")),
      el("p", {}, t("class.teach_about")),
      el("button", { type: "button", class: "um-class-main", onclick: () => this.open() }, t("class.open")),
      el("h2", {}, t("class.join")),
      el("p", {}, t("class.join_about")),
      el(
        "form",
        { class: "um-class-join", onsubmit },
        field,
        el("button", { type: "submit", class: "um-class-main" }, t("class.go_in")),
      ),
    ];
  }
}

/** @param {string[]} rows of 0 and 1 */
function drawCode(rows) {
  const n = rows.length + 8; // with the quiet margin that readers need
  const d = rows.flatMap((row, y) => [...row].flatMap((cell, x) => (cell === "1" ? `M${x + 4} ${y + 4}h1v1h-1z` : [])));
  return el(
    "svg",
    { viewBox: `0 0 ${n} ${n}`, role: "img", "aria-label": t("class.picture"), "shape-rendering": "crispEdges" },
    el("rect", { width: n, height: n, class: "um-class-paper" }),
    el("path", { d: d.join(""), class: "um-class-ink" }),
  );
}

/** @param {Storage} storage @returns {{ code: string, key: string, seat: string } | null} */
function read(storage) {
  try {
    return JSON.parse(storage.getItem(KEY) ?? "null");
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** @param {Storage} storage @param {object} kept */
function write(storage, kept) {
  try {
    storage.setItem(KEY, JSON.stringify(kept));
  } catch {} // a browser that keeps nothing: a reload loses the seat
}
