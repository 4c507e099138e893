"""Frozen records: what the models did, on the CPU, ready to be drawn or sent.

Views and endpoints read these and nothing else. Axes are named in the order of the shape:
`batch pos query_pos key_pos layer head d_model d_vocab`. Positions count tokens from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # the records are imported before torch is, so that the page opens first
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

Family = Literal["gpt", "bert", "lstm", "seq2seq", "rnn", "bilstm"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text.

    Attributes:
        id: its row in the vocabulary.
        piece: as the vocabulary spells it (`Ġanimal`, `##ing`).
        text: the characters it covers; for a byte fragment the bytes as hex, such as `<E4>`.
        start, end: code-point offsets, Python slice style; None for special tokens that the
            tokenizer added.
        special: True for `[CLS]`, `<|endoftext|>` and the like.
    """

    id: int
    piece: str
    text: str
    start: int | None
    end: int | None
    special: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a vocabulary.

    Attributes:
        piece: as the vocabulary spells it.
        text: what it stands for; bytes of no whole character as hex, such as `<E4>`.
        mark: how it begins when that is no text of its own: `##`, or a space spelled `Ġ` or `▁`.
        is_whole: False for bytes that are no whole characters.
    """

    piece: str
    text: str
    mark: str
    is_whole: bool


@dataclass(frozen=True)
class TokenColumns:
    """All tokens of a sentence, or of two, under one tokenizer, as columns: there may be 100,000.

    Attributes:
        ids: `[pos]`, rows in the vocabulary.
        starts, ends: `[pos]`, code-point offsets into the token's own sentence; -1 for tokens that
            the tokenizer added.
        sentences: `[pos]`, 0 or 1; -1 for tokens that the tokenizer added.
        is_special: `[pos]`, True for `[CLS]`, `<|endoftext|>` and the like, added or typed.
        is_unknown: `[pos]`, True where the vocabulary cannot spell what stands there.
        pieces: of the ids that occur.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentences: NDArray[np.int8]
    is_special: NDArray[np.bool_]
    is_unknown: NDArray[np.bool_]
    pieces: Mapping[int, Piece]


@dataclass(frozen=True)
class AttentionTrace:
    """One stack's attention on one text (Vaswani et al., 2017, section 3.2.1).

    Attributes:
        pattern: `[layer, head, query_pos, key_pos]`; rows sum to 1, forbidden cells are exactly 0,
            a row with nothing allowed is all 0.
        scores: the same shape, `q k^T / sqrt(d_head)` before the mask; None when not captured.
        allowed: `[layer, query_pos, key_pos]` booleans, what each query may see; the same for all
            layers unless the architecture mixes windows.
        n_key_value_heads: heads before grouped-query heads were expanded for display.
    """

    pattern: Tensor
    scores: Tensor | None
    allowed: Tensor
    n_key_value_heads: int

    @property
    def n_layers(self) -> int:
        return int(self.pattern.shape[0])

    @property
    def n_heads(self) -> int:
        return int(self.pattern.shape[1])


@dataclass(frozen=True)
class LayerVectors:
    """What the heads of one layer multiply (Vaswani et al., 2017, equation 1), each `[head, pos, d_head]`.

    `scores = scaling * query key^T` (T5 adds a bias for the distance), and under the pass's mask
    `output = softmax(scores) value`.

    Attributes:
        query, key: as they meet: turned by their position already, where a model does so (Su et al., 2021).
        key, value: of the heads that share one (grouped queries) the same again.
        output: before the matrix that joins the heads.
        scaling: `1 / sqrt(d_head)` in most models.
    """

    query: Tensor
    key: Tensor
    value: Tensor
    output: Tensor
    scaling: float


@dataclass(frozen=True)
class Trace:
    """One forward pass over one text.

    Attributes:
        key: identifies the computation; equal keys, equal traces.
        attention: by stack: `self` for one-stack models, `encoder decoder cross` for two.
        logits: `[pos, d_vocab]`.
    """

    key: str
    model_id: str
    family: Family
    mask: str
    tokens: tuple[Token, ...]
    target_tokens: tuple[Token, ...]
    attention: Mapping[str, AttentionTrace]
    logits: Tensor


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token with its probability under the full-vocabulary softmax."""

    id: int
    token: str
    prob: float


@dataclass(frozen=True)
class Prediction:
    """What a model expects at one position.

    Attributes:
        position: the token position that is predicted: the next one for causal models, the
            `[MASK]` itself for masked ones.
        top: the most probable tokens, falling.
        rest_prob: the probability of all others together; `sum(top) + rest_prob == 1`.
        entropy_bits: of the whole distribution.
    """

    position: int
    top: tuple[Candidate, ...]
    rest_prob: float
    entropy_bits: float


@dataclass(frozen=True)
class Score:
    """How surprising a text is to a model.

    Attributes:
        surprisal_bits: per token, `-log2 p`; None where the model gives no probability (the start).
        pseudo: True when each token was masked in turn (Salazar et al., 2020), which is no
            probability of the text.
    """

    tokens: tuple[Token, ...]
    surprisal_bits: tuple[float | None, ...]
    total_bits: float
    bits_per_byte: float
    perplexity: float
    pseudo: bool


@dataclass(frozen=True)
class GateTrace:
    """An LSTM layer's gates at every position (Hochreiter and Schmidhuber, 1997), each `[pos, unit]`.

    `cell = forget_gate * cell_before + input_gate * cell_candidate`,
    `hidden = output_gate * tanh(cell)`.
    """

    tokens: tuple[Token, ...]
    layer: int
    input_gate: Tensor
    forget_gate: Tensor
    cell_candidate: Tensor
    output_gate: Tensor
    cell: Tensor
    hidden: Tensor


@dataclass(frozen=True)
class ModelInputs:
    """A batch of sentences as a model gets it.

    Attributes:
        tensors: `[batch, pos]` each, by the model's own names, such as `input_ids`.
        pieces: of the ids that occur.
    """

    model_id: str
    family: Family
    tensors: Mapping[str, NDArray[np.int32]]
    pieces: Mapping[int, Piece]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A vocabulary entry whose embedding points the same way: `cosine` is at most 1."""

    token: Token
    cosine: float


@dataclass(frozen=True)
class InputVectors:
    """What a model adds up for each token before its first layer.

    Attributes:
        tokens: those that are shown.
        n_tokens: of the whole text.
        segments: per token the sentence it belongs to, for a model that asks; else None.
        embedding: `[pos, d_model]`, each token's row of the embedding matrix.
        position_table: `[position, d_model]`, learned; None where positions enter in another way.
        first_position: row of the table that the first token gets.
        segment_table: `[2, d_model]`; None for a model without segments.
        neighbours: by token id, the entries with the highest cosine, the token itself left out.
    """

    model_id: str
    family: Family
    d_vocab: int
    tokens: tuple[Token, ...]
    n_tokens: int
    segments: tuple[int, ...] | None
    embedding: Tensor
    position_table: Tensor | None
    first_position: int
    segment_table: Tensor | None
    neighbours: Mapping[int, tuple[Neighbour, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: the sentence, its characters `start` to `end`, the tokens that cover it."""

    sentence: int
    start: int
    end: int
    positions: tuple[int, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class WordVectors:
    """One word in several places, from its embedding to the last layer.

    Attributes:
        places: in the order of the text; a word of several tokens has the mean of their vectors.
        vectors: `[place, stage, d_model]`; stage 0 is the embedding matrix's, stage 1 what enters the
            first layer (with position and segment), then the output of every layer.
    """

    model_id: str
    family: Family
    places: tuple[Place, ...]
    vectors: Tensor


@dataclass(frozen=True)
class NormStatistics:
    """One norm applied to activations `[batch, pos, d_model]`.

    Attributes:
        mean, var: in the shape of the norm's slices (see `models.norms`); biased variance.
            For `rms`, which does not centre, 0 and the mean square.
        output: `[batch, pos, d_model]`, normalised, before any gain and bias; padding is 0.
        output_mean, output_var: the mean and the variance of `output`, over the same slices.
    """

    mean: Tensor
    var: Tensor
    output: Tensor
    output_mean: Tensor
    output_var: Tensor


@dataclass(frozen=True)
class NormTrace:
    """The input of one norm of a model, and what every kind of norm makes of it.

    Attributes:
        sites: the model's norms in order of use, by module name.
        kind: the site's own kind, `layer` or `rms` or `batch`; `none` at the hidden states of an LSTM.
        eps: what all norms here add to the variance: the site's own.
        gain, bias: `[d_model]`, what the site multiplies its result by and adds to it; None for a
            batch norm, which in a finished model uses running statistics, and where no norm stands.
        activations: `[batch, pos, d_model]`, what enters the site.
        model_output: the same shape, what leaves it (gain and bias included).
        padding: `[batch, pos]`, True where a position is padding.
    """

    model_id: str
    sites: tuple[str, ...]
    site: str
    kind: str
    eps: float
    gain: Tensor | None
    bias: Tensor | None
    tokens: tuple[tuple[Token, ...], ...]
    activations: Tensor
    model_output: Tensor
    padding: Tensor
    norms: Mapping[str, NormStatistics]


@dataclass(frozen=True)
class SiteStatistics:
    """Every token's mean and spread at every norm of a model.

    Attributes:
        sites: the norms in order of use, by module name.
        mean: `[site, batch, pos]`, of what enters the norm; 0 for an RMS norm, which subtracts none.
        rstd: the same shape, `1 / sqrt(var + eps)`, which the norm multiplies by.
    """

    sites: tuple[str, ...]
    mean: Tensor
    rstd: Tensor


@dataclass(frozen=True)
class NormMoves:
    """How far one change moves every norm's output, measured.

    Attributes:
        columns: what the change was measured on: sentences, positions, or kinds of change.
        moved: by norm, `[column]`: the largest distance that any number of the output moved.
        input_moved: `[column]`, the same of what enters the norms.
        answers: by norm, whether it moved in the column that the question is about.
    """

    columns: tuple[str, ...]
    moved: Mapping[str, Tensor]
    input_moved: Tensor
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class SmallBatch:
    """What is left of a norm when there is little to average over.

    Attributes:
        n_values: how many numbers share one mean and variance.
        least_variance: of all slices.
        output_size: the root mean square of the output; 0 when nothing is left.
        error: what torch's own module says in training; None when it runs, or where padding keeps it from being asked.
    """

    n_values: int
    least_variance: float
    output_size: float
    error: str | None


@dataclass(frozen=True)
class RunningStatistics:
    """Batch norm's running statistics while it reads batch after batch, beside the whole batch's own.

    Attributes:
        mean_gap: `[step]`, root mean square over the features of how far the running mean is from the
            batch's own, in deviations of the batch.
        deviation_gap: `[step]`, the same of the running deviation, in shares of the batch's own.
        output_gap: `[step]`, root mean square distance of the outputs on the whole batch.
        moved: by norm, the largest distance between torch's module in training and in evaluation after all steps.
    """

    mean_gap: Tensor
    deviation_gap: Tensor
    output_gap: Tensor
    moved: Mapping[str, float]


@dataclass(frozen=True)
class ResidualStream:
    """What enters and leaves every norm of a model on one text, token by token.

    Attributes:
        mean, var, length: `[site, 2, pos]`, before and after the norm: over the features of a token its mean,
            biased variance and Euclidean length.
        outliers: features that hold more than their share of the squared length, largest first.
        shares: `[site, 2, outlier]`, the part of all tokens' squared length that each of them holds.
    """

    model_id: str
    family: Family
    sites: tuple[str, ...]
    tokens: tuple[Token, ...]
    mean: Tensor
    var: Tensor
    length: Tensor
    outliers: tuple[int, ...]
    shares: Tensor


@dataclass(frozen=True, slots=True)
class DecodedToken:
    """One step of one decoding run.

    Attributes:
        logprob: natural log of its probability under the model's own full softmax.
        rank: 1 for the model's most probable token.
        entropy_bits: of the model's distribution at that step.
        n_kept: tokens left to choose from after the strategy's filters.
    """

    id: int
    token: str
    logprob: float
    rank: int
    entropy_bits: float
    n_kept: int


@dataclass(frozen=True)
class DecodingRun:
    """What one strategy wrote.

    Attributes:
        strategy: the options as given.
        text: the continuation, without the prompt.
        stopped: `end_of_text`, `max_new_tokens`, `context_full`, `nothing_left` (the filters forbid
            every token) or None while it is still writing.
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
    """

    id: int
    token: str
    rank: int
    prob: float
    reshaped_prob: float
    cut_by: str | None
    kept_prob: float
    begin: float | None


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
        temperatures, by_temperature: `[temperature, choice]`, what each listed token's probability
            would be at other temperatures.
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
    by_temperature: Tensor
    prefix_ids: tuple[int, ...]


@dataclass(frozen=True)
class MemoryCost:
    """What remembering saves, measured step by step while one text is written twice.

    Attributes:
        kind: `keys_values` of attention, or the `state` of a recurrent network.
        with_ms, without_ms: of each step: reading one token more, or the whole text again.
        held_bytes: what the memory holds after each step.
        n_read: tokens in the memory after the first step.
        n_heads: query heads; `n_key_value_heads` are remembered, each of `d_head` numbers.
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


@dataclass(frozen=True)
class Decoding:
    """All runs from one prompt; `beam_trees` maps the index of a beam run to its candidates."""

    prompt_tokens: tuple[Token, ...]
    runs: tuple[DecodingRun, ...]
    beam_trees: Mapping[int, tuple[BeamCandidate, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What one model makes of one text, position by position.

    Attributes:
        surprisal_bits: per token; None where nothing is predicted.
        expected: per token, what the model expects there; None likewise. Of a masked model a `[MASK]`
            that was typed has an expectation and no surprisal.
        next: what follows the text; None for a masked model.
        pseudo: the surprisals are a masked model's: each saw the text on both sides.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    surprisal_bits: tuple[float | None, ...]
    expected: tuple[Prediction | None, ...]
    next: Prediction | None
    pseudo: bool


@dataclass(frozen=True)
class EditEffect:
    """How far a model's expectations move when a part of a text is changed.

    Attributes:
        tokens, edited_tokens: of the text before and after.
        pairs: positions `(before, after)` of the tokens that both texts share, at both ends of the change.
        moved_bits: for each pair, the Kullback-Leibler divergence in bits from what was expected
            there before to what is expected now; None where nothing is predicted.
        next_moved_bits: the same of what follows the text; None for a masked model.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    edited_tokens: tuple[Token, ...]
    pairs: tuple[tuple[int, int], ...]
    moved_bits: tuple[float | None, ...]
    next_moved_bits: float | None


@dataclass(frozen=True)
class Influence:
    """How much each token of a text matters to every later prediction of a model that reads onwards.

    Attributes:
        first: the position of the first token looked at; the others follow it to the end of the text.
        moved_bits: `[asked, replaced]`, the mean Kullback-Leibler divergence in bits of the
            prediction after token `asked` when token `replaced` is another one; 0 above the diagonal.
        gradient: the same shape, the length of the derivative of the favourite's log-probability
            by the embedding of the token `replaced`.
        n_replacements: how many other tokens stood in for each.
    """

    model_id: str
    family: Family
    tokens: tuple[Token, ...]
    first: int
    moved_bits: Tensor
    gradient: Tensor
    n_replacements: int


@dataclass(frozen=True)
class Fading:
    """How a small change of a recurrent state `distance` tokens ago still changes the state now.

    Attributes:
        gain: `[layer, distance]`, from distance 0 (1 by definition): the root mean square over all
            directions of the change. For an LSTM along the cell itself, the product of its forget gates.
        longest: the same shape, the most that any one direction (LSTM: any one unit) has left.
    """

    model_id: str
    family: Family
    gain: Tensor
    longest: Tensor


@dataclass(frozen=True)
class BothDirections:
    """A bidirectional LSTM's two states at every token, and what each does for guessing it.

    Attributes:
        forward, backward: `[pos, unit]`, of the text as it is.
        surprisal_bits: per token `(from the left alone, from the right alone, both)` with that token
            masked; None for special tokens.
        guesses: per token the most probable one in the same three cases; None likewise.
    """

    tokens: tuple[Token, ...]
    forward: Tensor
    backward: Tensor
    surprisal_bits: tuple[tuple[float, float, float] | None, ...]
    guesses: tuple[tuple[Candidate, Candidate, Candidate] | None, ...]
