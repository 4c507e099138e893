"""From a token's number to the vector that enters a model, and what the layers make of it.

A model's first step is a look-up: token id `i` takes row `i` of the embedding matrix, which is what
multiplying the matrix with a one-hot vector gives. GPT-2 and BERT add a learned vector for the
position, BERT one for the segment as well (Radford et al., 2019; Devlin et al., 2019, figure 2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.catalog import card
from models.errors import InputError
from models.limits import MAX_CONTEXTS, check_sentences, check_text
from models.passes import Prepared, Wanted, prepare, run
from models.records import InputVectors, Neighbour, Place, Token, WordVectors
from models.registry import load
from models.text.tokenizers import describe_tokens, token_columns, tokens_from

if TYPE_CHECKING:
    from jaxtyping import Float

MAX_SHOWN = 64  # tokens; more vectors than that help nobody
MAX_PLACES = 8
N_NEIGHBOURS = 10
_POSITION_NAMES = ("wpe", "position_embeddings", "embed_positions")
_SEGMENT_NAME = "token_type_embeddings"


def input_vectors(text: str, model_id: str, second: str = "") -> InputVectors:
    """The vectors that a model adds up for the first `MAX_SHOWN` tokens of a text.

    Args:
        text: 1 to `MAX_CHARACTERS` characters.
        second: a second sentence, read behind the first; BERT's segment B.

    Returns:
        For GPT-2 and BERT, `embedding + position (+ segment)` is what the first layer gets (BERT
        normalises it first).

    Raises:
        InputError: bad text or model.
    """
    loaded = load(model_id)
    texts = (check_text(text), check_text(second, allow_empty=True))
    columns = token_columns(loaded.tokenizer, texts[0], texts[1] or None)
    tokens = tokens_from(texts, columns)[:MAX_SHOWN]
    matrix = _weight(loaded.model.get_input_embeddings())
    ids = [token.id for token in tokens]
    loaded.check_ids(ids)
    positions, segments = _module_named(loaded.model, _POSITION_NAMES), _module_named(loaded.model, (_SEGMENT_NAME,))
    asks = "token_type_ids" in loaded.tokenizer.model_input_names
    return InputVectors(
        model_id=model_id,
        family=loaded.card.family,
        d_vocab=len(matrix),
        tokens=tokens,
        n_tokens=len(columns.ids),
        segments=tuple(columns.segments[: len(tokens)].tolist()) if segments and asks else None,
        embedding=matrix[ids],
        position_table=None if positions is None else _weight(positions),
        first_position=0 if positions is None or positions.padding_idx is None else positions.padding_idx + 1,
        segment_table=None if segments is None else _weight(segments),
        neighbours=nearest(matrix, loaded.tokenizer, sorted(set(ids))),
    )


def nearest(
    matrix: Float[Tensor, "d_vocab d_model"], tokenizer: PreTrainedTokenizerFast, ids: Sequence[int]
) -> dict[int, tuple[Neighbour, ...]]:
    """For each id the `N_NEIGHBOURS` other rows of the matrix with the highest cosine.

    Args:
        matrix: of the embeddings.
        tokenizer: spells the neighbours.
    """
    lengths = matrix.norm(dim=1).clamp_min(torch.finfo(matrix.dtype).tiny)
    cosines = (matrix[list(ids)] @ matrix.T) / lengths / lengths[list(ids), None]
    cosines[torch.arange(len(ids)), list(ids)] = -torch.inf
    best = cosines.topk(min(N_NEIGHBOURS, len(matrix) - 1), dim=1)
    return {
        id_: tuple(
            Neighbour(token, cosine) for token, cosine in zip(describe_tokens(tokenizer, found), values, strict=True)
        )
        for id_, found, values in zip(ids, best.indices.tolist(), best.values.tolist(), strict=True)
    }


def word_vectors(sentences: Sequence[str], word: str, model_id: str) -> WordVectors:
    """One word wherever it stands in some sentences, which are read one by one.

    Args:
        sentences: at most `MAX_CONTEXTS`; empty ones are left out.
        word: found regardless of capitals; inside other words only if it never stands alone.

    Returns:
        Stage 0 is equal in all places where the tokens are equal.

    Raises:
        InputError: bad text or model, too long a sentence, `too_many_sentences`, `too_few_places`.
    """
    chosen = card(model_id)
    check_text(word)
    check_sentences(sentences, MAX_CONTEXTS)
    read = [check_text(sentence) for sentence in sentences if sentence]
    spans = [(n, *span) for n, sentence in enumerate(read) for span in _find(word, sentence)][:MAX_PLACES]
    if len(spans) < 2:
        raise InputError("too_few_places", word=word[:40], n=len(spans))
    prepared = [prepare(sentence, model_id) for sentence in read]
    places = [_place(n, start, end, prepared[n].tokens) for n, start, end in spans]
    stages = {n: _stages(prepared[n]) for n in {place.sentence for place in places}}
    vectors = [stages[place.sentence][:, list(place.positions)].mean(dim=1) for place in places]
    return WordVectors(model_id, chosen.family, tuple(places), torch.stack(vectors))


def _find(word: str, sentence: str) -> list[tuple[int, int]]:
    alone = rf"(?<!\w){re.escape(word)}(?!\w)"
    found = [match.span() for match in re.finditer(alone, sentence, re.IGNORECASE)]
    return found or [match.span() for match in re.finditer(re.escape(word), sentence, re.IGNORECASE)]


def _place(sentence: int, start: int, end: int, tokens: Sequence[Token]) -> Place:
    covering = tuple(n for n, token in enumerate(tokens) if _touches(token, start, end))
    return Place(sentence, start, end, covering, tuple(tokens[n] for n in covering))


def _touches(token: Token, start: int, end: int) -> bool:
    return token.start is not None and token.end is not None and token.start < end and token.end > start


def _stages(prepared: Prepared) -> Float[Tensor, "stage pos d_model"]:
    """One text: the embedding, what enters the first layer, every layer's output.

    Where the embedding is narrower than the layers (ALBERT) it is filled up with zeros: no cosine changes.
    """
    model_id, ids = prepared.card.id, prepared.ids
    loaded = load(model_id)
    loaded.check_ids(ids)
    embedding = _weight(loaded.model.get_input_embeddings())[list(ids)]
    stages = [embedding, *(states[0] for states in run(model_id, [ids], Wanted(hidden=True)).hidden)]
    widest = max(stage.shape[-1] for stage in stages)
    return torch.stack([nn.functional.pad(stage, (0, widest - stage.shape[-1])) for stage in stages])


def _module_named(model: PreTrainedModel, names: Sequence[str]) -> nn.Embedding | None:
    """The embedding with one of these names; only a plain one, whose row n belongs to position n."""
    for name, module in model.named_modules():
        if name.rpartition(".")[2] in names and type(module) is nn.Embedding:
            return module
    return None


def _weight(embedding: nn.Module) -> Float[Tensor, "row d_model"]:
    weight = embedding.weight
    assert isinstance(weight, Tensor)
    return weight.detach().float().cpu()
