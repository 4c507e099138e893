"""The page: header, shared prompt and model bar, and the labs as tabs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from threading import Thread
from typing import Any

import gradio as gr

from app.advice import build_advice
from app.api import publish_endpoints
from app.bar import BAR, build_controls, build_counts, keep_up
from app.context import LabContext, Registry
from app.examples import load_example
from app.gradio_compat import PageWithDefaults, translated
from app.i18n import gradio_strings
from app.lab import Lab
from app.labs import LABS
from app.language import asked_defaults
from app.lessons.panel import build_panel
from app.libraries import load_libraries
from app.link import page_settings, wire_link
from app.room.routes import class_routes
from app.state import LANGUAGES, Setting
from app.theme import theme
from app.turns import N_WORKERS
from app.views import browser_view
from app.web import middleware, routes

MAX_WAITING = 64  # requests in the queue; more are told to come back
MAX_SESSIONS = 1_000  # whose state Gradio keeps, the least recent leaving first; a closed page's is kept for an hour
ON_ZERO_GPU = bool(os.environ.get("SPACES_ZERO_GPU"))


def build(settings: dict[str, tuple[Setting, ...]] | None = None) -> gr.Blocks:
    """The whole page, wired; nothing is loaded and nothing runs yet.

    Args:
        settings: is filled with all that its links can hold, by the language of the first values.
    """
    settings = {} if settings is None else settings
    page = PageWithDefaults(asked_defaults, title="Unmasked", fill_width=True, analytics_enabled=False)
    with page:
        _lay_out(page, LANGUAGES[0], settings)
    for language in LANGUAGES[1:]:
        with page.other_defaults(language) as draft:
            _lay_out(draft, language, settings)
    page.queue(max_size=MAX_WAITING, default_concurrency_limit=N_WORKERS)
    return page


def _lay_out(page: gr.Blocks, language: str, settings: dict[str, tuple[Setting, ...]]) -> None:
    """The page with the first values of a language; what its links can hold goes into `settings`."""
    registry = Registry()
    header = browser_view("shell/header", events=("walk", "show"), elem_id="um-header")
    controls, bar = build_controls(language)
    with gr.Column(elem_classes="um-notices") as notices:
        link_notice = browser_view("shell/status", lab=BAR.id, gate=-1)

    def context(lab: Lab, notices: gr.Column) -> LabContext:
        return LabContext(lab.id, controls, load_example(lab.id, language), notices, registry, language)

    told = context(BAR, notices)
    with bar:
        counts = build_counts(told)
    keep_up(told, counts, build_advice(told))
    build_panel(settings)
    with gr.Tabs(overflow_behavior="wrap", elem_id="um-labs") as tabs:
        for lab in LABS:
            _build_tab(lab, context)
    kept = {**vars(controls), **registry.controls}
    settings[language] = (*page_settings(language), *registry.settings)
    wire_link(page, header, tabs, link_notice, kept, settings, language)
    publish_endpoints()


def _build_tab(lab: Lab, context: Callable[[Lab, gr.Column], LabContext]) -> None:
    with gr.Tab(translated(lab.title), id=lab.id, elem_classes=["um-lab", f"um-lab-{lab.id}"]) as tab:
        with gr.Column(elem_classes="um-notices") as notices:
            pass
        lab.build(context(lab, notices))
    tab.select(None, None, None, js=f"() => {{ window.unmasked.opened('{lab.id}'); }}", api_visibility="private")


def launch() -> None:
    """Open the page, then get the model libraries ready behind it."""
    if ON_ZERO_GPU:
        load_libraries()  # it has to know the functions that need it before the page opens
    settings: dict[str, tuple[Setting, ...]] = {}
    page = build(settings)
    page.launch(**launch_options(settings), prevent_thread_lock=True)
    Thread(target=load_libraries, name="load-libraries", daemon=True).start()
    page.block_thread()


def launch_options(settings: Mapping[str, Sequence[Setting]] | None = None) -> dict[str, Any]:
    """How the page is served: nothing is shared, kept or asked of any other host.

    Args:
        settings: all that its links hold, by the language of the first values: what a class can be shown.
    """
    ours = [*routes(), class_routes(settings or {})]
    return {
        "theme": theme(),
        "i18n": gradio_strings(),
        "footer_links": [],
        "run_history": False,
        "share": False,
        "strict_cors": True,
        "ssr_mode": False,
        "enable_monitoring": False,
        "show_error": True,  # what Gradio itself refuses, such as a call with too few arguments, is said too
        "state_session_capacity": MAX_SESSIONS,
        "app_kwargs": {"routes": ours, "middleware": middleware(), "docs_url": None, "redoc_url": None},
    }
