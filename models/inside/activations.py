"""Every named activation of a text, kept for whoever asks again."""

from __future__ import annotations

from dataclasses import replace

from models.cache import TEXTS, BoundedCache
from models.catalog import card
from models.inside.anatomy import anatomy_of
from models.passes import Prepared, Wanted, prepare, run
from models.records import Activations
from models.registry import load

MAX_TOKENS = 256


_kept: BoundedCache[Activations] = BoundedCache(TEXTS)


def activations(text: str, model_id: str) -> Activations:
    """Run a text through a model and record every step that has a name, in one pass.

    Args:
        text: at most `MAX_TOKENS` tokens, and at most the model's context.
        model_id: a catalog id; of an encoder-decoder, the encoder reads the text.

    Returns:
        The model's own numbers, without the batch axis; `models.inside.steps` says what each is.

    Raises:
        InputError: bad text or model, too many tokens.
    """
    limit = min(MAX_TOKENS, card(model_id).context_length or MAX_TOKENS)
    prepared = prepare(text, model_id, limit=limit)
    found = _kept.get_or_compute((prepared.card.path, prepared.ids), lambda: _compute(prepared))
    # Another text may have the same ids: uncased, or with other words that are unknown.
    return found if found.tokens == prepared.tokens else replace(found, tokens=prepared.tokens)


def _compute(prepared: Prepared) -> Activations:
    chosen = prepared.card
    loaded = load(chosen.id)
    has_logits = not loaded.missing_head and chosen.facts.reads != "source"
    captured = run(chosen.id, [prepared.ids], Wanted(logits=has_logits, activations=True)).activations
    assert captured is not None
    anatomy = anatomy_of(loaded.model)
    return Activations(
        chosen.id,
        chosen.family,
        anatomy.kind,
        prepared.tokens,
        anatomy.n_layers,
        {name: value[0] for name, value in captured.values.items()},
        {name: read for name, read in anatomy.reads.items() if name in captured.values},
        captured.allowed,
        captured.scaling,
        anatomy.missing,
    )
