// The glossary: every term of the page, in a window of its own and wherever the word stands.

import { el } from "../lib/dom.js";
import { language, t } from "../lib/words.js";
import { kept, termLink, told } from "./glossary_entry.js";
import { markPassage, markProse, tellTerms } from "./glossary_marks.js";
import { finder, joined, search } from "./glossary_terms.js";

/** @import { Term } from "./glossary_terms.js" */

const ALL = "all"; // what the link says of a glossary that is open at no term

/** @type {Promise<Term[]> | undefined} */
let loaded;

/** All terms, fetched once. */
function load() {
  loaded ??= Promise.all(["entries", language(), language() === "en" ? "zh" : "en"].map(read)).then(
    ([entries, words, others]) => joined(entries, words, others),
  );
  loaded.catch(() => (loaded = undefined)); // the next one tries again
  return loaded;
}

/** @param {string} name */
async function read(name) {
  const answer = await fetch(new URL(`../../glossary/${name}.json`, import.meta.url));
  if (!answer.ok) throw new Error(t("shell.refused"));
  return answer.json();
}

/** Behind the first page: marks the terms, and opens the glossary where the link says so. */
export async function begin() {
  window.unmasked.glossary = { follow };
  follow();
  const terms = await load().catch(() => []); // without them the page's sentences stay as they are
  if (terms.length === 0) return;
  markProse(finder(terms));
  tellTerms((id) => terms.find((term) => term.id === id), open);
}

/** Opens the glossary at a term. @param {string} [id] */
export function open(id = ALL) {
  kept.set(id);
  follow();
}

/** @type {Page | undefined} */
let page;

/** Shows what the link says. */
async function follow() {
  const id = kept.get();
  if (!id) return page?.close();
  try {
    page ??= new Page(await load());
  } catch (problem) {
    kept.set("");
    alert(problem instanceof Error ? problem.message : problem);
    return;
  }
  page.show(id);
}

class Page {
  #status = el("p", { class: "um-quiet", role: "status" });
  #list = el("dl", { class: "um-glossary-terms" });
  #dialog = el("dialog", { class: "um-glossary", "aria-labelledby": "um-glossary-title" });
  /** @type {HTMLInputElement} */
  #field;
  /** Each term's element. @type {Map<string, HTMLElement>} */
  #nodes;
  /** @type {Promise<unknown>} */
  #isSet;

  /** @param {Term[]} terms */
  constructor(terms) {
    this.terms = terms;
    const find = finder(terms);
    const drawn = terms.map((term) => drawTerm(term, find));
    this.#nodes = new Map(drawn.map(({ node }, i) => [terms[i].id, node]));
    this.#isSet = Promise.all(drawn.map(({ isSet }) => isSet));
    const asks = t("shell.glossary_search", { n: terms.length });
    this.#field = el("input", { type: "search", placeholder: asks, "aria-label": asks });
    this.#field.addEventListener("input", () => this.find(this.#field.value));
    const close = () => this.#dialog.close();
    const title = el("h2", { id: "um-glossary-title", tabindex: "-1", autofocus: true }, t("shell.glossary"));
    const attrs = { type: "button", class: "um-glossary-close", "aria-label": t("shell.glossary_close") };
    this.#dialog.append(
      el("header", {}, title, this.#field, el("button", { ...attrs, onclick: close }, "×")),
      el("div", { class: "um-glossary-found", tabindex: "0" }, this.#status, this.#list),
    );
    this.#dialog.addEventListener("close", () => kept.get() && kept.set(""));
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && close()); // beside it
    document.body.append(this.#dialog);
  }

  close() {
    this.#dialog.close();
  }

  /** @param {string} wanted */
  find(wanted) {
    const found = search(this.terms, wanted);
    this.#status.textContent = wanted.trim() ? t("shell.glossary_found", { n: found.length }) : "";
    this.#list.replaceChildren(...found.map(({ id }) => /** @type {HTMLElement} */ (this.#nodes.get(id))));
  }

  /** @param {string} id of a term, or ALL */
  async show(id) {
    this.#field.value = "";
    this.find("");
    const isFirst = !this.#dialog.open;
    if (isFirst) this.#dialog.showModal();
    for (const [other, node] of this.#nodes) node.classList.toggle("um-here", other === id);
    const node = this.#nodes.get(id);
    if (!node) {
      if (id !== ALL) this.#status.textContent = t("shell.glossary_none", { name: id });
      if (matchMedia("(pointer: fine)").matches) this.#field.focus(); // no keyboard rises over a phone
      return;
    }
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
    await this.#isSet;
    if (node.classList.contains("um-here")) node.scrollIntoView({ block: "center" });
  }
}

/**
 * @param {Term} term
 * @param {ReturnType<typeof finder>} find what its sentences name leads on
 * @returns {{ node: HTMLElement, isSet: Promise<void> | undefined }}
 */
function drawTerm(term, find) {
  const { body, isSet } = told(term);
  markPassage(body[0], (text, seen) => find(text, seen.add(term.id)));
  const abroad = term.other === term.term ? null : el("span", { lang: language() === "en" ? "zh" : "en" }, term.other);
  const name = termLink(term.id, document.createTextNode(term.term));
  const node = el("div", { tabindex: "-1" }, el("dt", {}, name, abroad), el("dd", {}, body));
  return { node, isSet };
}
