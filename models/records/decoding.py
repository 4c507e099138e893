"""What decoding strategies wrote, and what they chose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from models.records.text import Share, Token

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    from jaxtyping import Float
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class DecodedToken:
    """One step of one decoding run.

    Attributes:
        logprob: natural log of its probability under the model's own full softmax.
        rank: 1 for the model's most probable token.
        entropy_bits: of the model's distribution at that step.
        n_kept: tokens left to choose from after the strategy's filters.
        shares: of bytes that are no whole characters, the characters of the text so far that they are a part of.
    """

    id: int
    token: str
    logprob: float
    rank: int
    entropy_bits: float
    n_kept: int
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class DecodingRun:
    """What one strategy wrote.

    Attributes:
        strategy: the options as given.
        text: the continuation, without the prompt; the whole text where the prompt's own blanks are filled.
        stopped: `end_of_text`, `max_new_tokens`, `context_full`, `blanks_filled` (the prompt's own),
            `nothing_left` (the filters forbid every token) or None while it is still writing.
        n_scored: continuations that the model gave a probability for this run: rows times
            vocabulary, added up over the steps.
        places: of a masked model, which of its blanks each token fills, counted from 0; None where
            every token follows the one before.
    """

    strategy: Mapping[str, object]
    text: str
    tokens: tuple[DecodedToken, ...]
    sum_logprob: float
    stopped: str | None
    n_scored: int = 0
    places: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class RunMetrics:
    """What a written text is like; None where it is too short to have a figure.

    Attributes:
        distinct_1, distinct_2: different tokens over all tokens, different pairs over all pairs.
        longest_repeat: tokens of the longest sequence that occurs at two places.
        mean_surprisal_bits: bits per token under the model's own distribution.
    """

    distinct_1: float | None
    distinct_2: float | None
    longest_repeat: int
    mean_surprisal_bits: float | None


@dataclass(frozen=True)
class Diversity:
    """How different several texts of one strategy are.

    Attributes:
        n_different: texts, each counted once.
        distinct_1, distinct_2: of all texts together (n-grams do not reach over two texts).
        mean_shared: tokens that two of the texts share from the start, averaged over all pairs.
        n_beginnings: after each step, how many different beginnings there are.
    """

    n_different: int
    distinct_1: float | None
    distinct_2: float | None
    mean_shared: float | None
    n_beginnings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One token at one step, through everything that a strategy does to it.

    Attributes:
        rank: 1 for the model's most probable token.
        prob: under the model's own softmax over the whole vocabulary.
        reshaped_prob: after repetition penalty and temperature, nothing cut.
        cut_by: the option that forbids it (`top_p`, ...; `force` where another token was given).
        kept_prob: what the draw gives it: 0 when cut; the survivors' sum is 1.
        begin: where it begins when the survivors lie end to end, most probable first; None when cut.
        shares: of bytes that complete characters with those written before, which parts of which.
    """

    id: int
    token: str
    rank: int
    prob: float
    reshaped_prob: float
    cut_by: str | None
    kept_prob: float
    begin: float | None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class StepDistribution:
    """Every probability of one step of one run, before and after the strategy's options.

    Attributes:
        strategy: the options as given.
        place: in the text that is written, counted from 0.
        step: at which it was written; the same, but for a masked model.
        n_written: tokens of the whole run.
        choices: the most probable ones, the first that are cut, and the chosen one, falling by `prob`.
        rest: how many tokens are not listed, and their sums of the three probabilities.
        chosen: the id that the run has here.
        number: the random number that decided, in [0, 1); None where none was drawn.
        n_kept, d_vocab: survivors, and all tokens.
        entropy_bits: of the model's own distribution.
        temperatures, by_temperature: what each listed token's probability would be at other temperatures.
        prefix_ids: of the run's tokens before this one.
    """

    strategy: Mapping[str, object]
    place: int
    step: int
    n_written: int
    choices: tuple[Choice, ...]
    rest: tuple[int, float, float, float]
    chosen: int
    number: float | None
    n_kept: int
    d_vocab: int
    entropy_bits: float
    temperatures: tuple[float, ...]
    by_temperature: Float[Tensor, "temperature choice"]
    prefix_ids: tuple[int, ...]


@dataclass(frozen=True)
class CacheCost:
    """What a key/value cache or a recurrent state saves, measured step by step while one text is written both ways.

    Attributes:
        kind: `keys_values` of attention, or the `state` of a recurrent network.
        with_ms, without_ms: of each step: reading one token more, or the whole text again; medians over
            several texts written and the steps beside it.
        held_bytes: what the cache holds after each step.
        n_read: tokens in the cache after the first step.
        n_heads: query heads; `n_key_value_heads` are cached, each of `d_head` numbers.
        bytes_per_number: 4 for float32.
    """

    kind: Literal["keys_values", "state"]
    with_ms: tuple[float, ...]
    without_ms: tuple[float, ...]
    held_bytes: tuple[int, ...]
    n_read: int
    n_layers: int
    n_heads: int
    n_key_value_heads: int
    d_head: int
    bytes_per_number: int


@dataclass(frozen=True, slots=True)
class BeamCandidate:
    """One candidate that beam search looked at.

    Attributes:
        step: 0 for the first new token.
        parent: index into the tree's candidates of the hypothesis it extends; None at the root.
        sum_logprob: of the hypothesis that ends here.
        rank: among all candidates of the step, 1 is best.
        kept: True when it lived on.
        finished: True when it ended in end-of-text; then `score` is length-normalised.
        shares: of bytes that complete characters with those on their way from the prompt, which parts of which.
    """

    step: int
    parent: int | None
    id: int
    token: str
    logprob: float
    sum_logprob: float
    rank: int
    kept: bool
    finished: bool
    score: float | None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class Decoding:
    """All runs from one prompt.

    Attributes:
        beam_trees: maps the index of a beam run to its candidates.
        n_own_blanks: blanks that the prompt itself has, which a masked model fills; 0 where there are none.
    """

    prompt_tokens: tuple[Token, ...]
    runs: tuple[DecodingRun, ...]
    beam_trees: Mapping[int, tuple[BeamCandidate, ...]] = field(default_factory=dict)
    n_own_blanks: int = 0
