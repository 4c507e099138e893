// Formulas as KaTeX sets them. It is loaded with the first formula.

/** @type {Promise<unknown> | undefined} */
let loaded;

function loadKatex() {
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: new URL("../../vendor/katex/katex.min.css", import.meta.url).href });
  document.head.append(style);
  return import("../../vendor/katex/katex.min.js");
}

/**
 * Sets a formula into an element, which shows its source until then.
 *
 * @param {HTMLElement} element
 * @param {string} source
 */
export async function setFormula(element, source) {
  element.textContent = source;
  loaded ??= loadKatex();
  await loaded;
  window.katex.render(source, element, { displayMode: true, throwOnError: false });
}
