"""Views with a browser half: a `gr.HTML` that hands its element and value to a script of ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import gradio as gr

from app.gradio_compat import scripted
from app.i18n import explain
from app.libraries import load_libraries
from app.turns import in_turn


def browser_view(
    name: str,
    value: Any = None,
    *,
    server_functions: Sequence[Callable[..., Any]] = (),
    events: Sequence[str] = (),
    **options: Any,
) -> gr.HTML:
    """A view drawn by `assets/js/<name>.js`, in a section only once that was opened.

    Args:
        name: of the script, an ES module that exports `mount(host)`: `<lab>/<view>`.
        value: the payload, JSON-safe; the script reads it as `host.props.value`.
        server_functions: what the script may call as `await host.server.<function>(...)`. What one
            raises arrives there as an `Error` in the page's language.
        events: names that the script may `host.trigger(...)`; each becomes a listener of the
            returned component, such as `view.cell_click(...)`.
        options: what `gr.HTML` takes (`elem_id`, `visible`), or further props for the script.
    """
    return scripted(value, name, events, [_speaking(function) for function in server_functions], **options)


def _speaking(function: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """`function`, returning `{"value": ...}`, or `{"error": messages}` when it raises."""

    taking_turns = in_turn(function)

    @wraps(function)
    def speak(*args: Any) -> dict[str, Any]:
        try:
            load_libraries()
            return {"value": taking_turns(*args)}
        except Exception as error:
            return {"error": explain(error)}

    return speak
