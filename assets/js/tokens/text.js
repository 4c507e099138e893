// Characters as people see them.

const SHAPELESS = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]/u;
const JOINERS = "\u200c\u200d"; // they hold emoji and some scripts together
const MARKS = { " ": "·", "\n": "⏎", "\r": "␍", "\t": "⇥", "\u00a0": "⍽", "\u3000": "␣" };

/** Text in which what has no shape of its own gets one, as viz/html.py's `visible`. */
export function visible(text) {
  const characters = [...text];
  const shaped = characters.map((character, i) => {
    const joins = JOINERS.includes(character) && i > 0 && i < characters.length - 1;
    return MARKS[character] ?? (SHAPELESS.test(character) && !joins ? codePoint(character) : character);
  });
  return (/^\p{M}/u.test(text) ? "◌" : "") + shaped.join("");
}

export const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

const encoder = new TextEncoder();

/** UTF-8 as hex: `E4 BD A0`. */
export const hexOf = (text) =>
  [...encoder.encode(text)].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");
