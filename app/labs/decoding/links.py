"""How the decoding lab is spelled in a link: its strategies, and what is looked at more closely."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

Strategy = Mapping[str, object]
Strategies = Sequence[Strategy]
_NUMBER = r"-?[0-9.]+(?:e-?[0-9]+)?"
_PAIRS = r"[0-9]+~[0-9]+(?:_[0-9]+~[0-9]+)*"  # of steps and tokens
_OPTION = re.compile(rf"-([a-z_]+)-({_PAIRS}|{_NUMBER})")
_STRATEGY = re.compile(rf"([a-z_]+)((?:{_OPTION.pattern})*)")
_PART = re.compile(r"[0-9]{1,4}")
_LOOK = re.compile(r"([a-z]+)((?:\.[0-9]{1,4})*)")


def spell_strategies(strategies: Strategies) -> str:
    """Strategies as a link holds them, readable and free of signs that links escape.

    >>> spell_strategies([{"name": "greedy"}, {"name": "sample", "temperature": 0.8, "force": {"4": 17}}])
    'greedy sample-temperature-0.8-force-4~17'
    """
    return " ".join(
        "-".join(
            [str(strategy["name"]), *(f"{key}-{_spell(value)}" for key, value in strategy.items() if key != "name")]
        )
        for strategy in strategies
    )


def _spell(value: object) -> str:
    return "_".join(f"{step}~{token}" for step, token in value.items()) if isinstance(value, Mapping) else str(value)


def read_strategies(spelled: str) -> list[dict[str, object]]:
    """What `spell_strategies` wrote; a word that it cannot have written is kept whole as a name, to be refused."""
    return [_read_strategy(word) for word in spelled.split()]


def _read_strategy(word: str) -> dict[str, object]:
    found = _STRATEGY.fullmatch(word)
    if found is None:
        return {"name": word}
    return {"name": found[1], **{option: _value(said) for option, said in _OPTION.findall(found[2])}}


def _value(said: str) -> object:
    if "~" in said:
        return {step: int(token) for step, token in (pair.split("~") for pair in said.split("_"))}
    try:
        return float(said) if re.search(r"[.e]", said) else int(said)
    except ValueError:  # such as "1.2.3"; refused where ranges are checked
        return said


def read_look(spelled: str) -> tuple[str, list[int]]:
    """What is looked at and its numbers: `step.0.5` is the sixth step of the first column.

    >>> read_look("step.0.5"), read_look("</script>")
    (('step', [0, 5]), ('', []))
    """
    found = _LOOK.fullmatch(spelled)
    return (found[1], read_numbers(found[2])) if found else ("", [])


def read_numbers(spelled: str) -> list[int]:
    """Numbers with dots between them, such as a column and a step; none for anything else.

    >>> read_numbers("0.5"), read_numbers("</script>")
    ([0, 5], [])
    """
    parts = spelled.strip(".").split(".")
    return [int(part) for part in parts] if all(_PART.fullmatch(part) for part in parts) else []
