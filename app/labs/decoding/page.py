"""What the columns share with the sections that look at them more closely."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from app.context import Control, Controls, LabContext
from app.gradio_compat import event_value
from app.i18n import section_strings
from app.labs.decoding.kinds import encode_kinds
from app.labs.decoding.links import read_look, read_numbers, spell_strategies
from app.labs.decoding.setup import set_up, two
from app.plots import plot_place
from app.sections import Section
from app.views import browser_view
from models.families import FAMILIES

MAX_COLUMNS = 8
POINTED = ("step", "tree", "samples")  # sections that look at one thing among many
SECTIONS = (*POINTED, "cache")
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
# Opens what is looked at, when its section knows what that is; links of earlier days name it in the same way.
_OPEN = f"""(look) => {{
  const [section] = look.split(".");
  if ({json.dumps(SECTIONS)}.includes(section)) window.unmasked.sections.open("decoding", section);
  return "";
}}"""


@dataclass(frozen=True)
class Page:
    """The lab's controls.

    Attributes:
        context: the lab's.
        controls: what the columns are made from, in the order of `set_up`.
        writer: who writes.
        strategies, fillings: the columns as links spell them; the fillings are BERT's.
        looked_at: a section and what it is to look at, such as `step.0.5`; empty again when that is open.
        places: what each section looks at, such as `0.5`.
    """

    context: LabContext
    controls: Sequence[Control | Controls]
    writer: Control
    strategies: Control
    fillings: Control
    looked_at: Control
    places: Mapping[str, Control]

    def view(self, name: str, value: Any = None, *, events: Sequence[str] = ()) -> gr.HTML:
        """A view that knows the strategies, may change the columns and point at what is to be looked at."""
        events = ("strategies", "look", *events)
        view = browser_view(name, value, events=events, kinds=encode_kinds(), max_columns=MAX_COLUMNS)
        made: Control = view
        made.strategies(on_strategies, self.writer, [self.strategies, self.fillings], **_QUIET)
        self.context.take(made.look, "look", self.looked_at)
        return view

    def wire(self) -> None:
        """Let what is pointed at reach its section, then open that."""
        pointed = self.looked_at.change(on_looked_at, self.looked_at, list(self.places.values()), **_QUIET)
        pointed.then(None, self.looked_at, self.looked_at, js=_OPEN, api_visibility="private")

    def section(self, name: str, look: Callable[..., Iterator[Any]], figure: str | None = None) -> Section:
        """A section that shows what `look(setup, *numbers)` yields, the numbers being those of its place.

        Args:
            figure: the name of Plotly's figure below, if there is one. Then it is `look(setup, words, *numbers)`,
                which yields the view's payload, the figure and what stands below it.
        """
        place = [self.places[name]] if name in self.places else []
        n_controls = len(self.controls)

        def on_look(*values: Any) -> Iterator[Any]:
            said = list(values[n_controls:])
            words = [section_strings(said.pop(), "decoding")] if figure else []
            numbers = two(read_numbers(said[0])) if place else ()
            yield from look(set_up(*values[:n_controls]), *words, *numbers)

        def build(context: LabContext) -> None:
            view = self.view(f"decoding/{name}")
            outputs = [view, *plot_place(figure)] if figure else [view]
            context.refresh(on_look, [*self.controls, *place], outputs, in_language=figure is not None)

        return Section(name, build)


def on_strategies(writer: str, event: gr.EventData) -> tuple[Any, Any]:
    """The columns as their heads now say, for the link and the next run: a writer's, and BERT's."""
    spelled = spell_strategies(event_value(event, "strategies"))
    return (gr.skip(), spelled) if FAMILIES[writer].fills_blanks else (spelled, gr.skip())


def on_looked_at(spelled: str) -> list[Any]:
    """What each of the sections is to look at: one of them something else, the others what they do."""
    name, numbers = read_look(spelled)
    place = ".".join(map(str, numbers))
    return [place if section == name else gr.skip() for section in POINTED]
