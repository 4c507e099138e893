"""The named endpoints: JSON in, JSON out, over the same functions that the labs use.

Each is also an MCP tool; its docstring is what a caller reads. Positions count from 0, offsets are
code points into the text as in a Python slice. Bad input comes back as a message with the value and
the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import gradio as gr

import models
from app.answers import Json, check_size, token_json
from app.api_inside import contributions, inside, lens, patch, silence
from app.context import MODEL_POOL
from app.i18n import explain, for_caller
from app.libraries import load_libraries
from app.questions import read_arguments
from app.token_lists import list_tokens
from app.turns import in_turn
from models.catalog import card, cards
from models.errors import InputError
from models.records import AttentionTrace, Decoding, DecodingRun, NormStatistics, Prediction, Token, Trace
from models.text.tokenizer_catalog import usual_cards

Args = ParamSpec("Args")
Result = TypeVar("Result")
_WRITTEN_FIELDS = ("id", "token", "logprob", "rank", "entropy_bits", "n_kept")
_NORM_FIELDS = ("mean", "var", "output_mean", "output_var")
_GATE_FIELDS = ("input_gate", "forget_gate", "cell_candidate", "output_gate", "cell", "hidden")


def publish_endpoints() -> None:
    """Register every endpoint with the Blocks that is being built."""
    for name, endpoint in ENDPOINTS.items():
        gr.api(_with_clear_errors(endpoint), api_name=name, **MODEL_POOL)


def _with_clear_errors(endpoint: Callable[Args, Result]) -> Callable[Args, Result]:
    """The endpoint for callers that may send anything: it is answered, or what is wrong is said in their language."""
    taking_turns = in_turn(endpoint)

    @wraps(endpoint)
    def answer(*args: Args.args, **options: Args.kwargs) -> Result:
        try:
            load_libraries()
            found: Result = taking_turns(**read_arguments(endpoint, *args, **options))
            return found
        except Exception as error:
            raise gr.Error(for_caller(explain(error)), print_exception=False) from error

    return answer


def list_models() -> list[dict]:
    """List the models that can be chosen, with family, sizes, context length, tokenizer and licence.

    The operator's own folders that cannot be loaded follow: `refused` says why; of all others it is null.
    """
    fields = ("id", "family", "n_layers", "n_heads", "d_model", "n_params", "context_length", "tokenizer", "licence")
    from models.registry import refused_models

    refused = {entry.id: str(entry.reason) for entry in refused_models()}
    listed = [
        {field: getattr(card, field) for field in fields} | {"source": card.source, "bundled": card.bundled}
        for card in cards()
        if card.listed and card.id not in refused
    ]
    missing: Json = {**dict.fromkeys(fields), "source": "local", "bundled": False}
    return [
        *({**entry, "refused": None} for entry in listed),
        *({**missing, "id": id_, "refused": reason} for id_, reason in refused.items()),
    ]


def tokenize(text: str, tokenizers: list[str]) -> list[dict]:
    """Split a text into tokens, with one or more tokenizers.

    Args:
        text: any text of at most 100,000 characters.
        tokenizers: model ids, or char, word, unigram, bilingual, gpt-2, gpt-4, gpt-4o, bert-base-uncased,
            bert-base-chinese, qwen; an empty list means the bundled models' and the first four.

    `n_tokens` counts all tokens and `n_listed` those in `tokens`: where there are more than 200,000 in all rows
    together, each row lists the first of its own. For the others ask one tokenizer at a time.
    """
    chosen = tokenizers or [card.id for card in usual_cards()]
    return [
        {
            "tokenizer": row.tokenizer,
            "n_tokens": row.n_tokens,
            "n_listed": len(row.tokens),
            "tokens": [token_json(token) for token in row.tokens],
        }
        for row in list_tokens(text, chosen)
    ]


def _run_json(run: DecodingRun) -> Json:
    tokens = [{name: getattr(token, name) for name in _WRITTEN_FIELDS} for token in run.tokens]
    return {**{field.name: getattr(run, field.name) for field in fields(run)}, "tokens": tokens}


def train_bpe(corpus: str, n_merges: int) -> dict:
    """Learn byte-pair merges from a text, one after another.

    Args:
        corpus: at most 200,000 characters; words are parted at white space.
        n_merges: at most 2,000; fewer are made when no pair is left.
    """
    training = models.train_bpe(corpus, n_merges)
    return {
        "alphabet": list(training.alphabet),
        "merges": [asdict(merge) for merge in training.merges],
        "vocab": list(training.vocab),
    }


def attention(text: str, model: str = "gpt", mask: str = "native", layer: int = 0, head: int = 0) -> dict:
    """Show what one attention head looks at, under the model's own mask or another one.

    Args:
        text: at most the model's context length in tokens.
        model: a model id with attention.
        mask: native, causal, full, window:N, prefix:N, padding:N, or a JSON list of blocked [query, key] cells.
        layer: counted from 0.
        head: counted from 0.

    Matrices are `[query_pos][key_pos]`; `scores` are scaled and before the mask. Of an
    encoder-decoder this is the decoder's self-attention over what it writes.
    """
    trace = models.trace(text, model, mask, scores=True)
    stack = trace.attention["self" if "self" in trace.attention else "decoder"]
    _check_head(stack, layer, head)
    check_size(3 * stack.pattern[layer, head].numel())
    assert stack.scores is not None
    return {
        "tokens": [token_json(token) for token in _written_tokens(trace)],
        "mask": trace.mask,
        "scores": stack.scores[layer, head].tolist(),
        "allowed": stack.allowed[layer].tolist(),
        "pattern": stack.pattern[layer, head].tolist(),
        "top": _top_under(text, model, mask, trace),
    }


def _written_tokens(trace: Trace) -> tuple[Token, ...]:
    return trace.target_tokens or trace.tokens


def _top_under(text: str, model: str, mask: str, trace: Trace) -> list[Json]:
    """The prediction that results; none for a masked model whose text has no `[MASK]`, or without an output layer."""
    mask_id = models.load_tokenizer(model).mask_token_id
    if card(model).facts.is_masked and all(token.id != mask_id for token in trace.tokens):
        return []
    return [] if trace.logits is None else _predictions_json(models.predict(text, model, mask=mask))


def _check_head(stack: AttentionTrace, layer: int, head: int) -> None:
    for name, value, count in (("layer", layer, stack.n_layers), ("head", head, stack.n_heads)):
        if not 0 <= value < count:
            raise InputError("out_of_range", name=name, value=value, limit=f"0 … {count - 1}")


def predict(text: str, model: str = "gpt", k: int = 10, mask: str = "native") -> list[dict]:
    """Predict the next token, or with a masked model each [MASK] in the text.

    With several [MASK]s `marginal` is true: each distribution is that of one blank while the others are still
    hidden, and the likeliest tokens of all need not fit together. `decode` fills them one by one.

    Args:
        text: what the model reads.
        model: a model id.
        k: candidates per position, at most 100.
        mask: native, causal, full, window:N, prefix:N, padding:N, or a JSON list of blocked [query, key] cells.
    """
    return _predictions_json(models.predict(text, model, k, mask))


def _predictions_json(predictions: Sequence[Prediction]) -> list[Json]:
    marginal = len(predictions) > 1
    return [{**asdict(prediction), "marginal": marginal} for prediction in predictions]


def score(text: str, model: str = "gpt") -> dict:
    """Measure each token's surprisal to a model: −log2 of its probability, in bits.

    Args:
        text: what the model reads.
        model: a model id; a masked model gives pseudo-surprisal (`pseudo` is true).
    """
    result = models.score(text, model)
    tokens = [
        {"id": token.id, "token": token.text, "surprisal_bits": bits}
        for token, bits in zip(result.tokens, result.surprisal_bits, strict=True)
    ]
    return {
        "tokens": tokens,
        "total_bits": result.total_bits,
        "bits_per_byte": result.bits_per_byte,
        "perplexity": result.perplexity,
        "pseudo": result.pseudo,
    }


def decode(
    prompt: str, model: str = "gpt", strategies: list[dict] | None = None, max_new_tokens: int = 40, seed: int = 0
) -> dict:
    """Continue a prompt with several decoding strategies at once.

    Each token has its log-probability in nats (`logprob`, a natural logarithm) and the entropy in bits.

    Args:
        prompt: may be empty: then writing begins at the model's start token.
        model: a causal model or an LSTM; a masked model fills the [MASK]s of the prompt, and where there are none
            as many blanks behind it.
        strategies: each {"name": "greedy" | "beam" | "sample" | "contrastive", ...} with num_beams, length_penalty,
            temperature, top_k, top_p, min_p, typical_p, repetition_penalty, no_repeat_ngram_size, penalty_alpha as
            they apply; of a masked model {"name": "most_confident" | "left_to_right" | "at_once", ...}. Every strategy
            takes "force": {step: token id}, tokens that are given; a sampled one "draw": which random numbers of the
            seed.
            None means greedy, or the most confident blank first.
        max_new_tokens: at most 200, never more than the context has room for, and times all rows (beams and
            candidates included) at most 2,400.
        seed: the same seed gives the same samples.
    """
    plainest = "most_confident" if card(model).facts.fills_blanks else "greedy"
    return _decoding_json(models.decode(prompt, model, strategies or [{"name": plainest}], max_new_tokens, seed))


def _decoding_json(decoding: Decoding) -> Json:
    """`beam_tree` maps the index of each beam run to the candidates it looked at; null without beams."""
    trees = {str(run): [asdict(candidate) for candidate in tree] for run, tree in decoding.beam_trees.items()}
    return {
        "prompt_tokens": [token_json(token) for token in decoding.prompt_tokens],
        "runs": [_run_json(run) for run in decoding.runs],
        "beam_tree": trees or None,
    }


def norms(texts: list[str], model: str = "gpt", site: str = "", groups: int = 8) -> dict:
    """Apply batch, layer, group, instance and RMS norm to the same real activations.

    Args:
        texts: 1 to 16 sentences, read as one batch.
        model: a model id with norms, or an LSTM, whose hidden states are taken.
        site: the norm whose input is taken, one of `sites`; empty: the first.
        groups: for group norm; divides d_model.

    Statistics have the shape of a norm's slices: batch `[d_model]`, layer and rms `[batch][pos]`, group
    `[batch][group]`, instance `[batch][d_model]`, and `sentence`, layer norm over a whole sentence, `[batch]`.
    """
    trace = models.trace_norms(texts, model, site or None, groups)
    return {
        "sites": list(trace.sites),
        "site": trace.site,
        "shape": list(trace.activations.shape),
        "padding": trace.padding.tolist(),
        "norms": {name: _norm_json(statistics) for name, statistics in trace.norms.items()},
    }


def _norm_json(statistics: NormStatistics) -> Json:
    return {field: getattr(statistics, field).tolist() for field in _NORM_FIELDS}


def lstm(text: str, model: str = "lstm", layer: int = 0) -> dict:
    """Show an LSTM layer's gates, cell state and hidden state at every token, each `[pos][unit]`.

    Args:
        text: at most 2,000 tokens, and no more than make 1,600,000 numbers: 1,041 tokens of 256 units.
        model: an LSTM's id.
        layer: counted from 0.
    """
    trace = models.trace_gates(text, model, layer)
    check_size(len(_GATE_FIELDS) * trace.cell.numel())
    gates: Mapping[str, Any] = {field: getattr(trace, field).tolist() for field in _GATE_FIELDS}
    return {"tokens": [token_json(token) for token in trace.tokens], **gates}


ENDPOINTS: dict[str, Callable[..., Any]] = {
    "models": list_models,
    "tokenize": tokenize,
    "train_bpe": train_bpe,
    "attention": attention,
    "predict": predict,
    "score": score,
    "decode": decode,
    "norms": norms,
    "lstm": lstm,
    "inside": inside,
    "lens": lens,
    "contributions": contributions,
    "silence": silence,
    "patch": patch,
}
