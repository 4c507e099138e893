"""The two parts of a bidirectional guess add up to the model's own."""

from __future__ import annotations

import math

import pytest
import torch

from models import load
from models.errors import InputError
from models.memory.both_directions import split_logits, trace_directions

TEXT = "The cat sat on the mat."

pytestmark = pytest.mark.usefixtures("tiny_models")


def test_states_and_guesses_are_the_models() -> None:
    loaded = load("tiny-bilstm")
    found = trace_directions(TEXT, "tiny-bilstm")
    ids = torch.tensor([[token.id for token in found.tokens]])
    with torch.no_grad():
        hidden = loaded.model(ids).hidden_states[-1][0]
        torch.testing.assert_close(torch.cat([found.forward, found.backward], -1), hidden)
        place = 3
        masked = ids.clone()
        masked[0, place] = loaded.tokenizer.mask_token_id
        log_probs = loaded.model(masked).logits[0, place].double().log_softmax(-1)
    assert found.surprisal_bits[place][2] == pytest.approx(-log_probs[ids[0, place]].item() / math.log(2), abs=1e-4)
    assert found.guesses[place][2].id == log_probs.argmax().item()
    assert [bits is None for bits in found.surprisal_bits] == [token.special for token in found.tokens]


def test_the_parts_add_up() -> None:
    model = load("tiny-bilstm").model
    hidden = torch.randn(3, 64)
    left, right, both = split_logits(model, hidden)
    torch.testing.assert_close(left + right - model.head.bias, both, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(both, model.head(model.join(hidden)), rtol=1e-4, atol=1e-5)


def test_the_forward_state_has_not_read_what_follows() -> None:
    found, other = (trace_directions(text, "tiny-bilstm") for text in (TEXT, TEXT.replace("mat", "log")))
    changed = next(i for i, token in enumerate(found.tokens) if token.text == "mat")
    torch.testing.assert_close(found.forward[:changed], other.forward[:changed])
    assert (found.backward[1] - other.backward[1]).abs().max() > 0


def test_other_models_have_not_two_directions() -> None:
    with pytest.raises(InputError) as caught:
        trace_directions(TEXT, "tiny-lstm")
    assert caught.value.code == "not_recurrent"
