"""What Python and the browser must agree on, computed here and read by `tests/js`.

`python -m tests.fixtures` writes `tests/js/fixtures/<name>.json`; `tests/test_fixtures.py` holds them current. An
algorithm that stands on both sides gets a function and a line in `FIXTURES`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE

from app.labs.tokens.bpe import first_corpus
from app.state import (
    SHARED,
    PlaygroundState,
    Setting,
    default_state,
    describe_links,
    shared_settings,
    to_query,
)
from models.attention.aggregates import average_heads, strongest_heads
from models.errors import InputError
from models.masks import masks_table, parse_mask
from models.norms.averages import apply_norm
from models.norms.slices import NORMS, norms_table
from models.records import AttentionTrace, GateTrace, Token, Trace
from models.text.bpe import BY_SCRIPT, N_LEADERS, BPETraining, train_bpe
from models.text.normalization import normalized
from models.text.tokenizer_catalog import tokenizer_card
from models.text.tokenizers import load_any_tokenizer, token_columns
from tests.decoding_fixtures import beam_tree, columns, step, strategies
from viz.attention.maps import encode_attention, encode_map
from viz.attention.payloads import MapKind
from viz.html import visible
from viz.memory.gates import MAX_SHOWN, encode_gates
from viz.payload import encode_booleans, encode_bytes, encode_floats, encode_integers
from viz.tokens.bpe import encode_training
from viz.tokens.payloads import BpePayload
from viz.tokens.rows import Row, encode_tokens
from viz.tokens.spellings import encode_spellings

N_POSITIONS = 6
_NUMBERS = re.compile(r"\[\s*(-?[\d.e+-]+(?:,\s*-?[\d.e+-]+)*)\s*\]")
FOLDER = Path(__file__).parent / "js/fixtures"


def payload() -> list[dict[str, Any]]:
    """Arrays of every kind that travels, each beside its numbers."""
    arrays: dict[str, tuple[Callable[[Any], object], np.ndarray]] = {
        "floats": (encode_floats, np.linspace(-2.5, 1e6, 24, dtype=np.float64).reshape(2, 3, 4)),
        "not finite": (encode_floats, np.array([np.nan, np.inf, -np.inf, -0.0])),
        "integers": (encode_integers, np.array([[-(2**31), 2**31 - 1], [0, -7]], dtype=np.int64)),
        "bytes": (encode_bytes, np.arange(250, 256, dtype=np.uint8)),
        "booleans": (encode_booleans, np.array([[True, False, True]])),
        "nothing": (encode_floats, np.zeros((0, 5), dtype=np.float32)),
    }
    return [
        {"name": name, "payload": encode(array), "numbers": [spelled(x) for x in array.ravel().tolist()]}
        for name, (encode, array) in arrays.items()
    ]


def spelled(value: float | bool) -> float | str:
    """JSON has no NaN and no infinity: they travel as their names, booleans as 0 and 1."""
    number = float(np.float32(value)) if isinstance(value, float) else int(value)
    return number if np.isfinite(number) else str(number)


def links() -> dict[str, Any]:
    """What a link can hold, states of the page, and the link that stands for each."""
    settings = (
        *shared_settings({"gpt": ["gpt", "big/gpt"], "bert": ["bert"], "lstm": []}, ["start", "tokens", "norms"]),
        Setting("norms.section", "choice", "side", ("side", "depth"), aliases=("norms.part",)),
        Setting("norms.groups", "number", 8, low=0),
        Setting("norms.momentum", "number", 0.1, low=0),
        Setting("norms.tied", "switch", False),
        Setting("norms.seen", "choices", ["layer"], ("layer", "batch", "rms")),
        Setting("norms.site", "text", ""),
    )
    controls = ("text", "gpt", "norms.groups", "norms.momentum", "norms.tied", "norms.seen")
    states: list[dict[str, Any]] = [
        {},
        {"text": "", "gpt": "big/gpt"},
        {"text": "字 & <b>?=#%+</b> 👩‍🚀\n~*'()!-_. ", "lab": "norms"},
        {"norms.groups": 4, "norms.momentum": 0.25, "norms.tied": True, "norms.seen": ["rms", "batch"]},
        {"norms.groups": 0, "norms.momentum": 1e-7, "norms.seen": []},
        {"norms.groups": 8.0, "norms.momentum": 1 / 3, "norms.section": "depth", "norms.site": "h.0.ln_1"},
    ]
    return {
        "known": describe_links(settings, controls),
        "states": [
            {
                "controls": {key: value for key, value in state.items() if key in controls},
                "scripts": {key: value for key, value in state.items() if key not in controls},
                "query": to_query(state_of(state, settings), settings),
            }
            for state in states
        ],
        "first": {key: next(s.default for s in settings if s.name == key) for key in controls},
    }


def state_of(values: Mapping[str, Any], settings: Sequence[Setting]) -> PlaygroundState:
    shared = {key: value for key, value in values.items() if key in SHARED}
    own = {key: value for key, value in values.items() if key not in SHARED}
    return replace(default_state(settings), **shared, settings=own)


def masks() -> dict[str, Any]:
    """The table of masks, specs as they are written with what they come to, and what each lets a query see."""
    specs = [name if size is None else f"{name}:{size['begin']}" for name, size in masks_table().items()]
    refused = ["", "diagonal", "window", "window:0", "window:x", "full:3", "window:1000000", "[[1]]", "[["]
    assert not any(map(is_mask, refused))
    written = {" window:03 ": "window:3", "[[1, 0],[0,0],[1,0]]": "[[0,0],[1,0]]", "[]": "[]"}
    natives = {"causal": np.tri(N_POSITIONS, dtype=bool), "full": np.ones((N_POSITIONS, N_POSITIONS), bool)}
    return {
        "table": masks_table(),
        "canonical": {spec: parse_mask(spec).spec for spec in [*specs, *written]},
        "refused": refused,
        "allowed": [
            {"spec": spec, "native": name, "allowed": allowed_under(spec, native)}
            for spec in [*specs, "window:1", "[[2,1],[4,4]]"]
            for name, native in natives.items()
        ],
    }


def is_mask(spec: str) -> bool:
    try:
        parse_mask(spec)
    except InputError:
        return False
    return True


def allowed_under(spec: str, native: np.ndarray) -> list[list[int]]:
    return parse_mask(spec).allowed(torch.from_numpy(native)).int().tolist()


def spellings() -> list[dict[str, Any]]:
    """Texts, the spellings of their characters, and how the texts are shown."""
    texts = ["", " ", " cat", "a b", "·", " ·", "⏎\n", "\r\n", "\t", "\u00a0", "\u3000", "\u202e", "\x00", "\u200d"]
    texts += ["e\u0301", "\u0301", "\u0301a", "👩\u200d🚀", "\u200d👩", "👩\u200d", "क\u094d\u200dष", "\ufeff"]
    texts += ["\ue000", "词元", "café", "<b>", "列夫·托尔斯泰"]
    return [{"text": text, "spellings": encode_spellings(text), "shown": visible(text)} for text in texts]


def tokens() -> dict[str, Any]:
    """Two sentences under three tokenizers, as the rows get them."""
    texts = ("The café's 👩\u200d🚀 didn't sleep.", "字·was was tired.")
    rows = []
    for tokenizer_id in ("char", "gpt", "bert"):
        tokenizer, told = load_any_tokenizer(tokenizer_id), tokenizer_card(tokenizer_id)
        columns = token_columns(tokenizer, *texts)
        title = tokenizer_id.upper() if told.of_model else ""
        family = tokenizer_id if told.of_model else None
        made = normalized(tokenizer, texts, columns)
        rows.append(Row(told.id, title, family, told.kind, len(tokenizer), columns, made))
    return {**encode_tokens(texts, rows), "models": {"gpt": "gpt", "bert": "bert", "lstm": "lstm"}}


def bpe() -> dict[str, Any]:
    """A training, and words after so many of its merges, as the library's own BPE cuts them."""
    training = train_bpe(first_corpus("en"), 20)
    n_merges = len(training.merges)
    texts = (
        "low  lower",
        "他说：“今天天气很好。”",
        "ChatGPT很好,コーヒーを飲む",
        "\x85a\x1cb\ufeff\u3000\U00020000々ー・",
        " \n",
    )
    return {
        "payload": encode_training(training.alphabet, training.words, training.leaders, N_LEADERS, training.n_merged),
        "word": BY_SCRIPT,
        "cuts": {text: re.findall(BY_SCRIPT, text) for text in texts},
        "marked": encode_run("newer new wider aaaaa", marks_end=True),
        "merged": [merge.merged for merge in training.merges],
        "words": {
            word: [cut_by_library(training, word, k) for k in range(n_merges + 1)]
            for word in ("low", "lowest", "newer", "widest", "slowest", "west")
        },
    }


def encode_run(corpus: str, *, marks_end: bool) -> BpePayload:
    found = train_bpe(corpus, 10, word=BY_SCRIPT, marks_end=marks_end)
    return encode_training(found.alphabet, found.words, found.leaders, N_LEADERS, found.n_merged, found.end)


def cut_by_library(training: BPETraining, word: str, k: int) -> list[str]:
    vocab = {symbol: id_ for id_, symbol in enumerate(training.vocab)}
    merges = [(merge.left, merge.right) for merge in training.merges[:k]]
    cut: list[str] = Tokenizer(BPE(vocab, merges)).encode(word).tokens
    return cut


def attention() -> list[dict[str, Any]]:
    """Passes as the attention lab gets them, beside their patterns: one short, one long enough to be pooled."""
    return [attention_pass(2, 3, n_tokens=5), attention_pass(1, 1, n_tokens=66, reduced=())]


def attention_pass(
    n_layers: int, n_heads: int, n_tokens: int, reduced: Sequence[MapKind] = ("average", "maximum")
) -> dict[str, Any]:
    """Causal attention whose weights are fractions of 64: the same numbers on every machine.

    Args:
        reduced: maps of all heads of the first layer that are sent besides.
    """
    reduce = {"average": average_heads, "maximum": strongest_heads}
    allowed = torch.ones(n_tokens, n_tokens, dtype=torch.bool).tril()
    scores = (torch.arange(n_layers * n_heads * n_tokens**2) * 37 % 64).reshape(n_layers, n_heads, n_tokens, n_tokens)
    pattern = (scores / 64).masked_fill(~allowed, 0)
    found = AttentionTrace(
        pattern, scores.float() if reduced else None, allowed.expand(n_layers, n_tokens, n_tokens), n_heads
    )
    tokens = tuple(Token(i, f"w{i}", f"w{i}", 0, 1, special=i == 0) for i in range(n_tokens))
    trace = Trace("key", "m", "gpt", "native", tokens, (), {"self": found}, torch.zeros(n_tokens, 3))
    return {
        "payload": encode_attention(trace),
        "pattern": pattern.tolist(),
        "maps": [encode_map(trace, "self", 0, 0, kind, reduce[kind](pattern[:1])[0]) for kind in reduced],
    }


def gates() -> dict[str, Any]:
    """An LSTM layer's gates on the end of a text, and the cell and hidden state that follow from them."""
    n_tokens, n_units = MAX_SHOWN + 2, 3
    tokens = tuple(Token(n, "w", "w", n, n + 1, False) for n in range(n_tokens))
    counts = torch.arange(n_tokens * n_units).view(n_tokens, n_units)
    i, f, o = ((counts * factor % 101) / 128 for factor in (37, 53, 71))  # of no more digits than a float32 holds
    g = (counts * 29 % 255 - 127) / 128
    cell = torch.zeros(n_tokens, n_units)
    for n in range(n_tokens):
        cell[n] = f[n] * (cell[n - 1] if n else 0) + i[n] * g[n]
    hidden = o * cell.tanh()
    sent = encode_gates([GateTrace(tokens, 0, i, f, g, o, cell, hidden)], "lstm", "LSTM")
    shown = slice(n_tokens - MAX_SHOWN, None)
    rounded = {name: values[shown].numpy().round(4).tolist() for name, values in (("cell", cell), ("hidden", hidden))}
    return {"payload": sent, **rounded}


def norms() -> dict[str, Any]:
    """A small batch, the statistics of every norm on it, and the table that tells the norms apart.

    Numbers are rounded to 2⁻¹², so that the file is the same whatever adds them up.
    """

    def rounded(values: torch.Tensor) -> torch.Tensor:
        return torch.round(values * 4096) / 4096

    lengths, shape, groups = (2, 3), (2, 3, 4), 2
    activations = rounded(2 * torch.sin(torch.arange(1.0, 25.0) ** 2)).reshape(shape)
    padding = torch.arange(shape[1]) >= torch.tensor(lengths)[:, None]
    found = {name: apply_norm(name, activations, padding, 1e-5, groups) for name in NORMS}
    statistics = {
        name: {
            field: encode_floats(rounded(getattr(norm, field)))
            for field in ("mean", "var", "output_mean", "output_var")
        }
        for name, norm in found.items()
    }
    payload = {
        "activations": encode_floats(activations),
        "padding": encode_booleans(padding),
        "gain": None,
        "bias": None,
        "eps": 1e-5,
        "kind": "none",
        "sentences": [{"tokens": [{"text": f"t{n}", "special": False} for n in range(length)]} for length in lengths],
        "norms": statistics,
    }
    return {"table": norms_table(), "spans": [[0, length] for length in lengths], "payload": payload}


FIXTURES: Mapping[str, Callable[[], Any]] = {
    "attention": attention,
    "beam_tree": beam_tree,
    "bpe": bpe,
    "columns": columns,
    "gates": gates,
    "links": links,
    "masks": masks,
    "norms": norms,
    "payload": payload,
    "spellings": spellings,
    "step": step,
    "strategies": strategies,
    "tokens": tokens,
}


def written(name: str) -> str:
    """A fixture as its file holds it."""
    return _rows_in_one_line(json.dumps(FIXTURES[name](), indent=1)) + "\n"


def _rows_in_one_line(spelled_out: str) -> str:
    """A list of numbers takes a line, not one for each number."""
    return _NUMBERS.sub(lambda row: f"[{' '.join(row[1].split())}]", spelled_out)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in FIXTURES:
        (FOLDER / f"{name}.json").write_text(written(name), encoding="utf-8")


if __name__ == "__main__":
    main()
