from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import decode
from models.records import CacheCost
from viz.decoding.cost import plot_search_work, plot_step_times
from viz.decoding.tree import encode_tree
from viz.palette import LIGHT

COST = CacheCost("keys_values", (1.0, 1.5), (1.0, 4.0), (100, 120), 5, 2, 4, 4, 8, 4)
WORDS = json.loads(Path("assets/locales/en/decoding.json").read_text(encoding="utf-8"))


def test_times_of_both_ways_are_drawn_step_by_step() -> None:
    kept, again = plot_step_times(COST, "gpt", WORDS).data
    assert (kept.name, kept.x, kept.y) == (WORDS["with_memory"], (1, 2), (1.0, 1.5))
    assert (again.name, again.x, again.y) == (WORDS["without_memory"], (1, 2), (1.0, 4.0))
    assert (kept.line.color, again.line.color) == (LIGHT["gpt-fill"], LIGHT["line-strong"])


@pytest.mark.usefixtures("tiny_models")
def test_the_work_of_a_search_adds_up_to_what_it_scored() -> None:
    searches = [{"name": "beam", "num_beams": n} for n in (1, 3)]
    decoding = decode("The cat sat", "tiny-gpt2", searches, 5, 0)
    figure = plot_search_work(decoding, 1, "gpt", WORDS)
    assert [trace.name for trace in figure.data] == [f"{WORDS['num_beams']} {n}" for n in (1, 3)]
    assert [trace.y[-1] for trace in figure.data] == [run.n_scored for run in decoding.runs]
    assert [trace.y[-1] for trace in figure.data] == [w["n_scored"] for w in encode_tree(decoding, 1)["widths"]]
    assert figure.data[1].line.color == LIGHT["gpt-fill"]
