"""What the documents name is there: paths, modules and their names, commands; and their diagram tells the imports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name

import pytest

from app.context import LabContext
from tests.test_architecture import SCRIPTS, SOURCES, is_within, module_of, running_imports, script_imports

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / name
    for name in ("README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/MODELS.md", "assets/js/lib/README.md")
]
PACKAGES = ("app", "models", "viz", "benchmarks", "tests")
SUFFIXES = ("py", "js", "ts", "json", "md", "toml", "css", "txt", "csv", "tsv", "safetensors")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?!/)[\w.@*<>-]+(?:/[\w.@*<>-]+)*/?")
NAME = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.[A-Za-z_]\w*)+")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
MAKE = re.compile(r"\bmake((?: [a-z]+\b)+)")
MODULE = re.compile(r"\bpython -m ([\w.]+)")
NPM = re.compile(r"\bnpm run (?:--silent )?(\w+)")
PLACEHOLDER = re.compile(r"<\w+>")
NODE = re.compile(r"""(\w+)\["([^"]+)"\]""")
OUR_FILE = re.compile(rf"\b(?:{'|'.join((*PACKAGES, 'assets'))})/[\w/<>-]+\.(?:{'|'.join(SUFFIXES)})\b")
TEST = re.compile(r"test_\w+")
TESTS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
ARROW = re.compile(r"^\s*(\w+) --> (\w+)$", re.MULTILINE)


def is_path(text: str) -> bool:
    ending = text.rstrip("/").rpartition(".")[2]
    return bool(PATH.fullmatch(text)) and ("/" in text or ending in SUFFIXES) and not text.startswith("@")


def quoted(text: str) -> Iterator[str]:
    """What stands in backticks, and the words of drawings of folders."""
    yield from QUOTED.findall(FENCE.sub("", text))
    for language, block in FENCE.findall(text):
        if language in ("", "text"):
            yield from (word for word in block.split() if is_path(word))


def is_there(path: str, document: Path) -> bool:
    """From the root or from beside the document; `<lab>` and `*` stand for any name. A file's bare name: anywhere."""
    pattern = PLACEHOLDER.sub("*", path).rstrip("/")
    if "/" not in path and any(any((ROOT / folder).rglob(pattern)) for folder in (*PACKAGES, "assets")):
        return True
    return any(any(folder.glob(pattern)) for folder in (ROOT, document.parent))


def leads_somewhere(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = list(quoted(text))
    assert [path for path in named if is_path(path) and not is_there(path, document)] == []
    assert [path for path in LINK.findall(text) if not is_there(path, document)] == []
    assert [name for name in named if NAME.fullmatch(name) and not is_path(name) and not leads_somewhere(name)] == []
    assert [name for name in named if TEST.fullmatch(name) and f"def {name}(" not in TESTS] == []
    of_context = [match[1] for name in named if (match := re.match(r"context\.(\w+)", name))]
    fields = LabContext.__dataclass_fields__
    assert [name for name in of_context if not hasattr(LabContext, name) and name not in fields] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_commands_of_a_document_can_be_given(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    scripts = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]
    commands = "\n".join([*QUOTED.findall(FENCE.sub("", text)), *(block for _, block in FENCE.findall(text))])
    assert [name for names in MAKE.findall(commands) for name in names.split() if name not in targets] == []
    assert [name for name in MODULE.findall(commands) if find_spec(name) is None] == []
    assert [name for name in NPM.findall(commands) if name not in scripts] == []


def test_files_that_comments_name_are_there() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in [*SOURCES, *SCRIPTS]
        for name in OUR_FILE.findall(path.read_text(encoding="utf-8"))
        if not is_there(name, path)
    ]
    assert wrong == []


def test_every_arrow_of_the_diagram_is_an_import() -> None:
    (diagram,) = (block for language, block in FENCE.findall(read("docs/ARCHITECTURE.md")) if language == "mermaid")
    rooms = dict(NODE.findall(diagram))
    arrows = {(rooms[start], rooms[end]) for start, end in ARROW.findall(diagram)}
    assert arrows
    assert [arrow for arrow in sorted(arrows) if not imports(*arrow)] == []
    assert not imports("viz", "models.passes")


def imports(room: str, other: str) -> bool:
    """Whether anything in a room, a package or a folder of scripts, imports from another."""
    if room.startswith("assets/js/"):
        start, end = (
            re.compile(PLACEHOLDER.sub(r"(?!lib|shell)\\w+", place.removeprefix("assets/js/")))
            for place in (room, other)
        )
        return any(start.match(script) and end.match(used) for script, used in script_imports())
    return any(
        is_within(name, other) for path in SOURCES if is_within(module_of(path), room) for name in running_imports(path)
    )


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("app/shell.py", True, False),
        ("app/labs/<lab>/", True, False),
        ("Makefile", False, False),
        ("biome.json", True, False),
        ("models.observe", False, True),
        ("/predict", False, False),
        ("query_pos", False, False),
        ("window:N", False, False),
    ],
)
def test_paths_and_names_are_told_apart(text: str, path: bool, name: bool) -> None:
    assert is_path(text) is path
    assert bool(NAME.fullmatch(text)) is name


def test_what_is_not_there_is_noticed() -> None:
    here = ROOT / "README.md"
    assert is_there("app/labs/<lab>/lab.py", here)
    assert not is_there("app/labs/<lab>/nothing.py", here)
    assert leads_somewhere("models.observe.observed_attention")
    assert not leads_somewhere("models.observe.nothing")
    assert OUR_FILE.findall("(`assets/js/common.js`), app/labs/<lab>/lab.py.") == [
        "assets/js/common.js",
        "app/labs/<lab>/lab.py",
    ]
