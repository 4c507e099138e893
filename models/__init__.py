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
    "tokenize": "models.text.tokenizers",
    "train_bpe": "models.text.bpe",
    "input_vectors": "models.text.embeddings",
    "word_vectors": "models.text.embeddings",
    "activations": "models.inside.activations",
    "cell_sum": "models.inside.sums",
    "lens": "models.inside.lens",
    "contributions": "models.inside.contributions",
    "neurons": "models.inside.contributions",
    "patch": "models.inside.patch",
    "silence": "models.inside.silence",
    "pre_activations": "models.inside.pre_activations",
    "loss_gradients": "models.inside.gradients",
    "time_gradients": "models.inside.through_time",
    "weight_step": "models.inside.weight_step",
    "small_net": "models.inside.small_net",
    "trace": "models.attention.tracing",
    "predict": "models.predictions.expectations",
    "score": "models.predictions.expectations",
    "decode": "models.decoding",
    "decode_steps": "models.decoding",
    "repeat_test": "models.attention.heads",
    "layer_vectors": "models.attention.vectors",
    "trace_norms": "models.norms.averages",
    "model_sites": "models.norms.batches",
    "trace_stream": "models.norms.residual_stream",
    "change_neighbour": "models.norms.experiments",
    "shrink_batch": "models.norms.experiments",
    "pad_batch": "models.norms.experiments",
    "keep_running_statistics": "models.norms.experiments",
    "change_last_token": "models.norms.experiments",
    "scale_and_shift": "models.norms.experiments",
    "trace_gates": "models.memory.gates",
    "trace_layers": "models.memory.gates",
    "measure_influence": "models.memory.influence",
    "measure_fading": "models.memory.fading",
    "trace_directions": "models.memory.both_directions",
    "measure_timing": "models.memory.timing",
    "read": "models.predictions.comparison",
    "compare_edit": "models.predictions.comparison",
    "score_baselines": "models.predictions.baselines",
    "next_token_targets": "models.predictions.targets",
    "masked_targets": "models.predictions.targets",
    "judge_pair": "models.predictions.targets",
}
__all__ = sorted(_HOME)
_importing = RLock()  # the model libraries cannot be imported by two threads at once


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'models' has no attribute {name!r}")
    with _importing:
        return getattr(import_module(_HOME[name]), name)
