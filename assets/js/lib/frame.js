// What stands around a picture that leaves the page: its title, model and text above, the link that opens it below.

import { wrapped } from "./wrap.js";

/**
 * What a picture says of itself.
 *
 * @typedef {object} About
 * @property {string} title
 * @property {string} [model] which, where there is one
 * @property {string} [setting] of the model or the view: a layer, a mask, a norm
 * @property {string} [text] the page's own where nothing is said; empty for a picture of no text
 */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {"title" | "model" | "text" | "link"} Role */
/** @typedef {{ role: Role, text: string, x: number, y: number, size: number }} Line `y` is where the letters stand */

const PADDING = 16;
const USUAL = 720; // a picture's width; type grows with wider ones, which are shown smaller on the same slide
const NARROWEST = 480;
const MOST_SCALE = 2.5;
const LEADING = 1.45;
/** @type {Record<Role, { size: number, most: number }>} how large, and in how many lines at most */
const LOOKS = {
  title: { size: 18, most: 3 },
  model: { size: 13, most: 3 },
  text: { size: 13, most: 6 },
  link: { size: 11, most: 8 },
};

/**
 * Where all of it stands, in pixels.
 *
 * @param {About} about
 * @param {string} address
 * @param {Size} picture
 * @param {(text: string, size: number, role: Role) => number} measure
 * @returns {Size & { lines: Line[], top: number, left: number }} `left` and `top` are the picture's
 */
export function layOutFrame({ title, model, setting, text }, address, picture, measure) {
  const scale = Math.min(MOST_SCALE, Math.max(1, picture.width / USUAL));
  const room = Math.max(NARROWEST, picture.width);
  /** @type {Line[]} */
  const lines = [];
  let y = PADDING * scale;
  const write = (/** @type {Role} */ role, /** @type {string} */ said) => {
    const { most } = LOOKS[role];
    const size = LOOKS[role].size * scale;
    for (const line of wrapped(said, room, (part) => measure(part, size, role), most)) {
      lines.push({ role, text: line, x: PADDING * scale, y: y + size, size });
      y += size * LEADING;
    }
  };
  write("title", title);
  write("model", [model, setting].filter(Boolean).join(" · "));
  write("text", text ? `“${text}”` : "");
  const top = y + (PADDING / 2) * scale;
  y = top + picture.height + (PADDING / 2) * scale;
  write("link", address);
  const margin = 2 * PADDING * scale;
  // A part of a pixel at the edge would be half clear.
  const whole = { width: Math.ceil(room + margin), height: Math.ceil(y + (PADDING / 2) * scale) };
  return { ...whole, lines, top, left: PADDING * scale };
}

/**
 * An address as people read it, and browsers still do: letters of all scripts in place of their bytes.
 *
 * @param {string} address
 */
export const readableAddress = (address) =>
  address.replaceAll(/(?:%[89A-F][0-9A-F])+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes).replaceAll(/[\p{Z}\p{C}]/gu, encodeURIComponent);
    } catch {
      return bytes; // no UTF-8
    }
  });
