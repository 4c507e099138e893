// What the browser half uses of KaTeX, which leaves itself on the window.
export {};
declare global {
  interface Window {
    katex: {
      render(source: string, element: HTMLElement, options?: { displayMode?: boolean; throwOnError?: boolean }): void;
    };
  }
}
