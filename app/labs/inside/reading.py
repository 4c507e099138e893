"""What the lab's sections read while nobody has typed anything."""

from __future__ import annotations

from collections.abc import Mapping

from app.state import DEFAULT_TEXTS
from models.catalog import ModelCard
from viz.payloads import Message

# Attention fetches the answer, in the last blocks, from where it was read before.
TELLING: Message = {
    "en": "Lily had a red kite. She played with her red",
    "zh": "小兔子最喜欢吃胡萝卜。妈妈给它买了很多胡萝卜。小兔子高兴地吃起了",
}
# A blank whose answer the first blocks do not know: the plural of “boys”, the measure word of a rabbit.
TELLING_BLANK: Message = {"en": "The boys were happy because [MASK] had won.", "zh": "从前有一[MASK]小兔子。"}
# The answer and what the first blocks would have said: a model that says one of them is asked why not the other.
RIVALS: Mapping[str, tuple[str, str]] = {
    TELLING["en"]: ("kite", "ball"),
    TELLING["zh"]: ("胡", "花"),
    TELLING_BLANK["en"]: ("they", "he"),
    TELLING_BLANK["zh"]: ("只", "个"),
}
# Sentences that differ in the thing that is named in them, token by token.
PAIRS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "onwards": {
        "en": (TELLING["en"], "Lily had a red ball. She played with her red"),
        "zh": (TELLING["zh"], "小兔子最喜欢吃青草。妈妈给它买了很多青草。小兔子高兴地吃起了"),
    },
    "around": {
        "en": ("The little girl said that [MASK] was tired.", "The little boy said that [MASK] was tired."),
        "zh": (TELLING_BLANK["zh"], "从前有一[MASK]小男孩。"),
    },
}
_LANGUAGE_OF: Mapping[str, str] = {text: language for language, text in DEFAULT_TEXTS.items()}


def told_text(above: str, model: ModelCard) -> str:
    """The text above; while that is a page's first, one in which something is to be found out.

    >>> from models.catalog import card
    >>> told_text("My own words.", card("gpt"))
    'My own words.'
    """
    language = _LANGUAGE_OF.get(above)
    if language is None:
        return above
    telling = TELLING_BLANK if model.facts.is_masked else TELLING
    return telling["zh"] if language == "zh" else telling["en"]


def told_pair(above: str, model: ModelCard) -> tuple[str, str]:
    """The text above and no other; while that is a page's first, two sentences that differ in a word.

    >>> from models.catalog import card
    >>> told_pair("My own words.", card("gpt"))
    ('My own words.', '')
    """
    language = _LANGUAGE_OF.get(above)
    if language is None:
        return above, ""
    return PAIRS["around" if model.facts.is_masked else "onwards"][language]


def mask_token_of(model: ModelCard) -> str | None:
    """What stands for a hidden token, of a model that fills it."""
    from models import load_tokenizer

    return str(load_tokenizer(model.id).mask_token) if model.facts.is_masked else None
