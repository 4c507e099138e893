"""Small random checkpoints of many architectures of transformers, saved the usual way.

Three layers or a few more, four heads, 32 dimensions, a context of 64 tokens. The weights are drawn ten
times wider than usual, so that attention is far from even and every difference shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import torch
import transformers
from transformers import AutoConfig, PretrainedConfig, PreTrainedModel, PreTrainedTokenizerFast

from models.training.vocabulary import train_byte_bpe, train_wordpiece

SENTENCES = (
    "The animal didn't cross the street because it was too tired.",
    "Once upon a time there was a little girl who lived near the forest.",
    "The cat sat on the mat. The dog sat on the log.",
    "She opened the door and looked at the old man with the lamp.",
    "It was a dark and quiet night, and nobody was on the street.",
)
CONTEXT_LENGTH = 64
WEIGHT_SPREAD = 0.2
Kind = Literal["causal", "masked", "encoder-decoder"]
_LOADERS: Mapping[Kind, str] = {
    "causal": "AutoModelForCausalLM",
    "masked": "AutoModelForMaskedLM",
    "encoder-decoder": "AutoModelForSeq2SeqLM",
}
# The same few sizes under every name that a config has for them.
_SIZES: Mapping[int, str] = {
    32: "hidden_size d_model n_embd dim emb_dim word_embed_proj_dim embedding_size true_hidden_size mamba_d_ssm",
    3: "num_hidden_layers num_layers n_layer n_layers encoder_layers decoder_layers num_decoder_layers"
    " num_encoder_layers",
    4: "num_attention_heads num_heads n_head n_heads encoder_attention_heads decoder_attention_heads sliding_window"
    " num_encoder_attention_heads num_decoder_attention_heads num_experts num_local_experts mamba_n_heads",
    2: "num_key_value_heads num_experts_per_tok",
    64: "intermediate_size encoder_ffn_dim decoder_ffn_dim d_ff ffn_dim hidden_dim n_positions n_ctx"
    " max_position_embeddings max_seq_len moe_intermediate_size shared_expert_intermediate_size",
    8: "head_dim d_kv state_size mamba_d_state mamba_head_dim mamba_d_head linear_key_head_dim linear_value_head_dim"
    " rotary_dim q_lora_rank kv_lora_rank qk_rope_head_dim qk_nope_head_dim v_head_dim",
}
_NUMBERS: Mapping[str, float] = {name: size for size, names in _SIZES.items() for name in names.split()}
_SPREAD = ("initializer_range", "init_std")


@dataclass(frozen=True)
class Architecture:
    """One architecture to be tried.

    Attributes:
        model_type: how transformers names it.
        title: how people do.
        kind: by what it was trained to do.
        options: of its config, beside the sizes that all share.
    """

    model_type: str
    title: str
    kind: Kind
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"tried-{self.model_type}-{self.kind}"


def _listed(kind: Kind, titles: Mapping[str, str], options: Mapping[str, Mapping[str, Any]]) -> list[Architecture]:
    return [Architecture(name, title, kind, options.get(name, {})) for name, title in titles.items()]


_CAUSAL = {
    "gpt2": "GPT-2",
    "openai-gpt": "GPT (OpenAI, 2018)",
    "gpt_neo": "GPT-Neo",
    "gptj": "GPT-J",
    "gpt_neox": "GPT-NeoX, Pythia",
    "gpt_bigcode": "StarCoder (GPT-BigCode)",
    "gpt_oss": "gpt-oss",
    "bloom": "BLOOM",
    "opt": "OPT",
    "codegen": "CodeGen",
    "llama": "LLaMA",
    "mistral": "Mistral",
    "mixtral": "Mixtral",
    "qwen2": "Qwen 2",
    "qwen3": "Qwen 3",
    "qwen3_moe": "Qwen 3, mixture of experts",
    "qwen3_next": "Qwen 3 Next (hybrid)",
    "qwen3_5_text": "Qwen 3.5 (hybrid)",
    "gemma": "Gemma",
    "gemma2": "Gemma 2",
    "gemma3_text": "Gemma 3",
    "gemma3": "Gemma 3 with `text_config`",
    "phi": "Phi",
    "phi3": "Phi 3",
    "falcon": "Falcon",
    "mpt": "MPT",
    "olmo": "OLMo",
    "olmo2": "OLMo 2",
    "olmo3": "OLMo 3",
    "olmoe": "OLMoE",
    "stablelm": "StableLM",
    "starcoder2": "StarCoder 2",
    "cohere": "Command R (Cohere)",
    "cohere2": "Command R7B (Cohere 2)",
    "granite": "Granite",
    "granitemoehybrid": "Granite 4 (hybrid)",
    "nemotron": "Nemotron",
    "persimmon": "Persimmon",
    "glm": "GLM 4",
    "smollm3": "SmolLM 3",
    "exaone4": "EXAONE 4",
    "helium": "Helium",
    "diffllama": "DiffLlama",
    "deepseek_v3": "DeepSeek V3",
    "biogpt": "BioGPT",
    "xglm": "XGLM",
    "ctrl": "CTRL",
    "xlnet": "XLNet",
    "mamba": "Mamba",
    "mamba2": "Mamba 2",
    "falcon_mamba": "Falcon Mamba",
    "rwkv": "RWKV 4",
    "recurrent_gemma": "RecurrentGemma (hybrid)",
    "jamba": "Jamba (hybrid)",
    "bamba": "Bamba (hybrid)",
    "falcon_h1": "Falcon H1 (hybrid)",
    "lfm2": "LFM 2 (hybrid)",
    "zamba2": "Zamba 2 (hybrid)",
}
_MASKED = {
    "bert": "BERT",
    "roberta": "RoBERTa",
    "camembert": "CamemBERT",
    "xlm-roberta": "XLM-R",
    "roberta-prelayernorm": "RoBERTa, norms first",
    "albert": "ALBERT",
    "distilbert": "DistilBERT",
    "electra": "ELECTRA",
    "deberta": "DeBERTa",
    "deberta-v2": "DeBERTa v2, v3",
    "mobilebert": "MobileBERT",
    "convbert": "ConvBERT",
    "longformer": "Longformer",
    "big_bird": "BigBird",
    "fnet": "FNet",
    "mpnet": "MPNet",
    "squeezebert": "SqueezeBERT",
    "megatron-bert": "Megatron-BERT",
    "ernie": "ERNIE",
    "rembert": "RemBERT",
    "roformer": "RoFormer",
    "nystromformer": "Nyströmformer",
    "modernbert": "ModernBERT",
    "eurobert": "EuroBERT",
    "ibert": "I-BERT",
    "funnel": "Funnel Transformer",
    "yoso": "YOSO",
}
_TWO_STACKS = {
    "t5": "T5",
    "mt5": "mT5",
    "umt5": "UMT5",
    "longt5": "LongT5",
    "switch_transformers": "Switch Transformer",
    "bart": "BART",
    "mbart": "mBART",
    "marian": "Marian",
    "m2m_100": "M2M-100, NLLB",
    "pegasus": "Pegasus",
    "bigbird_pegasus": "BigBird-Pegasus",
    "pegasus_x": "Pegasus-X",
    "blenderbot": "Blenderbot",
    "blenderbot-small": "Blenderbot Small",
    "led": "LED",
    "plbart": "PLBART",
    "mvp": "MVP",
    "fsmt": "FSMT",
    "prophetnet": "ProphetNet",
    "encoder-decoder": "BERT to BERT (wrapper)",
}
_HYBRID = {"layer_types": ["linear_attention", "linear_attention", "full_attention"]}
_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "gpt_neo": {"attention_types": [[["global", "local"], 2]], "num_layers": 4, "window_size": 4},
    "gptj": {"rotary_dim": 4},
    "codegen": {"rotary_dim": 4},
    "falcon": {"new_decoder_architecture": False, "multi_query": True},
    "xglm": {"pad_token_id": 1},  # its positions begin behind the padding token's id
    "m2m_100": {"pad_token_id": 1},
    "prophetnet": {"pad_token_id": 1},
    "albert": {"embedding_size": 16},
    "electra": {"embedding_size": 16},
    "rembert": {"input_embedding_size": 16, "output_embedding_size": 16},
    "mobilebert": {"embedding_size": 16, "intra_bottleneck_size": 32, "true_hidden_size": 32},
    "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1},
    "lfm2": {"layer_types": ["conv", "full_attention", "conv"]},
    "bamba": {"mamba_n_heads": 8, "attn_layer_indices": [1]},
    "granitemoehybrid": {"mamba_n_heads": 8, "layer_types": ["mamba", "attention", "mamba"]},
    "zamba2": {
        "layer_types": ["mamba", "hybrid", "mamba"],
        "hybrid_layer_ids": [1],
        "mamba_ngroups": 1,
        "n_mamba_heads": 8,
        "chunk_size": 8,
    },
    "funnel": {"block_sizes": [1, 1, 1], "d_inner": 64},
    "qwen3_5_text": _HYBRID,
    "qwen3_next": _HYBRID,
    "mamba2": {"num_heads": 8, "head_dim": 8, "n_groups": 1, "state_size": 8, "chunk_size": 8},
    "longformer": {"attention_window": 8},
    "deepseek_v3": {"num_key_value_heads": 4, "n_routed_experts": 4, "n_group": 1, "topk_group": 1},
}
ARCHITECTURES: Mapping[str, Architecture] = {
    one.id: one
    for kind, titles in (("causal", _CAUSAL), ("masked", _MASKED), ("encoder-decoder", _TWO_STACKS))
    for one in _listed(kind, titles, _OPTIONS)  # type: ignore[arg-type]
}


def save(architecture: Architecture, folder: Path, seed: int = 0) -> Path:
    """Save a checkpoint and its tokenizer in `folder / architecture.id`.

    Returns:
        The new folder, which `from_pretrained` and `UNMASKED_MODELS` read.
    """
    tokenizer = _wordpiece() if architecture.kind == "masked" else _padded_byte_bpe()
    torch.manual_seed(seed)
    model = build(architecture, tokenizer)
    spread_norms(model)
    place = folder / architecture.id
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    return place


def build(architecture: Architecture, tokenizer: PreTrainedTokenizerFast) -> PreTrainedModel:
    """A model of an architecture with random weights, for the ids of a tokenizer."""
    loader: Any = getattr(transformers, _LOADERS[architecture.kind])
    model: PreTrainedModel = loader.from_config(_config(architecture, tokenizer))
    model.eval()
    return model


def _config(architecture: Architecture, tokenizer: PreTrainedTokenizerFast) -> PretrainedConfig:
    if architecture.model_type == "encoder-decoder":
        return _wrapper_config(tokenizer)
    return _small(architecture.model_type, tokenizer, architecture.options)


def _small(model_type: str, tokenizer: PreTrainedTokenizerFast, options: Mapping[str, Any]) -> PretrainedConfig:
    """An architecture's own config with all that it has in common with the others made small."""
    usual = AutoConfig.for_model(model_type)
    known = set(usual.to_dict()) - set(usual.attribute_map)
    ends = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("pad", "bos", "eos")}
    sizes = {**_NUMBERS, **dict.fromkeys(_SPREAD, WEIGHT_SPREAD), "vocab_size": len(tokenizer)}
    made: dict[str, Any] = {name: size for name, size in sizes.items() if name in known}
    parts = {name: getattr(usual, name) for name in ("text_config", "vision_config") if name in known}
    made |= {name: _small(part.model_type, tokenizer, {}).to_dict() for name, part in parts.items()}
    start = {"decoder_start_token_id": tokenizer.eos_token_id, "forced_eos_token_id": None}
    beginning = start if usual.is_encoder_decoder else {}
    return AutoConfig.for_model(model_type, **{**made, **ends, **beginning, **options})


def _wrapper_config(tokenizer: PreTrainedTokenizerFast) -> PretrainedConfig:
    encoder, decoder = (_small("bert", tokenizer, {"num_hidden_layers": depth}) for depth in (2, 3))
    config = transformers.EncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.pad_token_id = tokenizer.eos_token_id, tokenizer.pad_token_id
    return config


@torch.no_grad()
def spread_norms(model: PreTrainedModel) -> None:
    """Gains and biases away from 1 and 0, which would hide it when they are left out."""
    for module in model.modules():
        if type(module).__name__.endswith("Norm"):
            for parameter in module.parameters():
                parameter.uniform_(0.5, 1.5)


def _wordpiece() -> PreTrainedTokenizerFast:
    tokenizer = train_wordpiece(SENTENCES, vocab_size=200)
    tokenizer.model_max_length = CONTEXT_LENGTH
    return tokenizer


def _padded_byte_bpe() -> PreTrainedTokenizerFast:
    tokenizer = train_byte_bpe(SENTENCES, vocab_size=400)
    tokenizer.add_special_tokens({"pad_token": "<pad>"})
    tokenizer.model_max_length = CONTEXT_LENGTH
    return tokenizer
