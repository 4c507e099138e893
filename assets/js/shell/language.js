// The page in another language.

/**
 * Everything that was chosen or typed is in the link, so the page opens anew as it was; where nothing was, it
 * opens with the first texts and models of the other language.
 *
 * @param {string} code
 */
export function speak(code) {
  const { link } = window.unmasked;
  if (!link.holdsChoices()) link.put("defaults", []);
  link.set("lang", code);
  location.reload();
}
