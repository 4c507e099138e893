"""Load models, watch them work: `from models import load, trace, decode`.

Everything here is imported when it is first asked for, so that `import models` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from threading import RLock
from typing import Any

_HOME = {
    "InputError": "models.errors",
    "cards": "models.catalog",
    "load": "models.registry",
    "load_tokenizer": "models.registry",
    "tokenize": "models.tokenizers",
    "train_bpe": "models.bpe",
    "input_vectors": "models.embeddings",
    "word_vectors": "models.embeddings",
    "trace": "models.tracing",
    "predict": "models.predictions",
    "score": "models.predictions",
    "decode": "models.decoding",
    "decode_steps": "models.decoding",
    "repeat_test": "models.heads",
    "layer_vectors": "models.vectors",
    "trace_norms": "models.norms",
    "model_sites": "models.norm_batches",
    "trace_stream": "models.residual_stream",
    "change_neighbour": "models.norm_experiments",
    "shrink_batch": "models.norm_experiments",
    "pad_batch": "models.norm_experiments",
    "keep_running_statistics": "models.norm_experiments",
    "change_last_token": "models.norm_experiments",
    "scale_and_shift": "models.norm_experiments",
    "trace_gates": "models.gates",
    "trace_layers": "models.gates",
    "measure_influence": "models.influence",
    "measure_fading": "models.fading",
    "trace_directions": "models.both_directions",
    "measure_timing": "models.timing",
    "read": "models.comparison",
    "compare_edit": "models.comparison",
    "score_baselines": "models.baselines",
    "next_token_targets": "models.training_targets",
    "masked_targets": "models.training_targets",
    "judge_pair": "models.training_targets",
}
__all__ = sorted(_HOME)
_importing = RLock()  # the model libraries cannot be imported by two threads at once


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'models' has no attribute {name!r}")
    with _importing:
        return getattr(import_module(_HOME[name]), name)
