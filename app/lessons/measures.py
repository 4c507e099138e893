"""What a lesson's expressions can measure: one table of functions, over those that the labs use.

Every function takes and gives plain values. `model` is a model's id, or a name that the step knows (`gpt`); words are
found in the text as `app.claims.place_of` finds them: the last of them, and of it the last token.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

from app.claims import place_of
from models.catalog import card
from models.errors import InputError


def n_tokens(model: str, text: str) -> int:
    """Tokens of a text under a tokenizer, without those that it adds by itself."""
    from models import tokenize

    return sum(not token.special for token in tokenize(text, model))


def n_characters(text: str) -> int:
    return len(text)


def n_bytes(text: str) -> int:
    """Of the text in UTF-8."""
    return len(text.encode())


def n_unknown(model: str, text: str) -> int:
    """Tokens that stand for what the vocabulary cannot spell."""
    from models import tokenize

    return sum(token.kind == "unknown" for token in tokenize(text, model))


def merged(corpus: str, n: int) -> str:
    """What the n-th merge of a BPE makes of two symbols, counted from 1."""
    from models import train_bpe

    return str(train_bpe(corpus, n).merges[n - 1].merged)


def n_symbols(corpus: str, n: int, word: str) -> int:
    """Symbols that a word is cut into after n merges."""
    from models import train_bpe

    symbols = list(word)
    for merge in train_bpe(corpus, n).merges:
        at = 0
        while at < len(symbols) - 1:
            if (symbols[at], symbols[at + 1]) == (merge.left, merge.right):
                symbols[at : at + 2] = [merge.merged]
            at += 1
    return len(symbols)


def similarity(model: str, word: str, one: str, other: str, layer: int) -> float:
    """The cosine between a word's vectors in two sentences, behind so many layers: 0 is the matrix, -1 the last."""
    from torch import cosine_similarity

    from models import word_vectors

    first, second = word_vectors([one, other], word, model).vectors[:2]
    return float(cosine_similarity(first[layer], second[layer], dim=0))


def kept(model: str, text: str, word: str, layer: int) -> float:
    """The cosine between a word's vector before and after a block, counted from 0: what the block leaves as it was."""
    from torch import cosine_similarity

    from models import word_vectors

    vectors = word_vectors([text, text], word, model).vectors[0]
    return float(cosine_similarity(vectors[layer], vectors[layer + 1], dim=0))


def attention(
    model: str, text: str, layer: int, head: int, query: str, key: str, mask: str = "native", is_score: bool = False
) -> float:
    """The weight that a head gives the word `key` where it looks from the word `query`; its score before softmax."""
    from models import trace

    found = trace(text, model, mask, scores=is_score)
    values = found.attention["self"].scores if is_score else found.attention["self"].pattern
    assert values is not None
    places = place_of(text, query, found.tokens), place_of(text, key, found.tokens)
    return float(values[layer, head, places[0], places[1]])


def most_seen(model: str, text: str, layer: int, head: int, query: str) -> str:
    """The token of the text that a head gives the most weight where it looks from the word `query`."""
    from models import trace

    found = trace(text, model)
    row = found.attention["self"].pattern[layer, head, place_of(text, query, found.tokens)].tolist()
    seen = ((weight, one.text) for weight, one in zip(row, found.tokens, strict=True) if not one.special)
    return str(max(seen)[1]).strip()


def row_sum(model: str, text: str, layer: int, head: int, query: str, mask: str = "native") -> float:
    """All weights of a head's row, added up: of the word `query` that looks."""
    from models import trace

    found = trace(text, model, mask)
    return float(found.attention["self"].pattern[layer, head, place_of(text, query, found.tokens)].sum())


def weight_ahead(model: str, text: str, mask: str = "native") -> float:
    """The largest weight that any head of any layer gives a token that stands behind the one that looks."""
    from models import trace

    return float(trace(text, model, mask).attention["self"].pattern.triu(1).max())


def head_share(model: str, layer: int, head: int, deed: str) -> float:
    """How much of a head's weight goes where its deed says, on random tokens read twice: `induction`, `previous`."""
    from models.attention.heads import repeat_test

    return float(repeat_test(model)[deed][layer, head])


def prob(model: str, text: str, token: str, mask: str = "native", silenced: str = "") -> float:
    """The probability of a token next, or in place of the text's first [MASK].

    Args:
        silenced: heads that are silent meanwhile, `7.1 6.4`, or `all`.
    """
    from models import load_tokenizer
    from models.predictions.expectations import text_logits

    logits, tokens = text_logits(text, model, mask, _heads(silenced, model))
    tokenizer = load_tokenizer(model)
    ids = tokenizer(token, add_special_tokens=False)["input_ids"]
    if len(ids) != 1:
        raise InputError("not_one_token", token=token[:40], n=len(ids), model=card(model).title)
    read = [one.id for one in tokens]
    at = read.index(tokenizer.mask_token_id) if card(model).facts.is_masked else -1
    return float(logits[at].double().softmax(-1)[ids[0]])


def top(model: str, text: str, mask: str = "native", silenced: str = "") -> str:
    """The most probable token next, or in place of the text's first [MASK]."""
    from models import predict

    return str(predict(text, model, 1, mask, silenced=_heads(silenced, model))[0].top[0].token).strip()


def _heads(written: str, model: str) -> frozenset[tuple[int, int]]:
    if written == "all":
        return frozenset(product(range(card(model).n_layers), range(card(model).n_heads or 0)))
    pairs = (pair.split(".") for pair in written.split())
    return frozenset((int(layer), int(head)) for layer, head in pairs)


def surprisal(model: str, text: str, word: str) -> float:
    """Bits of the last token that ends `word`."""
    from models import score

    found = score(text, model)
    return float(found.surprisal_bits[place_of(text, word, found.tokens)] or 0)


def n_asked(model: str, text: str) -> int:
    """At how many tokens of a text a model is asked which it is."""
    from models import score

    return sum(bits is not None for bits in score(text, model).surprisal_bits)


def total_bits(model: str, text: str) -> float:
    from models import score

    return float(score(text, model).total_bits)


def surprisal_a_token(model: str, text: str, more: str) -> float:
    """Bits of a token of `more`, on average, where it goes on with a text."""
    return (total_bits(model, text + more) - total_bits(model, text)) / max(1, n_tokens(model, more))


def training_loss(model: str) -> float:
    """Where a bundled model's learning ended, in nats a token: what stands at the end of its learning curve."""
    from app.curves import read_curve

    return float(read_curve(card(model))["train_loss_nats"].iloc[-1])


def continuation(model: str, text: str, n: int, mode: str = "greedy", seed: int = 0, top_p: float = 1.0) -> str:
    """What a model writes after a text: `greedy`, `beam` (of 4) or `sample`."""
    return str(_run(model, text, n, mode, seed, top_p).text)


def distinct(model: str, text: str, n: int, mode: str = "greedy", seed: int = 0, top_p: float = 1.0) -> float:
    """The share of different pairs of tokens among all pairs of what a model writes: distinct-2."""
    from models.decoding.metrics import run_metrics

    return run_metrics(_run(model, text, n, mode, seed, top_p)).distinct_2 or 0.0


def log_prob(model: str, text: str, n: int, mode: str = "greedy") -> float:
    """The natural logarithm of the probability of what a model writes."""
    return float(_run(model, text, n, mode, 0, 1.0).sum_logprob)


def _run(model: str, text: str, n: int, mode: str, seed: int, top_p: float) -> Any:
    from models import decode

    kinds: Mapping[str, dict[str, Any]] = {
        "greedy": {"name": "greedy"},
        "beam": {"name": "beam", "num_beams": 4},
        "sample": {"name": "sample", "top_p": top_p},
    }
    if mode not in kinds:
        raise InputError("not_one_of", name="mode", value=mode[:40], example=", ".join(kinds))
    return decode(text, model, [kinds[mode]], n, seed).runs[0]


def future_moves(norm: str, texts: str, model: str, site: str) -> float:
    """How far a norm's output moves before the last token of the first sentence when that token is another one.

    Args:
        texts: sentences, each on a line.
    """
    from models import change_last_token

    moves, _, _ = change_last_token(texts.split("\n"), model, site)
    return float(moves.moved[norm].max())


def reach(model: str, text: str) -> int:
    """In how many of the last tokens nine tenths of the influence on a prediction lie."""
    from models import measure_influence
    from models.memory.influence import by_distance
    from viz.memory.influence import reach as reach_of

    return reach_of(by_distance(measure_influence(text, model).moved_bits).tolist()) or 0


def parameter_share(model: str, part: str) -> float:
    """The share of the parameters within a model's blocks that belong to modules of a name, such as `attn` or `mlp`."""
    from models import load

    blocks = [(name, one.numel()) for name, one in load(model).model.named_parameters() if any(map(str.isdigit, name))]
    return float(sum(size for name, size in blocks if f".{part}." in name) / sum(size for _, size in blocks))


def n_parameters(model: str) -> int:
    return card(model).n_params


def masked_share(model: str, text: str, seed: int, fate: str) -> int:
    """How many tokens a draw of the masked objective chooses for a fate: `mask`, `random`, `kept`."""
    from models import masked_targets

    return sum(term.fate == fate for term in masked_targets(text, model, seed).terms)


def prob_follows(model: str, first: str, second: str) -> float:
    """How probable a masked model finds it that the second sentence follows the first."""
    from models import judge_pair

    return float(judge_pair(first, second, model).prob_follows)


MEASURES: Mapping[str, Callable[..., Any]] = {
    measure.__name__: measure
    for measure in (
        n_tokens,
        n_characters,
        n_bytes,
        n_unknown,
        merged,
        n_symbols,
        similarity,
        kept,
        attention,
        most_seen,
        row_sum,
        weight_ahead,
        head_share,
        prob,
        top,
        surprisal,
        n_asked,
        total_bits,
        surprisal_a_token,
        training_loss,
        continuation,
        distinct,
        log_prob,
        future_moves,
        reach,
        parameter_share,
        n_parameters,
        masked_share,
        prob_follows,
    )
}
