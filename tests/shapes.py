"""Shapes in annotations are checked wherever a test leads: an array of another shape raises `TypeCheckError`.

Annotations are text at run time, and the names in them are imported for type checkers alone, so that
the playground neither waits for jaxtyping nor needs it. Here those imports are made good as each module
of ours is loaded, and every function and record whose annotations name a shape is wrapped. One axis
has one size within a call or a record. What else annotations say is for mypy: tests may pass doubles.
"""

from __future__ import annotations

import ast
import sys
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder
from inspect import isclass, isfunction, unwrap
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, get_args, get_type_hints

from beartype import beartype
from jaxtyping import AbstractArray, jaxtyped


def check_shapes_in(package: str) -> None:
    """From now on, check the shapes in every module of a package; modules that are loaded already stay as they are."""
    sys.meta_path.insert(0, _Finder(package))


class _Finder:
    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not fullname.startswith(f"{self._package}."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = partial(_load, spec.loader.exec_module)
        return spec


def _load(execute: Any, module: ModuleType) -> None:
    execute(module)
    _import_types(module)
    for owner in (module, *filter(isclass, vars(module).values())):
        if owner is module or owner.__module__ == module.__name__:
            for name, value in list(vars(owner).items()):
                function = _function(value)
                if function and function.__globals__ is vars(module) and _spell_out(function):
                    setattr(owner, name, jaxtyped(value, typechecker=beartype))


def _import_types(module: ModuleType) -> None:
    """Run what stands under a module's `if TYPE_CHECKING:`."""
    assert module.__file__ is not None
    for node in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module.__file__, "exec"), vars(module))


def _function(value: object) -> FunctionType | None:
    """The function behind a member of a module or a class, without what decorates it."""
    inner = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    return unwrap(inner) if isfunction(inner) else None


def _spell_out(function: FunctionType) -> bool:
    """Turn annotations that name shapes from text to types, and then all others to `Any`; whether there are any."""
    hints = get_type_hints(function, include_extras=True)
    shapes = {name: hint for name, hint in hints.items() if names_shape(hint)}
    if shapes:
        function.__annotations__ = dict.fromkeys(hints, Any) | shapes
    return bool(shapes)


def names_shape(hint: object) -> bool:
    return (isclass(hint) and issubclass(hint, AbstractArray)) or any(map(names_shape, get_args(hint)))
