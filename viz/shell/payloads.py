"""What the page of a class and the server say to each other."""

from __future__ import annotations

from typing import Literal, TypedDict

from viz.payloads import LessonOption


class OpenQuestion(TypedDict):
    """A page opens a class; `query` is its link."""

    language: Literal["en", "zh"]
    query: str


class RoomOpened(TypedDict):
    """A class that has been opened.

    Attributes:
        key: of the teacher, to be kept by the page and shown to nobody.
        seat: of the page that leads.
    """

    code: str
    key: str
    seat: str


class JoinQuestion(TypedDict):
    """A student joins, or comes back to the seat that the page had."""

    code: str
    seat: str


class RoomJoined(TypedDict):
    """A student's seat in a class, and the class's language."""

    code: str
    seat: str
    language: Literal["en", "zh"]


class KeyQuestion(TypedDict):
    """Whatever only the teacher may ask."""

    code: str
    key: str


class LeadQuestion(KeyQuestion):
    """The page that leads shows this; `query` is its link."""

    seat: str
    query: str


class RevealQuestion(KeyQuestion):
    """The answer at a place, `<lesson>.<step>`, is open from now on."""

    place: str


class NotesQuestion(KeyQuestion):
    """What a teacher should know of a step."""

    lesson: str
    step: int


class StepNotes(TypedDict):
    """A teacher's notes; empty where there are none."""

    notes: str


class CodeQuestion(KeyQuestion):
    """The link that students open, as a QR code."""

    link: str


class CodePicture(TypedDict):
    """A QR code's rows of 0 and 1, without the quiet margin."""

    rows: list[str]


class RoomAnswer(TypedDict):
    """A student's guess at a place; null for one who does not know."""

    code: str
    seat: str
    place: str
    guess: str | float | None


class RoomState(TypedDict):
    """What a class looks at.

    Attributes:
        query: every setting of a link.
        place: the open lesson's step, as `<lesson>.<step>`; empty without one.
        is_open: whether the teacher has opened the answer there.
    """

    version: int
    language: Literal["en", "zh"]
    query: str
    place: str
    is_open: bool


class TallyRow(LessonOption):
    """How many gave an answer; an empty name for those who do not know."""

    n: int


class RoomTally(TypedDict):
    """What the teacher sees of a class: how many are there, and what they guess.

    Attributes:
        rows: in the question's order; a number's by bins.
        is_open: whether the answer has been opened.
    """

    n_here: int
    place: str
    is_open: bool
    rows: list[TallyRow]
