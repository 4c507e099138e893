// What masks and maps are called.

import { t } from "../common.js";

/** A mask by name, with its size. */
export function maskName(spec) {
  if (spec.startsWith("[")) return t("attention.mask_paint");
  const [kind, size] = spec.split(":");
  return `${t(`attention.mask_${kind}`)}${size ? ` ${size}` : ""}`;
}

/** What a map shows, by its layer and head. */
export const mapName = ({ layer, head, kind }, { n_heads }) => t(`attention.name_${kind}`, { layer, head, n: n_heads });
