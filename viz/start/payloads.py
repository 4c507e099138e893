"""What travels between the server and the front page."""

from __future__ import annotations

from typing import TypedDict

from viz.payloads import Likely, Message


class Finished(TypedDict):
    """What a model expects after a text.

    Attributes:
        read: what it was given: a masked model gets a blank at the end.
        top: the most probable tokens, as they stand in a text: a space before a word is its own.
    """

    read: str
    top: list[Likely]


class NotFinished(TypedDict):
    """Why a model expects nothing."""

    read: str
    error: Message


class ToyPayload(TypedDict):
    """A text, and what each family's model expects after it."""

    text: str
    finished: dict[str, Finished | NotFinished]


class ToyQuestion(TypedDict):
    """Which text is finished, by which models, by their ids."""

    text: str
    models: list[str]


class LabQuestion(TypedDict):
    """A question by its string's name, and the link that leads to its answer."""

    name: str
    query: str
