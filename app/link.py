"""The page and its link: what links of this page can hold, and how the page follows one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from app.bar import models_by_family
from app.context import Control
from app.i18n import words
from app.labs import LABS
from app.state import (
    CHOSEN,
    SHARED,
    PlaygroundState,
    Setting,
    default_state,
    describe_links,
    from_query,
    shared_settings,
)


def page_settings() -> tuple[Setting, ...]:
    """What links hold beside the labs' own settings."""
    models = {family: [entry.id for entry in known] for family, known in models_by_family().items()}
    return shared_settings(models, [lab.id for lab in LABS])


def default_page_state() -> PlaygroundState:
    """The state of the page that no link has changed: what the stored examples show."""
    return default_state(page_settings())


def wire_link(
    page: gr.Blocks,
    header: gr.HTML,
    tabs: gr.Tabs,
    notice: gr.HTML,
    kept: Mapping[str, Control],
    settings: tuple[Setting, ...],
) -> None:
    """Keep the address bar at what is on the page, and bring the page to what a link says."""
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
    known = {"labs": {lab.id: lab.needs for lab in LABS}, **describe_links(settings, tuple(kept))}
    follow = f"(...values) => {{ window.unmasked.restored({json.dumps(known)}, values); }}"
    restored.then(None, controls, None, js=follow, api_visibility="private")


def on_link(query: str, settings: Sequence[Setting], kept: Sequence[str]) -> list[Any]:
    """What a link changes: a message if parts of it were not understood, the open lab, and the controls."""
    state, ignored = from_query(query, settings)
    default = default_state(settings)
    message = words("shell.link_ignored", keys=", ".join(key[:40] for key in ignored[:8])) if ignored else None
    lab = gr.Tabs(selected=state.lab) if state.lab != default.lab else gr.skip()
    return [message, lab, *(_restored(key, state, default) for key in kept)]


def _restored(key: str, state: PlaygroundState, default: PlaygroundState) -> Any:
    if key in SHARED:
        value = getattr(state, key)
        return value if value != getattr(default, key) else gr.skip()
    return state.settings.get(key, gr.skip())
