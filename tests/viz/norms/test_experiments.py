from __future__ import annotations

import json

import numpy as np
import torch

from models.records import NormMoves, ResidualStream, RunningStatistics, SmallBatch, Token
from tests.viz.norms.test_batch import decoded
from viz.norms.depth import encode_depth
from viz.norms.experiments import encode_moves, encode_running, encode_small_batches


def test_moves_travel_as_a_row_for_every_norm() -> None:
    moved = {"layer": torch.tensor([0.0, 1e-8]), "batch": torch.tensor([0.5, 2.0])}
    payload = encode_moves(NormMoves(("1", "3"), moved, torch.zeros(2), {"layer": False, "batch": True}))
    assert payload["norms"] == ["layer", "batch"]
    assert np.array_equal(decoded(payload["moved"]), np.float32([[0, 1e-8], [0.5, 2]]))
    json.dumps(payload, allow_nan=False)


def test_nothing_is_left_where_the_output_is_0() -> None:
    lost, kept = SmallBatch(1, 0.0, 0.0, "no"), SmallBatch(192, 3.0, 1.0, None)
    payload = encode_small_batches({"one_token": {"batch": lost, "layer": kept}})
    assert payload["answers"] == {"batch": True, "layer": False}
    assert payload["cases"]["one_token"]["batch"]["error"] == "no"


def test_two_modes_differ_where_there_is_any_distance() -> None:
    gaps = torch.arange(3.0)
    payload = encode_running(RunningStatistics(gaps, gaps, gaps, {"batch": 0.1, "layer": 0.0}))
    assert payload["answers"] == {"batch": True, "layer": False}
    assert decoded(payload["mean_gap"]).tolist() == [0, 1, 2]


def test_a_norm_in_the_prediction_head_is_not_on_the_stream() -> None:
    sites = ("bert.encoder.layer.0.output.LayerNorm", "cls.predictions.transform.LayerNorm")
    numbers = torch.rand(2, 2, 1)
    token = Token(0, "it", "it", 0, 2, False)
    stream = ResidualStream("bert", "bert", sites, (token,), numbers, numbers, numbers, (3,), numbers)
    payload = encode_depth(stream, "BERT", 8, "after")
    assert [site["name"] for site in payload["sites"]] == [sites[0]]
    assert payload["length"]["shape"] == payload["shares"]["shape"] == [1, 2, 1]
    json.dumps(payload, allow_nan=False)
