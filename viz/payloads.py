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


class PlacedLabel(Label):
    """A token with its characters in the text; None where it covers none."""

    start: int | None
    end: int | None


class Likely(TypedDict):
    """A token that a model expects, readable, with its probability."""

    token: str
    prob: float


class AboutModel(TypedDict):
    """What a model is, for those who wonder whose it is.

    Attributes:
        source: `bundled` with this page, `local` to its server, or of the `hub`.
        languages: that it has read, such as `en`; none where nobody said.
        vocab_size: tokens of its vocabulary.
        n_read: tokens that it has read in training.
        context_length: tokens it reads at most; None when there is no limit.
    """

    id: str
    title: str
    family: str
    source: str
    languages: list[str]
    n_layers: int
    n_params: int
    vocab_size: int | None
    n_read: int | None
    context_length: int | None
    tokenizer: str
    licence: str


class ClaimPayload(TypedDict):
    """A number that a hint says of the bundled models.

    Attributes:
        head: layer and head that it is of; None for a whole model.
    """

    value: float
    unit: Literal["share", "bits", "tokens"]
    head: tuple[int, int] | None


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
    title: str
    n_tokens: int
    limit: int | None
    ends_open: bool


class CutQuestion(TypedDict):
    """Asks for the beginning of a text that a model can read and write on."""

    text: str
    model: str


class Advice(TypedDict):
    """What the chosen models have not read of the text, and what there is instead.

    Attributes:
        script: of the text; `traditional` for characters that simplified ones stand for.
        families: of the chosen models that never read it.
        models: others that have, by family.
        text: the same in simplified characters; None where models are what to change.
    """

    script: Literal["latin", "han", "kana", "hangul", "other", "traditional"]
    families: list[str]
    models: dict[str, ModelName]
    text: str | None


class ModelName(TypedDict):
    """A model by its id and its title."""

    id: str
    title: str


class NoCount(TypedDict):
    """Why a model makes no tokens of the text.

    Attributes:
        usable: False where it is the model that cannot be had, whatever the text.
    """

    model: str
    title: str
    error: Message
    usable: bool


class RefusedFolder(TypedDict):
    """A folder of one's own models that cannot be loaded, and why."""

    name: str
    reason: Message


Cell = str | int | float | bool | None


class FigurePayload(TypedDict):
    """What stands below a figure of Plotly's.

    Attributes:
        title, model, text: what files of it say.
        measure: what its height says, which stands in the picture.
        note: what to notice.
        rows: its numbers; the first row is the head.
    """

    title: str
    measure: str
    text: str
    model: str
    note: str
    rows: list[list[Cell]]


class LessonQuestion(TypedDict):
    """Which lesson is opened."""

    lesson: str
    language: Literal["en", "zh"]


class LessonStepQuestion(LessonQuestion):
    """Which step's answer is measured; counted from 1."""

    step: int


class LessonOption(TypedDict):
    """One of the answers to choose from."""

    name: str
    label: str


class GuessPayload(TypedDict):
    """What a person is asked before the answer is measured.

    Attributes:
        options: of a choice.
        tokens: of which one is pointed at, as they stand in the text.
        low, high, unit: of a number; within `near` of the answer it is right.
    """

    kind: Literal["choice", "number", "token"]
    options: list[LessonOption]
    tokens: list[str]
    low: float
    high: float
    near: float
    unit: str


class LessonStep(TypedDict):
    """A step without its answer.

    Attributes:
        query: the link of the page that it speaks of.
        light: the part of the page that is meant, as `data-part` names it, or a section as `lab.section`.
    """

    question: str
    told: list[str]
    query: str
    light: str
    guess: GuessPayload


class LessonName(TypedDict):
    """A lesson to go on with."""

    id: str
    title: str


class LessonPayload(TypedDict):
    """A lesson as the panel shows it."""

    id: str
    title: str
    minutes: int
    steps: list[LessonStep]
    next: LessonName | None


class LessonCard(LessonName):
    """A lesson in the list of all."""

    about: str
    minutes: int


class MeasuredStep(TypedDict):
    """What was measured, and what is said of it.

    Attributes:
        answer: an option's name, a number, or a token.
        broken: claims of the lesson that do not hold with the models at hand.
    """

    answer: str | float
    shows: str
    takeaway: str
    now: str
    broken: list[str]
