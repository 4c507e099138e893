"""How a tokenizer is made: byte-pair encoding, merge by merge."""

from __future__ import annotations

from app.context import LabContext
from app.views import browser_view
from models.errors import InputError
from viz.tokens.bpe import encode_training
from viz.tokens.payloads import BpePayload, BpeQuestion

DEFAULT_CORPUS = " ".join(["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3)


def build(context: LabContext) -> None:
    browser_view("tokens/bpe", server_functions=[bpe_training])
    context.setting("corpus", None, DEFAULT_CORPUS)
    context.setting("merges", None, "20")
    context.setting("step", None, "0")
    context.setting("word", None, "lowest")


def bpe_training(asked: BpeQuestion) -> BpePayload:
    """All steps of a BPE: `{corpus, n_merges}`."""
    from models.text.bpe import N_LEADERS, train_bpe

    n_merges = asked["n_merges"]
    if not isinstance(n_merges, int):
        raise InputError("out_of_range", name="n_merges", value=str(n_merges)[:40], limit="0 … 2,000")
    training = train_bpe(asked["corpus"], n_merges)
    return encode_training(training.alphabet, training.words, training.leaders, N_LEADERS)
