"""The expressions that lessons are answered by: calls of known functions, comparison and arithmetic, nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from app.lessons.reading import LessonError

MAX_EXPRESSION = 1_000  # characters
_MAX_DEPTH = 20
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.Not: operator.not_}


def parse(written: str, functions: Mapping[str, Callable[..., Any]], names: Mapping[str, Any] | set[str]) -> ast.expr:
    """An expression that is safe to evaluate.

    Args:
        functions: that may be called, with positional or named arguments.
        names: of the values that may be spoken of.

    Raises:
        LessonError: says which part is not understood.
    """
    if len(written) > MAX_EXPRESSION:
        raise LessonError(f"the expression has {len(written)} characters; at most {MAX_EXPRESSION}")
    try:
        tree = ast.parse(written.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise LessonError(f"{written!r} cannot be read as an expression") from None
    _check(tree, functions, names)
    return tree


def _check(node: ast.AST, functions: Mapping[str, Any], names: Mapping[str, Any] | set[str], depth: int = 0) -> None:
    if depth > _MAX_DEPTH:
        raise LessonError("the expression is nested too deeply")
    if isinstance(node, ast.Constant) and type(node.value) in (str, int, float, bool):
        return
    if isinstance(node, ast.Name):
        if node.id not in names:
            raise LessonError(f"nothing is called {node.id!r}; known: {', '.join(sorted(names)) or 'no names'}")
        return
    for part in _parts(node, functions):
        _check(part, functions, names, depth + 1)


def _parts(node: ast.AST, functions: Mapping[str, Any]) -> list[ast.expr]:
    """What a node is made of, where it is one of those that are allowed."""
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return [node.left, node.right]
    if isinstance(node, ast.UnaryOp) and type(node.op) in _UNARY:
        return [node.operand]
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.IfExp):
        return [node.test, node.body, node.orelse]
    if isinstance(node, ast.Compare) and all(type(op) in _COMPARED for op in node.ops):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id not in functions:
            raise LessonError(f"no function {node.func.id!r}; known: {', '.join(sorted(functions))}")
        if all(one.arg for one in node.keywords) and not any(isinstance(one, ast.Starred) for one in node.args):
            return [*node.args, *(one.value for one in node.keywords)]
    raise LessonError(f"{ast.unparse(node)!r} is not allowed in a lesson")


def evaluate(written: str, functions: Mapping[str, Callable[..., Any]], names: Mapping[str, Any]) -> Any:
    """The value of an expression.

    Raises:
        LessonError: as `parse`, or where values do not go together.
        InputError: of a function that is called.
    """
    try:
        return _value(parse(written, functions, names), functions, names)
    except (TypeError, ZeroDivisionError) as error:
        raise LessonError(f"{written!r}: {error}") from None


def _value(node: ast.expr, functions: Mapping[str, Callable[..., Any]], names: Mapping[str, Any]) -> Any:
    def value(part: ast.expr) -> Any:
        return _value(part, functions, names)

    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return names[node.id]
        case ast.BinOp():
            return _BINARY[type(node.op)](_number(value(node.left)), _number(value(node.right)))
        case ast.UnaryOp():
            return _UNARY[type(node.op)](value(node.operand))
        case ast.Call(func=ast.Name(id=name)):
            options = {str(one.arg): value(one.value) for one in node.keywords}
            return functions[name](*map(value, node.args), **options)
    return _decision(node, value)


def _decision(node: ast.expr, value: Callable[[ast.expr], Any]) -> Any:
    """What compares and chooses; only the parts that decide are evaluated."""
    match node:
        case ast.BoolOp(op=ast.And()):
            return all(value(part) for part in node.values)
        case ast.BoolOp():
            return any(value(part) for part in node.values)
        case ast.IfExp():
            return value(node.body if value(node.test) else node.orelse)
        case ast.Compare():
            sides = pairwise(value(part) for part in (node.left, *node.comparators))
            return all(_COMPARED[type(op)](*pair) for op, pair in zip(node.ops, sides, strict=True))
    raise LessonError(f"{ast.unparse(node)!r} is not allowed in a lesson")


def _number(value: Any) -> Any:
    """Texts are not added or multiplied: a few characters would make gigabytes."""
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value
