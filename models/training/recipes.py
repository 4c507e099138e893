"""What each bundled model is and how it is trained: one `Recipe` a model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from transformers import (
    BertConfig,
    BertForPreTraining,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

from models.architectures.bilstm import BiLSTMConfig, BiLSTMForMaskedLM
from models.architectures.lstm import LSTMConfig, LSTMForCausalLM
from models.architectures.norm_twins import PLACES, NormTwinConfig, NormTwinForCausalLM
from models.architectures.rnn import RNNConfig, RNNForCausalLM
from models.training.vocabulary import CONTEXT_LENGTH, VOCAB_SIZE, TokenizerKind


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training run except the corpus, the device and the seed.

    Attributes:
        objective: `"causal"` predicts the next token, `"masked"` the hidden ones.
        language: whose sources it reads (`models.training.sources`).
        vocab_size: tokens of the tokenizer, if there is text enough for so many.
        sees_all: while it is trained, every token of a causal model sees every token, also the one it predicts.
        next_sentence: the masked model also judges whether the second passage follows the first.
        steps: optimizer steps; each sees `batch_tokens` tokens.
        lr: peak learning rate.
        muon: matrices inside the model are trained by Muon (Jordan et al., 2024), the rest by AdamW.
        decay_share: the last part of the steps, over which the learning rate falls to nothing.
        recalled_share, late_recalled_share: of a causal model's rows in which a passage comes back, so that
            it learns to look for it; before and while the learning rate falls.
        report_every: steps from one point of the learning curve to the next.
        listed: whether it is a model to choose; if not, it is there to be compared with its twins.
    """

    name: str
    build: Callable[[PreTrainedTokenizerFast], PreTrainedModel]
    objective: Literal["causal", "masked"]
    tokenizer: TokenizerKind
    steps: int
    lr: float
    muon: bool
    language: Literal["en", "zh"] = "en"
    vocab_size: int = VOCAB_SIZE
    sees_all: bool = False
    next_sentence: bool = False
    batch_tokens: int = 8192
    warmup_steps: int = 100
    decay_share: float = 0.4
    weight_decay: float = 0.1
    recalled_share: float = 0.0
    late_recalled_share: float = 0.0
    report_every: int = 100
    listed: bool = True

    @property
    def decay_begins(self) -> int:
        """The first step at which the learning rate falls."""
        return self.steps - int(self.steps * self.decay_share)


def build_gpt(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """GPT-2's architecture (Radford et al., 2019): pre-norm, learned positions, causal."""
    config = GPT2Config(n_embd=192, n_layer=8, n_head=6, resid_pdrop=0.1, embd_pdrop=0.1, **_gpt2_options(tokenizer))
    return _trains_quickly(GPT2LMHeadModel(config))


def _gpt2_options(tokenizer: PreTrainedTokenizerFast) -> dict[str, Any]:
    """What every GPT-2 here has."""
    return {
        "vocab_size": len(tokenizer),
        "n_positions": CONTEXT_LENGTH,
        "attn_pdrop": 0.0,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }


def _trains_quickly(model: PreTrainedModel) -> PreTrainedModel:
    """Short rows of short heads: plain matrix products train nearly twice as fast on a CPU as the fused function."""
    model.set_attn_implementation("eager")
    return model


def build_bert(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """BERT's architecture (Devlin et al., 2019): post-norm, segments, two training heads."""
    config = BertConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=CONTEXT_LENGTH,
        hidden_size=192,
        num_hidden_layers=6,
        num_attention_heads=6,
        intermediate_size=768,
        hidden_dropout_prob=0.0,  # every pass over a story draws other masks: that is noise enough
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
    )
    return _trains_quickly(BertForPreTraining(config))


def build_lstm(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """Two LSTM layers with tied weights, on the GPT's own tokenizer."""
    config = LSTMConfig(
        vocab_size=len(tokenizer),
        hidden_size=384,
        num_hidden_layers=2,
        dropout=0.0,
        initializer_range=0.2,  # smaller ones leave it at the unigram's loss for the first hundred steps
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return LSTMForCausalLM(config)


def norm_twin(place: str) -> Recipe:
    """One of five very small GPTs that differ in their norm alone (`models.architectures.norm_twins`)."""

    def build(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
        config = NormTwinConfig(
            norm=place, n_embd=64, n_layer=4, n_head=4, resid_pdrop=0.0, embd_pdrop=0.0, **_gpt2_options(tokenizer)
        )
        return _trains_quickly(NormTwinForCausalLM(config))

    return Recipe(
        f"norm-{place}", build, "causal", "byte_bpe", steps=400, lr=2e-3, muon=False, report_every=20, listed=False
    )


def build_rnn(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """Two plain tanh layers on the GPT's own tokenizer: what the LSTM would be without its gates."""
    config = RNNConfig(
        vocab_size=len(tokenizer),
        hidden_size=256,
        num_hidden_layers=2,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return RNNForCausalLM(config)


def build_bilstm(tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """One LSTM in each direction on BERT's own tokenizer."""
    config = BiLSTMConfig(vocab_size=len(tokenizer), hidden_size=192, pad_token_id=tokenizer.pad_token_id)
    return BiLSTMForMaskedLM(config)


_GPT = Recipe(
    "gpt",
    build_gpt,
    "causal",
    "byte_bpe",
    steps=6000,
    lr=4e-3,
    muon=True,
    decay_share=0.6,
    recalled_share=0.5,
    late_recalled_share=0.125,
)

_BERT = Recipe(
    "bert", build_bert, "masked", "wordpiece", steps=2600, lr=3e-3, muon=True, next_sentence=True, decay_share=0.5
)
_LSTM = Recipe("lstm", build_lstm, "causal", "byte_bpe", steps=3000, lr=5e-3, muon=False, decay_share=0.5)
_CHINESE_BPE: dict[str, Any] = {"tokenizer": "byte_fallback_bpe", "language": "zh", "vocab_size": 5000}

RECIPES = {
    recipe.name: recipe
    for recipe in (
        _GPT,
        replace(_GPT, name="gpt-unmasked", sees_all=True, listed=False),
        _BERT,
        _LSTM,
        Recipe("rnn", build_rnn, "causal", "byte_bpe", steps=1000, lr=3e-3, muon=False, decay_share=0.5, listed=False),
        Recipe(
            "bilstm",
            build_bilstm,
            "masked",
            "wordpiece",
            steps=1200,
            lr=5e-3,
            muon=False,
            decay_share=0.5,
            listed=False,
        ),
        *map(norm_twin, PLACES),
        replace(
            _GPT,
            name="gpt-zh",
            steps=5000,
            batch_tokens=4096,
            lr=3e-3,
            decay_share=0.4,
            late_recalled_share=0.05,
            **_CHINESE_BPE,
        ),
        replace(
            _BERT,
            name="bert-zh",
            tokenizer="chinese_wordpiece",
            language="zh",
            steps=7000,
            batch_tokens=4096,
            lr=2.5e-3,
        ),
        replace(_LSTM, name="lstm-zh", steps=1700, batch_tokens=4096, lr=4e-3, **_CHINESE_BPE),
    )
}

# Names of the command that stand for several recipes.
GROUPS = {"norms": tuple(f"norm-{place}" for place in PLACES)}
