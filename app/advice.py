"""What the chosen models have never read of the text, and what to choose or write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.context import Control, LabContext
from app.state import Chosen
from app.views import browser_view
from models.catalog import ModelCard, cards
from models.text.scripts import Script, has_read, main_script, simplified
from viz.payloads import Advice, ModelName


def build_advice(context: LabContext) -> Control:
    """What the chosen models cannot read, said under their choices; a click there takes the advice."""
    advice = browser_view("shell/advice")
    chosen = list(context.chosen)
    take = "(advice, ...now) => now.map((value, i) => advice?.taken?.[i] ?? value)"
    advice.change(None, [advice, *chosen], chosen, js=take, api_visibility="private")
    return advice


def on_advice(chosen: Chosen) -> Advice | None:
    """Which of the chosen models never read the text's script, and what to choose or write instead."""
    script = main_script(chosen.text)
    if script is None:
        return None
    known = {entry.id: entry for entry in cards()}
    picked = {family: known.get(model_id) for family, model_id in chosen.models.items()}
    strangers = [family for family, entry in picked.items() if entry and not has_read(entry.languages, script)]
    if strangers:
        siblings = {family: _reader(known.values(), family, script) for family in strangers}
        models: dict[str, ModelName] = {
            family: {"id": entry.id, "title": entry.title} for family, entry in siblings.items() if entry
        }
        return {"script": script, "families": strangers, "models": models, "text": None}
    return _in_simplified(chosen.text, picked) if script == "han" else None


def _reader(known: Iterable[ModelCard], family: str, script: Script) -> ModelCard | None:
    """A bundled model of a family that has read a script."""
    return next(
        (e for e in known if e.family == family and e.bundled and e.listed and has_read(e.languages, script)), None
    )


def _in_simplified(text: str, picked: Mapping[str, ModelCard | None]) -> Advice | None:
    """Our own models have read simplified characters alone; of others nobody knows."""
    families = [family for family, entry in picked.items() if entry and entry.bundled]
    simple = simplified(text)
    if not families or simple == text:
        return None
    return {"script": "traditional", "families": families, "models": {}, "text": simple}
