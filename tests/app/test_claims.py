"""What hints say of the bundled models is what the bundled models do, in transformers' own forward pass."""

from __future__ import annotations

import base64
import math
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoTokenizer

from app.claims import Claim, Costs, Expects, Look, Reaches, encode_claims
from app.i18n import strings
from app.labs.attention import presets as attention
from app.labs.attention.panel import on_change
from app.labs.memory import reach_text
from app.labs.side_by_side import presets as side_by_side
from app.state import DEFAULT_TEXTS, LANGUAGES, Chosen
from models import measure_influence, predict, score
from models.attention.heads import head_statistics
from models.catalog import card
from models.memory.influence import by_distance
from models.predictions.baselines import score_baselines
from viz.memory.influence import reach

pytestmark = pytest.mark.bundled
PLACE = re.compile(r"\{(@?)([\w.]+)\}")
SHARE, BITS = 0.005, 0.1  # how far another machine's numbers may lie from those that are said
HINTS: dict[str, dict[str, Claim]] = {
    **{
        f"attention.look_{name}": {"left": preset.left, "right": preset.right, **preset.claims}
        for known in attention.PRESETS.values()
        for name, preset in known.items()
    },
    **{f"memory.look_{language}": dict(story.claims) for language, story in reach_text.STORIES.items()},
    **{
        f"side_by_side.look_{name}": dict(preset.claims)
        for known in side_by_side.PRESETS.values()
        for name, preset in known.items()
    },
}
CLAIMS = [pytest.param(claim, id=f"{hint}-{name}") for hint, said in HINTS.items() for name, claim in said.items()]


@cache
def loaded(model: str) -> tuple[Any, Any]:
    """The saved model as transformers loads it, and its tokenizer."""
    kind = AutoModelForMaskedLM if card(model).facts.is_masked else AutoModelForCausalLM
    path = card(model).path
    return kind.from_pretrained(path, attn_implementation="eager").eval(), AutoTokenizer.from_pretrained(path)


@cache
def passed(model: str, text: str) -> tuple[Any, Any]:
    """A pass of it, and the tokens with their offsets."""
    network, tokenizer = loaded(model)
    encoded = tokenizer(text, return_tensors="pt", return_offsets_mapping=True)
    with torch.no_grad():
        return network(input_ids=encoded["input_ids"], output_attentions=True), encoded


def place(claim: Look, word: str) -> int:
    last = claim.text.rindex(word) + len(word) - 1
    offsets = passed(claim.model, claim.text)[1]["offset_mapping"][0].tolist()
    return next(i for i, (start, end) in enumerate(offsets) if start <= last < end)


def row_of(claim: Look) -> Tensor:
    layer, head = claim.head
    found: Tensor = passed(claim.model, claim.text)[0].attentions[layer][0, head, place(claim, claim.query)]
    return found


def expected(claim: Expects) -> tuple[str, float, float]:
    """The first candidate, and the probability of the claimed token by transformers and by ours."""
    ours = predict(claim.text, claim.model, 100, silenced=frozenset(claim.silenced))[0]
    by_token = {candidate.token.strip(): candidate.prob for candidate in ours.top}
    first = ours.top[0].token.strip()
    if claim.silenced or card(claim.model).facts.state:
        return first, by_token[claim.token], by_token[claim.token]
    (output, encoded), (_, tokenizer) = passed(claim.model, claim.text), loaded(claim.model)
    ids = encoded["input_ids"][0].tolist()
    at = ids.index(tokenizer.mask_token_id) if card(claim.model).facts.is_masked else -1
    probs = output.logits[0, at].double().softmax(-1)
    same = next(candidate.id for candidate in ours.top if candidate.token.strip() == claim.token)
    return first, probs[same].item(), by_token[claim.token]


def their_bits(claim: Costs) -> float:
    """The cross-entropy of the whole text by torch, in bits."""
    output, encoded = passed(claim.model, claim.text)
    nats = torch.nn.functional.cross_entropy(output.logits[0, :-1], encoded["input_ids"][0, 1:], reduction="sum")
    return nats.item() / math.log(2)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_true(claim: Claim) -> None:
    if isinstance(claim, Look):
        assert row_of(claim)[place(claim, claim.key)].item() == pytest.approx(claim.share, abs=SHARE)
    elif isinstance(claim, Expects):
        first, theirs, ours = expected(claim)
        assert theirs == pytest.approx(claim.prob, abs=SHARE)
        assert ours == pytest.approx(claim.prob, abs=SHARE)
        assert (first == claim.token) == claim.is_first
    elif isinstance(claim, Costs):
        found = score(claim.text, claim.model)
        by_token = zip(found.tokens, found.surprisal_bits, strict=True)
        bits = [surprisal for token, surprisal in by_token if token.text.strip() == claim.word]
        assert (bits[-1] if claim.word else found.total_bits) == pytest.approx(claim.bits, abs=BITS)
        if card(claim.model).family == "gpt" and not claim.word:
            assert found.total_bits == pytest.approx(their_bits(claim), rel=1e-4)
    else:
        assert isinstance(claim, Reaches)
        moved = by_distance(measure_influence(claim.text, claim.model).moved_bits)
        assert reach(moved.tolist()) == claim.n_tokens


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hint", HINTS)
def test_a_hint_says_its_claims_and_no_other_number(hint: str, language: str) -> None:
    text, said = strings(language)[hint], encode_claims(HINTS[hint])
    places = {name for is_string, name in PLACE.findall(text) if not is_string}
    known = set(said) | {f"{name}_head" for name, claim in said.items() if claim["head"]}
    assert places <= known
    assert {name for name in said if not {name, f"{name}_head"} & places} == set()  # what is promised is said
    assert re.findall(r"\d", PLACE.sub("", text)) == []


LOOKS = [
    pytest.param(preset.encode(attention.MODELS[language]), side, look, id=f"{name}-{side}")
    for language, known in attention.PRESETS.items()
    for name, preset in known.items()
    for side, look in (("left", preset.left), ("right", preset.right))
]


@pytest.mark.parametrize(("preset", "side", "look"), LOOKS)
def test_a_preset_opens_the_head_and_the_cell_that_its_hint_speaks_of(preset: Any, side: str, look: Look) -> None:
    shown = preset[side]
    panel = on_change(Chosen(preset["text"], **preset["models"], lstm="lstm"), shown["model"], "native", shown["text"])
    assert panel["tells"]
    assert panel["request"]["text"] == look.text
    stack = panel["stacks"]["self"]
    opened, at = stack["opened"], (place(look, look.query), place(look, look.key))
    assert (opened["layer"], opened["head"]) == look.head
    assert opened["strongest"] == at
    shape = opened["pattern"]["shape"]
    weights = np.frombuffer(base64.b64decode(opened["pattern"]["data"]), "<f4").reshape(shape)
    assert weights[at] == pytest.approx(look.share, abs=SHARE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_opens_on_what_the_first_preset_shows(language: str) -> None:
    from app.labs.attention.lab import example
    from app.link import default_page_state

    first = next(iter(attention.PRESETS[language].values()))
    shown = example(default_page_state(language))
    for look, side in ((first.left, "left"), (first.right, "right")):
        opened = shown[side]["stacks"]["self"]["opened"]
        assert (opened["layer"], opened["head"]) == look.head


def test_heads_that_are_said_to_look_most_there_do() -> None:
    for preset in (attention.ENGLISH["bank"], attention.ENGLISH["owes"], attention.CHINESE["owe"]):
        for look in (preset.left, preset.right):
            assert row_of(look).argmax() == place(look, look.key)


def test_no_head_of_bert_turns_from_animal_to_street() -> None:
    """The page says that this model does not resolve “it”: if one ever does, say that instead."""
    turned = []
    for look, other in ((attention.ENGLISH["wide"].left, "street"), (attention.ENGLISH["wide"].right, "street")):
        at = place(look, look.query)
        weights = torch.stack(passed(look.model, look.text)[0].attentions)[:, 0, :, at]
        turned.append(weights[..., place(look, look.key)] - weights[..., place(look, other)])
    prefers_animal, prefers_street = turned[0], -turned[1]
    assert torch.minimum(prefers_animal, prefers_street).max() < 0.02


@pytest.mark.parametrize("preset", [attention.ENGLISH["repeat"], attention.CHINESE["repeat_zh"]])
def test_no_head_of_bert_finds_what_followed_the_name(preset: attention.Preset) -> None:
    look = preset.right
    weights = torch.stack(passed(look.model, look.text)[0].attentions)[:, 0, :, place(look, look.query)]
    assert weights[..., place(look, look.key)].max().item() == pytest.approx(look.share, abs=SHARE)


@pytest.mark.parametrize("preset", [attention.ENGLISH["repeat"], attention.CHINESE["repeat_zh"]])
def test_the_best_by_induction_are_those_that_are_silenced(preset: attention.Preset) -> None:
    without = preset.claims["without"]
    assert isinstance(without, Expects)
    output, encoded = passed(without.model, without.text)
    pattern = torch.stack(output.attentions)[:, 0]
    shares = head_statistics(pattern, encoded["input_ids"][0].tolist())["induction"]
    best = shares.flatten().topk(len(without.silenced)).indices.tolist()
    assert [divmod(i, pattern.shape[1]) for i in best] == list(without.silenced)


def test_a_preset_chooses_a_word_that_is_there() -> None:
    for preset in side_by_side.ENGLISH.values():
        assert preset.word in re.findall(r"\w+", preset.text) or not preset.word
    for preset in side_by_side.CHINESE.values():
        assert preset.word in preset.text
    assert side_by_side.ENGLISH["agreement"].word == "was"


def test_the_unigram_hardly_minds_another_order_and_the_models_do() -> None:
    ordered, shuffled = (
        {found.name: found.total_bits for found in score_baselines(text)}
        for text in (side_by_side.ORDER, side_by_side.SHUFFLED)
    )
    assert shuffled["unigram"] < 1.1 * ordered["unigram"]
    for model in ("gpt", "lstm"):
        bits = [score(text, model).total_bits for text in (side_by_side.ORDER, side_by_side.SHUFFLED)]
        assert bits[1] > 2 * bits[0]


def test_both_models_are_better_than_counting_on_sixty_words() -> None:
    counted = [found.total_bits for found in score_baselines(side_by_side.SIXTY)]
    assert max(score(side_by_side.SIXTY, model).total_bits for model in ("gpt", "lstm")) < min(counted)


@pytest.mark.parametrize(("language", "remembered"), [("en", "kite"), ("zh", "筝")])
def test_the_lstm_has_lost_what_gpt_looks_back_to(language: str, remembered: str) -> None:
    found = reach_text.on_text(DEFAULT_TEXTS[language], "telling", *reach_text.STORIES[language].models)
    gpt, lstm = ([one["token"].strip() for one in expected["top"]] for expected in found["expected"])
    assert gpt[0] == remembered
    assert lstm[0] != remembered
    assert found["claimed"] == language


def test_on_the_telling_text_gpt_reaches_furthest_and_the_plain_network_least() -> None:
    gpt, lstm, rnn = (
        reach(by_distance(measure_influence(reach_text.KITE, model).moved_bits).tolist()) or 0
        for model in ("gpt", "lstm", "rnn")
    )
    assert gpt > 2 * lstm > 4 * rnn
