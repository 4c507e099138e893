"""The rules of the house, checked on its source: who may import whom, how long, how heavy, what is kept out."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from models.errors import MESSAGES
from models.families import FAMILIES

ROOT = Path(__file__).parent.parent
PACKAGES = ("app", "models", "viz", "benchmarks")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
JS = ROOT / "assets/js"
SCRIPTS = sorted(JS.rglob("*.js"))
SCRIPT_TESTS = sorted((ROOT / "tests/js").rglob("*.js"))
STYLES = sorted((ROOT / "assets/css").rglob("*.css"))
LOCALES = ROOT / "assets/locales"

MAX_FILE_BYTES = 10 * 10**6
MAX_ENTRY_LINES = 30
MAX_FUNCTION_LINES = 60
MAX_MODULE_LINES = 350
MAX_LINE = 120

OFF_LIMITS = {
    "models": ("app", "viz", "benchmarks", "tests", "gradio", "plotly"),
    "viz": ("app", "benchmarks", "tests", "gradio", "transformers"),
    "app": ("benchmarks", "tests"),
    "benchmarks": ("tests",),
}
TABLES = ", ".join(
    f"models.{name}" for name in ("catalog", "families", "limits", "masks", "norms.slices", "strategies_table")
)
COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?!-)|\b(?:rgb|hsl|oklch)a?\(\s*[\d.]", re.IGNORECASE)
NAMED_COLOUR = re.compile(r":[^;{]*\b(?:white|black|gr[ae]y|red|green|blue|orange|yellow|purple)\b(?!-)[^;{]*;")
MARKUP_SINK = re.compile(r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment)\b")
OTHER_HOST = re.compile(r"""(?:https?|wss?):(?://)(?!www\.w3\.org/)|["'(]//\w""")
SCRIPT_IMPORT = re.compile(r"""(?:\bfrom|\bimport|\bimport\()\s*["'`]([^"'`]+)["'`]""")
SCRIPT_EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
VIEW = re.compile(r"""\bbrowser_view\(\s*"([^"]+)\"""")
PLACE = re.compile(r"\{(@?[\w.]+)[^{}]*\}")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    """Full names of everything that a file imports, wherever in the file: `models.records.Trace`."""
    yield from imports_in(ast.parse(path.read_text(encoding="utf-8")))


def imports_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def biome() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ROOT / "biome.json").read_text(encoding="utf-8"))
    return content


def lines_that_match(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("package", OFF_LIMITS)
def test_imports_point_one_way(package: str) -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imports_of(path)
        if any(is_within(name, other) for other in OFF_LIMITS[package])
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Wherever in a file an import stands; those for types alone do not count."""
    modules = {module_of(path): path for path in SOURCES if path.parts[len(ROOT.parts)] != "benchmarks"}
    graph = {
        name: {found for imported in running_imports(path) if (found := imported_module(imported, modules)) != name}
        for name, path in modules.items()
    }
    assert circles(graph) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [("a", "b", "c")]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_module(name: str, modules: Mapping[str, Path]) -> str | None:
    """The module that `package.module.name` is in; None for what is not ours."""
    return next((found for found in (name, name.rpartition(".")[0]) if found in modules), None)


def running_imports(path: Path) -> Iterator[str]:
    """As `imports_of`, without what stands under `if TYPE_CHECKING`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    yield from imports_in(tree)


def circles(graph: Mapping[str, set[str | None]]) -> list[tuple[str, ...]]:
    """Groups of modules of which each leads to each."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for name in graph[waiting.pop()] - seen - {None}:
                seen.add(name)
                waiting.append(name)
        return seen

    leads = {name: reached(name) for name in graph}
    return sorted(
        {tuple(sorted({one, *(o for o in leads[one] if one in leads[o])})) for one in graph if one in leads[one]}
    )


def test_views_know_records_and_no_models() -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in (ROOT / "viz").rglob("*.py")
        for name in imports_of(path)
        if is_within(name, "models") and not is_within(name, "models.records")
    ]
    assert wrong == []


def test_private_names_of_others_are_in_one_place() -> None:
    """`models/compat.py` says what each is for, and its test what breaks when it goes. (Gradio's: `app`.)"""
    compat, app = ROOT / "models/compat.py", ROOT / "app"
    wrong = [
        f"{relative(path)}:{line}: {name}"
        for path in SOURCES
        if path != compat and app not in path.parents
        for line, name in private_names(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert wrong == []


INNER = re.compile(r"transformers\.|(?:.*\.)?_(?!_)")
UNDOCUMENTED = ("torch.lstm", "torch.rnn_tanh", "torch.native_layer_norm", "torch.ops")


def private_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Imports from inside another library, and attributes with an underscore that the file itself does not define."""
    nodes = list(ast.walk(tree))
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    own |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            inner = INNER.match(node.module) or any(alias.name.startswith("_") for alias in node.names)
            if inner and not any(is_within(node.module, package) for package in PACKAGES):
                yield node.lineno, ", ".join(names)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            whole = ast.unparse(node)
            is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            private = node.attr.startswith("_") and not node.attr.startswith("__") and not is_own
            if (private and node.attr not in own) or whole in UNDOCUMENTED:
                yield node.lineno, whole


@pytest.mark.parametrize(
    ("statement", "caught"),
    [
        ("model._is_stateful", True),
        ("torch.ops.mkldnn.x(y)", True),
        ("torch.lstm(x)", True),
        ("from transformers.cache_utils import DynamicLayer", True),
        ("from torch._dynamo import disable", True),
        ("from numpy import _core", True),
        ("from transformers import GPT2Config", False),
        ("from huggingface_hub.errors import HfHubHTTPError", False),
        ("from models.compat import DynamicLayer", False),
        ("def _own(): pass\nother._own()", False),
        ("self._kept", False),
        ("x.__class__", False),
    ],
)
def test_the_rule_for_private_names_catches_what_it_should(statement: str, caught: bool) -> None:
    assert bool(list(private_names(ast.parse(statement)))) is caught


def test_families_are_compared_in_their_table_alone() -> None:
    """Everybody else asks a card's `facts`: a new family is one file and one row."""
    table = ROOT / "models/families.py"
    wrong = [
        f"{relative(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in SOURCES
        if path != table
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if names_a_family(node)
    ]
    assert wrong == []


def names_a_family(node: ast.AST) -> bool:
    """True for a comparison with a family's name, or with several, and for a `case` of one."""
    if not isinstance(node, ast.Compare | ast.MatchValue):
        return False
    return any(isinstance(part, ast.Constant) and part.value in FAMILIES for part in ast.walk(node))


@pytest.mark.parametrize(
    ("statement", "caught"),
    [
        ('if card.family == "bert": pass', True),
        ('x = card.family in ("gpt", "lstm")', True),
        ('if "rnn" != family: pass', True),
        ('match family:\n case "seq2seq": pass', True),
        ('model = load("gpt")', False),
        ("if card.facts.is_masked: pass", False),
        ('if card.facts.state == "cell": pass', False),
    ],
)
def test_the_rule_for_families_catches_what_it_should(statement: str, caught: bool) -> None:
    assert any(names_a_family(node) for node in ast.walk(ast.parse(statement))) is caught


def test_what_is_served_does_not_train() -> None:
    """A page needs no corpus, no optimizer and no recipe, and none of the models that are only tried."""
    unserved = [ROOT / "models/training", ROOT / "models/support"]
    wrong = [
        f"{relative(path)} imports {name}"
        for path in SOURCES
        if not any(folder in path.parents for folder in unserved)
        for name in imports_of(path)
        if is_within(name, "models.training") or is_within(name, "models.support")
    ]
    assert wrong == []


def test_shapes_are_imported_for_type_checkers_alone() -> None:
    """Only the tests check them (tests/shapes.py): what is served neither waits for jaxtyping nor needs it."""
    named = [path for path in SOURCES if any(is_within(name, "jaxtyping") for name in imports_of(path))]
    assert named
    running = [path for path in named if any(is_within(name, "jaxtyping") for name in running_imports(path))]
    assert [relative(path) for path in running] == []


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import models, viz", ("torch", "transformers", "gradio", "pandas")),
        (f"import {TABLES}", ("torch", "transformers", "numpy")),
        ("import app.shell", ("torch", "transformers", "tokenizers", "bertviz", "scipy")),
    ],
)
def test_importing_is_light(statement: str, heavy: tuple[str, ...]) -> None:
    """The page opens before the model libraries are there."""
    program = f"{statement}; import sys; print(*sorted(set({heavy!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == []


def test_entry_is_short() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= MAX_ENTRY_LINES


def test_modules_are_short() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in lengths.items() if lines > MAX_MODULE_LINES} == {}


def test_functions_fit_a_screen() -> None:
    """The docstring does not count: a long explanation is welcome, a long body is not."""
    lengths = {
        f"{relative(path)}: {node.name}": body_lines(node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_scripts_have_short_lines() -> None:
    """Biome breaks lines but no strings; functions of scripts are counted by Biome itself (biome.json)."""
    long = {
        relative(path)
        for path in [*SCRIPTS, *SCRIPT_TESTS]
        if any(len(line) > MAX_LINE for line in path.read_text(encoding="utf-8").splitlines())
    }
    assert long == set()


def script_imports() -> Iterator[tuple[str, str]]:
    """Which script imports which, within assets/js; what lies elsewhere begins with `../`. Types do not count."""
    for path in SCRIPTS:
        for address in SCRIPT_IMPORT.findall(path.read_text(encoding="utf-8")):
            if address.startswith(".") and (path.parent / address).is_file():
                yield path.relative_to(JS).as_posix(), os.path.relpath(path.parent / address, JS)


def lab_of(script: str) -> str:
    """The lab that a script belongs to: its folder, or that which its name begins with; else it is the page's."""
    labs = sorted((path.name for path in JS.iterdir() if path.is_dir()), key=len, reverse=True)
    folder, _, rest = script.partition("/")
    return folder if rest else next((lab for lab in labs if script.startswith(lab)), "page")


def test_the_drawing_kit_knows_no_lab() -> None:
    wrong = [
        f"{script} imports {other}"
        for script, other in script_imports()
        if lab_of(script) == "lib" and not (other.startswith(("lib/", "../vendor/")))
    ]
    assert wrong == []


def test_labs_share_the_drawing_kit_alone() -> None:
    wrong = [
        f"{script} imports {other}"
        for script, other in script_imports()
        if lab_of(script) not in ("lib", lab_of(other)) and not other.startswith("lib/")
    ]
    assert wrong == []


def test_nobody_imports_the_entry_of_a_view() -> None:
    """What several views of a lab share has a module of its own."""
    app = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    entries = {f"{name}.js" for name in VIEW.findall(app)}
    assert entries
    assert [name for name in entries if not (JS / name).is_file()] == []
    assert [f"{script} imports {other}" for script, other in script_imports() if other in entries] == []


def test_scripts_export_what_others_import() -> None:
    """What nobody else imports is no export, or a part that a test takes by itself; what nobody uses is gone."""
    texts = {path: path.read_text(encoding="utf-8") for path in [*SCRIPTS, *SCRIPT_TESTS]}
    words = {path: Counter(re.findall(r"\w+", text)) for path, text in texts.items()}

    def is_used(name: str, path: Path) -> bool:
        users = {other for other, found in words.items() if other != path and name in found}
        return bool(users & set(SCRIPTS)) or (bool(users) and words[path][name] > 1)

    unused = [
        f"{relative(path)}: {name}"
        for path in SCRIPTS
        for name in SCRIPT_EXPORT.findall(texts[path])
        if name != "mount" and not is_used(name, path)
    ]
    assert unused == []


def test_every_script_is_linted_and_typed() -> None:
    """No list of exceptions: what lies in assets/js keeps the rules of both."""
    typed = json.loads((ROOT / "tsconfig.json").read_text(encoding="utf-8"))
    assert "exclude" not in typed
    assert [one for one in biome()["overrides"] if one.get("linter") == {"enabled": False}] == []


def test_npm_packages_name_no_registry() -> None:
    """The lock file says what and with which digest; where from is the machine's own affair."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_files_are_small_enough_for_a_space() -> None:
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    tracked = [ROOT / name for name in listing.stdout.split("\0") if name]
    assert tracked
    sizes = {relative(path): path.stat().st_size for path in tracked if path.is_file()}
    assert {path: size for path, size in sizes.items() if size > MAX_FILE_BYTES} == {}


def test_both_languages_have_the_same_sections() -> None:
    sections = {language: {path.name for path in (LOCALES / language).glob("*.json")} for language in ("en", "zh")}
    assert sections["zh"]
    assert sections["en"] | {"errors.json"} == sections["zh"] | {"errors.json"}


@pytest.mark.parametrize("section", sorted(path.stem for path in (LOCALES / "zh").glob("*.json")))
def test_both_languages_say_the_same(section: str) -> None:
    """The same keys with the same places to fill; English errors live beside the code that raises them."""
    chinese = strings("zh", section)
    english = dict(MESSAGES) if section == "errors" else strings("en", section)
    assert chinese.keys() == english.keys()
    assert {key: places(text) for key, text in chinese.items()} == {key: places(text) for key, text in english.items()}
    assert [key for key, text in chinese.items() if not text.strip()] == []


def strings(language: str, section: str) -> dict[str, str]:
    content: dict[str, str] = json.loads((LOCALES / language / f"{section}.json").read_text(encoding="utf-8"))
    return content


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def test_colours_are_in_the_palette_alone() -> None:
    palette, models = ROOT / "viz/palette.py", ROOT / "models"
    drawn = [path for path in SOURCES if path != palette and models not in path.parents]
    assert lines_that_match(COLOUR, [*drawn, *SCRIPTS, *STYLES]) == []
    assert lines_that_match(NAMED_COLOUR, STYLES) == []


def test_scripts_build_no_markup_from_text() -> None:
    assert lines_that_match(MARKUP_SINK, SCRIPTS) == []


def test_page_assets_name_no_other_host() -> None:
    assert lines_that_match(OTHER_HOST, [*SCRIPTS, *STYLES]) == []


@pytest.mark.parametrize(
    ("pattern", "caught", "passed"),
    [
        (COLOUR, ["color: #0072B2;", "fill: #fff", "rgba(0, 0, 0, 0.2)", "hsl(210 50% 40%)"], ["#app", "this.#abc_d"]),
        (
            NAMED_COLOUR,
            ["  color: white;", "border: 1px solid red;"],
            ["color: var(--um-red-ish);"],
        ),
        (MARKUP_SINK, ["host.innerHTML = name"], ["host.textContent = name"]),
        (
            SCRIPT_IMPORT,
            ['import { el } from "../lib/dom.js"', 'export * from "./a.js"', 'import "./b.js"', "import(`./${c}.js`)"],
            ["// imports from", "const important = 'x'", 'Array.from("abc")'],
        ),
        (OTHER_HOST, ['import "https://cdn.x/d3.js"', "url(//fonts.x)"], ['"http://www.w3.org/2000/svg"', "a // b"]),
    ],
)
def test_the_patterns_catch_what_they_should(pattern: re.Pattern[str], caught: list[str], passed: list[str]) -> None:
    assert [text for text in caught if not pattern.search(text)] == []
    assert [text for text in passed if pattern.search(text)] == []
