"""What a lab is built from: the shared controls, its strings, its settings and its refreshes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from itertools import count
from typing import Any

import gradio as gr
from gradio.components import Component

from app.gradio_compat import (
    Translated,
    bounds_of,
    choices_of,
    event_value,
    first_value,
    mark,
    takes_several,
    translated,
    translated_choice,
)
from app.i18n import explain
from app.libraries import load_libraries
from app.sections import Section
from app.state import LANGUAGES, Chosen, Setting
from app.turns import in_turn
from app.views import browser_view

Control = Any  # a Gradio component; Gradio gives it its events while it runs
# Events that are in hand at once: each in a thread, in which it waits for its turn before every step.
MODEL_POOL: dict[str, Any] = {"concurrency_limit": 8, "concurrency_id": "models"}
_WITH_LANGUAGE = "(...values) => [...values.slice(0, -1), window.unmasked.language]"
_steps = count(1)  # of all streams: no two are the same, so that the page sees each
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass
class Registry:
    """What the labs asked for while they were laid out.

    Attributes:
        settings: what links hold beside the shared choices.
        controls: the Gradio components that show them, by their key in the link.
        n_gates: how many handlers there are; numbers them for the page.
    """

    settings: list[Setting] = field(default_factory=list)
    controls: dict[str, Control] = field(default_factory=dict)
    n_gates: int = 0


@dataclass(frozen=True)
class Controls:
    """The shared controls; among a handler's inputs they stand for the `Chosen` that they say."""

    text: gr.Textbox
    gpt: gr.Dropdown
    bert: gr.Dropdown
    lstm: gr.Dropdown

    def __iter__(self) -> Iterator[Control]:
        return iter((self.text, self.gpt, self.bert, self.lstm))


@dataclass(frozen=True)
class LabContext:
    """One lab's view of the page.

    Attributes:
        lab: the lab's id.
        chosen: the shared prompt and model choices.
        example: the lab's stored payloads by name, for the views' first values; empty when none are
            stored, and then the lab computes when it is first opened.
        notices: where its messages appear.
        registry: of all labs.
        language: of the texts that the page starts from.
        section: the one that is being laid out; None for what all of them share.
    """

    lab: str
    chosen: Controls
    example: Mapping[str, Any]
    notices: gr.Column
    registry: Registry
    language: str = LANGUAGES[0]
    section: str | None = None

    def t(self, key: str) -> Translated:
        """The string of a key, in the language of the page; a key without a dot is the lab's own."""
        return translated(self._key(key))

    def choice(self, key: str) -> str:
        """The same for one of a list of choices."""
        return translated_choice(self._key(key))

    def say_english_only(self, key: str) -> None:
        """A line where the page starts from another language than the one that models of a section have read.

        On the others it is there and hidden: pages of all languages are of the same components.
        """
        gr.Markdown(self.t(key), visible=self.language != LANGUAGES[0], elem_classes="um-lead")

    def _key(self, key: str) -> str:
        return key if "." in key else f"{self.lab}.{key}"

    def setting(self, name: str, component: Any = None, default: Any = None) -> Any:
        """Save a control in the link, as `<lab>.<name>`, and restore it from there.

        Args:
            component: a Gradio control, or None for a setting that only the lab's script knows
                (`setting` in `assets/js/lib/link.js`).
            default: the value that links leave out; the control's own first value.

        Returns:
            The component.
        """
        key = f"{self.lab}.{name}"
        self.registry.settings.append(describe_setting(key, component, default))
        if component is not None:
            self.registry.controls[key] = component
        return component

    def sections(
        self,
        *sections: Section,
        doors: bool = False,
        shared: Callable[[], None] | None = None,
        formerly: str | None = None,
    ) -> None:
        """Lay out sections of which one is open at a time, under the switch between them.

        What a section refreshes runs while it is open, and its views' scripts load when it first is.
        The link keeps the open one as `<lab>.section`.

        Args:
            doors: show them as cards with a title and a sentence, of which none is open at first;
                else as a switch, with the first one open.
            shared: lays out what stands between the switch and the sections.
            formerly: the setting's name in links that were made before it was called `section`.
        """
        names = tuple(section.id for section in sections)
        setting = Setting(
            f"{self.lab}.section",
            "choice",
            "" if doors else names[0],
            ("", *names) if doors else names,
            aliases=(f"{self.lab}.{formerly}",) if formerly else (),
        )
        self.registry.settings.append(setting)
        browser_view("shell/sections", lab=self.lab, names=names, doors=doors)
        if shared is not None:
            shared()
        classes = ["um-section", *(["um-behind-door"] if doors else [])]
        for section in sections:
            with gr.Column(elem_id=f"um-section-{self.lab}-{section.id}", elem_classes=classes):
                section.build(replace(self, section=section.id))

    def refresh(
        self,
        handler: Callable[..., Any],
        inputs: Sequence[Control | Controls],
        outputs: Sequence[Control] | Control,
        *,
        fresh: bool | None = None,
        stop: Callable[..., Any] | None = None,
        in_language: bool = False,
    ) -> None:
        """Keep `outputs` at `handler(*input values)` while this lab, and this section, is the open one.

        It runs a moment after an input changed, and on opening the lab or section when inputs changed
        meanwhile; never twice for the same inputs. A `handler` that is a generator is left after the
        step that it is at when inputs change, and starts anew. Its `InputError`s are shown in the
        page's language; what was drawn of other inputs is hidden until there is something new.

        Args:
            inputs: controls; where `chosen` is the first, the handler's first argument is a `Chosen`.
            fresh: True when the outputs already show what the inputs' first values give; None when
                they do if each of them shows something.
            stop: an event, such as `button.click`, on which a generator is left.
            in_language: the handler's last argument is the page's language.
        """
        handler, inputs = _with_chosen(handler, inputs)
        values = [first_value(component) for component in inputs]
        if fresh is None:
            fresh = all(first_value(output) is not None for output in _listed(outputs))
        streams = inspect.isgeneratorfunction(handler)
        events = ("refresh", "halt") if streams else ("refresh",)
        gate, status = self._status(values=values, fresh=fresh, streams=streams, events=events)
        for output in _listed(outputs):
            mark(output, f"um-from-{gate}")  # `assets/js/shell/status.js` hides it while the handler refuses
        changed = f"(...values) => {{ window.unmasked.changed({gate}, values); }}"
        if inputs:
            gr.on([component.change for component in inputs], None, inputs, None, js=changed, api_visibility="private")
        run = self._run(gate, status, status.refresh, handler, inputs, outputs, in_language, trigger_mode="always_last")
        if streams:
            status.halt(None, None, None, cancels=[run], api_visibility="private")
        if stop is not None:
            stop(None, None, None, js=f"() => {{ window.unmasked.gates.halt({gate}); }}", api_visibility="private")

    def on(
        self,
        trigger: Callable[..., Any],
        handler: Callable[..., Any],
        inputs: Sequence[Control | Controls],
        outputs: Sequence[Control] | Control,
        *,
        in_language: bool = False,
        **options: Any,
    ) -> Any:
        """Run `handler` whenever something is pressed: `context.on(button.click, ...)`.

        Errors are shown as `refresh` shows them, and `in_language` is what it is there.

        Returns:
            Gradio's dependency, for `cancels=`.
        """
        handler, inputs = _with_chosen(handler, inputs)
        gate, status = self._status()
        return self._run(gate, status, trigger, handler, inputs, outputs, in_language, **options)

    def take(self, event: Callable[..., Any], name: str, control: Control) -> None:
        """Give a hidden control what a view's script says as `trigger(<event>, {name: value})`."""

        def on_choice(said: gr.EventData) -> Any:
            return event_value(said, name)

        event(on_choice, None, control, queue=False, show_progress="hidden", api_visibility="private")

    def _status(self, **props: Any) -> tuple[int, gr.HTML]:
        """What shows a handler's messages, and its number on the page."""
        gate = self.registry.n_gates
        self.registry.n_gates += 1
        with self.notices:
            return gate, browser_view("shell/status", lab=self.lab, section=self.section, gate=gate, **props)

    def _run(
        self,
        gate: int,
        status: gr.HTML,
        trigger: Callable[..., Any],
        handler: Callable[..., Any],
        inputs: Sequence[Control],
        outputs: Sequence[Control] | Control,
        in_language: bool,
        **options: Any,
    ) -> Any:
        outputs = _listed(outputs)
        if in_language:  # only the page knows it; any component holds its place among the inputs
            inputs, options = [*inputs, status], {"js": _WITH_LANGUAGE, **options}
        spoken = speaking(handler, len(outputs))
        run = trigger(spoken, list(inputs), [status, *outputs], **MODEL_POOL, **_QUIET, **options)
        settled = f"() => {{ window.unmasked.gates.settled({gate}); }}"
        run.then(None, None, None, js=settled, api_visibility="private")
        refused = f"() => {{ window.unmasked.gates.refused({gate}); }}"
        run.failure(None, None, None, js=refused, api_visibility="private")
        return run


def _with_chosen(
    handler: Callable[..., Any], inputs: Sequence[Control | Controls]
) -> tuple[Callable[..., Any], list[Control]]:
    """The handler and its inputs as Gradio takes them: a component each."""
    if not (inputs and isinstance(inputs[0], Controls)):
        return handler, list(inputs)
    n_chosen = len(fields(Chosen))

    def run(*values: Any) -> Any:
        return handler(Chosen(*values[:n_chosen]), *values[n_chosen:])

    def stream(*values: Any) -> Iterator[Any]:
        yield from run(*values)

    return stream if inspect.isgeneratorfunction(handler) else run, [*inputs[0], *inputs[1:]]


def _listed(outputs: Sequence[Control] | Control) -> list[Control]:
    return [outputs] if isinstance(outputs, Component) else list(outputs)


def describe_setting(key: str, component: Any, default: Any) -> Setting:
    """What a link may say of a control: read from the control itself."""
    if isinstance(component, gr.Slider | gr.Number):
        low, high = bounds_of(component)
        return Setting(key, "number", default, low=low, high=high)
    if isinstance(component, gr.Checkbox):
        return Setting(key, "switch", default)
    taken = choices_of(component)
    if taken is not None:
        return Setting(key, "choices" if takes_several(component) else "choice", default, choices=taken)
    return Setting(key, "text", default)


def speaking(handler: Callable[..., Any], n_outputs: int) -> Callable[..., Any]:
    """A handler whose first output is a message: None, or why there is nothing new; of a stream, the step's number.

    Args:
        handler: returns one value, or a tuple for more than one output; or yields such.

    Returns:
        A function, or generator function, of the same inputs. When `handler` raises, its outputs
        keep what they show.
    """
    keep = [gr.skip()] * n_outputs
    taking_turns = in_turn(handler)

    def spread(values: Any, message: int | None = None) -> list[Any]:
        return [message, *((values,) if n_outputs == 1 else values)]

    if inspect.isgeneratorfunction(handler):

        @wraps(handler)
        def stream(*values: Any) -> Iterator[list[Any]]:
            try:
                load_libraries()
                for step in taking_turns(*values):
                    yield spread(step, next(_steps))
            except Exception as error:
                yield [explain(error), *keep]

        return stream

    @wraps(handler)
    def run(*values: Any) -> list[Any]:
        try:
            load_libraries()
            return spread(taking_turns(*values))
        except Exception as error:
            return [explain(error), *keep]

    return run
