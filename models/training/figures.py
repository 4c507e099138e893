"""A model's held-out figures and the baselines beside them, source by source."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.predictions.masking import IGNORED
from models.training.baselines import NgramBaselines, xz_bits_per_byte, xz_bits_per_byte_after, xz_bytes
from models.training.corpus import Corpus
from models.training.evaluate import bits_per_byte, held_out_batches, masked_figures
from models.training.recipes import Recipe

# The two kinds of text that the models of each language are for. BERT is judged on these, and `xz` reads the whole
# training text before them (half a minute each).
MAIN_SOURCES = ("tinystories", "fairytales", "stories_zh", "fairytales_zh")

Figures = list[dict[str, Any]]


def held_out_figures(
    recipe: Recipe, model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, corpus: Corpus
) -> Figures:
    """One entry a source, each measure with the model's value and the baselines'.

    `bits_per_byte` for a causal model (and `bits_per_character` for a Chinese one, beside n-grams of
    characters), `masked_top1` and `next_sentence_accuracy` for a masked one. A
    twin, which is not listed, stands beside its twins and not beside the baselines.
    """
    if not recipe.listed and recipe.objective == "causal":
        return _twin(model, tokenizer, corpus.held_out)
    training = [story for stories in corpus.training.values() for story in stories]
    held_out = {name: stories for name, stories in corpus.held_out.items() if stories}
    if recipe.objective == "masked":
        return _masked(model, tokenizer, NgramBaselines.train(tokenizer, training), held_out)
    chinese = recipe.language == "zh"
    baselines = NgramBaselines.by_characters(training) if chinese else NgramBaselines.train(tokenizer, training)
    figures = _causal(model, tokenizer, baselines, held_out, "\n\n".join(training) + "\n\n")
    return [_with_characters(entry, held_out[entry["source"]]) for entry in figures] if chinese else figures


def _causal(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    baselines: NgramBaselines,
    held_out: Mapping[str, Sequence[str]],
    training_text: str,
) -> Figures:
    training_bytes = xz_bytes(training_text)
    figures = []
    for source, stories in held_out.items():
        text = "\n\n".join(stories)
        values = {"model": bits_per_byte(model, tokenizer, stories), **baselines.bits_per_byte(stories)}
        values["xz"] = xz_bits_per_byte(text)
        if source in MAIN_SOURCES:
            values["xz_after_training_text"] = xz_bits_per_byte_after(training_text, training_bytes, text)
        figures.append(_bits_entry(source, stories, values))
    return figures


def _with_characters(entry: dict[str, Any], stories: Sequence[str]) -> dict[str, Any]:
    """The entry with the same costs by character (Unicode code point), which is what a reader of Chinese counts."""
    n_characters = sum(map(len, stories))
    per_character = {name: value * entry["n_bytes"] / n_characters for name, value in entry["bits_per_byte"].items()}
    return {**entry, "n_characters": n_characters, "bits_per_character": _rounded(per_character)}


def _twin(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, held_out: Mapping[str, Sequence[str]]) -> Figures:
    """The model's value, and with batch norm also that of training mode, where it sees the batch's own statistics."""
    has_batch_norm = any(isinstance(module, nn.BatchNorm1d) for module in model.modules())
    figures = []
    for source in MAIN_SOURCES:
        if stories := held_out.get(source):
            values = {"model": bits_per_byte(model, tokenizer, stories)}
            if has_batch_norm:
                values["training_mode"] = bits_per_byte(_always_training(model), tokenizer, stories)
            figures.append(_bits_entry(source, stories, values))
    return figures


def _always_training(model: PreTrainedModel) -> PreTrainedModel:
    """A copy that takes each batch's own statistics, whatever mode it is put into."""
    copied = copy.deepcopy(model)
    for module in copied.modules():
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean = module.running_var = None
    return copied


def _bits_entry(source: str, stories: Sequence[str], values: Mapping[str, float]) -> dict[str, Any]:
    return {
        "source": source,
        "n_stories": len(stories),
        "n_bytes": sum(len(story.encode()) for story in stories),
        "bits_per_byte": _rounded(values),
    }


def _masked(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    baselines: NgramBaselines,
    held_out: Mapping[str, list[str]],
) -> Figures:
    figures = []
    for source in MAIN_SOURCES:
        if source not in held_out:
            continue
        batches = held_out_batches(tokenizer, held_out[source])
        values = masked_figures(model, tokenizer, batches)
        figures.append(
            {
                "source": source,
                "n_stories": len(held_out[source]),
                "n_masked": values["n_masked"],
                "masked_loss_nats": round(values["masked_loss_nats"], 4),
                "masked_top1": _rounded({"model": values["masked_top1"], **baselines.masked_top1(batches)}),
                **(_judgements(values, batches) if "n_pairs" in values else {}),
            }
        )
    return figures


def _judgements(values: Mapping[str, float], batches: Sequence[Mapping[str, Tensor]]) -> dict[str, Any]:
    answers = torch.cat([batch["next_sentence_label"] for batch in batches])
    unrelated = float(answers[answers != IGNORED].double().mean())
    accuracy = {"model": values["next_sentence_accuracy"], "always_the_commoner": max(unrelated, 1 - unrelated)}
    return {"n_pairs": values["n_pairs"], "next_sentence_accuracy": _rounded(accuracy)}


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}
