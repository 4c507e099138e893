// A bidirectional LSTM: the state that comes from the left and the one that comes from the right, what
// each knows about a hidden token, and why neither can be computed for all tokens at once.

import { decodeArray, downloadPng, downloadSvg, el, onColours, t, tableOf, tooltip } from "../common.js";
import { channels, prepare } from "../attention/colours.js";
import { axis, columnRoom, columnTransform, every } from "../attention/labels.js";
import { chartActions, chartLegend, lineChart } from "./chart.js";
import { dependencies } from "./dependencies.js";
import { onWidth } from "./width.js";

const SIDES = ["left", "right", "both"];
const HEIGHT = 192;
const MAX_COLUMN = 64;

export function mount({ element, props, watch, server }) {
  let found = null;
  const timing = el("section", { class: "timing" });
  const words = el("div", {});
  const waiting = el("div", {});
  element.replaceChildren(words, timing);
  timing.append(
    el("h4", {}, t("memory.timing")),
    el("p", { class: "um-caption" }, t("memory.depends_note")),
    waiting,
    el("p", { class: "um-caption" }, t("memory.timing_note")),
    el(
      "button",
      { type: "button", class: "press", onclick: (event) => measure(event.currentTarget) },
      t("memory.measure_now"),
    ),
    el("div", { class: "result", "aria-live": "polite" }),
  );

  async function measure(button) {
    const result = timing.querySelector(".result");
    button.disabled = true;
    result.textContent = t("memory.measuring");
    try {
      result.replaceChildren(
        timingFigure(
          await server.on_timing(window.unmasked.link.get("lstm") ?? "lstm"),
          Math.min(620, element.clientWidth),
        ),
      );
    } catch (error) {
      result.textContent = error.message;
    }
    button.disabled = false;
  }

  function draw() {
    found = props.value;
    if (!found || !element.clientWidth) return;
    const width = element.clientWidth;
    waiting.replaceChildren(dependencies(found.tokens, found.n_layers, width));
    words.replaceChildren(
      el("h4", {}, t("memory.knows", { model: found.title })),
      el("p", { class: "um-caption" }, t("memory.knows_note")),
      guessTable(found),
      el("h4", {}, t("memory.states")),
      el("p", { class: "um-caption" }, t("memory.states_note", { units: found.forward.shape[1] })),
      el(
        "div",
        { class: "um-row" },
        ["forward", "backward"].map((side) => states(found, side, width >= 820 ? (width - 32) / 2 : width)),
      ),
    );
  }

  watch("value", draw);
  onColours(draw);
  onWidth(element, draw);
  draw();
}

function guessTable(found) {
  const most = Math.max(1, ...found.surprisal_bits.filter(Boolean).flat());
  const cell = (position, n) => {
    const [bits, guess] = [found.surprisal_bits[position][n], found.guesses[position][n]];
    const right = guess.token === found.tokens[position].label;
    return el(
      "td",
      { class: SIDES[n] },
      el("span", { class: "bar" }, el("i", { style: { width: `${(100 * bits) / most}%` } })),
      el("span", { class: "bits" }, bits.toFixed(1)),
      el(
        "span",
        { class: `guess${right ? " right" : ""}` },
        guess.token,
        el("small", {}, ` ${Math.round(100 * guess.prob)}%`),
      ),
    );
  };
  const asked = found.tokens.map((_, i) => i).filter((i) => found.surprisal_bits[i]);
  const head = ["", ...SIDES.map((side) => t(`memory.from_${side}`))];
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "knows" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((text) => el("th", { scope: "col" }, text)),
        ),
      ),
      el(
        "tbody",
        {},
        asked.map((i) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, found.tokens[i].label),
            SIDES.map((_, n) => cell(i, n)),
          ),
        ),
      ),
    ),
  );
}

/** A direction's hidden states, units down and tokens across. */
function states(found, side, width) {
  const { shape, data } = decodeArray(found[side]);
  const [nTokens, nUnits] = shape;
  const names = axis(found.tokens, getComputedStyle(document.body).fontFamily, 12);
  const plain = Math.min(MAX_COLUMN, width / nTokens);
  const room = columnRoom(names, plain);
  const column = Math.min(MAX_COLUMN, (width - room.beside) / nTokens);
  const canvas = el("canvas", { role: "img", "aria-label": t(`memory.state_${side}`) });
  const context = prepare(canvas, column * nTokens, HEIGHT);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture(data, nTokens, nUnits), 0, 0, column * nTokens, HEIGHT);
  canvas.addEventListener("pointermove", (event) => {
    const box = canvas.getBoundingClientRect();
    const token = Math.min(nTokens - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * nTokens)));
    const unit = Math.min(nUnits - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * nUnits)));
    tooltip.show(
      { x: event.clientX, y: event.clientY - 6 },
      t("memory.point", {
        unit,
        token: found.tokens[token].label,
        name: t("memory.hidden"),
        value: data[token * nUnits + unit].toFixed(2),
      }),
    );
  });
  canvas.addEventListener("pointerleave", () => tooltip.hide());
  const stride = every(column);
  const labels = el(
    "svg",
    { class: "columns", width: column * nTokens + room.beside, height: room.above, "aria-hidden": "true" },
    names.texts.map(
      (text, i) =>
        i % stride === 0 && el("text", { transform: columnTransform((i + 0.5) * column, room.above, column) }, text),
    ),
  );
  const rows = Array.from({ length: nTokens }, (_, token) => [
    found.tokens[token].label,
    ...Array.from(data.subarray(token * nUnits, (token + 1) * nUnits), (value) => value.toFixed(4)),
  ]);
  const save = el(
    "button",
    { type: "button", class: "um-link", onclick: () => downloadPng(`bilstm-${side}`, canvas) },
    "PNG",
  );
  return el(
    "figure",
    { class: "um-figure" },
    el("h5", {}, t(`memory.state_${side}`)),
    labels,
    canvas,
    el("div", { class: "um-actions" }, save),
    tableOf(`bilstm-${side}`, [[t("memory.token"), ...Array.from({ length: nUnits }, (_, unit) => unit)], ...rows]),
  );
}

function picture(data, nTokens, nUnits) {
  const [minus, zero, plus] = ["minus", "zero", "plus"].map(channels);
  const image = new ImageData(nTokens, nUnits);
  for (let token = 0; token < nTokens; token++)
    for (let unit = 0; unit < nUnits; unit++) {
      const value = data[token * nUnits + unit];
      const end = value < 0 ? minus : plus;
      image.data.set(
        [...zero.map((from, i) => from + (end[i] - from) * Math.min(1, Math.abs(value))), 255],
        (unit * nTokens + token) * 4,
      );
    }
  const canvas = new OffscreenCanvas(nTokens, nUnits);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function timingFigure(found, width) {
  const series = [
    {
      name: t("memory.timing_lstm", { n: found.lstm_weights.toLocaleString("en-US") }),
      css: "var(--um-lstm-fill)",
      values: found.lstm_ms,
      x: found.lengths,
    },
    {
      name: t("memory.timing_attention", { n: found.attention_weights.toLocaleString("en-US") }),
      css: "var(--um-gpt-fill)",
      values: found.attention_ms,
      x: found.lengths,
    },
  ];
  const picture = lineChart(series, { width, height: 260, xName: t("memory.length"), yName: t("memory.milliseconds") });
  const per = (values, n) => ((1000 * values[n]) / found.lengths[n]).toFixed(0);
  const last = found.lengths.length - 1;
  return el(
    "figure",
    { class: "um-figure" },
    el("p", { class: "quiet" }, t("memory.milliseconds")),
    chartLegend(series),
    picture,
    el(
      "p",
      { class: "um-caption" },
      t("memory.timing_found", {
        width: found.width,
        device: found.device,
        from: found.lengths[0],
        to: found.lengths[last],
        lstm_short: per(found.lstm_ms, 0),
        lstm_long: per(found.lstm_ms, last),
        attention_short: per(found.attention_ms, 0),
        attention_long: per(found.attention_ms, last),
      }),
    ),
    chartActions("time-by-length", () => picture, { downloadPng, downloadSvg }),
    tableOf("time-by-length", [
      [t("memory.length"), "LSTM ms", "attention ms"],
      ...found.lengths.map((n, i) => [n, found.lstm_ms[i].toFixed(3), found.attention_ms[i].toFixed(3)]),
    ]),
  );
}
