"""`python -m models.support` tries every architecture and writes `docs/MODELS.md`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import transformers

from models.support.checkpoints import ARCHITECTURES, save
from models.support.examine import Finding, examine
from models.support.table import write

PAGE = Path(__file__).parent.parent.parent / "docs" / "MODELS.md"


def examined(names: Iterable[str]) -> Iterator[Finding]:
    """Save each checkpoint in a folder of its own that goes again, and try it."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            save(ARCHITECTURES[name], Path(folder))
            os.environ["UNMASKED_MODELS"] = folder
            yield examine(name)


def main() -> int:
    """Returns 1 if anything crashed or was answered wrongly."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    findings = []
    for finding in examined(ARCHITECTURES):
        findings.append(finding)
        print(f"{finding.id}: {'; '.join(finding.crashes) or finding.refused or 'ok'}", flush=True)
    PAGE.write_text(write(findings), encoding="utf-8")
    return int(any(finding.is_wrong for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
