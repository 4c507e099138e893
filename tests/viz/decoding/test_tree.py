from __future__ import annotations

from pathlib import Path

import pytest

from models import decode
from models.records import Decoding
from viz.decoding.tree import encode_tree, path_in_tree, rows_read, scored_by_step

PROMPT = "The animal didn't cross the street"


@pytest.fixture(scope="module", params=["tiny-gpt2", "tiny-lstm"])
def searches(request: pytest.FixtureRequest, tiny_models: Path) -> Decoding:
    return decode(PROMPT, request.param, [{"name": "beam", "num_beams": n} for n in (1, 3, 6)], 10)


def test_work_is_as_counted(searches: Decoding) -> None:
    """Rows that the tree says were read, times the vocabulary, are what the loop counted."""
    widths = encode_tree(searches, 1)["widths"]
    for width, run, tree in zip(widths, searches.runs, searches.beam_trees.values(), strict=True):
        assert scored_by_step(run, tree)[-1] == width["n_scored"] == run.n_scored
        assert run.n_scored == sum(rows_read(tree)) * width["d_vocab"]
        assert max(rows_read(tree)) <= width["num_beams"]


@pytest.mark.parametrize("shown", [1, 2])
def test_paths_spell_the_texts(searches: Decoding, shown: int) -> None:
    payload, tree = encode_tree(searches, shown), searches.beam_trees[shown]
    assert [tree[i].id for i in payload["winner"]] == [token.id for token in searches.runs[shown].tokens]
    greedy = [token.id for token in searches.runs[0].tokens]
    assert [tree[i].id for i in payload["greedy"]] == greedy[: len(payload["greedy"])]
    assert len(payload["greedy"]) + len(payload["greedy_left"]) == len(greedy)


def test_a_path_ends_where_the_tree_does(searches: Decoding) -> None:
    tree = searches.beam_trees[1]
    assert path_in_tree(tree, []) == []
    assert path_in_tree(tree, [10**6, tree[0].id]) == []
