export { bisectCenter, ticks } from "d3-array";
export { rgb } from "d3-color";
export { hierarchy, stratify, tree } from "d3-hierarchy";
export { scaleLinear, scaleLog, scalePoint } from "d3-scale";
export { area, curveBumpX, line, linkHorizontal } from "d3-shape";
