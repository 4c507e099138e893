"""What was found out about architectures, as a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import transformers

from models.errors import MESSAGES
from models.support.checkpoints import ARCHITECTURES, Architecture, Kind
from models.support.examine import LABS, Finding

HEAD = """# Other models

What the playground can do with other people's models, architecture by architecture. `python -m models.support` makes
small random checkpoints of {n} architectures of transformers {version}, loads them as it loads any model of
`UNMASKED_MODELS`, holds every answer against transformers' own, and writes this page. `tests/models/test_support.py`
repeats it for some of them.

- **Maps**: the difference from `output_attentions` of transformers' `eager`, and what can be seen: *edited* maps
  follow masks and silenced heads; *shown* ones are what the model tells, and cannot be changed, which the panel says;
  *none* are refused, with the reason. In brackets, of each stack that has maps, layers and heads; a hybrid's layers
  without attention have none.
- **Causal**: what is said of a text's beginning does not depend on its end.
- **As `generate`**: greedy decoding, and a beam of three, write the tokens that `generate` writes.
- **Labs**: what each lab answers. What follows *except* is refused; the list below says why.
"""
_TITLES: Mapping[Kind, str] = {
    "causal": "Models that write on",
    "masked": "Masked models",
    "encoder-decoder": "Encoder-decoders",
}
_LAB_NAMES = ("Tokens", "Attention", "Decoding", "Norms", "Side by side")
_COLUMNS = ("model", "maps", "difference", "causal", "as `generate`", *_LAB_NAMES)


def write(findings: Sequence[Finding]) -> str:
    """The whole page, in Markdown."""
    head = HEAD.format(n=len(ARCHITECTURES), version=transformers.__version__)
    parts = [head, *(_section(kind, title, findings) for kind, title in _TITLES.items()), _reasons(findings)]
    return "\n".join(parts)


def row(finding: Finding) -> str:
    """One architecture's line."""
    architecture = ARCHITECTURES[finding.id]
    return f"| {' | '.join((_name(architecture), *_cells(finding)))} |"


def _section(kind: Kind, title: str, findings: Sequence[Finding]) -> str:
    rows = [row(finding) for finding in findings if ARCHITECTURES[finding.id].kind == kind]
    return "\n".join([f"## {title}\n", f"| {' | '.join(_COLUMNS)} |", f"|{' --- |' * len(_COLUMNS)}", *rows, ""])


def _name(architecture: Architecture) -> str:
    return f"{architecture.title} (`{architecture.model_type}`)"


def _cells(finding: Finding) -> tuple[str, ...]:
    if finding.crashes:
        return ("**crashes**", *[""] * (len(_COLUMNS) - 2))
    if finding.refused or finding.way is None or finding.labs is None:
        return (f"not loaded: {_word(str(finding.refused))}", *["–"] * (len(_COLUMNS) - 2))
    return (
        _maps(finding),
        "–" if finding.maps is None else f"{finding.maps:.0e}" if finding.maps else "0",
        _yes(finding.reads_back),
        _yes(finding.writes),
        *(_lab(finding.labs[lab]) for lab in LABS),
    )


def _maps(finding: Finding) -> str:
    assert finding.way is not None
    if finding.way.refused:
        return f"none: {_word(finding.way.refused)}"
    kind = "edited" if finding.way.kind == "observed" else "shown"
    wrong = "" if finding.changed else " **wrongly**"
    return f"{kind}{wrong} ({', '.join(_size(*stack) for stack in finding.way.sizes.items())})"


def _size(stack: str, size: tuple[int, int]) -> str:
    """Layers and heads, and of which stack where there are several."""
    layers, heads = size
    return f"{layers}×{heads}" if stack == "self" else f"{stack} {layers}×{heads}"


def _yes(answer: bool | None) -> str:
    return "–" if answer is None else "yes" if answer else "**no**"


def _lab(refused: tuple[str, ...]) -> str:
    return "yes" if not refused else f"except: {', '.join(map(_word, refused))}"


def _word(code: str) -> str:
    return code.replace("_", " ")


def _reasons(findings: Sequence[Finding]) -> str:
    codes = {code for finding in findings for code in _codes(finding)}
    lines = [f"- **{_word(code)}**: {MESSAGES[code].format(model='*The model*', reason='…')}" for code in sorted(codes)]
    return "\n".join(["## What is refused\n", *lines, ""])


def _codes(finding: Finding) -> list[str]:
    own = [finding.refused, finding.way.refused if finding.way else None]
    return [code for code in (*own, *(code for codes in (finding.labs or {}).values() for code in codes)) if code]
