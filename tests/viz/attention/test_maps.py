"""The grid is small and close to the pattern; the opened head is the pattern."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from bertviz import head_view
from numpy.typing import NDArray
from torch import Tensor

from models.records import AttentionTrace, Token, Trace
from viz.attention.maps import MAX_SIDE, encode_attention, encode_head, kinds_of
from viz.attention.payloads import GridPayload, StackPayload

DTYPES = {"float32": "<f4", "int32": "<i4", "bool": "|b1", "uint8": "|u1"}
LARGEST_ERROR = 0.004


def attention(
    n_layers: int = 2, n_heads: int = 3, n_queries: int = 7, allowed: Tensor | None = None, spread: float = 2.0
) -> AttentionTrace:
    """Random attention under a mask (all layers' or one for each); everything is allowed without."""
    allowed = torch.ones(n_queries, n_queries, dtype=torch.bool) if allowed is None else allowed
    scores = torch.randn(n_layers, n_heads, n_queries, n_queries) * spread
    by_layer = allowed.expand(n_layers, n_queries, n_queries)
    pattern = scores.masked_fill(~by_layer[:, None], -torch.inf).softmax(-1).nan_to_num(0.0)
    return AttentionTrace(pattern, scores, by_layer, n_heads)


def causal(n: int) -> Tensor:
    return torch.ones(n, n, dtype=torch.bool).tril()


def tokens(*texts: str) -> tuple[Token, ...]:
    return tuple(Token(i, text, text, 0, len(text), False) for i, text in enumerate(texts))


def decode(payload: dict[str, Any]) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(payload["data"]), DTYPES[payload["dtype"]]).reshape(payload["shape"])


def trace_of(found: AttentionTrace, words: tuple[Token, ...] | None = None) -> Trace:
    """A pass of a model of one stack."""
    words = tokens(*(f"w{i}" for i in range(found.pattern.shape[-1]))) if words is None else words
    return Trace("key", "m", "bert", "native", words, (), {"self": found}, torch.zeros(len(words), 3))


def encode_stack(found: AttentionTrace, words: tuple[Token, ...] | None = None) -> StackPayload:
    return encode_attention(trace_of(found, words))["stacks"]["self"]


def encode_grid(found: AttentionTrace) -> GridPayload:
    return encode_stack(found)["grid"]


def opened(found: AttentionTrace, words: tuple[Token, ...]) -> tuple[int, int]:
    """The head that is shown first."""
    head = encode_stack(found, words)["opened"]
    return head["layer"], head["head"]


def decode_grid(grid: GridPayload) -> NDArray[Any]:
    """The pattern as the browser draws it."""
    allowed, row_max = decode(grid["allowed"]), decode(grid["row_max"])
    levels = np.zeros((*row_max.shape, allowed.shape[-1]))
    levels[..., allowed.any(axis=0)] = decode(grid["levels"])
    return levels / 255 * row_max[..., None]


def pooled(pattern: NDArray[Any], block: int) -> NDArray[Any]:
    n = pattern.shape[-1]
    starts = range(0, n, block)
    rows = np.stack([pattern[..., i : i + block, :].max(-2) for i in starts], axis=-2)
    return np.stack([rows[..., i : i + block].max(-1) for i in starts], axis=-1)


@pytest.mark.parametrize("n_tokens", [1, 14, MAX_SIDE, MAX_SIDE + 1, 200])
@pytest.mark.parametrize("mask", ["full", "causal"])
def test_the_grid_is_the_pattern_up_to_quantisation(n_tokens: int, mask: str) -> None:
    found = attention(n_queries=n_tokens, allowed=causal(n_tokens) if mask == "causal" else None)
    grid = json.loads(json.dumps(encode_grid(found)))
    block = -(-n_tokens // MAX_SIDE)
    expected = pooled(found.pattern.numpy(), block)
    assert grid["pooled"] == [block, block]
    assert grid["shape"] == list(found.pattern.shape)
    assert expected.shape[-1] <= MAX_SIDE
    errors = np.abs(decode_grid(grid) - expected)
    assert (errors <= LARGEST_ERROR * expected.max(-1, keepdims=True)).all()


def test_the_strongest_key_stays_the_strongest() -> None:
    found = attention(n_queries=50)
    assert (decode_grid(encode_grid(found)).argmax(-1) == found.pattern.numpy().argmax(-1)).mean() > 0.99


def test_forbidden_cells_are_not_sent() -> None:
    n = 40
    grid = encode_grid(attention(n_queries=n, allowed=causal(n)))
    assert grid["levels"]["shape"] == [2, 3, n * (n + 1) // 2]
    assert (decode_grid(grid)[..., ~causal(n).numpy()] == 0).all()


def test_layers_with_masks_of_their_own_keep_them() -> None:
    masks = torch.stack([causal(9), causal(9) & ~causal(9).tril(-3)])
    found = attention(n_queries=9, allowed=masks)
    grid = encode_grid(found)
    assert (decode(grid["allowed"]) == masks.numpy()).all()
    assert np.abs(decode_grid(grid) - found.pattern.numpy()).max() <= LARGEST_ERROR
    assert decode(encode_grid(attention())["allowed"]).shape[0] == 1


@pytest.mark.parametrize(
    ("allowed", "sight"),
    [(torch.ones(6, 6, dtype=torch.bool), "full"), (causal(6), "causal"), (causal(6).tril(-1), "partial")],
)
def test_what_may_be_seen_is_told_from_the_mask(allowed: Tensor, sight: str) -> None:
    assert encode_grid(attention(n_queries=6, allowed=allowed))["sight"] == sight


def test_a_query_that_sees_nothing_is_all_zero() -> None:
    grid = encode_grid(attention(n_queries=6, allowed=causal(6).tril(-1)))
    assert (decode_grid(grid)[:, :, 0] == 0).all()


def test_an_opened_head_is_exact() -> None:
    found = attention(allowed=causal(7))
    assert found.scores is not None
    head = json.loads(json.dumps(encode_head(trace_of(found), "self", 1, 2)))
    assert (decode(head["pattern"]) == found.pattern[1, 2].numpy()).all()
    assert (decode(head["scores"]) == found.scores[1, 2].numpy()).all()
    assert (decode(head["allowed"]) == causal(7).numpy()).all()


def test_the_head_that_singles_tokens_out_is_opened_first() -> None:
    n = 8
    pattern = torch.zeros(2, 2, n, n)
    pattern[0, 0, :, 0] = 1  # rests on the first token
    pattern[0, 1] = torch.eye(n)  # looks at itself
    pattern[1, 0, :, 4] = 1  # all look at the same token
    pattern[1, 1] = torch.eye(n).roll(1, 0)  # each looks at the one before it
    found = AttentionTrace(pattern, None, torch.ones(2, n, n, dtype=torch.bool), 2)
    words = tokens(*"abcdefgh")
    assert opened(found, words) == (1, 1)


def test_the_strongest_cell_singles_a_token_out() -> None:
    """Above what its key gets on average; not itself, not the first, none of a special token."""
    n = 6
    pattern = torch.full((1, 2, n, n), 0.1)
    pattern[0, 0, 3, 0] = pattern[0, 0, 2, 2] = pattern[0, 0, 5, 1] = pattern[0, 0, 1, 5] = 0.9
    pattern[0, 0, 4, 1] = 0.5
    pattern[0, 0, :, 3] = 0.8  # all look at it
    found = AttentionTrace(pattern, None, torch.ones(1, n, n, dtype=torch.bool), 2)
    words = (*tokens(*"abcde"), replace(tokens("z")[0], special=True))
    stack = encode_stack(found, words)
    assert decode(stack["strongest"]).tolist() == [[[4, 1], [0, 0]]]
    assert [encode_head(trace_of(found, words), "self", 0, head)["strongest"] for head in (0, 1)] == [(4, 1), (0, 0)]


def test_a_forbidden_cell_is_never_the_strongest() -> None:
    found = attention(n_layers=4, n_heads=8, n_queries=9, allowed=causal(9))
    places = decode(encode_stack(found)["strongest"]).reshape(-1, 2)
    assert all(key < query for query, key in places.tolist())


@pytest.mark.parametrize("n_tokens", [1, 2])
def test_a_text_without_other_tokens_opens_the_first_head(n_tokens: int) -> None:
    words = tokens(*"ab"[:n_tokens])
    assert opened(attention(n_queries=n_tokens, allowed=causal(n_tokens)), words) == (0, 0)


def test_hostile_tokens_travel_as_visible_labels() -> None:
    texts = ("</script><img onerror=alert(1)>", "${7*7}", "\u202eabc", "👩‍🚀", "\0", " it", " ")
    found = attention(n_queries=len(texts))
    trace = Trace("key", "m", "bert", "native", tokens(*texts), (), {"self": found}, torch.zeros(len(texts), 3))
    labels = [token["label"] for token in encode_attention(trace)["tokens"]["source"]]
    assert labels == ["</script><img·onerror=alert(1)>", "${7*7}", "<U+202E>abc", "👩‍🚀", "<U+0000>", "it", "·"]


def test_both_stacks_of_an_encoder_decoder_are_sent() -> None:
    source, target = tokens("a", "b", "c"), tokens("x", "y")
    cross = AttentionTrace(torch.rand(2, 2, 2, 3), None, torch.ones(2, 2, 3, dtype=torch.bool), 2)
    stacks = {"encoder": attention(n_queries=3), "decoder": attention(n_queries=2, allowed=causal(2)), "cross": cross}
    payload = encode_attention(Trace("key", "m", "seq2seq", "native", source, target, stacks, torch.zeros(2, 3)))
    axes = {name: (stack["queries"], stack["keys"]) for name, stack in payload["stacks"].items()}
    assert axes == {"encoder": ("source",) * 2, "decoder": ("target",) * 2, "cross": ("target", "source")}
    assert payload["stacks"]["cross"]["grid"]["shape"] == [2, 2, 2, 3]
    assert [stack["kinds"] for stack in payload["stacks"].values()] == [list(kinds_of(name)) for name in stacks]
    assert ["rollout" in stack["kinds"] for stack in payload["stacks"].values()] == [True, True, False]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_payload_is_a_small_part_of_bertviz() -> None:
    n = MAX_SIDE
    found = attention(n_layers=12, n_heads=12, n_queries=n, allowed=causal(n))
    page = head_view([layer[None] for layer in found.pattern], ["token"] * n, html_action="return").data
    assert len(page) >= 25 * len(json.dumps(encode_grid(found)))
