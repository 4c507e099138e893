"""What a link holds: the one place that knows its format.

`?text=…&gpt=…&bert=…&lstm=…&lab=…&lesson=…&glossary=…&lang=…&defaults=…&<lab>.<name>=…`; what is at its default is left
out, a list repeats its key. `defaults` says which language's first values are meant (`app/language.py`). The
browser keeps the address bar up to date by the same rules (`assets/js/shell/link.js`).

A link that says nothing opens the first lab. One that says something, but no lab, is of the days when the first
lab was another, `FORMER_FIRST_LAB`; so whatever else a link says now, it names its lab.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

from models.limits import MAX_CHARACTERS

LANGUAGES = ("en", "zh")
DEFAULT_TEXTS = {
    "en": "The animal didn't cross the street because it was too tired.",
    "zh": "小猫没有过马路，因为它太累了。",
}
DEFAULT_TEXT = DEFAULT_TEXTS["en"]
MAX_SETTING = 2_000
MAX_LESSON = 60  # characters of a lesson's name and step
MAX_TERM = 60  # of a term's name
FORMER_FIRST_LAB = "tokens"
NO_PLACE = frozenset({"lab", "glossary", "lang", "defaults"})  # a link that says no more names no lab of earlier days
Kind = Literal["text", "number", "switch", "choice", "choices"]


@dataclass(frozen=True)
class Chosen:
    """What is chosen above all labs: the prompt, and a model of each family by its id.

    >>> Chosen("Hello", "gpt", "bert", "lstm")["bert"]
    'bert'
    """

    text: str
    gpt: str
    bert: str
    lstm: str

    def __getitem__(self, family: str) -> str:
        return self.models[family]

    @property
    def models(self) -> dict[str, str]:
        """The ids by family."""
        return {family: getattr(self, family) for family in CHOSEN_FAMILIES}


CHOSEN = tuple(entry.name for entry in fields(Chosen))
CHOSEN_FAMILIES = CHOSEN[1:]  # those with a choice of their own


@dataclass(frozen=True)
class PlaygroundState:
    """Everything that a link reopens.

    Attributes:
        gpt, bert, lstm: model ids, by family.
        lesson: `<id>.<step>` of the open lesson, steps counted from 1; empty without one.
        glossary: the term at which the glossary is open, `all` at none; empty while it is closed.
        lang: `en` or `zh`, or None to follow the browser.
        defaults: the language of the first values that a link counts from.
        settings: `<lab>.<name>` to value, for settings that are not at their default.
    """

    text: str = DEFAULT_TEXT
    gpt: str = "gpt"
    bert: str = "bert"
    lstm: str = "lstm"
    lab: str = "start"
    lesson: str = ""
    glossary: str = ""
    lang: str | None = None
    defaults: str = LANGUAGES[0]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def chosen(self) -> Chosen:
        return Chosen(self.text, self.gpt, self.bert, self.lstm)


DEFAULTS_KEY = "defaults"
SHARED = tuple(entry.name for entry in fields(PlaygroundState) if entry.name != "settings")


@dataclass(frozen=True)
class Setting:
    """One thing that a link can hold, and which values of it are taken.

    Attributes:
        name: its key in the link.
        choices: the values that `choice` and `choices` take.
        low, high: the bounds of a `number`.
        longest: characters of a `text` at most.
        aliases: its keys in links of earlier days.
    """

    name: str
    kind: Kind
    default: Any
    choices: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    longest: int = MAX_SETTING
    aliases: tuple[str, ...] = ()

    def read(self, values: Sequence[str]) -> Any:
        """The value that a link's strings stand for.

        Raises:
            ValueError: they stand for none that is taken.
        """
        if self.kind == "choices":
            return [self._choice(value) for value in values if value]
        if self.kind == "choice":
            return self._choice(values[-1])
        if self.kind == "number":
            return self._number(values[-1])
        if self.kind == "switch":
            return ("0", "1").index(values[-1]) == 1
        if len(values[-1]) > self.longest:
            raise ValueError(f"{self.name} is too long")
        return values[-1]

    def write(self, value: Any) -> list[str]:
        """The strings that stand for a value in a link; `read` of them gives it back."""
        if self.kind == "choices":
            return [str(item) for item in value] or [""]
        if self.kind == "switch":
            return ["1" if value else "0"]
        if self.kind == "number":
            return [f"{value:.15g}".replace("e-0", "e-")]
        return [str(value)]

    def _choice(self, value: str) -> Any:
        known = {str(choice): choice for choice in self.choices}
        if value not in known:
            raise ValueError(f"{self.name} has no {value!r}")
        return known[value]

    def _number(self, value: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?(e-?[0-9]{1,2})?", value):
            raise ValueError(f"{value!r} is no number")
        number = float(value)
        if number < (-math.inf if self.low is None else self.low):
            raise ValueError(f"{self.name} is at least {self.low}")
        if number > (math.inf if self.high is None else self.high):
            raise ValueError(f"{self.name} is at most {self.high}")
        return int(number) if number.is_integer() else number


def shared_settings(
    models: Mapping[str, Sequence[str]], labs: Sequence[str], language: str = LANGUAGES[0]
) -> tuple[Setting, ...]:
    """The settings that every page has.

    Args:
        models: the ids that can be chosen, by family; the first is chosen by default.
        labs: the ids of the labs; the first is open by default.
    """
    return (
        Setting("text", "text", DEFAULT_TEXTS[language], longest=MAX_CHARACTERS),
        *(Setting(family, "choice", ids[0] if ids else family, tuple(ids)) for family, ids in models.items()),
        Setting("lab", "choice", labs[0], tuple(labs)),
        Setting("lesson", "text", "", longest=MAX_LESSON),
        Setting("glossary", "text", "", longest=MAX_TERM),
        Setting("lang", "choice", None, LANGUAGES),
        Setting(DEFAULTS_KEY, "choice", LANGUAGES[0], LANGUAGES),
    )


def default_state(settings: Iterable[Setting]) -> PlaygroundState:
    """The state of a link that says nothing."""
    return PlaygroundState(**{known.name: known.default for known in settings if known.name in SHARED})


def from_query(query: str, settings: Sequence[Setting]) -> tuple[PlaygroundState, tuple[str, ...]]:
    """The state that a link asks for.

    Args:
        query: the part after `?`.

    Returns:
        The state, and the keys of ours that were left at their default because their value is none
        that is taken. Keys of others (`utm_source`, Gradio's own) do not count.
    """
    said: dict[str, list[str]] = {}
    for key, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace"):
        said.setdefault(key, []).append(value)
    known = {key: setting for setting in settings for key in (*setting.aliases, setting.name)}
    read: dict[str, Any] = {}
    ignored = [key for key in said if key not in known and "." in key]
    for key in (key for key in known if key in said):  # a name comes after its aliases, and wins
        try:
            read[known[key].name] = known[key].read(said[key])
        except ValueError:
            ignored.append(key)
    shared = {key: value for key, value in read.items() if key in SHARED}
    own = {key: value for key, value in read.items() if key not in SHARED}
    if "lab" not in said and any(known[key].name not in NO_PLACE for key in said if key in known):
        shared["lab"] = former_first_lab(known["lab"])
    return replace(default_state(settings), **shared, settings=own), tuple(sorted(ignored))


def former_first_lab(lab: Setting) -> str:
    """The lab of links that say something and name none."""
    return FORMER_FIRST_LAB if FORMER_FIRST_LAB in lab.choices else str(lab.default)


def to_query(state: PlaygroundState, settings: Iterable[Setting]) -> str:
    """The shortest link that reopens a state; `from_query` gives it back."""
    pairs: list[tuple[str, str]] = []
    names_lab = any(_value(state, one) != one.default for one in settings if one.name not in NO_PLACE)
    for setting in settings:
        value = _value(state, setting)
        if value != setting.default or (setting.name == "lab" and names_lab):
            pairs += [(setting.name, text) for text in setting.write(value)]
    return urlencode(pairs)


def whole_query(state: PlaygroundState, settings: Iterable[Setting]) -> str:
    """A link that says every setting, also at its default, so that a page with other first values shows the same."""
    said = (one for one in settings if one.name not in ("lang", DEFAULTS_KEY))
    return urlencode([(one.name, text) for one in said for text in one.write(_value(state, one))])


def _value(state: PlaygroundState, setting: Setting) -> Any:
    shared = setting.name in SHARED
    return getattr(state, setting.name) if shared else state.settings.get(setting.name, setting.default)


def describe_links(settings: Sequence[Setting], kept: Sequence[str]) -> dict[str, Any]:
    """What the browser has to know to write links as `to_query` does: `assets/js/shell/link.js`.

    Args:
        settings: all that a link can hold.
        kept: the keys of Gradio's controls, in the order in which they tell their values.
    """
    kinds = {setting.name: setting.kind for setting in settings}
    return {
        "kept": [[name, kinds[name]] for name in kept],
        "defaults": {entry.name: [] if entry.default is None else entry.write(entry.default) for entry in settings},
        "aliases": {alias: entry.name for entry in settings for alias in entry.aliases},
        "former_lab": next(former_first_lab(entry) for entry in settings if entry.name == "lab"),
    }
