"""What a link holds: the one place that knows its format.

`?text=…&gpt=…&bert=…&lstm=…&lab=…&lang=…&<lab>.<name>=…`; what is at its default is left out. The
browser keeps the address bar up to date by the same rules (`assets/js/shell.js`), from `link_spec`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from models.limits import MAX_CHARACTERS

DEFAULT_TEXT = "The animal didn't cross the street because it was too tired."
LANGUAGES = ("en", "zh")
Kind = Literal["text", "number", "switch", "choice", "choices"]


@dataclass(frozen=True)
class PlaygroundState:
    """Everything that a link reopens.

    Attributes:
        gpt, bert, lstm: model ids, by family.
        lang: `en` or `zh`, or None to follow the browser.
        settings: `<lab>.<name>` to value, for settings that are not at their default.
    """

    text: str = DEFAULT_TEXT
    gpt: str = "gpt"
    bert: str = "bert"
    lstm: str = "lstm"
    lab: str = "tokens"
    lang: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """One thing that a link can hold, and which values of it are taken.

    Attributes:
        name: its key in the link.
        choices: the values that `choice` and `choices` take; None where any is.
        low, high: the bounds of a `number`.
    """

    name: str
    kind: Kind
    default: Any
    choices: tuple[Any, ...] | None = None
    low: float | None = None
    high: float | None = None
