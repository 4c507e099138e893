"""Sizes from configs, under whichever name and wherever they stand."""

from __future__ import annotations

import pytest
from transformers import AutoConfig, CamembertConfig, EncoderDecoderConfig, RobertaConfig

from models.sizes import sizes_of

FLAT = {"num_hidden_layers": 3, "num_attention_heads": 4, "hidden_size": 32, "max_position_embeddings": 66}
SIZES = {"n_layers": 3, "n_heads": 4, "d_model": 32}


@pytest.mark.parametrize("pad", [0, 1])
def test_positions_that_begin_behind_the_padding_are_fewer(pad: int) -> None:
    """As many as transformers' own embedding has rows for, behind the padding's."""
    for config in (RobertaConfig, CamembertConfig):
        found = sizes_of(config(**FLAT, pad_token_id=pad).to_dict())
        assert found == {**SIZES, "context_length": 66 - pad - 1}
    assert sizes_of({"model_type": "roberta", "max_position_embeddings": 514})["context_length"] == 512
    assert sizes_of({"model_type": "mpnet", **FLAT})["context_length"] == 64
    assert sizes_of({"model_type": "bert", **FLAT})["context_length"] == 66


def test_sizes_are_found_in_parts() -> None:
    assert sizes_of({"model_type": "gemma3", "text_config": FLAT}) == {**SIZES, "context_length": 66}
    sides = [AutoConfig.for_model("bert", **{**FLAT, "max_position_embeddings": n}) for n in (66, 40)]
    config = EncoderDecoderConfig.from_encoder_decoder_configs(*sides).to_dict()
    assert sizes_of(config) == {**SIZES, "context_length": 40}
    assert sizes_of({"model_type": "t5", "d_model": 8}) == {
        **dict.fromkeys(SIZES),
        "d_model": 8,
        "context_length": None,
    }
