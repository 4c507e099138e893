// Which text a section reads, where that is not the one above.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";

/**
 * @param {{ is_telling: boolean, request: { text: string } }} shown
 * @returns {HTMLElement | null}
 */
export const readNote = ({ is_telling, request }) =>
  is_telling ? el("p", { class: "quiet read-note" }, t("inside.reads"), " ", el("q", {}, request.text)) : null;
