"""Tables hold what the records hold."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest
import torch

from models.memory.weight_counts import count_weights
from models.records import DecodedToken, Decoding, DecodingRun, Reading, Token
from viz.attention.heads import heads_table
from viz.decoding.columns import runs_table
from viz.memory.weights import weights_table
from viz.side_by_side.reading import readings_table
from viz.tables import encode_rows


def test_a_table_travels_with_its_gaps() -> None:
    frame = pd.DataFrame({"n": [1, 2], "loss_nats": [0.5, math.nan], "token": ["a", None]})
    sent = json.loads(json.dumps(encode_rows(frame), allow_nan=False))
    assert sent == [["n", "loss_nats", "token"], [1, 0.5, "a"], [2, None, None]]


def test_every_head_has_a_row() -> None:
    scores = torch.arange(6.0).reshape(2, 3)
    table = heads_table({"previous_token": scores})
    assert [scores[layer, head].item() for layer, head in zip(table["layer"], table["head"], strict=True)] == list(
        table["previous_token"]
    )


def test_every_written_token_has_a_row() -> None:
    tokens = (DecodedToken(3, " a", -math.log(4), 2, 3.5, 40), DecodedToken(4, "b", 0.0, 1, 0.0, 1))
    run = DecodingRun({"name": "greedy"}, " ab", tokens, -math.log(4), None)
    table = runs_table(Decoding((), (run, run)))
    assert table[["run", "step", "id"]].to_numpy().tolist() == [[0, 0, 3], [0, 1, 4], [1, 0, 3], [1, 1, 4]]
    assert table["surprisal_bits"].tolist() == pytest.approx([2, 0, 2, 0])


def test_weights_add_up_in_their_table() -> None:
    counts = count_weights("gru", 5, 7, 2, True, "one")
    table = weights_table(counts)
    assert ((table["from_input"] + table["from_state"] + table["biases"]) * table["n_gates"] == table["total"]).all()
    assert table["total"].sum() == sum(layer.total for layer in counts)


def test_a_reading_has_a_row_a_token() -> None:
    tokens = (Token(0, "<s>", "", None, None, True), Token(1, "a", "a", 0, 1, False))
    reading = Reading("m", "gpt", tokens, (None, 1.5), (None, None), None, False, 1)
    table = readings_table([reading])
    assert encode_rows(table)[1:] == [["m", 0, "", None, None, None], ["m", 1, "a", 0.0, 1.0, 1.5]]
