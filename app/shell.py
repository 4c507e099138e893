"""The page: header, shared prompt and model bar, and the labs as tabs."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from threading import Thread
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from app.api import publish_endpoints
from app.bar import BAR, Controls, build_controls, build_counts, models_by_family
from app.context import Control, LabContext, Registry
from app.examples import load_example
from app.i18n import gradio_strings, words
from app.lab import Lab
from app.labs import LABS
from app.libraries import load_libraries
from app.state import SHARED, PlaygroundState, Setting, default_state, from_query, shared_settings
from app.theme import theme
from app.turns import N_WORKERS
from app.views import browser_view
from app.web import middleware, routes

MAX_WAITING = 64  # requests in the queue; more are told to come back
MAX_SESSIONS = 1_000  # whose state Gradio keeps, the least recent leaving first; a closed page's is kept for an hour
ON_ZERO_GPU = bool(os.environ.get("SPACES_ZERO_GPU"))


def build() -> gr.Blocks:
    """The whole page, wired; nothing is loaded and nothing runs yet."""
    registry = Registry()
    page = gr.Blocks(title="Unmasked", fill_width=True, analytics_enabled=False)
    with page:
        header = browser_view("header", elem_id="um-header")
        language = gr.Textbox("", visible="hidden")
        controls, bar = build_controls()
        with gr.Column(elem_classes="um-notices") as notices:
            link_notice = browser_view("status", lab=BAR.id, gate=-1)
        with bar:
            build_counts(_context(BAR, controls, language, notices, registry))
        with gr.Tabs(overflow_behavior="wrap", elem_id="um-labs") as tabs:
            for lab in LABS:
                _build_tab(lab, controls, language, registry)
        kept = {**vars(controls), **registry.controls}
        _wire_link(page, header, tabs, link_notice, kept, (*_shared(), *registry.settings))
        page.load(None, None, language, js="() => window.unmasked.language", api_visibility="private")
        publish_endpoints()
    page.queue(max_size=MAX_WAITING, default_concurrency_limit=N_WORKERS)
    return page


def _context(lab: Lab, controls: Controls, language: gr.Textbox, notices: gr.Column, registry: Registry) -> LabContext:
    return LabContext(
        lab.id,
        controls.text,
        controls.gpt,
        controls.bert,
        controls.lstm,
        language,
        load_example(lab.id),
        notices,
        registry,
    )


def _build_tab(lab: Lab, controls: Controls, language: gr.Textbox, registry: Registry) -> None:
    with gr.Tab(I18nData(lab.title), id=lab.id, elem_classes=["um-lab", f"um-lab-{lab.id}"]) as tab:
        with gr.Column(elem_classes="um-notices") as notices:
            pass
        lab.build(_context(lab, controls, language, notices, registry))
    tab.select(None, None, None, js=f"() => {{ window.unmasked.opened('{lab.id}'); }}", api_visibility="private")


def _wire_link(
    page: gr.Blocks,
    header: gr.HTML,
    tabs: gr.Tabs,
    notice: gr.HTML,
    kept: dict[str, Control],
    settings: tuple[Setting, ...],
) -> None:
    """Keep the address bar at what is on the page, and bring the page to what a link says."""
    kinds = {setting.name: setting.kind for setting in settings}
    known = {
        "labs": {lab.id: lab.needs for lab in LABS},
        "kept": [[name, kinds[name]] for name in kept],
        "defaults": {entry.name: [] if entry.default is None else entry.write(entry.default) for entry in settings},
        "aliases": {alias: entry.name for entry in settings for alias in entry.aliases},
    }
    keep = "(...values) => { window.unmasked.keep(values); }"
    changes = [component.change for component in kept.values()]
    gr.on(changes, None, list(kept.values()), None, js=keep, api_visibility="private")
    restored = page.load(
        lambda query: on_link(query, settings, tuple(kept)),
        header,
        [notice, tabs, *kept.values()],
        js="() => [window.unmasked.query]",
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    follow = f"(...values) => {{ window.unmasked.restored({json.dumps(known)}, values); }}"
    restored.then(None, list(kept.values()), None, js=follow, api_visibility="private")


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


def default_page_state() -> PlaygroundState:
    """The state of the page that no link has changed: what the stored examples show."""
    return default_state(_shared())


def _shared() -> tuple[Setting, ...]:
    models = {family: [entry.id for entry in known] for family, known in models_by_family().items()}
    return shared_settings(models, [lab.id for lab in LABS])


def launch() -> None:
    """Open the page, then get the model libraries ready behind it."""
    if ON_ZERO_GPU:
        load_libraries()  # it has to know the functions that need it before the page opens
    page = build()
    page.launch(**launch_options(), prevent_thread_lock=True)
    Thread(target=load_libraries, name="load-libraries", daemon=True).start()
    page.block_thread()


def launch_options() -> dict[str, Any]:
    """How the page is served: nothing is shared, kept or asked of any other host."""
    return {
        "theme": theme(),
        "i18n": gradio_strings(),
        "footer_links": [],
        "run_history": False,
        "share": False,
        "strict_cors": True,
        "ssr_mode": False,
        "enable_monitoring": False,
        "state_session_capacity": MAX_SESSIONS,
        "app_kwargs": {"routes": routes(), "middleware": middleware(), "docs_url": None, "redoc_url": None},
    }
