"""How a tokenizer is made: byte-pair encoding, merge by merge."""

from __future__ import annotations

from app.context import LabContext
from app.questions import checked
from app.views import browser_view
from models.limits import MAX_MERGES
from models.text.bpe import BY_SCRIPT, N_LEADERS, train_bpe
from viz.tokens.bpe import encode_training
from viz.tokens.payloads import BpePayload, BpeProps, BpeQuestion

# Words of a text, and one that is not in it and has known pieces: what a text's language merges first is a word's part.
COUNTS = {
    "en": {"low": 5, "lower": 2, "newest": 6, "widest": 3},
    "zh": {"小猫": 5, "小猫咪": 2, "大熊猫": 6, "熊猫": 3, "老师": 2, "老师们": 3},
}
NEW_WORDS = {"en": "lowest", "zh": "小熊猫"}


def first_corpus(language: str) -> str:
    """The text that the page of a language opens with."""
    return " ".join(word for word, n in COUNTS[language].items() for _ in range(n))


def build(context: LabContext) -> None:
    props: BpeProps = {"max_merges": MAX_MERGES, "word": BY_SCRIPT}
    browser_view("tokens/bpe", server_functions=[bpe_training], **props)
    context.setting("corpus", None, first_corpus(context.language))
    context.setting("merges", None, "20")
    context.setting("step", None, "0")
    context.setting("ends", None, "0")
    context.setting("word", None, NEW_WORDS[context.language])


@checked
def bpe_training(asked: BpeQuestion) -> BpePayload:
    """All steps of a BPE."""
    training = train_bpe(asked["corpus"], asked["n_merges"], word=BY_SCRIPT, marks_end=asked["marks_end"])
    return encode_training(
        training.alphabet, training.words, training.leaders, N_LEADERS, training.n_merged, training.end
    )
