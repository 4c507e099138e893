// What the browser half uses of d3's small modules. `npm run vendor` makes d3-small.js of it.
export { bisectCenter, ticks } from "d3-array";
export { rgb } from "d3-color";
export { stratify } from "d3-hierarchy";
export { scaleLinear, scaleLog } from "d3-scale";
export { line, linkHorizontal } from "d3-shape";
