"""How large a model is, from its `config.json`, under whichever names it has for that. Light: no torch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Config = Mapping[str, Any]
_NAMES = {
    "n_layers": ("n_layer", "num_hidden_layers", "n_layers", "num_layers", "decoder_layers"),
    "n_heads": (
        "n_head",
        "num_attention_heads",
        "n_heads",
        "num_heads",
        "decoder_attention_heads",
        "attention_heads",
        "encoder_attention_heads",
    ),
    "d_model": ("n_embd", "hidden_size", "dim", "d_model"),
    "context_length": ("n_positions", "max_position_embeddings", "n_ctx", "max_seq_len"),
}
_PARTS = ("text_config", "decoder", "encoder")  # configs inside a config, that of the text first
# Their learned positions begin behind the row of the padding token (Liu et al., 2019, as fairseq stored them).
_BEGIN_BEHIND_PADDING = {
    "camembert",
    "data2vec-text",
    "ibert",
    "longformer",
    "luke",
    "roberta",
    "roberta-prelayernorm",
    "xlm-roberta",
    "xlm-roberta-xl",
    "xmod",
}


_BEGIN_AT = {"mpnet": 2}  # whatever the padding token


def sizes_of(config: Config) -> dict[str, int | None]:
    """Layers, heads, width and how many tokens are read at most, each None where the config does not say."""
    return {**{size: _first(config, names) for size, names in _NAMES.items()}, "context_length": _context(config)}


def _first(config: Config, names: tuple[str, ...]) -> int | None:
    found: int | None = next((config[name] for name in names if type(config.get(name)) is int), None)
    if found is not None:
        return found
    inside = (config[part] for part in _PARTS if isinstance(config.get(part), Mapping))
    return next((size for part in inside if (size := _first(part, names)) is not None), None)


def _context(config: Config) -> int | None:
    """The positions there are: of an encoder-decoder wrapper those of the shorter side."""
    parts = [config[part] for part in ("encoder", "decoder") if isinstance(config.get(part), Mapping)]
    if parts:
        return min((found for part in parts if (found := _context(part)) is not None), default=None)
    rows = _first(config, _NAMES["context_length"])
    kind = config.get("model_type")
    if rows is None or kind not in _BEGIN_BEHIND_PADDING:
        return None if rows is None else rows - _BEGIN_AT.get(str(kind), 0)
    pad = config.get("pad_token_id")
    return rows - (1 if pad is None else int(pad)) - 1
