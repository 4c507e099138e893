// What scripts find on the page beside the DOM: boot.js's object, and what Gradio hands to a view.

interface Unmasked {
  language: "en" | "zh";
  strings: Record<string, string>;
  link: {
    get(key: string): string | undefined;
    set(key: string, value: string): void;
    readonly tooLong: boolean;
  };
  [more: string]: unknown; // boot.js's own, of which views use nothing
}

interface Window {
  unmasked: Unmasked;
  /** There once Gradio has drawn a figure of Plotly's. */
  Plotly?: { toImage(plot: Element, options: { format: "svg"; width: number; height: number }): Promise<string> };
}

/**
 * What a view's `mount` gets: `V` is the payload in `props.value`, null before the first; `P` are its other props, `S`
 * the server's functions.
 */
interface Host<V, P = unknown, S = unknown> {
  element: HTMLElement;
  props: P & { value: V };
  /** Calls back when the server has sent another value of a prop. */
  watch(name: string, callback: () => void): void;
  trigger(event: string, values?: Record<string, unknown>): void;
  server: S;
}

/** A view of a payload and nothing else. Scripts have to say all of `Host`'s types: what they leave out is `any` to them. */
type Showing<V> = Host<V, unknown, unknown>;
