"""What travels between the decoding lab and its half of the page."""

from __future__ import annotations

from typing import Literal, TypedDict

from models.records import Family
from viz.payloads import Booleans, Bytes, Floats, Integers

Option = str | int | float | bool | None | dict[str, int]
Strategy = dict[str, Option]  # its `name`, and its options as `models.decoding.strategies` reads them
# `n_spaces`, everywhere: how many characters of a token's shown form are the spaces before a word.
Stopped = Literal["end_of_text", "max_new_tokens", "context_full", "blanks_filled", "nothing_left"]


class StrategyOption(TypedDict):
    """A number that a kind of strategy can be given, as `models.strategies_table.Option`."""

    name: str
    low: float
    high: float | None
    whole: bool
    begin: float | None


class StrategyKind(TypedDict):
    """A row of `models.strategies_table`; one that `searches` has rows of its own there, by its `width`."""

    name: str
    options: list[StrategyOption]
    shown: list[str]
    presets: dict[str, Strategy]
    searches: bool
    draws: bool
    grows_tree: bool
    at_zero: str | None
    tells: str
    hint: str | None


class StrategyKinds(TypedDict):
    """The kinds of models that write on, and of those that fill blanks."""

    writes: list[StrategyKind]
    fills: list[StrategyKind]


class DecodingSettings(TypedDict):
    """What the heads of the columns show."""

    n_steps: int
    seed: int
    strategies: list[Strategy]


class RunNumbers(TypedDict):
    """What is known of each token of a run, `[step]`: columns, because at every step all of it travels."""

    id: Integers
    n_spaces: Bytes
    logprob: Floats
    surprisal_bits: Floats
    rank: Integers
    entropy_bits: Floats
    n_kept: Integers


class MetricsPayload(TypedDict):
    """What a finished text is like; None where it is too short to have a figure.

    Attributes:
        distinct_1, distinct_2: different tokens over all tokens, different pairs over all pairs.
        longest_repeat: tokens of the longest sequence that occurs at two places.
    """

    distinct_1: float | None
    distinct_2: float | None
    longest_repeat: int


class RunPayload(TypedDict):
    """One column.

    Attributes:
        text: the continuation, without the prompt; the whole text where the prompt's own blanks are filled.
        tokens: as they are shown.
        stopped: None while it is being written.
        places: of a masked model, which blank each token fills.
        metrics: None while it is being written.
    """

    strategy: Strategy
    text: str
    tokens: list[str]
    numbers: RunNumbers
    sum_logprob: float
    mean_surprisal_bits: float | None
    stopped: Stopped | None
    places: list[int] | None
    metrics: MetricsPayload | None


class Written(TypedDict):
    """What the columns were made from.

    Attributes:
        prompt: as the person typed it.
        model: the title of the one that writes.
        family: gives the columns their colour.
        fills: it fills blanks.
    """

    prompt: str
    model: str
    family: Family
    fills: bool


class DecodingPayload(Written):
    """All columns at one moment.

    Attributes:
        n_own_blanks: blanks that the prompt itself has and that are filled; 0 where there are none.
        partings: `[i][j]`, symmetric: the first place, from 0, at which columns i and j hold different tokens;
            None while they have not parted.
    """

    settings: DecodingSettings
    n_own_blanks: int
    runs: list[RunPayload]
    partings: list[list[int | None]]


class Choices(TypedDict):
    """The tokens of one step, `[choice]`, falling by `prob`.

    Attributes:
        prob: under the model's own softmax.
        reshaped: after repetition penalty and temperature, nothing cut.
        kept: what the draw gives it; 0 when cut.
        begin: where it begins when the survivors lie end to end; -1 when cut.
    """

    id: Integers
    n_spaces: Bytes
    rank: Integers
    prob: Floats
    reshaped: Floats
    kept: Floats
    begin: Floats


class Rest(TypedDict):
    """The tokens that are not listed: how many, and their sums."""

    n: int
    prob: float
    reshaped: float
    kept: float


class StepPayload(TypedDict):
    """One step of one run: what there was to choose from, and how it was chosen.

    Attributes:
        place: in the text, from 0.
        order: the step at which it was written; another number only for a masked model.
        n_written: tokens of the whole run.
        cut_by: the option that forbids a token, if one does.
        chosen: the id that the run has here.
        number: the random number that decided, in [0, 1); None where none was drawn.
        by_temperature: `[temperature, choice]`.
        prefix: ids of the run's tokens before this one.
    """

    place: int
    order: int
    n_written: int
    strategy: Strategy
    tokens: list[str]
    cut_by: list[str | None]
    choices: Choices
    rest: Rest
    chosen: int
    number: float | None
    n_kept: int
    d_vocab: int
    entropy_bits: float
    temperatures: list[float]
    by_temperature: Floats
    prefix: list[int]


class TreeNodes(TypedDict):
    """All candidates that a search looked at, `[candidate]`.

    Attributes:
        parent: -1 at the prompt.
        score: NaN where a candidate is no finished text.
    """

    n_spaces: Bytes
    step: Integers
    parent: Integers
    rank: Integers
    kept: Booleans
    finished: Booleans
    logprob: Floats
    sum_logprob: Floats
    score: Floats


class WidthPayload(TypedDict):
    """What a search of one width found; `n_scored` are the continuations that the model gave a probability."""

    num_beams: int
    n_scored: int
    d_vocab: int
    sum_logprob: float


class TreePayload(TypedDict):
    """The tree of one beam search, with greedy's way through it and other widths beside it.

    Attributes:
        winner, greedy: candidates from the prompt on: the text that was found, and greedy search's as far as
            it stays in the tree.
        greedy_left: greedy search's tokens from there on.
        shown: which of the widths it is; the first is greedy search.
    """

    strategy: Strategy
    tokens: list[str]
    nodes: TreeNodes
    winner: list[int]
    greedy: list[int]
    greedy_left: list[str]
    widths: list[WidthPayload]
    shown: int


class SamplePayload(TypedDict):
    """One of many samples.

    Attributes:
        tokens: as they are shown.
        shared: how many of its tokens some earlier sample begins with too.
    """

    tokens: list[str]
    n_spaces: Bytes
    shared: int
    mean_surprisal_bits: float | None
    stopped: Stopped | None


class DiversityPayload(TypedDict):
    """How different the samples are.

    Attributes:
        n_different: texts, each counted once.
        distinct_1, distinct_2: of all texts together.
        mean_shared: tokens that two of the texts share from the start, averaged over all pairs.
        n_beginnings: after each step, how many different beginnings there are.
    """

    n_different: int
    distinct_1: float | None
    distinct_2: float | None
    mean_shared: float | None
    n_beginnings: list[int]


class SamplesPayload(TypedDict):
    """Many samples of one strategy at one moment."""

    strategy: Strategy
    samples: list[SamplePayload]
    diversity: DiversityPayload


class Sharing(TypedDict):
    """What the cache would weigh with this many key/value heads."""

    n_key_value_heads: int
    n_bytes: int


class CachePayload(TypedDict):
    """What a key/value cache or a recurrent state saves, and what it weighs.

    Attributes:
        kind: of the cache: `keys_values` of attention or the `state` of a recurrent network.
        n_steps: how many are measured.
        n_read: tokens in the cache after the first step.
        n_tokens: tokens in it now.
        n_bytes: what it weighs now.
        usual_with_ms, usual_without_ms: of a step in the middle, when one token more is read or the whole text
            again; None before the second step.
        sharings: most heads first; the model's own as measured, the others computed from it.
    """

    kind: Literal["keys_values", "state"]
    n_steps: int
    n_read: int
    n_tokens: int
    n_layers: int
    n_heads: int
    n_key_value_heads: int
    d_head: int
    bytes_per_number: int
    n_bytes: int
    usual_with_ms: float | None
    usual_without_ms: float | None
    sharings: list[Sharing]


class LookedAt(Written):
    """The columns, and which of them is looked at; 0 where none of them fits and a strategy stands in."""

    strategies: list[Strategy]
    column: int


class LookRefused(LookedAt):
    """Why there is nothing to look at: the key of a sentence."""

    refused: Literal["tree_fills", "cache_fills"]


class LookAtStep(StepPayload, LookedAt):
    """One step, and the columns around it."""


class LookAtTree(TreePayload, LookedAt):
    """A beam's tree, and the columns around it; of a long text its beginning."""

    n_steps: int
    cut_short: bool


class LookAtSamples(SamplesPayload, LookedAt):
    """Many samples of a column, and the columns around it."""

    n_steps: int


class LookAtCache(CachePayload, LookedAt):
    """The cache, and the columns around it."""
