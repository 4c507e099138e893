"""What scripts and callers of endpoints ask, held against the types that the asked function declares."""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar

from models.errors import InputError
from models.limits import half_a_pair

Question = TypeVar("Question")
Answer = TypeVar("Answer")
_SHOWN = 80  # characters of a wrong value that are repeated
_DEEPEST = 16  # lists in lists: deeper ones cannot even be written down
_EXAMPLES = {str: '"…"', int: "3", float: "0.5", bool: "true", dict: "{…}"}
_REFUSALS = {str: "not_text", int: "not_whole", float: "not_number", bool: "not_switch", dict: "not_object"}


def checked(answer: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
    """A server function of one TypedDict: anything else is an `InputError` that names what is wrong."""

    @wraps(answer)
    def check_and_answer(asked: Question) -> Answer:
        ((_, kind),) = _parameters(answer).items()
        return answer(_read(kind, asked, "question"))

    return check_and_answer


def read_arguments(answer: Callable[..., Any], *args: object, **options: object) -> dict[str, Any]:
    """A call's arguments, by name, as the types that the function declares; those left out as their defaults.

    Raises:
        InputError: names the argument, its value and what is expected; `not_given` for one that is missing.
    """
    signature = inspect.signature(answer)
    given = signature.bind_partial(*args, **options).arguments
    for name, parameter in signature.parameters.items():
        if name not in given and parameter.default is parameter.empty:
            raise InputError("not_given", name=name)
    return {name: _read(kind, given[name], name) for name, kind in _parameters(answer).items() if name in given}


def _parameters(function: Callable[..., Any]) -> dict[str, Any]:
    """What each parameter's annotation names."""
    kinds = {name: kind for name, kind in function.__annotations__.items() if name != "return"}
    scope = function.__globals__
    return {name: eval(kind, scope) if isinstance(kind, str) else kind for name, kind in kinds.items()}


def _read(kind: Any, value: object, name: str) -> Any:
    _check_characters(value, name)
    return read_as(kind, value, name)


def _check_characters(value: object, name: str, depth: int = 0) -> None:
    """Refuse half a character anywhere, and what is nested too deeply to be shown or read."""
    if depth > _DEEPEST:
        raise InputError("too_deep", name=name, limit=_DEEPEST)
    if isinstance(value, str) and (position := half_a_pair(value)) is not None:
        raise InputError("half_a_character", name=name, value=_shown(value), position=position)
    if isinstance(value, list | tuple):
        for part in value:
            _check_characters(part, name, depth + 1)
    if isinstance(value, dict):
        for key, part in value.items():
            _check_characters(key, name, depth + 1)
            _check_characters(part, name, depth + 1)


def read_as(kind: Any, value: object, name: str) -> Any:
    """A JSON value as the type that it should have; what a TypedDict does not know stays as it is.

    Args:
        name: of the value, for the message.

    Raises:
        InputError: with the name, the value and what is expected.
    """
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if typing.is_typeddict(kind):
        return _read_object(kind, value, name)
    if origin in (typing.Union, types.UnionType):
        return _read_union(args, value, name)
    if origin is list and isinstance(value, list):
        return [read_as(args[0], one, f"{name}[{i}]") for i, one in enumerate(value)]
    if origin is tuple and isinstance(value, list | tuple) and len(value) == len(args):
        return tuple(read_as(one, part, name) for one, part in zip(args, value, strict=True))
    if origin is Literal and value in args:
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return _read_number(value, name)
    if kind is int and isinstance(value, float) and value.is_integer():  # a script knows no whole numbers
        return int(value)
    if kind in _EXAMPLES and type(value) is kind:
        return value
    raise _refusal(kind, value, name)


def _read_number(value: int | float, name: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise _refusal(float, value, name) from None


def _read_object(kind: Any, value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal(kind, value, name)
    hints = typing.get_type_hints(kind, include_extras=True)
    optional = {field for field, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
    kinds = {field: typing.get_args(hint)[0] if field in optional else hint for field, hint in hints.items()}
    asked = {field: one for field, one in kinds.items() if field in value or field not in optional}
    return {**value, **{field: read_as(one, value.get(field), field) for field, one in asked.items()}}


def _read_union(kinds: tuple[Any, ...], value: object, name: str) -> Any:
    """The first kind that fits; of several that do not, the first one's refusal is the most telling."""
    refusals: list[InputError] = []
    for kind in kinds:
        if kind is type(None):
            if value is None:
                return None
            continue
        try:
            return read_as(kind, value, name)
        except InputError as refusal:
            refusals.append(refusal)
    raise refusals[0] if len(refusals) == 1 else _refusal(kinds, value, name)


def _refusal(kind: Any, value: object, name: str) -> InputError:
    """Why a value is none of a kind, with an example of one in no language."""
    shown = {"name": name, "value": _shown(value), "example": _example(kind)}
    if typing.is_typeddict(kind):
        return InputError("not_object", **shown)
    if typing.get_origin(kind) in (list, tuple):
        return InputError("not_list", **shown)
    return InputError(_REFUSALS.get(kind, "not_one_of"), **shown)


def _example(kind: Any) -> str:
    """What a value of a type looks like, in no language."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(kind, tuple):
        return " | ".join(map(_example, kind))
    if typing.is_typeddict(kind):
        return f"{{{', '.join(typing.get_type_hints(kind))}}}"
    if origin is Literal:
        return ", ".join(map(str, args))
    if origin in (list, tuple):
        return f"[{', '.join(map(_example, args))}]"
    return _EXAMPLES.get(kind, "null")


def _shown(value: object) -> str:
    """A value as JSON spells it, cut short; half a character as its escape."""
    try:
        spelled = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):  # no JSON: a whole number of 5,000 digits, a set
        spelled = type(value).__name__
    cut = spelled if len(spelled) <= _SHOWN else f"{spelled[:_SHOWN]}…"
    return cut.encode(errors="backslashreplace").decode()
