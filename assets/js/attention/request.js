// Asking the server for what a section shows: the newest question counts, and the same is not asked twice.

import { t } from "../common.js";

/**
 * @param ask called with the question, an object; returns a promise
 * @param onAnswer called with the answer
 * @param note the element that says that it is under way, or why there is no answer
 * @returns a function of the question; its `forget` lets the same be asked again
 */
export function asker(ask, onAnswer, note) {
  let newest = null;
  const put = async (question) => {
    const key = JSON.stringify(question);
    if (key === newest) return;
    newest = key;
    note.textContent = t("attention.computing");
    try {
      const answer = await ask(question);
      if (key !== newest) return;
      note.textContent = "";
      onAnswer(answer);
    } catch (error) {
      if (key !== newest) return;
      newest = null;
      note.textContent = error.message;
    }
  };
  put.forget = () => (newest = null);
  return put;
}
