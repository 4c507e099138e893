"""In which way a model's attention can be watched, found out by trying and not by the model's name.

Three ways, best first:

- `observed`: every layer calls `models.observe`; maps can be looked at and edited;
- `shown`: the model computes attention on its own and tells the weights (`output_attentions` of
  transformers' `eager`); maps can be looked at, nothing can be changed;
- `hidden`: there are no maps, and `refused` says why. All that needs none still works.

A model is only `observed` if its maps and its results, watched or not, are those of `eager`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from models.errors import InputError
from models.observe import NAME, Observer, observing
from models.records import AttentionTrace

if TYPE_CHECKING:
    from jaxtyping import Float, Int

    Maps = Mapping[str, Float[Tensor, "n_layers n_heads query_pos key_pos"]]

N_TRIED = 6  # tokens: enough for a window, a bias for the distance and a causal mask to show
TOLERANCE = 1e-3  # of the largest value; another order of sums costs a hundredth of it
EAGER = "eager"
# Under which name a model's output has the weights of each stack.
_TOLD_AS = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}


@dataclass(frozen=True)
class Way:
    """How a model's attention can be watched.

    Attributes:
        kind: see above.
        sizes: layers and heads of each stack that has maps. A layer without attention does not count.
        refused: a code of `models.errors.MESSAGES` that says why there are no maps; None where there are.
    """

    kind: Literal["observed", "shown", "hidden"]
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    refused: str | None = None


_ways: WeakKeyDictionary[nn.Module, Way] = WeakKeyDictionary()


def way_of(model: PreTrainedModel) -> Way:
    """What `make_observable` found; `hidden` for a model that it was not given."""
    return _ways.get(model, Way("hidden", refused="no_attention"))


@torch.no_grad()
def make_observable(model: PreTrainedModel) -> PreTrainedModel:
    """Find out how a loaded model's attention can be watched, and switch the model to that.

    Its dropout goes: outside training it does nothing, and yet costs a call at every place.

    Args:
        model: loaded with `eager` attention, where its classes depend on that (Falcon).
    """
    for name in [name for name, module in model.named_modules() if isinstance(module, nn.Dropout)]:
        model.set_submodule(name, nn.Identity())
    name_stacks(model)
    told = _tried(model, EAGER, output_attentions=True)
    maps = {} if told is None else told_maps(told, N_TRIED, N_TRIED - 1)
    sizes = {stack: (int(layers.shape[0]), int(layers.shape[1])) for stack, layers in maps.items()}
    if told is not None and _is_observed(model, told, maps):
        _ways[model] = Way("observed", sizes)
        return model
    if told is not None:
        model.set_attn_implementation(EAGER)
    _ways[model] = Way("shown", sizes) if maps else Way("hidden", refused=_why_hidden(model))
    return model


def name_stacks(model: PreTrainedModel) -> None:
    """Tell every module of a model, once at load, which stack of attention layers it belongs to."""
    for name, module in model.named_modules():
        object.__setattr__(module, "observed_stack", _stack_of(name, bool(model.config.is_encoder_decoder)))


def _stack_of(module_name: str, is_encoder_decoder: bool) -> str:
    parts = module_name.lower().split(".")
    if any(part in ("encoder_attn", "crossattention", "encdecattention", "cross_attn") for part in parts):
        return "cross"
    if not is_encoder_decoder:
        return "self"
    return next((part for part in parts if part in ("encoder", "decoder")), "decoder")


def told_maps(output: Any, n_source: int, n_target: int) -> Maps:
    """The weights that a model tells of its first text, by stack, on the CPU: of stacks where they are maps.

    Some models tell a window that moves along the text, some leave out what goes to a sink, and some
    what is no attention at all.
    """
    source, target = (n_source, n_source), (n_target, n_source)
    sides = {"self": source, "encoder": source, "decoder": (n_target, n_target), "cross": target}
    told = {stack: _told_layers(output, stack) for stack in _TOLD_AS}
    return {stack: torch.stack(found) for stack, found in told.items() if _are_maps(found, sides[stack])}


def shown_traces(
    model: PreTrainedModel, title: str, output: Any, inputs: Mapping[str, Any]
) -> Mapping[str, AttentionTrace]:
    """What a model tells of its attention. Where nobody has any weight, nobody was allowed to look.

    Args:
        title: of the model.
        output: of a pass with `output_attentions`.
        inputs: of that pass.

    Raises:
        InputError: `not_observable`, for a model that on this text computes it in yet another way.
    """
    target = inputs.get("decoder_input_ids", inputs["input_ids"])
    maps = told_maps(output, inputs["input_ids"].shape[1], target.shape[1])
    if maps.keys() != way_of(model).sizes.keys():
        raise InputError("not_observable", model=title)
    return {
        stack: AttentionTrace(pattern, None, (pattern > 0).any(1), int(pattern.shape[1]))
        for stack, pattern in maps.items()
    }


def _told_layers(output: Any, stack: str) -> list[Tensor]:
    """What is told of the first text, layer by layer; a layer without attention tells nothing."""
    layers = getattr(output, _TOLD_AS[stack], None) or ()
    return [layer[0].float().cpu() for layer in layers if isinstance(layer, Tensor)]


def _are_maps(layers: list[Tensor], sides: tuple[int, int]) -> bool:
    """Whether these are weights `[n_heads, query_pos, key_pos]` that every query shares out among the keys."""
    if not layers or {layer.shape for layer in layers} != {torch.Size((len(layers[0]), *sides))}:
        return False
    rows = torch.stack(layers).sum(-1)
    return bool(((rows - 1).abs() < TOLERANCE).all())


def _is_observed(model: PreTrainedModel, told: Any, maps: Maps) -> bool:
    """Whether the observed attention takes effect, misses no map, and changes nothing, watched or not."""
    with observing(Observer()) as observer:
        watched = _tried(model, NAME)
    unwatched = _tried(model, NAME)
    if watched is None or unwatched is None:
        return False
    seen = observer.traces()
    return (
        bool(seen)
        and all(is_close(output.logits, told.logits) for output in (watched, unwatched))
        and seen.keys() == maps.keys()
        and all(is_close(seen[stack].pattern, maps[stack]) for stack in seen)
    )


def is_close(found: Tensor, expected: Tensor) -> bool:
    """Whether these are the same numbers, but for the order of the sums they were made by."""
    return found.shape == expected.shape and bool((found - expected).abs().max() <= TOLERANCE * expected.abs().max())


@torch.no_grad()
def check_reading(model: PreTrainedModel, title: str, *, onwards: bool) -> None:
    """Raise `InputError` for a model that cannot read a text, or not in the way that is expected of it.

    Args:
        title: of the model.
        onwards: it is expected to read each token after those before it, and to know nothing of later ones.

    Raises:
        InputError: `cannot_read`, with what the model's own code says; `sees_ahead`.
    """
    inputs = tried_inputs(model)
    try:
        before = cast(Any, model)(**inputs).logits
        if "decoder_input_ids" in inputs:
            cast(Any, model).generate(inputs["input_ids"], max_new_tokens=2, num_beams=1, do_sample=False)
    except Exception as error:
        raise InputError("cannot_read", model=title, reason=f"{type(error).__name__}: {error}"[:200]) from error
    if not onwards:
        return
    inputs["input_ids"] = torch.cat([inputs["input_ids"][:, :-1], inputs["input_ids"][:, :1]], dim=1)
    if not is_close(cast(Any, model)(**inputs).logits[:, :-1], before[:, :-1]):
        raise InputError("sees_ahead", model=title)


def _tried(model: PreTrainedModel, attention: str, **options: Any) -> Any:
    """What a model makes of `tried_inputs` with this attention; None where it cannot.

    Whatever another's code raises, it means that this way is not open.
    """
    try:
        model.set_attn_implementation(attention)
        return cast(Any, model)(**tried_inputs(model), **options)
    except Exception:
        return None


def tried_inputs(model: PreTrainedModel) -> dict[str, Int[Tensor, "1 pos"]]:
    """A few ordinary tokens to try a model with, and for an encoder-decoder one less that it has written."""
    rows = cast(Tensor, model.get_input_embeddings().weight).shape[0]
    named = (getattr(model.config, f"{name}_token_id", None) for name in ("pad", "bos", "eos", "sep", "cls"))
    special = {token for found in named for token in (found if isinstance(found, list) else [found])}
    ordinary = [token for token in range(rows) if token not in special]
    ids = torch.tensor([ordinary[:: max(1, len(ordinary) // N_TRIED)][:N_TRIED]], device=model.device)
    written = {"decoder_input_ids": ids[:, 1:]} if model.config.is_encoder_decoder else {}
    return {"input_ids": ids, **written}


def _why_hidden(model: PreTrainedModel) -> str:
    if not any("attention" in type(module).__name__.lower() for module in model.modules()):
        return "without_attention"
    return "attention_sink" if any(hasattr(module, "sinks") for module in model.modules()) else "not_observable"
