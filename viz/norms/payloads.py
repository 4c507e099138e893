"""What travels between the norms lab and its half of the page."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from models.records import Family
from viz.payloads import Booleans, Floats

Place = Literal[
    "after_embeddings",
    "before_attention",
    "before_mlp",
    "after_attention",
    "after_cross_attention",
    "after_mlp",
    "in_head",
    "final",
    "hidden",
]
Stack = Literal["encoder", "decoder"]


class Site(TypedDict):
    """Where in a model a norm stands, read from its module name.

    Attributes:
        name: of the module.
        place: None for a name that says nothing.
        block: from 0; None outside the blocks.
        stack: where the model has both.
    """

    name: str
    place: Place | None
    block: int | None
    stack: Stack | None


class NormToken(TypedDict):
    """A token, readable."""

    text: str
    special: bool


class Sentence(TypedDict):
    """One sentence of the batch."""

    tokens: list[NormToken]


class Statistics(TypedDict):
    """A norm's statistics, in the shape of its slices; `output_` of what it makes of them."""

    mean: Floats
    var: Floats
    output_mean: Floats
    output_var: Floats


class NormsPayload(TypedDict):
    """One norm's input in a model, and what every kind of norm makes of it.

    Attributes:
        kind: the site's own norm, or `none`.
        padding: `[batch, pos]`.
        activations: `[batch, pos, d_model]`.
        gain, bias: `[d_model]`.
        max_difference: the largest distance between the model's own output of the site and what gain and bias
            make of the norm of its kind.
        norms: by name.
    """

    family: Family
    title: str
    site: str
    sites: list[Site]
    kind: str
    eps: float
    sentences: list[Sentence]
    padding: Booleans
    activations: Floats
    gain: Floats | None
    bias: Floats | None
    max_difference: float | None
    norms: dict[str, Statistics]


class NormsRequest(TypedDict):
    """Which activations.

    Attributes:
        site: a norm of the model by module name.
        groups: of the group norm.
    """

    texts: list[str]
    model: str
    site: str
    groups: int


class BatchPayload(NormsPayload):
    """All that the lab shows at first.

    Attributes:
        beside: the chosen GPT and BERT, for the depth of both.
        n_broken: tokens of the batch that are parts of a character or unknown.
        bilingual: how the English-Chinese tokenizer cuts a batch with Chinese in it.
    """

    request: NormsRequest
    beside: list[str]
    n_broken: int
    bilingual: list[list[str]] | None


class ExperimentQuestion(NormsRequest):
    """An experiment on a batch at a site; what it takes beside, the question of its own name says."""

    name: str


class NeighbourQuestion(ExperimentQuestion):
    """Sentence `changed`, from 0, becomes another one."""

    changed: int
    replacement: str


class PaddingQuestion(ExperimentQuestion):
    """So many positions more."""

    extra: int


class RunningQuestion(ExperimentQuestion):
    """So many steps, and how much each counts."""

    n_steps: int
    momentum: float


class ScaleQuestion(ExperimentQuestion):
    """What the activations are multiplied by, and what is added to them."""

    factor: float
    addend: float


class MovesPayload(TypedDict):
    """How far one change moves every norm's output.

    Attributes:
        columns: what it was measured on: sentences, positions, or kinds of change.
        moved: `[norm, column]`, the largest distance that any number moved.
        input_moved: `[column]`, the same of what enters the norms.
        answers: by norm, whether it moved in the column that the question is about.
    """

    columns: list[str]
    norms: list[str]
    moved: Floats
    input_moved: Floats
    answers: dict[str, bool]


class PaddingPayload(MovesPayload):
    """What more padding moves.

    Attributes:
        model_moves: how far the activations move when the model itself reads the padding like any token.
    """

    model_moves: float


class FuturePayload(MovesPayload):
    """What another last token moves.

    Attributes:
        tokens: of the sentence, as they are shown.
        new: what became of its last one.
    """

    tokens: list[str]
    new: str


class SmallPayload(TypedDict):
    """What is left of a norm when there is little to average over.

    Attributes:
        n_values: how many numbers share one mean and variance.
        least_variance: of all slices.
        output_size: the root mean square of the output; 0 when nothing is left.
        error: what torch's own module says in training, if it refuses.
    """

    n_values: int
    least_variance: float
    output_size: float
    error: str | None


class SmallBatches(TypedDict):
    """Small batches by case and norm; a norm's answer is whether nothing is left of a single token."""

    cases: dict[str, dict[str, SmallPayload]]
    answers: dict[str, bool]


class RunningPayload(TypedDict):
    """Batch norm's running statistics, `[step]`; a norm's answer is whether training and evaluation differ.

    Attributes:
        mean_gap: in deviations of the batch.
        deviation_gap: in shares of the batch's own.
        output_gap: root mean square distance of the outputs.
        moved: by norm, the largest distance between both modes after all steps.
    """

    mean_gap: Floats
    deviation_gap: Floats
    output_gap: Floats
    moved: dict[str, float]
    answers: dict[str, bool]


ExperimentPayload = MovesPayload | PaddingPayload | FuturePayload | SmallBatches | RunningPayload


class DepthQuestion(TypedDict):
    """The residual streams of at most two models on one text."""

    text: str
    models: list[str]


class DepthPayload(TypedDict):
    """The residual stream through the depth of a model.

    Attributes:
        mean, var, length: `[site, 2, pos]`, before and after each norm.
        norm_place: whether norms stand before attention and MLP or after them.
        outliers: features that hold more than their share of the squared length.
        shares: `[site, 2, outlier]`, the part that each of them holds.
    """

    family: Family
    title: str
    d_model: int
    norm_place: Literal["before", "after"] | None
    tokens: list[str]
    sites: list[Site]
    outliers: list[int]
    mean: Floats
    var: Floats
    length: Floats
    shares: Floats


class TwinFigures(TypedDict):
    """Held-out bits per byte of a twin.

    Attributes:
        model: as the finished model reads; None when it is no number any more.
        training_mode: with the batch's own statistics; of a batch norm alone.
    """

    source: str
    n_stories: int
    model: float | None
    training_mode: NotRequired[float | None]


class TwinRow(TypedDict):
    """A twin's account of its training; a loss is None when it is no number any more.

    Attributes:
        place: where its norm stands, or which it is.
    """

    place: str
    n_params: int
    n_steps: int
    n_tokens: int
    train_loss_nats: float | None
    held_out_loss_nats: float | None
    figures: list[TwinFigures]


class ContinueQuestion(TypedDict):
    """The text that every twin goes on with."""

    text: str


class TwinContinuation(TypedDict):
    """What a twin writes after the text, and how surprising the text itself is to it."""

    place: str
    text: str
    bits_per_byte: float
