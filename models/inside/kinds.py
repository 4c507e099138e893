"""How the steps of a model are put together: one row for each order of norms and sums. Light: no torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ATTENTION = (
    "attn.q",
    "attn.k",
    "attn.v",
    "attn.rot_q",
    "attn.rot_k",
    "attn.scores",
    "attn.pattern",
    "attn.z",
    "attn.out",
)
MLP = ("mlp.gate", "mlp.pre", "mlp.act", "mlp.post", "mlp.out")
START = ("embed", "pos_embed", "segment_embed", "embed_sum", "ln_embed")
END = ("ln_final", "head.dense", "head.act", "head.ln", "logits")
GATES = ("input_gate", "forget_gate", "cell_candidate", "output_gate")  # in the order of torch's weights

# What a model may do without.
OPTIONAL = frozenset(("attn.rot_q", "attn.rot_k", "mlp.gate", "mlp.act", "ln1", "ln2", "ln1_post", "ln2_post"))


@dataclass(frozen=True)
class Kind:
    """How the blocks of a model are put together.

    Attributes:
        order: of a block's steps; a model may lack some.
        norms: what each norm reads, in the order in which they run.
        attention, mlp: what these read.
        sums: what is added to what.
        out: what the block gives to the next.
    """

    order: tuple[str, ...]
    out: str
    norms: Mapping[str, str]
    attention: str = ""
    mlp: str = ""
    sums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


KINDS: Mapping[str, Kind] = {
    # GPT-2, Llama: a norm on the way into each part; the stream itself is never normed (Xiong et al., 2020).
    "pre_norm": Kind(
        ("resid_pre", "ln1", *ATTENTION, "resid_mid", "ln2", *MLP, "resid_post"),
        "resid_post",
        {"ln1": "resid_pre", "ln2": "resid_mid"},
        attention="ln1",
        mlp="ln2",
        sums={"resid_mid": ("resid_pre", "attn.out"), "resid_post": ("resid_mid", "mlp.out")},
    ),
    # BERT and the first transformer: the norm of each sum (Vaswani et al., 2017, section 3.1).
    "post_norm": Kind(
        ("resid_pre", *ATTENTION, "resid_mid", "ln1", *MLP, "resid_post", "ln2"),
        "ln2",
        {"ln1": "resid_mid", "ln2": "resid_post"},
        attention="resid_pre",
        mlp="ln1",
        sums={"resid_mid": ("resid_pre", "attn.out"), "resid_post": ("ln1", "mlp.out")},
    ),
    # GPT-NeoX: attention and MLP read the same stream and are added at once (Wang and Komatsuzaki, 2021).
    "parallel": Kind(
        ("resid_pre", "ln1", *ATTENTION, "ln2", *MLP, "resid_post"),
        "resid_post",
        {"ln1": "resid_pre", "ln2": "resid_pre"},
        attention="ln1",
        mlp="ln2",
        sums={"resid_post": ("resid_pre", "attn.out", "mlp.out")},
    ),
    # GPT-J, Phi: the same, with one norm for both.
    "parallel_one_norm": Kind(
        ("resid_pre", "ln1", *ATTENTION, *MLP, "resid_post"),
        "resid_post",
        {"ln1": "resid_pre"},
        attention="ln1",
        mlp="ln1",
        sums={"resid_post": ("resid_pre", "attn.out", "mlp.out")},
    ),
    # Gemma 2: norms before and behind each part.
    "both_norms": Kind(
        ("resid_pre", "ln1", *ATTENTION, "ln1_post", "resid_mid", "ln2", *MLP, "ln2_post", "resid_post"),
        "resid_post",
        {"ln1": "resid_pre", "ln1_post": "attn.out", "ln2": "resid_mid", "ln2_post": "mlp.out"},
        attention="ln1",
        mlp="ln2",
        sums={"resid_mid": ("resid_pre", "ln1_post"), "resid_post": ("resid_mid", "ln2_post")},
    ),
    # OLMo 2: norms of what each part gives, before it is added.
    "part_norms": Kind(
        ("resid_pre", *ATTENTION, "ln1_post", "resid_mid", *MLP, "ln2_post", "resid_post"),
        "resid_post",
        {"ln1_post": "attn.out", "ln2_post": "mlp.out"},
        attention="resid_pre",
        mlp="resid_mid",
        sums={"resid_mid": ("resid_pre", "ln1_post"), "resid_post": ("resid_mid", "ln2_post")},
    ),
    "lstm": Kind(
        ("input", *(name for gate in GATES for name in (f"{gate}.pre", gate)), "cell", "hidden"), "hidden", {}
    ),
    "rnn": Kind(("input", "pre", "hidden"), "hidden", {}),
}

# What an LSTM's and a plain network's steps are made of; a state that stands among its own reads is the one before.
RECURRENT_READS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "lstm": {
        **{f"{gate}.pre": ("input", "hidden") for gate in GATES},
        **{gate: (f"{gate}.pre",) for gate in GATES},
        "cell": ("forget_gate", "cell", "input_gate", "cell_candidate"),
        "hidden": ("output_gate", "cell"),
    },
    "rnn": {"pre": ("input", "hidden"), "hidden": ("pre",)},
}
