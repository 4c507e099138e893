"""What scripts ask the server: objects whose types `viz` declares, checked before anything is computed."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar

from models.errors import InputError

Question = TypeVar("Question")
Answer = TypeVar("Answer")
_SHOWN = 80  # characters of a wrong value that are repeated
_EXAMPLES = {str: '"…"', int: "0, 1, 2, …", float: "0, 0.1, …", bool: "true, false"}


def checked(answer: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
    """A server function of one TypedDict: anything else is an `InputError` that names what is wrong."""

    @wraps(answer)
    def check_and_answer(asked: Question) -> Answer:
        (annotation,) = (kind for name, kind in answer.__annotations__.items() if name != "return")
        kind = eval(annotation, answer.__globals__) if isinstance(annotation, str) else annotation
        return answer(read_as(kind, asked, "question"))

    return check_and_answer


def read_as(kind: Any, value: object, name: str) -> Any:
    """A JSON value as the type that it should have; what a TypedDict does not know stays as it is.

    Args:
        name: of the value, for the message.

    Raises:
        InputError: `out_of_range` with the name, the value and what it might be.
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
        return float(value)
    if kind is int and isinstance(value, float) and value.is_integer():  # a script knows no whole numbers
        return int(value)
    if kind in _EXAMPLES and type(value) is kind:
        return value
    raise InputError("out_of_range", name=name, value=str(value)[:_SHOWN], limit=_example(kind))


def _read_object(kind: Any, value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError("out_of_range", name=name, value=str(value)[:_SHOWN], limit=_example(kind))
    hints = typing.get_type_hints(kind, include_extras=True)
    optional = {field for field, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
    kinds = {field: typing.get_args(hint)[0] if field in optional else hint for field, hint in hints.items()}
    asked = {field: one for field, one in kinds.items() if field in value or field not in optional}
    return {**value, **{field: read_as(one, value.get(field), field) for field, one in asked.items()}}


def _read_union(kinds: tuple[Any, ...], value: object, name: str) -> Any:
    for kind in kinds:
        if kind is type(None) and value is None:
            return None
        try:
            return read_as(kind, value, name)
        except InputError:
            continue
    raise InputError("out_of_range", name=name, value=str(value)[:_SHOWN], limit=" | ".join(map(_example, kinds)))


def _example(kind: Any) -> str:
    """What a value of a type looks like, in no language."""
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if typing.is_typeddict(kind):
        return f"{{{', '.join(typing.get_type_hints(kind))}}}"
    if origin is Literal:
        return ", ".join(map(str, args))
    if origin in (list, tuple):
        return f"[{', '.join(map(_example, args))}]"
    return _EXAMPLES.get(kind, "null")
