// What scripts find on the page beside the DOM: shell/boot.js's object, and what Gradio hands to a view.

interface Unmasked {
  language: "en" | "zh";
  strings: Record<string, string>;
  link: {
    get(key: string): string | undefined;
    set(key: string, value: string): void;
    /** Strings that stand for a value, without showing the change in the address bar. */
    put(key: string, strings: string[]): void;
    holdsChoices(): boolean;
    isBare(): boolean;
    /** All that it says, as the part of an address after `?`. */
    query(): string;
    /** Calls back when another link was taken that says something else of a key. */
    watch(key: string, watcher: () => void): void;
    readonly tooLong: boolean;
  };
  sections: {
    /** The open section of a lab; empty when there is none. */
    of(lab: string): string;
    /** A lab has sections: the link's is opened, else `fallback`, which is empty where none has to be. */
    offer(lab: string, names: string[], fallback: string): void;
    /** Opens a section of the open lab, and brings it into view. */
    open(lab: string, name: string): void;
    /** Calls back when a section opens, with who asked for it: null for nobody. */
    watch(lab: string, watcher: import("./shell/opened.js").Watcher): void;
  };
  /** The next or previous stop among all labs and sections, or the n-th lab. */
  go(to: { by: 1 | -1 } | { lab: number }): void;
  /** A lab, and one of its sections; without one its own stays open. */
  goTo(lab: string, section?: string): void;
  /** Brings Gradio's controls to what the link says; there once the header is. */
  walk?: (event: "walk" | "show") => void;
  /** Brings the page to what another link says; what that leaves out is at its default. */
  show(said: URLSearchParams): void;
  /** Whether the page is at what another link says. */
  shows(said: URLSearchParams): boolean;
  /** The page's seat in a class; there while it has one. */
  seat?: import("./shell/room.js").Seat;
  /** The panel of the open lesson; there once the page has it. */
  lessons?: { follow(): void; go(by: 1 | -1): boolean };
  /** There soon after the page is. */
  glossary?: { follow(): void };
  /** The lab that is about a family before all others; undefined without one. */
  labAbout(family: string): string | undefined;

  // What app/context.py and app/shell.py call.
  gates: import("./shell/gates.js").Gates;
  readonly query: string;
  restored(page: import("./shell/link.js").Known & { labs: Record<string, string[]> }, values: unknown[]): void;
  keep(values: unknown[]): void;
  said(keys: string[]): (string | undefined)[];
  values(): unknown[];
  opened(lab: string): void;
  changed(gate: number, values: unknown[]): void;
  mount(name: string, parts: Omit<Host<unknown>, "section">): Promise<void>;
}

/** The section that a view stands in. */
interface OwnSection {
  name: string;
  isOpen(): boolean;
  /** Calls back whenever the section is opened. */
  watch(watcher: () => void): void;
}

interface Window {
  unmasked: Unmasked;
  gradio_config: { i18n_translations: Record<string, Record<string, string>>; defaults?: string };
  /** There once Gradio has drawn a figure of Plotly's. */
  Plotly?: {
    toImage(figure: PlotlyFigure, options: { format: "svg"; width: number; height: number }): Promise<string>;
  };
}

/** The little of one of Plotly's figures that is changed for a file. */
interface PlotlyFigure {
  data: unknown;
  layout: { title: { text?: string; font?: unknown; subtitle?: { font?: unknown } | null } };
}

type PlotlyElement = Element & PlotlyFigure;

/**
 * What a view's `mount` gets: `V` is the payload in `props.value`, null before the first; `P` are its other props, `S`
 * the server's functions.
 */
interface Host<V, P = unknown, S = unknown> {
  element: HTMLElement;
  /** Null for a view that all sections of a lab share, or that is in none. */
  section: OwnSection | null;
  props: P & { value: V };
  /** Calls back when the server has sent another value of a prop. */
  watch(name: string, callback: () => void): void;
  trigger(event: string, values?: Record<string, unknown>): void;
  server: S;
}

/** A view of a payload and nothing else. Scripts have to say all types of `Host`: what they leave out is `any`. */
type Showing<V> = Host<V, unknown, unknown>;
