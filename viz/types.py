"""`python -m viz.types` writes the payloads down as TypeScript declarations, which check the browser half.

Each module `payloads` of a room becomes `payloads.d.ts` beside the scripts of the same room.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, TypeVar

ROOM = Path(__file__).parent
SCRIPTS = ROOM.parent / "assets" / "js"
_HEAD = "// Made from {source} by `python -m viz.types`; change it there.\n"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", object: "unknown"}
_LINE = 120
_BRACKETED = re.compile(r"[(\[<].*[)\]>]")
_NONE = re.compile(r"\bNone\b")
_ENTRY = re.compile(r"^([\w, ]+): (.*)$")


def declarations() -> dict[Path, str]:
    """What every file should hold, by its path."""
    modules = [importlib.import_module(name) for name in _payload_modules()]
    homes = {name: module.__name__ for module in modules for name in _defined(module)}
    return {_target(module): _Writer(module, homes).text() for module in modules}


def _payload_modules() -> list[str]:
    rooms = sorted(path.parent.relative_to(ROOM.parent) for path in ROOM.rglob("payloads.py"))
    return [".".join((*room.parts, "payloads")) for room in rooms]


def _target(module: ModuleType) -> Path:
    return SCRIPTS.joinpath(*module.__name__.split(".")[1:-1], "payloads.d.ts")


def _defined(module: ModuleType) -> dict[str, ast.stmt]:
    """The types that a module defines, in its order: TypedDicts, and names for unions and mappings."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            value = getattr(module, name)
            if typing.get_origin(value) and not typing.is_typeddict(typing.get_origin(value)):
                found[name] = node
    return found


class _Writer:
    """Writes one module."""

    def __init__(self, module: ModuleType, homes: Mapping[str, str]) -> None:
        self.module = module
        self.homes = homes
        self.defined = _defined(module)
        self.named = _named_types(module, homes)
        self.foreign: set[str] = set()

    def text(self) -> str:
        blocks = [self._block(name, node) for name, node in self.defined.items()]
        source = self.module.__name__.replace(".", "/") + ".py"
        return "\n".join([_HEAD.format(source=source) + "".join(self._imports()), *blocks])

    def _imports(self) -> Iterator[str]:
        by_home: dict[str, list[str]] = {}
        for name in sorted(self.foreign):
            by_home.setdefault(self.homes[name], []).append(name)
        for home, names in sorted(by_home.items()):
            ups = "../" * (len(self.module.__name__.split(".")) - 2) or "./"
            path = "/".join((*home.split(".")[1:-1], "payloads"))
            yield f'import type {{ {", ".join(names)} }} from "{ups}{path}.js";\n'

    def _block(self, name: str, node: ast.stmt) -> str:
        if isinstance(node, ast.ClassDef):
            return self._interface(getattr(self.module, name), node)
        said = _joined(f"export type {name} = ", self._type(getattr(self.module, name), named=False), ";")
        return "\n".join([*_comment(self._remark(node), ""), said, ""])

    def _remark(self, node: ast.stmt) -> str:
        """The comment above a name, or behind it."""
        lines = inspect.getsource(self.module).splitlines()
        first = node.lineno - 1
        while lines[first - 1].startswith("# "):
            first -= 1
        return " ".join(line.partition("# ")[2] for line in lines[first : node.end_lineno] if "# " in line)

    def _interface(self, kind: Any, node: ast.ClassDef) -> str:
        summary, fields = _read_docstring(ast.get_docstring(node) or "")
        parameters = ", ".join(parameter.__name__ for parameter in getattr(kind, "__parameters__", ()))
        bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id != "TypedDict"]
        for base in bases:
            self._refer(base)
        head = f"export interface {node.name}{f'<{parameters}>' if parameters else ''}"
        head += f" extends {', '.join(bases)}" if bases else ""
        hints = typing.get_type_hints(kind, include_extras=True)
        own = [
            line.target.id
            for line in node.body
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        ]
        if unknown := fields.keys() - set(own):
            raise TypeError(f"{node.name} explains {', '.join(sorted(unknown))}, which it does not have")
        lines = [line for name in own for line in self._field(name, hints[name], fields.get(name))]
        body = [f"{head} {{", *lines, "}"] if lines else [f"{head} {{}}"]
        return "\n".join([*_comment(summary, ""), *body, ""])

    def _field(self, name: str, hint: Any, explained: str | None) -> list[str]:
        optional = typing.get_origin(hint) is typing.NotRequired
        said = self._type(typing.get_args(hint)[0] if optional else hint)
        return [*_comment(explained, "  "), f"  {name}{'?' if optional else ''}: {said};"]

    def _type(self, hint: Any, *, named: bool = True) -> str:
        if named and (name := self.named.get(_key(hint))):
            return self._refer(name)
        if isinstance(hint, TypeVar):
            return hint.__name__
        if hint in _PLAIN:
            return _PLAIN[hint]
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if typing.is_typeddict(origin or hint):
            given = f"<{', '.join(map(self._type, args))}>" if args else ""
            return self._refer((origin or hint).__name__) + given
        if origin is Literal:
            return " | ".join(json.dumps(value) for value in args)
        if origin in (typing.Union, types.UnionType):
            return " | ".join(dict.fromkeys(map(self._type, args)))
        if origin is list:
            return _array(self._type(args[0]))
        if origin is tuple:
            return _array(self._type(args[0])) if args[-1] is ... else f"[{', '.join(map(self._type, args))}]"
        if origin is dict:
            return f"Record<{', '.join(map(self._type, args))}>"
        raise TypeError(f"{self.module.__name__}: {hint} has no place in a payload")

    def _refer(self, name: str) -> str:
        if name not in self.defined:
            self.foreign.add(name)
        return name


def _named_types(module: ModuleType, homes: Mapping[str, str]) -> dict[object, str]:
    """The types that have a name of their own, here or in the modules that this one takes them from."""
    return {
        _key(value): name for name, value in vars(module).items() if name in homes and not typing.is_typeddict(value)
    }


def _key(hint: Any) -> object:
    """What tells two types apart; a union is the same in any order and spelling."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return frozenset(args)
    return (origin, args) if origin else hint


def _array(said: str) -> str:
    outside_brackets = _BRACKETED.sub("", said)
    return f"({said})[]" if " | " in outside_brackets else f"{said}[]"


def _read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """What a class is, and what its fields are."""
    summary, _, rest = text.partition("\nAttributes:\n")
    fields: dict[str, str] = {}
    names: Sequence[str] = ()
    for line in inspect.cleandoc(rest).splitlines():
        if not line.startswith(" ") and (entry := _ENTRY.match(line)):
            names = entry[1].split(", ")
            fields |= dict.fromkeys(names, entry[2])
        else:
            fields |= {name: f"{fields[name]} {line.strip()}" for name in names}
    return " ".join(summary.split()), fields


def _comment(text: str | None, indent: str) -> list[str]:
    """A documentation comment, in the browser's words; none for no text."""
    if not text or text.isspace():
        return []
    text = _NONE.sub("null", text)
    line = f"{indent}/** {text} */"
    if len(line) <= _LINE:
        return [line]
    words, lines = text.split(), [f"{indent} *"]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > _LINE:
            lines.append(f"{indent} *")
        lines[-1] += f" {word}"
    return [f"{indent}/**", *lines, f"{indent} */"]


def _joined(head: str, said: str, tail: str) -> str:
    line = f"{head}{said}{tail}"
    if len(line) <= _LINE or " | " not in said:
        return line
    return f"{head.rstrip()}\n" + "\n".join(f"  | {part}" for part in said.split(" | ")) + tail


def main() -> None:
    """Write the files."""
    for path, text in declarations().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOM.parent))


if __name__ == "__main__":
    main()
