from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn.functional import cosine_similarity

from models.decoding.transcript import write_steps
from models.registry import load


def search_plainly(model: torch.nn.Module, ids: list[int], n_steps: int, top_k: int, alpha: float) -> list[int]:
    """Su et al. (2022), equation 5, with every candidate's whole text read anew."""

    def read(ids: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        output = model(torch.tensor([ids]), output_hidden_states=True)
        hidden = output.get("last_hidden_state")
        return output.logits[0, -1], (output.hidden_states[-1] if hidden is None else hidden)[0]

    for _ in range(n_steps):
        probs, candidates = read(ids)[0].softmax(-1).topk(top_k)
        scores = []
        for prob, candidate in zip(probs, candidates.tolist(), strict=True):
            hidden = read([*ids, candidate])[1]
            scores.append((1 - alpha) * prob - alpha * cosine_similarity(hidden[:-1], hidden[-1:]).max())
        ids = [*ids, candidates[torch.stack(scores).argmax()].item()]
    return ids[-n_steps:]


@pytest.mark.parametrize("name", ["tiny-gpt2", "tiny-llama", "tiny-lstm"])
@pytest.mark.parametrize(("top_k", "alpha"), [(4, 0.6), (1, 0.6), (6, 1.0), (3, 0.0)])
def test_follows_the_definition(tiny_models: Path, name: str, top_k: int, alpha: float) -> None:
    loaded = load(name)
    strategies = [{"name": "greedy"}, {"name": "contrastive", "top_k": top_k, "penalty_alpha": alpha}]
    *_, last = write_steps(loaded.model, loaded.tokenizer, [9, 30, 31], strategies, 8)
    greedy, contrastive = ([token.id for token in run.tokens] for run in last.runs)
    expected = search_plainly(loaded.model, [9, 30, 31], len(contrastive), top_k, alpha)
    assert contrastive == expected
    assert len(contrastive) == 8 or contrastive[-1] == loaded.tokenizer.eos_token_id
    if alpha == 0 or top_k == 1:
        assert contrastive == greedy
    assert all(token.n_kept == len(loaded.tokenizer) for token in last.runs[1].tokens)
