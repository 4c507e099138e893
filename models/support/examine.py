"""What an architecture can do here, each answer held against transformers' own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import transformers
from torch import Tensor

import models
from models.attention.heads import repeat_test
from models.catalog import ModelCard, card
from models.decoding.cache_cost import measure_cache
from models.errors import InputError
from models.passes import prepare
from models.registry import load, load_tokenizer
from models.ways import Way, told_maps, way_of

TEXT = "The cat sat on the mat."
WORD = "the"
BLANK = "The cat sat on the {mask}."
N_WRITTEN = 12
TOLERANCE = 1e-4
LABS = ("tokens", "attention", "decoding", "norms", "side_by_side")


@dataclass(frozen=True)
class Finding:
    """What was found out about one architecture.

    Attributes:
        id: of its checkpoint.
        way: how its attention can be watched; None where it does not load.
        maps: the largest difference between our maps and those of `eager`; None where there are none.
        changed: masks and silenced heads are followed where they are offered, and refused elsewhere.
        reads_back: nothing that is said of a text's beginning depends on its end; None for models that look ahead.
        writes: greedy decoding writes as `generate` does; None for models that do not write.
        labs: of each lab the codes of what it refuses.
        refused: the code that says why it does not load; None where it does.
        crashes: what went wrong and is no refusal: there should be none.
    """

    id: str
    way: Way | None = None
    maps: float | None = None
    changed: bool | None = None
    reads_back: bool | None = None
    writes: bool | None = None
    labs: Mapping[str, tuple[str, ...]] | None = None
    refused: str | None = None
    crashes: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether something crashed, or was answered with what is not so."""
        return bool(self.crashes) or False in (self.changed, self.reads_back, self.writes)


class _Trial:
    """Asks one thing after another, and keeps what was refused and what crashed."""

    def __init__(self) -> None:
        self.crashes: list[str] = []

    def ask(self, what: str, question: Callable[[], Any]) -> tuple[Any, str | None]:
        """The answer, and the code of the refusal; both None where it crashed."""
        try:
            return question(), None
        except InputError as error:
            return None, error.code
        except Exception as error:
            self.crashes.append(f"{what}: {type(error).__name__}: {error}"[:160])
            return None, None


def examine(model_id: str) -> Finding:
    """Try everything with one model of the catalog."""
    trial = _Trial()
    _, refused = trial.ask("load", lambda: load(model_id))
    if refused or trial.crashes:
        return Finding(model_id, refused=refused, crashes=tuple(trial.crashes))
    chosen, way = card(model_id), way_of(load(model_id).model)
    maps, _ = trial.ask("maps", lambda: maps_differ(chosen))
    changed, _ = trial.ask("masks", lambda: follows_changes(chosen, way))
    reads_back, _ = (
        trial.ask("causal", lambda: knows_no_future(chosen)) if chosen.facts.reads == "onwards" else (None,) * 2
    )
    writes, _ = trial.ask("generate", lambda: writes_as_generate(chosen)) if chosen.facts.writes else (None,) * 2
    labs = {lab: _refusals(trial, lab, questions) for lab, questions in _questions(chosen).items()}
    trial.ask("limit", lambda: reads_to_the_limit(chosen))
    return Finding(model_id, way, maps, changed, reads_back, writes, labs, crashes=tuple(trial.crashes))


def _refusals(trial: _Trial, lab: str, questions: Mapping[str, Callable[[], Any]]) -> tuple[str, ...]:
    codes = [trial.ask(f"{lab}, {name}", question)[1] for name, question in questions.items()]
    return tuple(dict.fromkeys(code for code in codes if code))


def reference(chosen: ModelCard, attention: str = "eager") -> Any:
    """The same checkpoint in transformers' own hands."""
    loader = getattr(transformers, chosen.facts.loads_with)
    return loader.from_pretrained(chosen.path, attn_implementation=attention, dtype=torch.float32).eval()


@torch.no_grad()
def maps_differ(chosen: ModelCard) -> float | None:
    """The largest difference between what we show and what `eager` tells; None where we show nothing.

    Raises:
        ValueError: logits, layers or stacks are not those of transformers' model.
    """
    if way_of(load(chosen.id).model).refused:
        return None
    found = models.trace(TEXT, chosen.id)
    ids = torch.tensor([[token.id for token in found.tokens]])
    written = torch.tensor([[token.id for token in found.target_tokens]])
    inputs = {"input_ids": ids, **({"decoder_input_ids": written} if found.target_tokens else {})}
    output = reference(chosen)(**inputs, output_attentions=True)
    _same("logits", found.logits, output.logits[0])
    expected = told_maps(output, ids.shape[1], written.shape[1])
    if expected.keys() != found.attention.keys():
        raise ValueError(f"stacks {[*found.attention]} instead of {[*expected]}")
    return max(_same(stack, found.attention[stack].pattern, expected[stack]) for stack in expected)


def _same(name: str, found: Tensor, expected: Tensor) -> float:
    if found.shape != expected.shape:
        raise ValueError(f"{name} of shape {tuple(found.shape)} instead of {tuple(expected.shape)}")
    difference = float((found - expected).abs().max())
    if difference > TOLERANCE * max(1.0, float(expected.abs().max())):
        raise ValueError(f"{name} differ by {difference:.1e}")
    return difference


def follows_changes(chosen: ModelCard, way: Way) -> bool:
    """Whether a mask and a silenced head change something, or are refused where nothing could be changed."""
    if way.kind != "observed":
        wanted = "read_only" if way.kind == "shown" else way.refused
        return wanted == _refusal(lambda: models.trace(TEXT, chosen.id, "window:2"))
    before, masked = (models.trace(TEXT, chosen.id, mask) for mask in ("native", "window:2"))
    silent = models.trace(TEXT, chosen.id, silenced=frozenset({(0, 0)}))
    return not any(_equal(before.logits, changed.logits) for changed in (masked, silent))


def _equal(one: Tensor, other: Tensor) -> bool:
    return one.shape == other.shape and torch.allclose(one, other, atol=1e-6)


def _refusal(question: Callable[[], Any]) -> str | None:
    try:
        question()
    except InputError as error:
        return error.code
    return None


def knows_no_future(chosen: ModelCard) -> bool:
    """Whether what is said of a text's beginning stays when its end goes."""
    reading = models.read(TEXT, chosen.id)
    shorter = models.read(TEXT[: reading.tokens[-1].start], chosen.id)
    n = len(shorter.tokens)
    pairs = zip(reading.surprisal_bits[:n], shorter.surprisal_bits, strict=True)
    return all(one == other or abs((one or 0) - (other or 0)) < 1e-3 for one, other in pairs)


@torch.no_grad()
def writes_as_generate(chosen: ModelCard) -> bool:
    """Whether greedy decoding and a beam give the ids that transformers' `generate` gives."""
    ids = torch.tensor([prepare(TEXT, chosen.id).ids])
    model = reference(chosen, attention="eager")
    # Without its cache, which some of transformers' models do not rearrange as the beams change places.
    beams = {"num_beams": 3, "use_cache": False}
    for strategy, options in (({"name": "greedy"}, {}), ({"name": "beam", "num_beams": 3}, beams)):
        run = models.decode(TEXT, chosen.id, [strategy], N_WRITTEN).runs[0]
        try:
            expected = model.generate(
                ids, attention_mask=torch.ones_like(ids), max_new_tokens=N_WRITTEN, do_sample=False, **options
            )
        except ValueError:  # transformers cannot: RWKV has no beams there
            continue
        written = [token.id for token in run.tokens]
        if written != expected[0, ids.shape[1] :].tolist()[: len(written)]:
            return False
    return True


def reads_to_the_limit(chosen: ModelCard) -> None:
    """A text of as many tokens as the card says is read; that is all."""
    if chosen.context_length is None:
        return
    tokenizer = load_tokenizer(chosen.id)
    n_added = len(tokenizer("a").input_ids) - len(tokenizer("a", add_special_tokens=False).input_ids)
    text = "a " * (chosen.context_length - n_added)
    while len(tokenizer(text).input_ids) > chosen.context_length:
        text = text[:-2]
    models.predictions.expectations.text_logits(text, chosen.id)


def _questions(chosen: ModelCard) -> Mapping[str, Mapping[str, Callable[[], Any]]]:
    """What the labs ask of a model."""
    model_id = chosen.id
    strategies: list[dict[str, object]] = [{"name": "greedy"}, {"name": "beam", "num_beams": 3}]
    strategies += [{"name": "sample", "top_k": 5}, {"name": "contrastive"}]
    if chosen.facts.fills_blanks:
        strategies = [{"name": "most_confident"}, {"name": "left_to_right"}]
    asked = BLANK.format(mask=load_tokenizer(model_id).mask_token) if chosen.facts.is_masked else TEXT
    return {
        "tokens": {
            "inputs": lambda: models.input_vectors(TEXT, model_id),
            "word": lambda: models.word_vectors([TEXT], WORD, model_id),
        },
        "attention": {
            "maps": lambda: models.trace(TEXT, model_id, scores=True),
            "cell": lambda: max(_cell_differs(model_id, stack) for stack in models.trace(TEXT, model_id).attention),
            "heads": lambda: repeat_test(model_id) if "self" in chosen.facts.stacks else None,
            "predictions": lambda: models.predict(asked, model_id),
        },
        "decoding": {
            "strategies": lambda: models.decode(TEXT, model_id, strategies, 6),
            "memory": lambda: list(measure_cache(TEXT, model_id, 3)) if chosen.facts.writes else None,
        },
        "norms": {
            "batch": lambda: models.trace_norms([TEXT, "A dog."], model_id),
            "stream": lambda: models.trace_stream(TEXT, model_id),
        },
        "side_by_side": {"reading": lambda: models.read(TEXT, model_id)},
    }


def _cell_differs(model_id: str, stack: str) -> float:
    """How far the weighted sum of the values is from what the first layer's heads bring."""
    found = models.trace(TEXT, model_id)
    vectors = models.layer_vectors(found, stack, 0)
    return _same("outputs", found.attention[stack].pattern[0] @ vectors.value, vectors.output)
