"""The page and its link: what links of this page can hold, and how the page follows one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import gradio as gr

from app.bar import models_by_family
from app.context import Control
from app.i18n import words
from app.labs import LABS
from app.state import (
    CHOSEN,
    DEFAULTS_KEY,
    LANGUAGES,
    SHARED,
    PlaygroundState,
    Setting,
    default_state,
    describe_links,
    from_query,
    shared_settings,
)


def page_settings(language: str = LANGUAGES[0]) -> tuple[Setting, ...]:
    """What links hold beside the labs' own settings, where they count from a language's first values."""
    models = {family: [entry.id for entry in known] for family, known in models_by_family(language).items()}
    return shared_settings(models, [lab.id for lab in LABS], language)


def default_page_state(language: str = LANGUAGES[0]) -> PlaygroundState:
    """The state of the page that no link has changed: what the stored examples show."""
    return replace(default_state(page_settings(language)), defaults=language)


def wire_link(
    page: gr.Blocks,
    header: gr.HTML,
    tabs: gr.Tabs,
    notice: gr.HTML,
    kept: Mapping[str, Control],
    settings: Mapping[str, tuple[Setting, ...]],
    language: str,
) -> None:
    """Keep the address bar at what is on the page, and bring the page to what a link says.

    Args:
        settings: all that links hold, by the language of the first values that they count from. The
            handler reads it when a page opens, so that it may be filled later.
        language: of the first values of the page that is being laid out.
    """
    controls = list(kept.values())
    keep = "(...values) => { window.unmasked.keep(values); }"
    gr.on([control.change for control in controls], None, controls, None, js=keep, api_visibility="private")
    restored = page.load(
        lambda query: on_link(query, settings, tuple(kept)),
        header,
        [notice, tabs, *controls],
        js="() => [window.unmasked.query]",
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    said = f"() => window.unmasked.said({json.dumps(CHOSEN)})"
    header.walk(None, None, [kept[name] for name in CHOSEN], js=said, api_visibility="private")
    header.show(None, None, controls, js="() => window.unmasked.values()", api_visibility="private")
    known = {"labs": {lab.id: lab.needs for lab in LABS}, **describe_links(settings[language], tuple(kept))}
    follow = f"(...values) => {{ window.unmasked.restored({json.dumps(known)}, values); }}"
    restored.then(None, controls, None, js=follow, api_visibility="private")


def on_link(query: str, settings: Mapping[str, Sequence[Setting]], kept: Sequence[str]) -> list[Any]:
    """What a link changes: a message if parts of it were not understood, the open lab, and the controls."""
    counted_from = settings.get(dict(parse_qsl(query)).get(DEFAULTS_KEY, ""), settings[LANGUAGES[0]])
    state, ignored = from_query(query, counted_from)
    default = default_state(counted_from)
    message = words("shell.link_ignored", keys=", ".join(key[:40] for key in ignored[:8])) if ignored else None
    lab = gr.Tabs(selected=state.lab) if state.lab != default.lab else gr.skip()
    return [message, lab, *(_restored(key, state, default) for key in kept)]


def _restored(key: str, state: PlaygroundState, default: PlaygroundState) -> Any:
    if key in SHARED:
        value = getattr(state, key)
        return value if value != getattr(default, key) else gr.skip()
    return state.settings.get(key, gr.skip())
