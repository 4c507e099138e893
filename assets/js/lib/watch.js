// Values and sizes that change while somebody looks.

import { oneOf, setting } from "./link.js";

/**
 * @template T
 * @typedef {object} Watched
 * @property {() => T} get
 * @property {(next: T) => void} set
 * @property {(watcher: (value: T) => void) => void} watch
 */

/**
 * A value that views watch.
 *
 * @template T
 * @param {T} first
 * @returns {Watched<T>}
 */
export function watched(first) {
  /** @type {((value: T) => void)[]} */
  const watchers = [];
  let value = first;
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const watcher of watchers) watcher(value);
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}

/**
 * One of `known`, watched and kept in the link.
 *
 * @template {string} T
 * @param {string} key
 * @param {readonly T[]} known
 * @param {T} otherwise
 * @returns {Watched<T>}
 */
export function keptChoice(key, known, otherwise) {
  const choice = watched(/** @type {T | null} */ (null));
  return {
    get: () => oneOf(key, known, otherwise),
    set(next) {
      setting(key).set(next);
      choice.set(next);
    },
    watch(watcher) {
      choice.watch((value) => watcher(value ?? otherwise));
      setting(key).watch(() => watcher(oneOf(key, known, otherwise)));
    },
  };
}

/**
 * Calls `draw(width)` when an element's width has changed, and is not 0.
 *
 * @param {HTMLElement} element
 * @param {(width: number) => void} draw
 */
export function onWidth(element, draw) {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    if (width) draw(width);
  }).observe(element);
}

/**
 * Calls back with the last argument, when the next frame is drawn.
 *
 * @template T
 * @param {(argument: T) => void} callback
 */
export function oncePerFrame(callback) {
  let frame = 0;
  const cancel = () => cancelAnimationFrame(frame);
  const call = (/** @type {T} */ argument) => {
    cancel();
    frame = requestAnimationFrame(() => callback(argument));
  };
  return { call, cancel };
}
