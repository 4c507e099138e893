// A handler's messages, and the gate through which it runs.

import { t, language } from "./common.js";

export function mount({ element, props, watch, trigger }) {
  element.setAttribute("role", "status");
  const gate = window.unmasked.gates.gate(props.gate);
  const panel = element.closest(".um-lab");

  const say = (text) => {
    element.textContent = text;
    // Two handlers of a lab that fail alike say it once.
    const notices = [...(element.closest(".um-notices")?.querySelectorAll(".um-status") ?? [])];
    notices.forEach((notice, i) => {
      const said = notices.slice(0, i).map((earlier) => earlier.textContent);
      notice.hidden = said.includes(notice.textContent) && notice.textContent !== "";
    });
    panel?.classList.toggle(
      "um-stale",
      notices.some((notice) => notice.textContent),
    );
  };
  const draw = () => say(props.value ? props.value[language()] : "");

  watch("value", draw);
  draw();
  gate.refuse = () => say(t("shell.refused"));
  gate.element = panel;
  if (props.values)
    window.unmasked.gates.register(props.gate, {
      lab: props.lab,
      section: props.section,
      values: props.values,
      fresh: props.fresh,
      run: () => trigger("refresh"),
      halt: props.streams ? () => trigger("halt") : null,
      element: panel,
    });
}
