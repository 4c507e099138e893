from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import DynamicCache, LlamaConfig, MistralConfig

from models.decoding.key_value_cache import RoomyCache, RoomyLayer

SIZES = {"num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "num_key_value_heads": 2}
CONFIGS = {"plain": LlamaConfig(**SIZES), "window": MistralConfig(**SIZES, sliding_window=4)}
ROWS = st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=5), max_size=8)


@given(kind=st.sampled_from(sorted(CONFIGS)), rows=ROWS, n_prompt=st.integers(1, 4))
def test_holds_what_the_usual_cache_holds(kind: str, rows: list[list[int]], n_prompt: int) -> None:
    usual, roomy = DynamicCache(config=CONFIGS[kind]), RoomyCache(CONFIGS[kind], n_prompt + len(rows))
    n_rows, n_new = 1, n_prompt
    for chosen in [*rows, [0]]:
        for layer in range(2):
            states = torch.randn(n_rows, 2, n_new, 3), torch.randn(n_rows, 2, n_new, 4)
            for expected, got in zip(usual.update(*states, layer), roomy.update(*states, layer), strict=True):
                assert torch.equal(expected, got)
        assert roomy.get_seq_length() == usual.get_seq_length()
        parents = [row % n_rows for row in chosen]
        usual.batch_select_indices(torch.tensor(parents))
        roomy.rearrange(parents, torch.device("cpu"))
        n_rows, n_new = len(chosen), 1


def test_layers_with_a_window_stay_as_they_are() -> None:
    assert {type(layer) for layer in RoomyCache(CONFIGS["plain"], 9).layers} == {RoomyLayer}
    assert RoomyLayer not in {type(layer) for layer in RoomyCache(CONFIGS["window"], 9).layers}
