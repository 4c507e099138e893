"""Some of the architectures of `docs/MODELS.md`, tried anew: the page tells what is so, and nothing crashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.support.__main__ import PAGE
from models.support.checkpoints import ARCHITECTURES, save
from models.support.examine import examine
from models.support.table import row

# One of each kind: attention of its own, with an own class for `eager`, a sink, states alone and beside
# attention, sizes in parts, positions behind the padding, a narrow embedding, no attention, a moving window.
TRIED = (
    "gpt_neo-causal",
    "falcon-causal",
    "gpt_oss-causal",
    "olmo-causal",
    "xlnet-causal",
    "mamba-causal",
    "qwen3_5_text-causal",
    "gemma3-causal",
    "roberta-masked",
    "albert-masked",
    "deberta-masked",
    "fnet-masked",
    "longformer-masked",
    "encoder-decoder-encoder-decoder",
)


def test_there_are_many_and_the_page_has_all() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(ARCHITECTURES) >= 60
    assert [one.title for one in ARCHITECTURES.values() if f"| {one.title} (`{one.model_type}`) |" not in page] == []
    assert "**" not in page.partition("## Models that write on")[2].partition("## What is refused")[0]


@pytest.mark.parametrize("name", TRIED)
def test_the_page_tells_what_is_so(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    architecture = ARCHITECTURES[f"tried-{name}"]
    save(architecture, tmp_path)
    monkeypatch.setenv("UNMASKED_MODELS", str(tmp_path))
    finding = examine(architecture.id)
    assert not finding.is_wrong, finding
    assert row(finding) in PAGE.read_text(encoding="utf-8").splitlines()
