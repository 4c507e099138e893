"""Which language a page speaks, and in which language the texts are that it starts from.

A link holds what differs from the page's first values, so it has to say whose first values they are:
`defaults=zh` where they are the Chinese page's. Links that say nothing count from the English ones,
as all did before there were others; only a link without any choice in it opens in the reader's language.
"""

from __future__ import annotations

from contextvars import ContextVar
from urllib.parse import parse_qsl

from app.state import DEFAULTS_KEY, LANGUAGES, SHARED

# Of the request that is being answered.
asked_defaults: ContextVar[str] = ContextVar("asked_defaults", default=LANGUAGES[0])
_NO_CHOICE = frozenset({"lang", "lab", "lesson", "glossary"})


def spoken(query: str, accept_language: str) -> str:
    """The page's language: the link's, else the first of the browser's that we speak, else English.

    >>> spoken("lang=zh", "en-US"), spoken("", "fr, zh-TW;q=0.8, en;q=0.9"), spoken("", "")
    ('zh', 'en', 'en')
    """
    said = dict(parse_qsl(query)).get("lang")
    wanted = [said, *_by_preference(accept_language)]
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])


def _by_preference(accept_language: str) -> list[str]:
    """The languages of an `Accept-Language` header, without their countries, dearest first."""
    weighed = []
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip().lower().split("-")[0]))
        except ValueError:  # no number: as if it had not been said
            continue
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]


def defaults_of(query: str, accept_language: str) -> str:
    """The language of the first values that a link counts from.

    >>> defaults_of("", "zh-CN"), defaults_of("text=Hi", "zh-CN"), defaults_of("defaults=zh&text=Hi", "en")
    ('zh', 'en', 'zh')
    """
    said = dict(parse_qsl(query, keep_blank_values=True))
    if said.get(DEFAULTS_KEY) in LANGUAGES:
        return said[DEFAULTS_KEY]
    return LANGUAGES[0] if any(map(_is_choice, said)) else spoken(query, accept_language)


def _is_choice(key: str) -> bool:
    """Whether a key of a link says what is shown, rather than where; keys of others (`utm_source`) do not."""
    is_ours = key in SHARED or "." in key
    return is_ours and key not in _NO_CHOICE and not key.endswith(".section")
