"""A module of ours calls the observed attention: an LSTM decoder that looks back at what an LSTM encoder read."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import Tensor, nn

from models.masks import parse_mask
from models.observe import Observer, observed_attention, observing

N_HEADS, WIDTH = 2, 12
N_SOURCE, N_TARGET = 7, 5


class LookingDecoder(nn.Module):
    """Dot attention over the encoder's states (Luong et al., 2015, section 3.1), in two heads, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = (nn.LSTM(WIDTH, WIDTH, batch_first=True) for _ in range(2))

    def queries_and_keys(self, source: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        read, state = self.encoder(source)
        written, _ = self.decoder(target, state)
        heads = [states.unflatten(-1, (N_HEADS, -1)).transpose(1, 2) for states in (written, read)]
        return heads[0], heads[1]

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        query, key = self.queries_and_keys(source, target)
        return observed_attention(query, key, key, stack="cross", layer=0, scaling=1.0, edited=True)


@pytest.fixture
def model() -> LookingDecoder:
    torch.manual_seed(1)
    made = LookingDecoder().eval()
    for weight in made.parameters():
        nn.init.normal_(weight, std=0.8)
    return made


SOURCE, TARGET = torch.randn(1, N_SOURCE, WIDTH), torch.randn(1, N_TARGET, WIDTH)


def looked(model: nn.Module, observer: Observer) -> Tensor:
    with torch.no_grad(), observing(observer):
        output: Tensor = model(SOURCE, TARGET)
    return output


def test_observed_it_is_what_it_is_unobserved(model: LookingDecoder) -> None:
    with torch.no_grad():
        query, key = model.queries_and_keys(SOURCE, TARGET)
        alone = model(SOURCE, TARGET)
    observer = Observer(keep_scores=True, keep_vectors=0)
    torch.testing.assert_close(looked(model, observer), alone)
    trace = observer.traces()["cross"]
    assert trace.pattern.shape == (1, N_HEADS, N_TARGET, N_SOURCE)
    torch.testing.assert_close(trace.pattern.sum(-1), torch.ones(1, N_HEADS, N_TARGET))
    torch.testing.assert_close(trace.scores, query @ key.transpose(-1, -2))
    torch.testing.assert_close(trace.pattern, trace.scores.softmax(-1))
    vectors = observer.vectors()["cross"]
    torch.testing.assert_close(trace.pattern[0] @ vectors.value, alone[0])
    torch.testing.assert_close(vectors.query @ vectors.key.transpose(-1, -2) * vectors.scaling, trace.scores[0])


@pytest.mark.parametrize("spec", ["padding:3", "window:2", "causal", "[[0,0],[4,6]]"])
def test_a_mask_is_torch_s_own_under_that_mask(model: LookingDecoder, spec: str) -> None:
    allowed = parse_mask(spec).allowed(torch.ones(N_TARGET, N_SOURCE, dtype=torch.bool))
    with torch.no_grad():
        query, key = model.queries_and_keys(SOURCE, TARGET)
        expected = nn.functional.scaled_dot_product_attention(query, key, key, attn_mask=allowed, scale=1.0)
    observer = Observer(parse_mask(spec))
    torch.testing.assert_close(looked(model, observer), expected)
    trace = observer.traces()["cross"]
    assert torch.equal(trace.allowed[0], allowed)
    assert bool((trace.pattern[..., ~allowed] == 0).all())


def test_a_query_that_may_see_nothing_gets_nothing(model: LookingDecoder) -> None:
    observer = Observer(parse_mask(str([[2, key] for key in range(N_SOURCE)])))
    output = looked(model, observer)
    assert bool((output[:, :, 2] == 0).all())
    assert bool(torch.isfinite(output).all())


def test_a_silent_head_is_silent_alone(model: LookingDecoder) -> None:
    with torch.no_grad():
        alone = model(SOURCE, TARGET)
    output = looked(model, Observer(silenced=frozenset({(0, 1)})))
    assert bool((output[:, 1] == 0).all())
    torch.testing.assert_close(output[:, 0], alone[:, 0])
    torch.testing.assert_close(looked(model, Observer(silenced=frozenset({(1, 1)}))), alone)  # of another layer


def test_what_is_not_edited_keeps_its_mask() -> None:
    query, key = torch.randn(1, 1, 3, 4), torch.randn(1, 1, 3, 4)
    own = torch.ones(1, 1, 3, 3, dtype=torch.bool).tril()
    changed = Observer(parse_mask("full"), frozenset({(0, 0)}))
    outputs = {}
    for stack in ("self", "encoder"):
        with observing(changed):
            outputs[stack] = observed_attention(query, key, key, own, stack=stack, layer=0)
    assert torch.equal(changed.traces()["encoder"].allowed[0], own[0, 0])
    assert bool(changed.traces()["self"].allowed.all())
    torch.testing.assert_close(outputs["encoder"], observed_attention(query, key, key, own, stack="encoder", layer=0))
    assert bool((outputs["self"] == 0).all())


def test_grouped_heads_share_their_keys() -> None:
    query, key = torch.randn(1, 4, 3, 4), torch.randn(1, 2, 3, 4)
    with observing(Observer()) as observer:
        observed = observed_attention(query, key, key, stack="self", layer=0)
    torch.testing.assert_close(observed, observed_attention(query, key, key, stack="self", layer=0))
    assert observer.traces()["self"].n_key_value_heads == 2


def test_two_threads_with_different_masks_do_not_meet(model: LookingDecoder) -> None:
    specs = ["native", "causal", "padding:4"]
    alone = {spec: looked(model, Observer(parse_mask(spec))) for spec in specs}
    wrong: list[str] = []

    def run(spec: str) -> None:
        wrong.extend(spec for _ in range(30) if not torch.equal(looked(model, Observer(parse_mask(spec))), alone[spec]))

    threads = [threading.Thread(target=run, args=(spec,)) for spec in specs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
