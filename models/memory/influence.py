"""How far back a model's predictions reach, measured in two ways.

By replacing: every token is in turn another one, and the predictions after it move. All replacements
are read in one batch; as each row gives the predictions at all later positions, one pass measures
every pair of positions. By derivative: how much a small change of a token's embedding changes the
likeliest token's log-probability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.device import on_gpu
from models.errors import InputError
from models.passes import prepare
from models.predictions.comparison import divergence_bits
from models.records import Influence
from models.registry import LoadedModel, load
from models.weights import n_embeddings

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    Matrix = Float[Tensor, "asked replaced"]
    Measured = tuple[Matrix, Matrix, int]

WINDOW = 64
MOST_REPLACEMENTS = 4
REPLACEMENT_SEED = 0
_BUDGET = 8_192  # positions that all replacements read together: about a second of one core
_CHUNK = 4_096  # positions at once
_found: BoundedCache[Influence] = BoundedCache(TEXTS)


def measure_influence(text: str, model_id: str) -> Influence:
    """The influence of the last `WINDOW` tokens of a text on the predictions after them.

    Args:
        text: at least two tokens beside the start token.
        model_id: of a model that reads from left to right.

    Returns:
        Matrices that are exactly 0 above the diagonal. The start token is never replaced.

    Raises:
        InputError: bad text or model, too many tokens, `reads_both_ways` for masked models and
            encoder-decoders, `too_few_tokens`.
    """
    chosen = card(model_id)
    if chosen.facts.reads != "onwards":
        raise InputError("reads_both_ways", model=chosen.title)
    prepared = prepare(text, model_id)
    ids, tokens = prepared.ids, prepared.tokens
    first = max(sum(token.special for token in tokens[:1]), len(ids) - WINDOW)
    if len(ids) - first < 2:
        raise InputError("too_few_tokens", n=len(ids) - first, limit=2)
    loaded = load(model_id)
    loaded.check_head()
    loaded.check_ids(ids)

    def compute() -> Influence:
        moved, gradient, n = _measure(model_id, ids, first)
        return Influence(chosen.id, chosen.family, tokens, first, moved, gradient, n)

    return _found.get_or_compute((chosen.path, text), compute)


@on_gpu
def _measure(model_id: str, ids: tuple[int, ...], first: int) -> Measured:
    loaded = load(model_id)
    reader = Reader(loaded, torch.tensor(ids, device=loaded.device), first)
    width = len(ids) - first
    n_read = width * (width if reader.carries_state else len(ids))
    n_replacements = max(1, min(MOST_REPLACEMENTS, _BUDGET // n_read))
    moved = moved_by_replacing(reader, n_replacements)
    return moved.float().cpu(), gradients(reader).float().cpu(), n_replacements


class Reader:
    """A model in front of the window `ids[first:]`; a recurrent one has read what stands before once."""

    def __init__(self, loaded: LoadedModel, ids: Int[Tensor, " pos"], first: int) -> None:
        self.model = loaded.model
        self.ids, self.first = ids, first
        self.special_ids = loaded.tokenizer.all_special_ids
        self.n_pieces = min(len(loaded.tokenizer), n_embeddings(loaded.model) or len(loaded.tokenizer))
        self.carries_state = loaded.card.facts.state is not None
        with torch.no_grad():
            self.before = self.embed(ids[:first])
            self.state = self._read(self.before[None], state=None).state if self.carries_state and first else None

    @property
    def window(self) -> Int[Tensor, " pos"]:
        return self.ids[self.first :]

    def embed(self, ids: Int[Tensor, "*rows pos"]) -> Float[Tensor, "*rows pos d_model"]:
        embedding: Tensor = self.model.get_input_embeddings()(ids)
        return embedding

    def logits(self, inputs: Float[Tensor, "row pos d_model"]) -> Float[Tensor, "row pos d_vocab"]:
        """After each position of windows with these embeddings."""
        n_rows, kept = len(inputs), inputs.shape[1]
        if self.carries_state:
            output = self._read(inputs, state=None if self.state is None else _repeated(self.state, n_rows))
        else:
            whole = torch.cat([self.before.expand(n_rows, -1, -1), inputs], dim=1)
            output = self._read(whole, use_cache=False, logits_to_keep=kept)
        logits: Tensor = output.logits.float()
        return logits

    def _read(self, inputs: Float[Tensor, "row pos d_model"], **options: Any) -> Any:
        model: Any = self.model
        return model(inputs_embeds=inputs, **options)


def _repeated(state: object, n_rows: int) -> object:
    """A recurrent state `[layer, 1, unit]`, or an LSTM's pair of them, for a batch."""
    if isinstance(state, Tensor):
        return state.expand(-1, n_rows, -1).contiguous()
    assert isinstance(state, tuple)
    return tuple(_repeated(part, n_rows) for part in state)


@torch.no_grad()
def moved_by_replacing(reader: Reader, n_replacements: int) -> Matrix:
    """The mean divergence in bits over the replacements; 0 above the diagonal."""
    width = len(reader.window)
    original = reader.logits(reader.embed(reader.window)[None])[0]
    others = replacements(reader.window, n_replacements, reader.n_pieces, reader.special_ids)
    rows = reader.window.repeat(width, n_replacements, 1)  # [replaced, replacement, pos]
    places = torch.arange(width, device=rows.device)
    rows[places, :, places] = others
    moved = torch.zeros(width * n_replacements, width, dtype=torch.float64, device=rows.device)
    n_at_once = max(1, _CHUNK // len(reader.ids))
    for begin in range(0, len(moved), n_at_once):
        chunk = rows.flatten(0, 1)[begin : begin + n_at_once]
        logits = reader.logits(reader.embed(chunk))
        moved[begin : begin + n_at_once] = divergence_bits(original.expand_as(logits), logits)
    by_place: Tensor = moved.view(width, n_replacements, width).mean(1).T.tril()
    return by_place


def replacements(window: Int[Tensor, " pos"], n: int, n_pieces: int, special_ids: list[int]) -> Int[Tensor, "pos {n}"]:
    """`n` tokens for each position, drawn evenly from the vocabulary, none special, none the one it stands in for."""
    generator = torch.Generator().manual_seed(REPLACEMENT_SEED)
    ordinary = torch.tensor(sorted(set(range(n_pieces)) - set(special_ids)))
    drawn = torch.randint(len(ordinary) - 1, (len(window), n), generator=generator)
    own = torch.searchsorted(ordinary, window.cpu())[:, None]
    return ordinary[drawn + (drawn >= own)].to(window.device)


def gradients(reader: Reader) -> Matrix:
    """The length of the likeliest token's log-probability's derivative by each embedding.

    Row `asked` of one batch asks for the prediction at position `asked` alone, so that one backward
    pass gives all of them.
    """
    width = len(reader.window)
    places = torch.arange(width, device=reader.window.device)
    found = []
    for asked in places.split(max(1, _CHUNK // len(reader.ids))):
        with torch.enable_grad():
            inputs = reader.embed(reader.window).detach().expand(len(asked), -1, -1).clone().requires_grad_()
            log_probs = nn.functional.log_softmax(reader.logits(inputs)[range(len(asked)), asked], -1)
            (gradient,) = torch.autograd.grad(log_probs.max(-1).values.sum(), inputs)
        found.append(gradient.norm(dim=-1))
    return torch.cat(found).tril()


def by_distance(matrix: Matrix) -> Float[Tensor, " distance"]:
    """The mean of a matrix at each distance; the last token read is at 0."""
    width = len(matrix)
    return torch.stack([matrix.diagonal(-distance).mean() for distance in range(width)])


def half_distance(curve: Float[Tensor, " distance"]) -> float | None:
    """Where a curve first falls to half of its beginning, between two distances linearly; None if it never does.

    >>> half_distance(torch.tensor([4.0, 3.0, 1.0]))
    1.5
    """
    half = curve[0] / 2
    below = (curve <= half).nonzero()
    if not len(below) or curve[0] <= 0:
        return None
    place = int(below[0])
    above, here = curve[place - 1], curve[place]
    return float(place - 1 + (above - half) / (above - here))
