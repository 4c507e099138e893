from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import LlamaConfig, MistralConfig
from transformers.cache_utils import DynamicLayer

from models.decoding.memory import RoomyLayer, key_value_cache

ROWS = st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=5), max_size=8)


@given(rows=ROWS, n_prompt=st.integers(1, 4))
def test_holds_what_a_plain_layer_holds(rows: list[list[int]], n_prompt: int) -> None:
    plain, roomy = DynamicLayer(), RoomyLayer(n_prompt + len(rows))
    n_rows, n_new = 1, n_prompt
    for chosen in [*rows, [0]]:
        keys, values = torch.randn(n_rows, 2, n_new, 3), torch.randn(n_rows, 2, n_new, 4)
        for expected, got in zip(plain.update(keys, values), roomy.update(keys, values), strict=True):
            assert torch.equal(expected, got)
        assert roomy.get_seq_length() == plain.get_seq_length()
        indices = torch.tensor([row % n_rows for row in chosen])
        plain.batch_select_indices(indices)
        roomy.batch_select_indices(indices)
        n_rows, n_new = len(chosen), 1


def test_layers_with_a_window_stay_as_they_are() -> None:
    sizes = {"num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2}
    assert {type(layer) for layer in key_value_cache(LlamaConfig(**sizes), 9).layers} == {RoomyLayer}
    windowed = key_value_cache(MistralConfig(**sizes, sliding_window=4), 9)
    assert RoomyLayer not in {type(layer) for layer in windowed.layers}
