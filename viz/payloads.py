"""The shapes that every lab's payloads are made of. `python -m viz.types` writes them down for the browser.

The module `payloads` of a room holds all that travels between it and its half of the page, both ways.
"""

from __future__ import annotations

from typing import Generic, Literal, TypedDict, TypeVar

Dtype = Literal["float32", "int32", "uint8", "bool"]
D = TypeVar("D")


class EncodedArray(TypedDict, Generic[D]):
    """An array of numbers; `decodeArray` reads it.

    Attributes:
        dtype: of the typed array; booleans are bytes of 0 and 1.
        data: base64 of its bytes, little-endian, in row-major order.
    """

    dtype: D
    shape: list[int]
    data: str


Floats = EncodedArray[Literal["float32"]]
Integers = EncodedArray[Literal["int32"]]
Bytes = EncodedArray[Literal["uint8"]]
Booleans = EncodedArray[Literal["bool"]]


class Label(TypedDict):
    """A token as an axis or a chip shows it.

    Attributes:
        label: readable, without the space before a word.
        text: the characters that it covers; of bytes that are no whole character their hex, such as `<E4>`. It
            tells a space, which is shown as `·`, from a `·` that was typed.
        special: put in by the tokenizer, such as `[CLS]`, or typed as such.
    """

    label: str
    text: str
    special: bool


class Likely(TypedDict):
    """A token that a model expects, readable, with its probability."""

    token: str
    prob: float


class Message(TypedDict):
    """The same sentence in every language; the page shows its own."""

    en: str
    zh: str


class TokenCount(TypedDict):
    """How many tokens a model makes of the text.

    Attributes:
        model: its id.
        limit: how many it reads; None without a limit.
        ends_open: the model writes on and the text ends in a space, which belongs to the token of the next word.
    """

    model: str
    n_tokens: int
    limit: int | None
    ends_open: bool


class CutQuestion(TypedDict):
    """Asks for the beginning of a text that a model can read and write on."""

    text: str
    model: str


class NoCount(TypedDict):
    """Why a model makes no tokens of the text."""

    error: Message


Cell = str | int | float | bool | None


class FigurePayload(TypedDict):
    """What stands below a figure of Plotly's.

    Attributes:
        text, model: what files of it say.
        note: what to notice.
        rows: its numbers; the first row is the head.
    """

    text: str
    model: str
    note: str
    rows: list[list[Cell]]
