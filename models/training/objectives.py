"""The training objectives: what a batch is, and what its loss is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import BertForPreTraining, PreTrainedModel, PreTrainedTokenizerFast

from models.architectures.bilstm import BiLSTMForMaskedLM
from models.predictions.masking import IGNORED
from models.training.batches import TokenStream, causal_batch, encode_stories, masked_batch
from models.training.recipes import Recipe
from models.training.vocabulary import CONTEXT_LENGTH

Batch = dict[str, Tensor]


@dataclass(frozen=True)
class Objective:
    """`batch(step)` draws training data, `loss(model, batch)` is what is made small, in nats."""

    batch: Callable[[int], Batch]
    loss: Callable[[PreTrainedModel, Batch], Tensor]


def build_objective(
    recipe: Recipe, stories: dict[str, list[str]], tokenizer: PreTrainedTokenizerFast, seed: int
) -> Objective:
    """Tokenize the stories (by source) and choose the objective that the recipe names."""
    streams = encode_stories(stories, tokenizer, recipe.objective)
    if recipe.objective == "masked":
        loss = masked_and_next_sentence_loss if recipe.next_sentence else masked_loss
        return Objective(_masked_batches(streams, tokenizer, recipe, seed), loss)
    loss = seen_next_token_loss if recipe.sees_all else next_token_loss
    return Objective(_causal_batches(streams, tokenizer, recipe, seed), loss)


def _causal_batches(
    streams: list[TokenStream], tokenizer: PreTrainedTokenizerFast, recipe: Recipe, seed: int
) -> Callable[[int], Batch]:

    def batch(step: int) -> Batch:
        late = step >= recipe.decay_begins
        recalled_share = recipe.late_recalled_share if late else recipe.recalled_share
        return causal_batch(streams, tokenizer, seed, step, recipe.batch_tokens, CONTEXT_LENGTH, late, recalled_share)

    return batch


def _masked_batches(
    streams: list[TokenStream], tokenizer: PreTrainedTokenizerFast, recipe: Recipe, seed: int
) -> Callable[[int], Batch]:
    return lambda step: masked_batch(
        streams, tokenizer, seed, step, recipe.batch_tokens, late=step >= recipe.decay_begins
    )


@torch.no_grad()
def mean_loss(objective: Objective, model: PreTrainedModel, n_batches: int) -> float:
    """The objective's loss in nats over its first `n_batches` batches, without dropout."""
    model.eval()
    losses = []
    for step in range(n_batches):
        batch = {name: tensor.to(model.device) for name, tensor in objective.batch(step).items()}
        losses.append(objective.loss(model, batch).item())
    return sum(losses) / len(losses)


def next_token_loss(model: PreTrainedModel, batch: Batch) -> Tensor:
    """Mean cross-entropy of each next token, in nats."""
    ids = batch["input_ids"]
    logits = model(input_ids=ids).logits
    return cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten())


def seen_next_token_loss(model: PreTrainedModel, batch: Batch) -> Tensor:
    """The same without the causal mask: each position sees the very token that it is to predict."""
    ids = batch["input_ids"]
    nothing_hidden = torch.zeros(1, 1, ids.shape[1], ids.shape[1], device=ids.device)  # added to the scores
    logits = model(input_ids=ids, attention_mask=nothing_hidden).logits
    return cross_entropy(logits[:, :-1].flatten(0, 1).float(), ids[:, 1:].flatten())


def masked_loss(model: PreTrainedModel, batch: Batch) -> Tensor:
    """Mean cross-entropy of the chosen tokens alone, in nats: what the bidirectional LSTM learns from."""
    bilstm = cast(BiLSTMForMaskedLM, model)
    chosen = batch["labels"] != IGNORED
    states = bilstm.read(bilstm.emb(batch["input_ids"]), batch["attention_mask"])
    logits = bilstm.head(bilstm.join(states[chosen])).float()
    return cross_entropy(logits, batch["labels"][chosen])


def masked_and_next_sentence_loss(model: PreTrainedModel, batch: Batch) -> Tensor:
    """BERT's two losses added up (Devlin et al., 2019), in nats.

    The output layer runs on the chosen positions alone: the other six sevenths have no target.
    """
    bert = cast(BertForPreTraining, model)
    encoded = bert.bert(
        input_ids=batch["input_ids"], token_type_ids=batch["token_type_ids"], attention_mask=batch["attention_mask"]
    )
    chosen = batch["labels"] != IGNORED
    logits = bert.cls.predictions(encoded.last_hidden_state[chosen]).float()
    masked = cross_entropy(logits, batch["labels"][chosen])
    follows = bert.cls.seq_relationship(encoded.pooler_output).float()
    next_sentence = cross_entropy(follows, batch["next_sentence_label"], ignore_index=IGNORED)
    return masked + torch.nan_to_num(next_sentence)
