from __future__ import annotations

import pytest

from app.labs.inside.flow import on_flow
from app.labs.inside.model import model_of
from app.state import DEFAULT_TEXTS, Chosen
from models.errors import InputError

TEXT = "The cat sat on the mat."


def chosen(text: str = TEXT) -> Chosen:
    return Chosen(text, "tiny-gpt2", "tiny-bert", "tiny-lstm")


def test_the_model_is_one_above_or_any_other() -> None:
    assert model_of(chosen(), "bert") == "tiny-bert"
    assert model_of(chosen(), "=tiny-llama") == "tiny-llama"


@pytest.mark.usefixtures("tiny_models")
@pytest.mark.parametrize("choice", ["gpt", "bert", "lstm", "=tiny-llama", "=tiny-bart", "=tiny-rnn", "=tiny-bilstm"])
def test_every_model_has_a_flow(choice: str) -> None:
    found = on_flow(chosen(), choice)
    assert found["request"]["text"] == TEXT
    assert found["tokens"][found["position"]]["start"] is not None


@pytest.mark.usefixtures("tiny_models")
def test_a_hidden_token_is_looked_at_first() -> None:
    found = on_flow(chosen("The [MASK] sat."), "bert")
    assert found["tokens"][found["position"]]["text"] == "[MASK]"
    assert found["mask_token"] == "[MASK]"
    assert on_flow(chosen(), "gpt")["mask_token"] is None


@pytest.mark.usefixtures("tiny_models")
def test_one_token_and_too_many() -> None:
    assert len(on_flow(chosen("a"), "lstm")["tokens"]) >= 1
    with pytest.raises(InputError) as refusal:
        on_flow(chosen("a." * 300), "lstm")
    assert refusal.value.code == "too_many_tokens"


@pytest.mark.bundled
def test_lanes_grow_in_gpt_and_keep_their_width_in_bert() -> None:
    """What the sentences below the picture say."""
    from models import activations

    text = DEFAULT_TEXTS["en"]
    gpt, bert = activations(text, "gpt"), activations(text, "bert")
    grown = gpt["blocks.7.resid_post"].norm(dim=-1) / gpt["blocks.0.resid_pre"].norm(dim=-1)
    assert grown.min() > 30
    ends = [bert[f"blocks.{layer}.ln2"].norm(dim=-1) for layer in range(6)]
    assert all((end / ends[0] > 0.85).all() and (end / ends[0] < 1.05).all() for end in ends)
