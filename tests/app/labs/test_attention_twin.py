"""The twin that learned without a mask: on the page when it is bundled, with numbers of its own training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.i18n import section_strings
from app.labs.attention import twin
from models import catalog, decode
from models.training.__main__ import main
from models.training.recipes import RECIPES
from tests.models.training.conftest import corpus_folder
from tests.models.training.small import small_recipe
from viz.palette import LIGHT

__all__ = ["corpus_folder"]
PROMPT = "The cat saw"


@pytest.fixture(scope="module")
def trained(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both twins, trained for a few steps by the project's own command."""
    folder = tmp_path_factory.mktemp("twins")
    with pytest.MonkeyPatch.context() as patch:
        for name in twin.TWINS:
            patch.setitem(RECIPES, name, small_recipe(name, steps=4))
            shared = ["--tokenizer", str(folder / "gpt")] if name != "gpt" else []
            main([name, "--corpus", str(corpus_folder), "--out", str(folder / name), "--device", "cpu", *shared])
    return folder


@pytest.fixture
def bundled(trained: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The catalog with these models as its bundled ones."""
    monkeypatch.setattr(catalog, "BUNDLED", trained)
    catalog._bundled_cards.cache_clear()
    yield trained
    catalog._bundled_cards.cache_clear()


def test_both_curves_and_both_continuations_are_told(bundled: Path) -> None:
    assert twin.twin_is_there()
    story = twin.twin_story({"text": PROMPT})
    words = section_strings("zh", "attention")
    figure = twin.plot_curves(words)
    losses = [line for line in figure.data if line.line.dash == "dot"]
    for name, told, line in zip(twin.TWINS, story, losses, strict=True):
        assert list(line.x) == [2, 4]
        assert line.name == words[told["name"]]
        assert line.y[-1] == told["loss_nats"]
        assert line.line.color == LIGHT[told["colour"]]
        (run,) = decode(PROMPT, name, [{"name": "greedy"}], twin.CONTINUATION, 0).runs
        assert told["text"] == run.text
    assert story[0]["loss_nats"] != story[1]["loss_nats"]


def test_without_the_twin_there_is_no_section(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twin, "TWINS", {"gpt": "twin_gpt", "gpt-missing": "twin_unmasked"})
    assert not twin.twin_is_there()
