"""The families of models, and what each can do: the one place that knows them by name. Light: no torch.

Everywhere else asks a model's card for a fact (`card.facts.writes`) and never which family it is, so a
new family is one file of `models/architectures`, where transformers has none, and one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Config = Mapping[str, Any]
Reads = Literal["onwards", "around", "source"]
State = Literal["cell", "hidden", "two_ways"]


@dataclass(frozen=True)
class FamilyFacts:
    """What the models of one family have in common.

    Attributes:
        id: how cards, records and links name the family.
        fits: whether a saved model's `config.json` is one of this family's.
        loads_with: the class of transformers that loads it.
        architectures: modules of ours that have to be imported first: they register with transformers.
        reads: `onwards`, each token after those before it; `around`, a `[MASK]` with both of its sides in
            view; `source`, a text whose answer it writes itself.
        stacks: its stacks of attention layers, as `models.observe` names them; none where it has no attention.
        state: what a recurrent network carries from token to token: a `cell` behind gates and a hidden
            state, a `hidden` state alone, or cells in both directions (`two_ways`); None for a transformer.
        writes: it continues a text, token by token.
        fills_blanks: it writes by filling blanks.
        norm_place: where the architecture has its norms as it was published: `before` attention and MLP or
            `after` them; None where there are none.
    """

    id: str
    fits: Callable[[Config], bool]
    loads_with: str
    reads: Reads
    architectures: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()
    state: State | None = None
    writes: bool = False
    fills_blanks: bool = False
    norm_place: Literal["before", "after"] | None = None

    @property
    def has_attention(self) -> bool:
        return bool(self.stacks)

    @property
    def is_masked(self) -> bool:
        """True for models that fill in `[MASK]` and see both sides of it; their surprisal is a pseudo one."""
        return self.reads == "around"

    @property
    def scores(self) -> bool:
        """True for models that give a probability to the tokens of a text that they are given."""
        return self.reads != "source"

    @property
    def has_gates(self) -> bool:
        """True for models whose gates can be followed along a text."""
        return self.state == "cell"


def _is_type(model_type: str) -> Callable[[Config], bool]:
    return lambda config: config.get("model_type") == model_type


def _has_two_stacks(config: Config) -> bool:
    return bool(config.get("is_encoder_decoder"))


# Of these transformers has a masked model and a saved one without such a head, a classifier say, is of that kind too.
# `tests/models/test_families.py` holds them against transformers' own table.
_ENCODERS = """
albert bert big_bird camembert convbert data2vec-text deberta deberta-v2 distilbert electra ernie esm esmc eurobert
flaubert fnet funnel gte ibert jina_embeddings_v3 layoutlm longformer luke megatron-bert mobilebert modernbert
modernvbert mpnet mra neomme nomic_bert nystromformer perceiver reformer rembert roberta roberta-prelayernorm
roc_bert roformer squeezebert tapas ultrabert ultravbert xlm xlm-roberta xlm-roberta-xl xmod yoso
"""
ENCODERS = frozenset(_ENCODERS.split())


def _is_masked(config: Config) -> bool:
    """By the class that was saved, or where that has another head by the kind of its body."""
    named = config.get("architectures") or []
    architecture = " ".join(named) if isinstance(named, list) else str(named)
    if "MaskedLM" in architecture or "PreTraining" in architecture:
        return True
    onwards = "CausalLM" in architecture or "LMHead" in architecture or bool(config.get("is_decoder"))
    return config.get("model_type") in ENCODERS and not onwards


# The first row that fits is a model's family: from the particular to the general.
FAMILIES: Mapping[str, FamilyFacts] = {
    facts.id: facts
    for facts in (
        FamilyFacts(
            "lstm",
            _is_type("unmasked-lstm"),
            "AutoModelForCausalLM",
            "onwards",
            architectures=("models.architectures.lstm",),
            state="cell",
            writes=True,
        ),
        FamilyFacts(
            "rnn",
            _is_type("unmasked-rnn"),
            "AutoModelForCausalLM",
            "onwards",
            architectures=("models.architectures.rnn",),
            state="hidden",
        ),
        FamilyFacts(
            "bilstm",
            _is_type("unmasked-bilstm"),
            "AutoModelForMaskedLM",
            "around",
            architectures=("models.architectures.bilstm",),
            state="two_ways",
        ),
        FamilyFacts(
            "seq2seq",
            _has_two_stacks,
            "AutoModelForSeq2SeqLM",
            "source",
            stacks=("encoder", "decoder", "cross"),
            norm_place="after",
        ),
        FamilyFacts(
            "bert",
            _is_masked,
            "AutoModelForMaskedLM",
            "around",
            stacks=("self",),
            fills_blanks=True,
            norm_place="after",
        ),
        FamilyFacts(
            "gpt",
            lambda config: True,
            "AutoModelForCausalLM",
            "onwards",
            architectures=("models.architectures.norm_twins",),
            stacks=("self",),
            writes=True,
            norm_place="before",
        ),
    )
}


def family_of(config: Config) -> str:
    """The family of a saved model, from its `config.json`."""
    return next(facts.id for facts in FAMILIES.values() if facts.fits(config))
