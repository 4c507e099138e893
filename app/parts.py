"""A lab in parts: one is on screen at a time, only that one computes, and the link keeps which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import gradio as gr

from app.context import LabContext


def build_parts(context: LabContext, names: Sequence[str]) -> gr.Radio:
    """The switch between a lab's parts, as the setting `<lab>.part`; its labels are the strings `part_<name>`.

    A part's handler takes the switch as an input and returns `gr.skip()` while another is open. The
    lab's style sheet hides the others by the page's attribute `data-<lab>-part`.
    """
    labels = [(str(context.t(f"part_{name}")), name) for name in names]
    part = gr.Radio(labels, value=names[0], label=context.t("parts"), elem_classes="um-parts")
    context.setting("part", part, names[0])
    show = f"(part) => {{ document.documentElement.setAttribute('data-{context.lab}-part', part); }}"
    part.change(None, part, None, js=show, api_visibility="private")
    return part


@contextmanager
def part_column(context: LabContext, name: str) -> Iterator[None]:
    """The column of one part."""
    with gr.Column(elem_classes=["um-part", f"um-part-{context.lab}-{name}"]):
        yield
