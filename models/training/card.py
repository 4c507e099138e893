"""A model's card: `card.json` for programs, `README.md` for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel, PreTrainedTokenizerFast

from models.families import FAMILIES, family_of
from models.training.about import ABOUT
from models.training.batches import RECALLED_LENGTHS
from models.training.corpus import HELD_OUT_SHARE, Corpus
from models.training.figures import Figures
from models.training.recipes import Recipe
from models.training.sources import SOURCES
from models.training.vocabulary import CONTEXT_LENGTH

Card = dict[str, Any]


@dataclass(frozen=True)
class RunFacts:
    """How the run went, for the card.

    Attributes:
        commands: each with the step from which on it was in force.
    """

    commands: tuple[tuple[int, str], ...]
    seed: int
    device: str
    n_steps: int
    n_tokens: int
    minutes: float


_TOKENIZERS = {
    "byte_bpe": "byte-level BPE",
    "wordpiece": "WordPiece",
    "byte_fallback_bpe": "byte-fallback BPE",
    "chinese_wordpiece": "WordPiece",
}
_COLUMNS = {
    "model": "this model",
    "five_gram": "5-gram",
    "unigram": "unigram",
    "xz": "`xz -9`",
    "xz_after_training_text": "`xz -9` after the training text",
    "always_the_commoner": "always the commoner answer",
    "training_mode": "the same with the batch's own statistics",
}
_MEASURES = {
    "bits_per_character": "Bits per character (lower is better)",
    "bits_per_byte": "Bits per byte of UTF-8 text (lower is better)",
    "masked_top1": "Masked tokens guessed right at first (higher is better)",
    "next_sentence_accuracy": "Next-sentence judgements that are right (higher is better)",
}


def build_card(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerFast,
    recipe: Recipe,
    corpus: Corpus,
    facts: RunFacts,
    figures: Figures,
) -> Card:
    """Everything about a trained model, JSON-safe."""
    config = model.config
    family = family_of({**config.to_dict(), "architectures": [type(model).__name__]})
    recurrent = FAMILIES[family].state is not None
    return {
        "id": recipe.name,
        "family": family,
        "title": ABOUT[recipe.name].title,
        "licence": "Apache-2.0",
        "source": "trained from scratch for Unmasked",
        "languages": [recipe.language],
        "listed": recipe.listed,
        "n_layers": config.num_hidden_layers,
        "n_heads": None if recurrent else config.num_attention_heads,
        "d_model": config.hidden_size,
        "n_params": model.num_parameters(),
        "context_length": None if recurrent else CONTEXT_LENGTH,
        "tokenizer": _TOKENIZERS[recipe.tokenizer],
        "vocab_size": len(tokenizer),
        "training": {
            "objective": recipe.objective,
            "n_tokens": facts.n_tokens,
            "n_steps": facts.n_steps,
            "batch_tokens": recipe.batch_tokens,
            "recalled_shares": [recipe.recalled_share, recipe.late_recalled_share],
            "peak_lr": recipe.lr,
            "optimizer": "Muon and AdamW" if recipe.muon else "AdamW",
            "minutes": round(facts.minutes, 1),
            "device": facts.device,
            "seed": facts.seed,
            "commands": [{"from_step": step, "command": command} for step, command in facts.commands],
        },
        "data": _data(corpus, recipe),
        "figures": figures,
    }


def _data(corpus: Corpus, recipe: Recipe) -> list[dict[str, Any]]:
    return [
        {
            "source": source.name,
            "licence": source.licence,
            "share_of_training": source.share,
            "late_share_of_training": getattr(source, f"late_{recipe.objective}"),
            "n_training_stories": len(corpus.training[source.name]),
            "n_held_out_stories": len(corpus.held_out[source.name]),
            "n_training_bytes": sum(len(story.encode()) for story in corpus.training[source.name]),
        }
        for source in SOURCES
        if source.name in corpus.training
    ]


def write_readme(card: Card, path: Path) -> None:
    path.write_text(readme(card), encoding="utf-8")


def readme(card: Card) -> str:
    """The model card for people, in Markdown with a model hub's front matter."""
    language = card["languages"][0]
    sections = (
        f"---\nlanguage: {language}\nlicense: apache-2.0\nlibrary_name: transformers\n---",
        f"# {card['title']} of Unmasked",
        f"This is {ABOUT[card['id']].what}",
        _table(("", ""), _sizes(card)),
        _purpose(card),
        _HELD_OUT,
        *_figure_tables(card["figures"]),
        _how_measured(card),
        "## Data\n\n" + _table(_DATA_COLUMNS, _data_rows(card)),
        _DATA_NOTES[language],
        _training(card["training"]),
        f"## Limits\n\n{ABOUT[card['id']].limits} {_LANGUAGES[language]} only.",
    )
    return "\n\n".join(sections) + "\n"


def _purpose(card: Card) -> str:
    return (
        f"## What it is for\n\nFor {ABOUT[card['id']].use}, in a classroom or alone. "
        f"{card['n_params'] / 1e6:.1f} million parameters are enough to show how such a model works, on any computer."
        "\n\n## What it is not for\n\nAnything that relies on what it says. It has read children's stories, fairy "
        "tales and old novels and knows nothing of the world. The old texts hold the prejudices of their time, and "
        "nothing was done to take them out."
    )


_HELD_OUT = (
    f"## Figures\n\nOn held-out stories: about {HELD_OUT_SHARE:.0%} of each source, chosen by a hash of their letters, "
    "whole stories, none of them seen in training. The figures are of the 16-bit file, read back as 32-bit floats."
)


def _training(training: Mapping[str, Any]) -> str:
    return (
        f"## Training\n\n{training['n_tokens'] / 1e6:.1f} million tokens in {training['n_steps']} steps of "
        f"{training['batch_tokens']}, {training['optimizer']}, peak learning rate {training['peak_lr']}, seed "
        f"{training['seed']}; {training['minutes']:.0f} minutes on {training['device']}. `curve.csv` is its learning "
        f"curve.{_recalled(training)}{_again(training['commands'])}\n\n```bash\n{_commands(training['commands'])}\n```"
    )


def _recalled(training: Mapping[str, Any]) -> str:
    early, late = training.get("recalled_shares", (0, 0))
    if not early:
        return ""
    shortest, longest = RECALLED_LENGTHS
    return (
        f" In {early:.1%} of the rows, and {late:.1%} while the learning rate fell, a passage of {shortest} to "
        f"{longest} tokens comes back later in the row, half the time made of random tokens: whoever is to foretell "
        "it must look back at what followed last time, which stories alone taught no head of so small a model."
    )


def _again(commands: list[dict[str, Any]]) -> str:
    if len(commands) == 1:
        return ""
    return (
        " It went on from its checkpoint under another command, and the learning rate rose again: the last command "
        "alone trains a model like this one, not this one."
    )


def _commands(commands: list[dict[str, Any]]) -> str:
    if len(commands) == 1:
        return str(commands[0]["command"])
    return "\n".join(f"{one['command']}  # from step {one['from_step']} on" for one in commands)


def _sizes(card: Card) -> list[tuple[str, str]]:
    sizes = [("parameters", f"{card['n_params']:,}"), ("layers", str(card["n_layers"]))]
    if card["n_heads"]:
        sizes.append(("attention heads a layer", str(card["n_heads"])))
    context = f"{card['context_length']} tokens" if card["context_length"] else "no limit"
    return [
        *sizes,
        ("width", str(card["d_model"])),
        ("context", context),
        ("tokenizer", f"{card['tokenizer']}, {card['vocab_size']} tokens"),
        ("weights' licence", card["licence"]),
    ]


def _figure_tables(figures: Figures) -> list[str]:
    tables = []
    for measure, heading in _MEASURES.items():
        rows = [entry for entry in figures if measure in entry]
        if not rows:
            continue
        columns = list(dict.fromkeys(name for entry in rows for name in entry[measure]))
        head = ("held-out stories", *(_COLUMNS[name] for name in columns))
        tables.append(f"**{heading}**\n\n" + _table(head, [_figure_row(entry, measure, columns) for entry in rows]))
    return tables


def _figure_row(entry: Mapping[str, Any], measure: str, columns: Iterable[str]) -> tuple[str, ...]:
    values = entry[measure]
    shown = (f"{values[name]:.3f}" if name in values else "–" for name in columns)
    return (f"{entry['source']} ({entry['n_stories']})", *shown)


def _how_measured(card: Card) -> str:
    if card["training"]["objective"] == "masked":
        how = (
            "Of the rows' tokens 15% are chosen; those that became `[MASK]` count. The rows are sentence pairs "
            "and single passages of 32 to 256 tokens drawn from all held-out stories of the source. The 5-gram "
            "(interpolated modified Kneser-Ney, trained on the same stories with the same tokenizer) sees the "
            "true four tokens to the left of a mask and nothing to its right; the unigram always says the "
            "commonest token."
        )
        judges = any("n_pairs" in entry for entry in card["figures"])
        return how + (" Half of the pairs follow one another, the others come from two stories." if judges else "")
    windows = (
        "Each story is read in windows of 256 tokens behind the start token, which overlap by half, each token "
        "counted once; GPT and LSTM read the same windows."
    )
    if "unigram" not in card["figures"][0]["bits_per_byte"]:
        return f"{windows} The card of `gpt` has the baselines on the same stories."
    return (
        f"{windows} Unigram and 5-gram (interpolated modified Kneser-Ney) are trained on the same stories"
        f"{_BASELINES[card['languages'][0]]}. `xz -9` compresses the held-out "
        "stories alone; after the training text means the bytes that they add behind all of it."
    )


_DATA_COLUMNS = ("source", "licence", "training stories", "held out", "megabytes", "share of training (at its end)")


def _data_rows(card: Card) -> list[tuple[str, ...]]:
    return [
        (
            entry["source"],
            entry["licence"],
            f"{entry['n_training_stories']:,}",
            f"{entry['n_held_out_stories']:,}",
            f"{entry['n_training_bytes'] / 1e6:.2f}",
            f"{entry['share_of_training']:.1%} ({entry['late_share_of_training']:.1%})",
        )
        for entry in card["data"]
    ]


_LANGUAGES = {"en": "English", "zh": "Chinese in simplified characters"}
_BASELINES = {
    "en": " with the same tokenizer, every story once, so most of what they read is novels",
    "zh": ", every story once, and read characters; the rarest of these are one token to them, and cost besides what "
    "it takes to say which of all rare characters it is",
}
_DATA_NOTES = {
    "en": "The authors of the CC-BY picture books are listed in `../ATTRIBUTION.tsv`. The three TinyStories rows share "
    "stories: a lower-case copy, as it is and with capitals restored by rule, beside the cased stories, without "
    "those that are already among them. A story and its copies are always on the same side of the held-out line. At "
    "its end, while the learning rate fell, training had other shares.",
    "zh": "The authors of the CC-BY picture books are listed in `../ATTRIBUTION.tsv`. Files that part no stories "
    "(novels, sentences, idioms) were cut into passages of neighbouring lines, which are what is held out. At its "
    "end, while the learning rate fell, training had other shares.",
}


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
