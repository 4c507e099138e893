// Asking the server for what a section shows: the newest question counts, and the same is not asked twice.

/**
 * @param ask called with the question, an object; returns a promise
 * @param onAnswer called with the answer and its question
 * @param onError called with an Error in the page's language
 */
export function asker(ask, onAnswer, onError) {
  let newest = null;
  return async (question) => {
    const key = JSON.stringify(question);
    if (key === newest) return;
    newest = key;
    try {
      const answer = await ask(question);
      if (key === newest) onAnswer(answer, question);
    } catch (error) {
      if (key !== newest) return;
      newest = null; // so that it can be asked again
      onError(error);
    }
  };
}
