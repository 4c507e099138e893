"""A lab in two sections, of which each shows one thing about the text."""

from __future__ import annotations

import gradio as gr

from app.context import LabContext
from app.lab import Lab
from app.sections import Section
from app.state import Chosen


def build(context: LabContext) -> None:
    context.sections(Section("letters", build_letters), Section("backwards", build_backwards))


def build_letters(context: LabContext) -> None:
    shown = gr.Number(label=context.t("letters"))
    context.refresh(count_letters, [context.chosen], shown)


def build_backwards(context: LabContext) -> None:
    shown = gr.Textbox(label=context.t("backwards"))
    context.refresh(read_backwards, [context.chosen], shown)


def count_letters(chosen: Chosen) -> int:
    return sum(character.isalpha() for character in chosen.text)


def read_backwards(chosen: Chosen) -> str:
    return chosen.text[::-1]


LAB = Lab("toy", "toy.title", needs=(), build=build, example=lambda _: {})
