// The wire of a class: small POSTs, and a stream of events that comes back by itself.

import { inLanguage, t } from "../lib/words.js";

/** @import { RoomState, RoomTally } from "./payloads.js" */

const address = (/** @type {string} */ name) => new URL(`./unmasked/class/${name}`, document.baseURI);

/** What the server refuses, in the page's language; `code` says which refusal it is. */
export class Refusal extends Error {
  /** @param {string} code @param {string} told */
  constructor(code, told) {
    super(told);
    this.code = code;
  }
}

/**
 * @param {string} name @param {object} said
 * @returns {Promise<any>}
 * @throws {Refusal} also where nothing answers: `offline`
 */
export async function post(name, said) {
  const headers = { "Content-Type": "application/json" };
  const options = { method: "POST", headers, body: JSON.stringify(said) };
  const answer = await fetch(address(name), options)
    .then((response) => response.json())
    .catch(() => ({ error: { code: "offline", en: t("class.lost"), zh: t("class.lost") } }));
  if (answer?.error) throw new Refusal(answer.error.code, inLanguage(answer.error));
  return answer;
}

/**
 * @typedef {object} Told
 * @property {(state: RoomState) => void} [state]
 * @property {(tally: RoomTally) => void} [tally]
 * @property {() => void} [taken] another page leads
 * @property {() => void} ended
 * @property {(isThere: boolean) => void} reached the stream is there, or is lost and tries again
 * @property {() => void} refused the server does not know the seat, or has no room: nothing more comes
 */

/**
 * Follows a class until the stream is closed.
 *
 * @param {{ code: string, seat: string }} place @param {Told} told
 */
export function listen({ code, seat }, told) {
  const url = address("follow");
  url.search = String(new URLSearchParams({ code, seat }));
  const source = new EventSource(url);
  const on = (/** @type {string} */ name, /** @type {(said: any) => void} */ work) =>
    source.addEventListener(name, ({ data }) => work(JSON.parse(data)));
  source.addEventListener("open", () => told.reached(true));
  source.addEventListener("error", () => {
    told.reached(false);
    if (source.readyState === EventSource.CLOSED) told.refused();
  });
  if (told.state) on("state", told.state);
  if (told.tally) on("tally", told.tally);
  on("taken", () => {
    source.close();
    told.taken?.();
  });
  on("ended", () => {
    source.close();
    told.ended();
  });
  return source;
}
