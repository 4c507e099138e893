"""What it costs to keep every named activation, and how soon they are on screen."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterator
from typing import Any

import torch
from transformers import AutoModelForCausalLM, GPT2Config, PreTrainedModel

from benchmarks import inside_browser
from benchmarks.table import Row, compare
from models.inside.capture import capturing, completed
from models.inside.head import answering, stations
from models.inside.lens import N_CANDIDATES, read_off
from models.observe import Observer, observing
from models.passes import Wanted, prepare, run_then
from models.registry import load
from models.ways import make_observable

N_TOKENS = 64
BUNDLED_TARGET = 1.15
GPT2_TARGET = 1.05
LENS_FASTER = 3
N_KEPT = 4  # passes


def rows() -> Iterator[Row]:
    bundled = load("gpt")
    plain = AutoModelForCausalLM.from_pretrained(
        bundled.card.path, attn_implementation="sdpa", dtype=torch.float32, local_files_only=True
    )
    yield forward_row("bundled gpt", bundled.model, plain.eval().to(bundled.device), BUNDLED_TARGET, repeats=200)
    torch.manual_seed(0)
    large = AutoModelForCausalLM.from_config(GPT2Config(), attn_implementation="sdpa").eval()
    yield forward_row("GPT-2 size", make_observable(copy.deepcopy(large)), large, GPT2_TARGET, repeats=30)
    yield lens_row(repeats=30)
    yield from inside_browser.rows()


@torch.inference_mode()
def forward_row(name: str, watched: PreTrainedModel, plain: PreTrainedModel, target: float, repeats: int) -> Row:
    """Every named step kept, against the model's fused attention that keeps nothing."""
    ids = torch.randint(watched.config.vocab_size, (1, N_TOKENS), device=watched.device)

    kept: deque[object] = deque(maxlen=N_KEPT)  # as the cache of activations keeps them: memory goes round

    def captured() -> None:
        observer = Observer(keep_pattern=False, keep_parts=True)
        with observing(observer), capturing(watched) as steps:
            watched(ids, use_cache=False)
        kept.append(completed(watched, steps, observer, None))

    ours, theirs = compare(captured, lambda: plain(ids, use_cache=False), repeats)
    return Row(f"forward with every activation, {name}, {N_TOKENS} tokens", ours, "plain sdpa forward", theirs, target)


def lens_row(repeats: int) -> Row:
    """The stream behind every block read off at every position, against a loop that does one block after another."""
    prepared = prepare(" ".join(["The little dog ran to the park and saw a big red ball."] * 5), "gpt")
    loaded, anatomy = load("gpt"), answering("gpt")
    wanted = Wanted(logits=True, activations=True)
    found = run_then("gpt", [prepared.ids[:N_TOKENS]], wanted, lambda _, one: one)
    assert found.logits is not None
    assert found.activations is not None
    answers, values = found.logits[0].argmax(-1), found.activations.values
    model: Any = loaded.model

    @torch.inference_mode()
    def ours() -> object:
        return read_off(loaded, found, N_CANDIDATES)

    @torch.inference_mode()
    def loop() -> object:
        rows = []
        for name in stations(anatomy):
            probs = model.lm_head(model.transformer.ln_f(values[name]))[0].softmax(-1)
            order = probs.argsort(-1, descending=True)
            ranks = (order == answers[:, None]).int().argmax(-1) + 1
            entropy = -(probs * probs.clamp_min(1e-30).log2()).sum(-1)
            rows.append((order[:, :N_CANDIDATES], probs.gather(-1, order[:, :N_CANDIDATES]), entropy, ranks))
        return rows

    work, rival = f"logit lens of all blocks, {N_TOKENS} tokens", "an unembedding a block, in a loop"
    ours_ms, theirs_ms = compare(ours, loop, repeats)
    return Row(work, ours_ms, rival, theirs_ms, 1 / LENS_FASTER)
