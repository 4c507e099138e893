"""What the playground takes from Gradio that Gradio does not promise to keep, in one place.

Each name has a contract test in `tests/app/test_gradio_compat.py` that says what breaks when it goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import gradio as gr
from gradio.context import Context, LocalContext, set_render_context
from gradio.i18n import I18nData

LOCALES = {"en": "en", "zh": "zh-CN"}  # ours to Gradio's; `assets/js/shell/boot.js` brings every Chinese to this one
Translated = I18nData
_BASE = re.compile(rb"<base [^>]*>")  # addresses before it would be relative to nothing
_ON_LOAD = "window.unmasked.mount({name}, {{element, props, trigger, watch, server}}, {events});"


def translated(key: str) -> Translated:
    """A label that the page looks up in its own language."""
    return I18nData(key)


def translated_choice(key: str) -> str:
    """The same as one of a list of choices, where Gradio takes nothing but text."""
    return str(I18nData(key))


def event_value(event: gr.EventData, name: str) -> Any:
    """What a script said with `trigger(..., {name: value})`."""
    return event._data[name]


def first_value(component: Any) -> Any:
    """What a component shows before anything has run."""
    return component.value


def mark(component: Any, name: str) -> None:
    """Give a component's element one more class."""
    component.elem_classes = [*(component.elem_classes or ()), name]


def choices_of(component: Any) -> tuple[Any, ...] | None:
    """The values that can be chosen of a list or a row of choices; None for other components."""
    choices = getattr(component, "choices", None)
    return tuple(value for _, value in choices) if choices else None


def takes_several(component: Any) -> bool:
    """True where more than one value can be chosen at once."""
    return isinstance(component, gr.CheckboxGroup) or bool(getattr(component, "multiselect", False))


def bounds_of(component: gr.Slider | gr.Number) -> tuple[float | None, float | None]:
    """The least and the largest number of a control."""
    return component.minimum, component.maximum


def scripted(
    value: Any, name: str, events: Sequence[str], server_functions: Sequence[Callable[..., Any]], **options: Any
) -> gr.HTML:
    """A component that is an empty element for a script of ours: `assets/js/shell/boot.js` mounts it.

    Args:
        name: of the script.
        events: that the script may trigger; each becomes a listener of the component.
        server_functions: that the script may call.
        options: what `gr.HTML` takes, or further props for the script.
    """
    return gr.HTML(
        value,
        html_template='<div class="um-view"></div>',  # static: templates would evaluate what people type
        js_on_load=_ON_LOAD.format(name=repr(name), events=list(events)),
        apply_default_css=False,
        server_functions=list(server_functions),
        **options,
    )


class PageWithDefaults(gr.Blocks):
    """A page whose first values depend on who asks for it; its events and handlers are the same for all.

    Gradio sends a page as one record of all components and events (`config`) and reads it anew for
    each request. The other language's record comes from laying the page out a second time.

    Args:
        asked: holds, while a request is answered, the language whose first values it gets.
    """

    def __init__(self, asked: ContextVar[str], **options: Any) -> None:
        self._asked = asked
        self._own: dict[str, Any] = {}
        self._others: dict[str, _Draft] = {}
        super().__init__(**options)

    def other_defaults(self, language: str) -> gr.Blocks:
        """A page to lay out with the same components and events, in the same order, and other values."""
        return self._others.setdefault(language, _Draft(analytics_enabled=False))

    @property  # type: ignore[override]
    def config(self) -> dict[str, Any]:
        draft = self._others.get(self._asked.get())
        return self._own if draft is None else draft.values_in(self._own) | {"defaults": self._asked.get()}

    @config.setter
    def config(self, config: dict[str, Any]) -> None:
        self._own = config


class _Draft(gr.Blocks):
    """A page that is never served itself, only read."""

    def queue(self, **_: Any) -> _Draft:
        return self  # no server of its own

    def __exit__(self, *_: Any) -> None:
        self.default_config.attach_load_events()
        set_render_context(None)
        Context.root_block = None
        self.config = self.default_config.get_config()

    def values_in(self, config: dict[str, Any]) -> dict[str, Any]:
        """A page's record with this page's values and scripts in the place of its own."""
        components = zip(config["components"], self.config["components"], strict=True)
        dependencies = zip(config["dependencies"], self.config["dependencies"], strict=True)
        return {
            **config,
            "components": [{**own, "props": other["props"]} for own, other in components],
            "dependencies": [{**own, "js": other["js"]} for own, other in dependencies],
        }


def accepted_languages() -> str:
    """The `Accept-Language` of the request that is being answered; empty where there is no request."""
    request = LocalContext.request.get(None)
    return str(request.headers.get("accept-language", "")) if request else ""


def with_head(page: bytes, head: bytes) -> bytes:
    """Gradio's page with `head` before its own scripts.

    Its own `head` argument is put in place only after it has chosen a language, too late for the
    script that chooses.
    """
    return _BASE.sub(lambda base: base[0] + head, page, count=1)
