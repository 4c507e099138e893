"""What the decoding lab's scripts are tested on: small records, encoded as the page gets them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from app.labs.decoding.kinds import encode_kinds
from models.decoding.distribution import Moment, open_up
from models.decoding.strategies import parse_strategies
from models.records import BeamCandidate, DecodedToken, Decoding, DecodingRun
from viz.decoding.columns import encode_decoding
from viz.decoding.payloads import DecodingPayload, StepPayload, StrategyKinds, TreePayload
from viz.decoding.step import encode_step
from viz.decoding.tree import encode_tree

WORDS = (" He", " said", " wanted", " to", ",", " B", "illy")
LOGPROB = -1.5
CUT = 6  # tokens that are left to draw from


def strategies() -> StrategyKinds:
    """The tables of strategies."""
    return encode_kinds()


def _token(token_id: int) -> DecodedToken:
    return DecodedToken(token_id, WORDS[token_id], LOGPROB - token_id / 4, token_id + 1, 3.5, CUT)


def _run(strategy: dict[str, object], ids: Sequence[int], places: tuple[int, ...] | None = None) -> DecodingRun:
    tokens = tuple(_token(i) for i in ids)
    text = "".join(token.token for token in tokens)
    return DecodingRun(strategy, text, tokens, sum(token.logprob for token in tokens), "max_new_tokens", 0, places)


def columns() -> DecodingPayload:
    """A greedy column, one that was given a token, and a masked model's with its second blank still open."""
    runs = (
        _run({"name": "greedy"}, (0, 1, 4)),
        _run({"name": "sample", "force": {"1": 3}}, (0, 3, 4)),
        _run({"name": "most_confident"}, (4, 5), places=(2, 0)),
    )
    return encode_decoding(
        Decoding((), runs),
        {"prompt": "Once", "model": "GPT", "family": "gpt", "fills": False},
        {"n_steps": 3, "seed": 1, "strategies": [{"name": str(run.strategy["name"])} for run in runs]},
        [None] * len(runs),
    )


def step() -> StepPayload:
    """A choice among 40 tokens, of which six were left."""
    logits = torch.arange(40, 0, -1) / 8
    (strategy,) = parse_strategies([{"name": "sample", "temperature": 1.25, "top_k": CUT}])
    moment = Moment(strategy, place=2, step=2, n_written=4, prefix_ids=(3, 1), chosen=1, seed=3)
    return encode_step(open_up(logits, torch.tensor([[3, 1]]), moment, lambda ids: [f" t{i}" for i in ids]))


def beam_tree() -> TreePayload:
    """A search of width 2 that finds in its second step what greedy search, which it drops, does not."""
    nodes = [
        *((0, None, i, logprob, True) for i, logprob in ((0, -1.0), (5, -1.2))),
        *((0, None, i, logprob, False) for i, logprob in ((2, -2.0), (3, -2.5))),
        *((1, 1, i, logprob, True) for i, logprob in ((6, -0.1), (4, -0.9))),
        *((1, 0, i, logprob, False) for i, logprob in ((1, -1.5), (2, -1.9))),
        *((2, 4, i, logprob, True) for i, logprob in ((1, -0.4), (2, -1.0))),
        *((2, 5, i, logprob, False) for i, logprob in ((3, -1.1), (4, -1.3))),
    ]
    tree: list[BeamCandidate] = []
    for at, (step_, parent, i, logprob, kept) in enumerate(nodes):
        total = logprob + (0 if parent is None else tree[parent].sum_logprob)
        score = total / math.sqrt(3) if step_ == 2 and kept else None
        tree.append(BeamCandidate(step_, parent, i, WORDS[i], logprob, total, at % 4 + 1, kept, False, score))
    greedy = [
        BeamCandidate(at, at - 1 if at else None, i, "", -1, -1, 1, True, False, None) for at, i in enumerate((0, 1, 4))
    ]
    runs = (
        DecodingRun({"name": "beam", "num_beams": 1}, "", tuple(map(_token, (0, 1, 4))), -4.5, None, 120),
        DecodingRun({"name": "beam", "num_beams": 2}, "", tuple(map(_token, (5, 6, 1))), -1.7, None, 200),
    )
    return encode_tree(Decoding((), runs, {0: tuple(greedy), 1: tuple(tree)}), 1)
