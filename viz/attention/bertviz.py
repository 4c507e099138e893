"""BertViz's own head, model and neuron views of a trace (Vig, 2019), as one page that asks no other host.

Import it when it is needed: BertViz loads torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bertviz
from bertviz import head_view, model_view

from models.records import LayerVectors, Token, Trace
from viz.attention.payloads import BertvizPage, BertvizPart, BertvizView
from viz.labels import label

MAX_NUMBERS = 150_000  # of attention that a page holds; BertViz writes each in decimals
MAX_TOKENS = 64
DECIMALS = 3
ROOT = "bertviz-root"
# BertViz writes tokens into a script as they are. A private character stands for `<` until the page is
# written, and becomes an escape there: no token can end the script. `visible` leaves none in a text.
_LESS_THAN = "\ue03c"
_LESS_THAN_JSON = json.dumps(_LESS_THAN)[1:-1]


@dataclass(frozen=True)
class Part:
    """What of a trace is shown: some layers, of the first tokens."""

    layers: tuple[int, ...]
    n_tokens: int
    n_all_layers: int
    n_all_tokens: int


def choose_part(found: Trace, layer: int) -> Part:
    """All layers while the page stays light, else the one at hand; of a long text its beginning.

    BertViz shows one layer of all stacks together: where one stack is deeper, those that all have.
    """
    stacks = found.attention.values()
    n_all = max(len(found.tokens), len(found.target_tokens))
    n_tokens = min(n_all, MAX_TOKENS)
    n_shared, n_deepest = min(s.n_layers for s in stacks), max(s.n_layers for s in stacks)
    per_layer = sum(stack.n_heads for stack in stacks) * n_tokens**2
    fits = n_shared * per_layer <= MAX_NUMBERS
    layers = tuple(range(n_shared)) if fits else (min(layer, n_shared - 1),)
    return Part(layers, n_tokens, n_deepest, n_all)


def bertviz_html(
    found: Trace, part: Part, view: BertvizView, place: tuple[int, int], vectors: Sequence[LayerVectors] = ()
) -> BertvizPage:
    """A view as HTML with its data; it needs `d3`, `jquery` and `require` to be there already.

    Args:
        place: the layer and head that it opens with.
        vectors: of the layers of `part`, for the neuron view.
    """
    if view == "neuron":
        markup, script = _neuron(found, part, place, vectors)
    else:
        markup, script = _split(_head_or_model(found, part, view, place))
    script = script.replace(_LESS_THAN_JSON, "\\u003c")
    return {"markup": markup, "script": script, "part": _encode_part(part)}


def _encode_part(part: Part) -> BertvizPart:
    return {
        "layers": list(part.layers),
        "n_tokens": part.n_tokens,
        "n_all_layers": part.n_all_layers,
        "n_all_tokens": part.n_all_tokens,
    }


def _head_or_model(found: Trace, part: Part, view: str, place: tuple[int, int]) -> str:
    write = head_view if view == "head" else model_view
    options: dict[str, Any] = {"include_layers": list(part.layers), "prettify_tokens": False, "html_action": "return"}
    layer, head = min(place[0], part.layers[-1]), place[1]
    options |= {"layer": layer, "heads": [head]} if view == "head" else {"display_mode": "light"}
    html: str = write(**_attention(found, part), **options).data
    return html


def _attention(found: Trace, part: Part) -> dict[str, Any]:
    cut = {
        stack: [
            layer[None, :, : part.n_tokens, : part.n_tokens].double().round(decimals=DECIMALS)
            for layer in attention.pattern
        ]
        for stack, attention in found.attention.items()
    }
    source, target = _labels(found.tokens, part), _labels(found.target_tokens, part)
    if "self" in cut:
        return {"attention": cut["self"], "tokens": source}
    named = {f"{stack}_attention": layers for stack, layers in cut.items()}
    return {**named, "encoder_tokens": source, "decoder_tokens": target}


def _labels(tokens: Sequence[Token], part: Part) -> list[str]:
    return [label(token).replace("<", _LESS_THAN) for token in tokens[: part.n_tokens]]


def _split(html: str) -> tuple[str, str]:
    """The markup and the program of a page of BertViz, without the libraries that it fetches elsewhere."""
    _, _, rest = html.partition("</script>")  # require.js
    markup, _, rest = rest.partition('<script type="text/javascript">')
    script, _, _ = rest.rpartition("</script>")
    return markup, script


def _neuron(found: Trace, part: Part, place: tuple[int, int], vectors: Sequence[LayerVectors]) -> tuple[str, str]:
    """BertViz's program on our own numbers: its function would run the model again, in code of its own."""
    attention, n = found.attention["self"], part.n_tokens
    labels = _labels(found.tokens, part)
    data: Mapping[str, Any] = {
        "attn": [attention.pattern[layer][:, :n, :n].tolist() for layer in part.layers],
        "queries": [layer.query[:, :n].tolist() for layer in vectors],
        "keys": [layer.key[:, :n].tolist() for layer in vectors],
        "left_text": labels,
        "right_text": labels,
    }
    is_causal = bool((attention.allowed[0] == attention.allowed[0].tril()).all())
    params = {
        "attention": {"all": data},
        "default_filter": "all",
        "root_div_id": ROOT,
        "bidirectional": not is_causal,
        "display_mode": "light",
        "layer": part.layers.index(place[0]),
        "head": place[1],
    }
    program = (Path(bertviz.__file__).parent / "neuron_view.js").read_text(encoding="utf-8")
    markup = (
        f'<div id="{ROOT}"><span>Layer: <select id="layer"></select> Head: <select id="att_head"></select></span>'
        '<div id="vis"></div></div>'
    )
    return markup, f"window.bertviz_params = {json.dumps(params)};\n{program}"
