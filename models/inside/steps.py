"""The steps of a model from text to next token, as a table: what each is called, is made of and how. Light: no torch.

Names are TransformerLens's (Nanda and Bloom, 2022) without `hook_`, and without the module that it names twice:
`blocks.0.attn.q` is its `blocks.0.attn.hook_q`. What differs between architectures is the order of norms and
sums, which is a row of `models.inside.kinds`; which of the parts a model has is found out by trying, in
`models.inside.anatomy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Axis = Literal["pos", "head", "query_pos", "key_pos", "d_model", "d_head", "d_mlp", "d_vocab", "unit"]
Op = Literal[
    "lookup", "sum", "norm", "linear", "turn", "dot", "softmax", "weighted", "activation", "product", "recur", "carry"
]
Part = Literal["start", "stream", "norm", "attention", "mlp", "gates", "end"]


@dataclass(frozen=True)
class Step:
    """One tensor of the way from text to next token.

    Attributes:
        name: within its block; the full name of a block's step begins with `blocks.<layer>.`.
        part: of the model, for drawing.
        axes: in order.
        op: how each of its numbers is made; `models.inside.sums` does the same sum with the numbers put in.
        equation: the same as KaTeX source, for one position.
        code: the line of PyTorch that makes the whole tensor.
        lens: the name in TransformerLens where it is another; None where it has none.
        depth: the lab that shows the step in depth, and its section if it is in one.
    """

    name: str
    part: Part
    axes: tuple[Axis, ...]
    op: Op
    equation: str
    code: str
    lens: str | None = None
    depth: tuple[str, str] | None = None


_HEADS: tuple[Axis, ...] = ("head", "pos", "d_head")
_MAP: tuple[Axis, ...] = ("head", "query_pos", "key_pos")
_STREAM: tuple[Axis, ...] = ("pos", "d_model")
_NEURONS: tuple[Axis, ...] = ("pos", "d_mlp")
_UNITS: tuple[Axis, ...] = ("pos", "unit")
_INPUTS = ("tokens", "vectors")
_CELL = ("attention", "cell")
_HEAD = ("attention", "")
_NORMS = ("norms", "batch")
_DEPTH = ("norms", "depth")
_GATES = ("memory", "gates")
_NEXT = ("decoding", "")


def _gate(name: str, symbol: str, squash: str, code: str) -> tuple[Step, Step]:
    """A gate before and after it is squashed (Gers et al., 2000)."""
    weights = f"W_{{{symbol}}} x_t + U_{{{symbol}}} h_{{t-1}} + b_{{{symbol}}}"
    pre = Step(
        f"{name}.pre",
        "gates",
        _UNITS,
        "recur",
        rf"a_{symbol} = {weights}",
        f"a_{symbol} = x @ W_ih[{symbol}].T + h_before @ W_hh[{symbol}].T + b_ih[{symbol}] + b_hh[{symbol}]",
        depth=_GATES,
    )
    made = rf"{symbol}_t = {squash}(a_{symbol})"
    return pre, Step(name, "gates", _UNITS, "activation", made, f"{symbol} = {code}(a_{symbol})", depth=_GATES)


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        Step("embed", "start", _STREAM, "lookup", r"e_t = W_E[\text{id}_t]", "embed = W_E[ids]", "hook_embed", _INPUTS),
        Step(
            "pos_embed",
            "start",
            _STREAM,
            "lookup",
            "p_t = W_P[t]",
            "pos_embed = W_P[positions]",
            "hook_pos_embed",
            ("tokens", "inputs"),
        ),
        Step(
            "segment_embed",
            "start",
            _STREAM,
            "lookup",
            r"s_t = W_S[\text{segment}_t]",
            "segment_embed = W_S[segments]",
            "hook_token_type_embed",
            ("tokens", "inputs"),
        ),
        Step("embed_sum", "start", _STREAM, "sum", "x = e + p + s", "x = embed + pos_embed + segment_embed"),
        Step("ln_embed", "start", _STREAM, "norm", "", "x = norm(x)", None, _NORMS),
        Step("resid_pre", "stream", _STREAM, "sum", r"x = x_{\text{before}}", "x = x", "hook_resid_pre", _DEPTH),
        Step("ln1", "norm", _STREAM, "norm", "", "n = norm(x)", "ln1.hook_normalized", _NORMS),
        Step(
            "attn.q",
            "attention",
            _HEADS,
            "linear",
            "q = n W_Q + b_Q",
            "q = n @ W_Q[head] + b_Q[head]",
            "attn.hook_q",
            _CELL,
        ),
        Step(
            "attn.k",
            "attention",
            _HEADS,
            "linear",
            "k = n W_K + b_K",
            "k = n @ W_K[head] + b_K[head]",
            "attn.hook_k",
            _CELL,
        ),
        Step(
            "attn.v",
            "attention",
            _HEADS,
            "linear",
            "v = n W_V + b_V",
            "v = n @ W_V[head] + b_V[head]",
            "attn.hook_v",
            _CELL,
        ),
        Step(
            "attn.rot_q",
            "attention",
            _HEADS,
            "turn",
            r"q' = q \cos(t\theta) + \text{turned}(q) \sin(t\theta)",
            "q = q * cos + rotate_half(q) * sin",
            "attn.hook_rot_q",
            _CELL,
        ),
        Step(
            "attn.rot_k",
            "attention",
            _HEADS,
            "turn",
            r"k' = k \cos(t\theta) + \text{turned}(k) \sin(t\theta)",
            "k = k * cos + rotate_half(k) * sin",
            "attn.hook_rot_k",
            _CELL,
        ),
        Step(
            "attn.scores",
            "attention",
            _MAP,
            "dot",
            r"s_{ij} = \frac{q_i \cdot k_j}{\sqrt{d_{\text{head}}}}",
            "scores = q @ k.T / sqrt(d_head)",
            "attn.hook_attn_scores",
            _CELL,
        ),
        Step(
            "attn.pattern",
            "attention",
            _MAP,
            "softmax",
            r"a_{ij} = \frac{e^{s_{ij}}}{\sum_{j' \text{ allowed}} e^{s_{ij'}}}",
            "pattern = softmax(scores.masked_fill(~allowed, -inf), dim=-1)",
            "attn.hook_pattern",
            _HEAD,
        ),
        Step(
            "attn.z",
            "attention",
            _HEADS,
            "weighted",
            r"z_i = \sum_j a_{ij} v_j",
            "z = pattern @ v",
            "attn.hook_z",
            _CELL,
        ),
        Step(
            "attn.out",
            "attention",
            _STREAM,
            "linear",
            r"o = [z^0; z^1; \dots] W_O + b_O",
            "out = concat(z, heads) @ W_O + b_O",
            "hook_attn_out",
            _CELL,
        ),
        Step("ln1_post", "norm", _STREAM, "norm", "", "n = norm(out)", "ln1_post.hook_normalized", _NORMS),
        Step("resid_mid", "stream", _STREAM, "sum", r"x' = x + o", "x = x + attn_out", "hook_resid_mid", _DEPTH),
        Step("ln2", "norm", _STREAM, "norm", "", "n = norm(x)", "ln2.hook_normalized", _NORMS),
        Step(
            "mlp.gate", "mlp", _NEURONS, "linear", r"g = n W_{\text{gate}}", "gate = n @ W_gate", "mlp.hook_pre", None
        ),
        Step(
            "mlp.pre",
            "mlp",
            _NEURONS,
            "linear",
            r"u = n W_{\text{in}} + b_{\text{in}}",
            "pre = n @ W_in + b_in",
            "mlp.hook_pre",
            None,
        ),
        Step("mlp.act", "mlp", _NEURONS, "activation", "", "act = activation(gate)", None, None),
        Step("mlp.post", "mlp", _NEURONS, "activation", "", "post = activation(pre)", "mlp.hook_post", None),
        Step(
            "mlp.out",
            "mlp",
            _STREAM,
            "linear",
            r"m = u' W_{\text{out}} + b_{\text{out}}",
            "out = post @ W_out + b_out",
            "hook_mlp_out",
            None,
        ),
        Step("ln2_post", "norm", _STREAM, "norm", "", "n = norm(out)", "ln2_post.hook_normalized", _NORMS),
        Step("resid_post", "stream", _STREAM, "sum", r"x'' = x' + m", "x = x + mlp_out", "hook_resid_post", _DEPTH),
        Step("input", "gates", _UNITS, "carry", r"x_t = h_t^{\text{layer below}}", "x = h_below", None, _GATES),
        *_gate("input_gate", "i", r"\sigma", "sigmoid"),
        *_gate("forget_gate", "f", r"\sigma", "sigmoid"),
        *_gate("cell_candidate", "g", r"\tanh", "tanh"),
        *_gate("output_gate", "o", r"\sigma", "sigmoid"),
        Step(
            "cell",
            "gates",
            _UNITS,
            "product",
            r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
            "c = f * c_before + i * g",
            None,
            _GATES,
        ),
        Step(
            "pre",
            "gates",
            _UNITS,
            "recur",
            "a = W x_t + U h_{t-1} + b",
            "a = x @ W_ih.T + h_before @ W_hh.T + b_ih + b_hh",
        ),
        Step("hidden", "gates", _UNITS, "product", r"h_t = o_t \odot \tanh(c_t)", "h = o * tanh(c)", None, _GATES),
        Step("ln_final", "end", _STREAM, "norm", "", "n = norm(x)", "ln_final.hook_normalized", _NORMS),
        Step("head.dense", "end", _STREAM, "linear", "y = x W + b", "y = x @ W + b", None, None),
        Step("head.act", "end", _STREAM, "activation", "", "y = activation(y)", None, None),
        Step("head.ln", "end", _STREAM, "norm", "", "y = norm(y)", None, _NORMS),
        Step(
            "logits",
            "end",
            ("pos", "d_vocab"),
            "linear",
            r"\ell = n W_U + b_U",
            "logits = n @ W_U + b_U",
            "logits",
            _NEXT,
        ),
    )
}


def full_name(layer: int, name: str) -> str:
    """A block's step as it is called in the whole model: `blocks.0.attn.q`."""
    return f"blocks.{layer}.{name}"


def step_of(full: str) -> Step:
    """The row of a full name."""
    return STEPS[split_name(full)[1]]


def split_name(full: str) -> tuple[int | None, str]:
    """Layer and step of a full name; no layer outside the blocks.

    >>> split_name("blocks.3.attn.q"), split_name("embed")
    ((3, 'attn.q'), (None, 'embed'))
    """
    if not full.startswith("blocks."):
        return None, full
    _, layer, name = full.split(".", 2)
    return int(layer), name
