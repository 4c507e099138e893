// The table of steps, by the full names of tensors: `blocks.3.attn.q`.

import { t } from "../lib/words.js";

/** @import { StepRow } from "./payloads.js" */
/** @typedef {ReturnType<typeof stepsOf>} Steps */

/** `attn.q` of `blocks.3.attn.q`. @param {string} name */
export const shortName = (name) => name.replace(/^blocks\.\d+\./, "");

/** Its block; null outside of all. @param {string} name */
export const blockOf = (name) => (name.startsWith("blocks.") ? Number(name.split(".")[1]) : null);

/** @param {StepRow[]} rows */
export function stepsOf(rows) {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const of = (/** @type {string} */ name) => /** @type {StepRow} */ (byName.get(shortName(name)));
  return {
    of,
    /** What it is, in a sentence. @param {string} name */
    says: (name) => t(`inside.does_${shortName(name).replace(".", "_").replace(/\./g, "_")}`),
    /** Its name in TransformerLens, in full; null where it has none. @param {string} name */
    lens(name) {
      const { lens } = of(name);
      const block = blockOf(name);
      return lens === null || block === null ? lens : `blocks.${block}.${lens}`;
    },
  };
}

/**
 * `key` is the token that is looked at, `site` a norm's module.
 *
 * @typedef {{ name: string, head: number, position: number, key: number, model: string, search: string,
 *   site: string | null }} Place
 */

/**
 * The norms lab reads the same text with one of the models above, and knows a norm by its module.
 *
 * @param {string} choice
 * @param {string | null} site
 * @returns {Record<string, string>}
 */
const normsAt = (choice, site) =>
  choice.startsWith("=") ? {} : { "norms.model": choice, ...(site === null ? {} : { "norms.site": site }) };

/**
 * Where a step is shown in depth: the link of this page with that lab open, at the same layer, head and token.
 *
 * @param {StepRow} row
 * @param {Place} place
 * @returns {string | null}
 */
export function depthLink({ depth }, { name, head, position, key, model, search, site }) {
  if (!depth) return null;
  const [lab, section] = depth;
  const link = new URLSearchParams(search);
  link.set("lab", lab);
  if (section) link.set(`${lab}.section`, section);
  const block = blockOf(name) ?? 0;
  const more = {
    attention: {
      "attention.left": `=${model}`,
      "attention.left_head": `${block}.${head}`,
      "attention.left_cell": `${position}.${key}`,
    },
    norms: normsAt(link.get("inside.model") ?? "gpt", site),
    memory: { "memory.layer": block, "memory.step": position },
    tokens: { "tokens.token": position },
  }[lab];
  for (const [name, value] of Object.entries(more ?? {})) link.set(name, String(value));
  return `?${link}`;
}
