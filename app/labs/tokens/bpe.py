"""How a tokenizer is made: byte-pair encoding, merge by merge."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from models.limits import MAX_MERGES
from models.text.bpe import BY_SCRIPT, N_LEADERS, train_bpe
from viz.tokens.bpe import encode_training
from viz.tokens.payloads import BpePayload, BpeProps, BpeQuestion

DEFAULT_CORPUS = " ".join(["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3)


def build(context: LabContext) -> None:
    props: BpeProps = {"max_merges": MAX_MERGES, "word": BY_SCRIPT}
    browser_view("tokens/bpe", server_functions=[bpe_training], **props)
    context.setting("corpus", None, DEFAULT_CORPUS)
    context.setting("merges", None, "20")
    context.setting("step", None, "0")
    context.setting("ends", None, "0")
    context.setting("word", None, "lowest")


@checked
def bpe_training(asked: BpeQuestion) -> BpePayload:
    """All steps of a BPE."""
    training = train_bpe(asked["corpus"], asked["n_merges"], word=BY_SCRIPT, marks_end=asked["marks_end"])
    return encode_training(
        training.alphabet, training.words, training.leaders, N_LEADERS, training.n_merged, training.end
    )
