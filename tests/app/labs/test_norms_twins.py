"""The training panel reads whatever twins are bundled, and runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.i18n import section_strings, strings
from app.labs.norms.training import PLACES, continue_text, training_figure, twin_table, twins
from models import catalog
from models.norms.batches import model_sites
from tests.app.labs.twins import save_twins
from viz.norms.training import TWIN_COLOURS


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = sorted(path for path in save_twins(tmp_path).iterdir() if path.is_dir())
    cards = tuple(catalog.card_from_folder(folder, "bundled") for folder in folders)
    monkeypatch.setattr(catalog, "_bundled_cards", lambda: cards)


def test_without_twins_there_is_no_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "_bundled_cards", lambda: ())
    assert twins() == {}


def test_the_twins_come_in_one_order(bundled: None) -> None:
    assert tuple(twins()) == PLACES == tuple(TWIN_COLOURS)
    assert not any(entry.listed for entry in twins().values())


def test_the_table_is_that_of_the_cards_and_curves(bundled: None) -> None:
    rows = {row["place"]: row for row in twin_table()}
    assert rows["rms"]["train_loss_nats"] == 4.5
    assert rows["rms"]["held_out_loss_nats"] == 4.75
    assert rows["batch"]["figures"] == [{"source": "tinystories", "n_stories": 9, "model": 2.5, "training_mode": 2.25}]
    assert "training_mode" not in rows["none"]["figures"][0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_draws_every_curve_in_the_page_s_language(bundled: None, language: str) -> None:
    figure = training_figure(section_strings(language, "norms"))
    assert len(figure.data) == 3 * len(PLACES)
    names = [strings(language)[f"norms.twin_{place}"] for place in PLACES]
    assert [trace.name for trace in figure.data if trace.showlegend] == names
    held_out, train, gradient = figure.data[:3]
    assert (list(held_out.x), list(held_out.y)) == ([10, 20], [5.6, 4.75])
    assert list(train.y) == [5.5, 4.5]
    assert list(gradient.y) == [1.5, 0.5]
    assert list(figure.data[-1].y) == [1.5]  # what is no number is not drawn


def test_every_twin_writes_and_can_be_looked_into(bundled: None) -> None:
    rows = continue_text({"text": "It was"})
    assert [row["place"] for row in rows] == list(PLACES)
    assert all(row["bits_per_byte"] > 0 for row in rows)
    assert model_sites("norm-batch")[-1] == "transformer.ln_f"
