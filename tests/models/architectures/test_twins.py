"""The plain RNN and the bidirectional LSTM are what torch's own layers compute."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from models import load, predict, score
from models.architectures.bilstm import BiLSTMConfig, BiLSTMForMaskedLM
from models.catalog import card

TEXT = "The cat sat on the mat."

pytestmark = pytest.mark.usefixtures("tiny_models")


def test_texts_are_read_from_both_ends_and_padding_from_none() -> None:
    model = BiLSTMForMaskedLM(BiLSTMConfig(vocab_size=30, hidden_size=12)).eval()
    inputs, attention_mask = torch.randn(4, 9, 12), torch.ones(4, 9, dtype=torch.long)
    for row, length in enumerate((9, 5, 1, 8)):
        attention_mask[row, length:] = 0
    packed = pack_padded_sequence(inputs, attention_mask.sum(-1), batch_first=True, enforce_sorted=False)
    expected, _lengths = pad_packed_sequence(model.lstm(packed)[0], batch_first=True, total_length=9)
    real = attention_mask.bool()
    torch.testing.assert_close(model.read(inputs, attention_mask)[real], expected[real], rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(model.read(inputs), model.lstm(inputs)[0])


def test_the_rnn_is_its_one_equation() -> None:
    model = load("tiny-rnn").model
    ids = load("tiny-rnn").tokenizer(TEXT, return_tensors="pt")["input_ids"]
    states = model.emb(ids)[0]
    for layer in range(2):
        weight_input, weight_hidden, bias_input, bias_hidden = model.rnn.all_weights[layer]
        hidden, found = torch.zeros(32), []
        for x in states:
            hidden = torch.tanh(weight_input @ x + bias_input + weight_hidden @ hidden + bias_hidden)
            found.append(hidden)
        states = torch.stack(found)
    torch.testing.assert_close(model(ids).logits[0], states @ model.emb.weight.T, rtol=1e-4, atol=1e-5)


def test_the_twins_are_read_like_their_families() -> None:
    assert card("tiny-bilstm").facts.is_masked
    assert not card("tiny-rnn").facts.has_attention
    assert score(TEXT, "tiny-bilstm").pseudo
    assert not score(TEXT, "tiny-rnn").pseudo
    (filled,) = predict("The cat [MASK] on the mat.", "tiny-bilstm", k=3)
    assert filled.position == 3
    assert score("The cat. " * 90, "tiny-rnn").total_bits > 0
