"""What it costs to watch attention, and to send it to a browser."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import orjson
import torch
from bertviz import head_view
from transformers import AutoModelForCausalLM, GPT2Config, PreTrainedModel

from benchmarks import attention_browser
from benchmarks.table import Row, compare
from models.observe import Observer, observing
from models.records import AttentionTrace, Token, Trace
from models.registry import load
from models.ways import make_observable
from viz.attention.maps import encode_attention

N_TOKENS = 64
BUNDLED_TARGET = 1.10
GPT2_TARGET = 1.03
FASTER = 100
FEWER_BYTES = 25


def rows() -> Iterator[Row]:
    yield bundled_row()
    yield gpt2_size_row()
    yield from payload_rows()
    yield from attention_browser.rows()


def bundled_row() -> Row:
    bundled = load("gpt")
    plain = AutoModelForCausalLM.from_pretrained(
        bundled.card.path, attn_implementation="sdpa", dtype=torch.float32, local_files_only=True
    )
    return forward_row("bundled gpt", bundled.model, plain.eval().to(bundled.device), BUNDLED_TARGET, repeats=200)


def gpt2_size_row() -> Row:
    """GPT-2's sizes with random weights: time does not depend on what they are."""
    torch.manual_seed(0)
    plain = AutoModelForCausalLM.from_config(GPT2Config(), attn_implementation="sdpa").eval()
    return forward_row("GPT-2 size", make_observable(copy.deepcopy(plain)), plain, GPT2_TARGET, repeats=30)


@torch.inference_mode()
def forward_row(name: str, observable: PreTrainedModel, plain: PreTrainedModel, target: float, repeats: int) -> Row:
    """Every layer's scores, mask and pattern kept, against the model's fused attention that keeps nothing."""
    ids = torch.randint(observable.config.vocab_size, (1, N_TOKENS), device=observable.device)

    def observed() -> object:
        with observing(Observer(keep_scores=True, depth=observable.config.num_hidden_layers)) as observer:
            observable(ids, use_cache=False)
        return observer.traces()

    ours, theirs = compare(observed, lambda: plain(ids, use_cache=False), repeats)
    work = f"forward with all attention, {name}, {N_TOKENS} tokens"
    return Row(work, ours, "plain sdpa forward", theirs, target)


def payload_rows() -> Iterator[Row]:
    """All heads of a GPT-2 sized model, ready to be sent: ours as JSON, BertViz's as HTML."""
    trace = random_trace()
    attention = [layer.unsqueeze(0) for layer in trace.attention["self"].pattern]
    labels = [token.text for token in trace.tokens]

    def ours() -> bytes:
        return orjson.dumps(encode_attention(trace))  # as Gradio sends it

    def theirs() -> str:
        return str(head_view(attention, labels, html_action="return").data)

    n_layers, n_heads, *_ = trace.attention["self"].pattern.shape
    work, rival = f"attention payload, {n_layers}x{n_heads}x{N_TOKENS}x{N_TOKENS}", "bertviz.head_view"
    ours_ms, theirs_ms = compare(ours, theirs, repeats=15)
    yield Row(work, ours_ms, rival, theirs_ms, 1 / FASTER)
    yield Row(work, len(ours()), rival, len(theirs().encode()), 1 / FEWER_BYTES, "bytes")


def random_trace(n_layers: int = 12, n_heads: int = 12) -> Trace:
    """Causal attention with random scores: what is drawn does not change what it costs."""
    torch.manual_seed(0)
    allowed = torch.ones(N_TOKENS, N_TOKENS, dtype=torch.bool).tril()
    scores = torch.randn(n_layers, n_heads, N_TOKENS, N_TOKENS)
    pattern = scores.masked_fill(~allowed, float("-inf")).softmax(-1)
    attention = AttentionTrace(pattern, scores, allowed.expand(n_layers, -1, -1), n_heads)
    tokens = tuple(Token(i, f"Ġword{i}", f" word{i}", 6 * i, 6 * i + 6, False) for i in range(N_TOKENS))
    return Trace("random", "gpt", "gpt", "native", tokens, (), {"self": attention}, torch.zeros(N_TOKENS, 1))
