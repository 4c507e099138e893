"""The lens reads the model's own states with the model's own head, as transformers would."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from app.labs.inside.reading import TELLING, TELLING_BLANK
from models import lens, load, predict
from models.errors import InputError
from models.inside.lens import first_on_top
from models.observe import Observer, observing
from models.passes import prepare

TEXT = "The animal didn't cross the street."
MASKED = "The animal didn't [MASK] the street."
pytestmark = pytest.mark.usefixtures("tiny_models")


@torch.no_grad()
def by_hand(name: str, text: str) -> list[Tensor]:
    """Logits of each hidden state of transformers, through the head as it is called in the model's source."""
    model: Any = load(name).model
    with observing(Observer()):
        states = model(torch.tensor([prepare(text, name).ids]), output_hidden_states=True).hidden_states
    heads = {
        "tiny-gpt2": lambda x: model.lm_head(model.transformer.ln_f(x)),
        "tiny-llama": lambda x: model.lm_head(model.model.norm(x)),
        "tiny-gpt-neox": lambda x: model.lm_head(model.gpt_neox.final_layer_norm(x)),
        "tiny-bert": lambda x: model.cls.predictions(x),
        "tiny-lstm": lambda x: model.head(x),
        "tiny-rnn": lambda x: model.head(x),
    }
    head = heads[name]
    normed = name in ("tiny-gpt2", "tiny-llama", "tiny-gpt-neox")  # transformers' last state is behind the last norm
    last = model.get_output_embeddings()(states[-1]) if normed else head(states[-1])
    return [*(head(state)[0] for state in states[:-1]), last[0]]


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-gpt-neox", "tiny-bert", "tiny-lstm", "tiny-rnn"])
def test_every_station_is_the_head_on_a_hidden_state(name: str) -> None:
    text = MASKED if name == "tiny-bert" else TEXT
    found, expected = lens(text, name), by_hand(name, text)
    assert len(found.stations) == len(expected)
    answers = expected[-1].argmax(-1)
    torch.testing.assert_close(found.answer_ids, answers)
    for station, logits in enumerate(expected):
        log_probs = logits.double().log_softmax(-1)
        best, ids = log_probs.exp().topk(10)
        torch.testing.assert_close(found.top_probs[station].double(), best, atol=1e-5, rtol=1e-4)
        assert (found.top_ids[station] == ids).float().mean() > 0.95  # two that are equally likely may change places
        entropy = -(log_probs.exp() * log_probs).sum(-1) / math.log(2)
        torch.testing.assert_close(found.entropy_bits[station].double(), entropy, atol=1e-3, rtol=1e-4)
        of_answer = log_probs.gather(-1, answers[:, None])
        torch.testing.assert_close(found.answer_probs[station].double(), of_answer.exp()[:, 0], atol=1e-6, rtol=1e-4)
        assert torch.equal(found.answer_ranks[station], 1 + (log_probs > of_answer).sum(-1))


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-bert", "tiny-lstm"])
def test_the_last_row_is_what_predict_says(name: str) -> None:
    text = MASKED if name == "tiny-bert" else TEXT
    found, (expected,) = lens(text, name), predict(text, name)
    position = expected.position if name == "tiny-bert" else len(found.tokens) - 1
    assert found.top_ids[-1, position].tolist() == [one.id for one in expected.top]
    assert found.top_probs[-1, position].tolist() == pytest.approx([one.prob for one in expected.top], abs=1e-6)
    assert float(found.entropy_bits[-1, position]) == pytest.approx(expected.entropy_bits, abs=1e-4)


def test_one_token_and_too_many() -> None:
    assert lens("a", "tiny-bert").top_ids.shape[1] == 3
    assert len(lens(" a" * 63, "tiny-gpt2").tokens) == 64
    for text, name, code in (
        (" a" * 64, "tiny-gpt2", "too_many_tokens"),
        ("", "tiny-gpt2", "empty_text"),
        (TEXT, "tiny-bart", "source_model"),
        (TEXT, "tiny-bilstm", "unknown_way_out"),
    ):
        with pytest.raises(InputError) as refusal:
            lens(text, name)
        assert refusal.value.code == code


@pytest.mark.bundled
@pytest.mark.parametrize(
    ("model", "text", "answer", "first", "before"),
    [
        ("gpt", TELLING["en"], "kite", 8, "ball"),
        ("gpt-zh", TELLING["zh"], "胡", 8, "又"),
        ("bert", TELLING_BLANK["en"], "they", 3, "he"),
        ("bert-zh", TELLING_BLANK["zh"], "只", 4, "个"),
    ],
)
def test_where_the_answer_comes_from_nothing_to_first(
    model: str, text: str, answer: str, first: int, before: str
) -> None:
    """What the section shows when it opens: a guess of the usual word, and only then the one that the text asks for."""
    found = lens(text, model)
    hidden = [place for place, token in enumerate(found.tokens) if token.piece == "[MASK]"]
    position = hidden[0] if hidden else len(found.tokens) - 1
    assert found.names[int(found.answer_ids[position])].text.strip() == answer
    assert first_on_top(found, position) == first
    assert found.names[int(found.top_ids[first - 1, position, 0])].text.strip() == before
    assert found.answer_probs[-1, position] > 0.5
    assert found.answer_ranks[:2, position].min() > 1
