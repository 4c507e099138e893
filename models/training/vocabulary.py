"""Tokenizers trained on the corpus by the `tokenizers` library, saved as transformers tokenizers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors, trainers
from tokenizers import models as algorithms
from transformers import PreTrainedTokenizerFast

from models.training.corpus import END_OF_TEXT, Corpus

VOCAB_SIZE = 4096
CONTEXT_LENGTH = 256
WORDPIECE_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
UNKNOWN = "<unk>"
CHINESE_CHARACTERS = 3300  # the commonest make up 99.2% of modern text
ASCII = [*map(chr, range(ord(" "), ord("~") + 1)), "\n"]
_RUNS_OF_A_SCRIPT = pre_tokenizers.Split(Regex(r"\p{Han}+| ?\p{Latin}+|[^\p{Han}\p{Latin}]"), "isolated")
# The vocabulary belongs to simple stories: one in so many of the other texts keeps their words from filling it.
_EVERY = {"novels": 10, "dialogues_zh": 5, "idioms_zh": 5, "encyclopedia_zh": 2, "sentences_zh": 2}
TokenizerKind = Literal["byte_bpe", "wordpiece", "byte_fallback_bpe", "chinese_wordpiece"]


def vocabulary_text(corpus: Corpus) -> Iterator[str]:
    """The training stories that a vocabulary is made from: every simple one, some of the others."""
    for name, stories in corpus.training.items():
        yield from islice(stories, 0, None, _EVERY.get(name, 1))


def train_byte_bpe(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """Byte-level BPE as GPT-2's (Radford et al., 2019): every text has tokens, none is unknown.

    The saved tokenizer puts `<|endoftext|>` first, which is where a bundled causal model starts.
    """
    tokenizer = Tokenizer(algorithms.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=[END_OF_TEXT],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _starting_with_end_of_text(tokenizer, processors.ByteLevel(trim_offsets=False))


def _starting_with_end_of_text(tokenizer: Tokenizer, *steps: processors.PostProcessor) -> PreTrainedTokenizerFast:
    """As a causal model reads: behind `<|endoftext|>`."""
    start = (END_OF_TEXT, tokenizer.token_to_id(END_OF_TEXT))
    template = processors.TemplateProcessing(
        single=f"{END_OF_TEXT} $A", pair=f"{END_OF_TEXT} $A $B", special_tokens=[start]
    )
    tokenizer.post_processor = processors.Sequence([*steps, template])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END_OF_TEXT,
        eos_token=END_OF_TEXT,
        pad_token=END_OF_TEXT,
        model_max_length=CONTEXT_LENGTH,
    )


def train_wordpiece(
    texts: Iterable[str], vocab_size: int = VOCAB_SIZE, alphabet: Sequence[str] = ()
) -> PreTrainedTokenizerFast:
    """Uncased WordPiece with BERT's normaliser and `[CLS] A [SEP] B [SEP]` frame (Devlin et al., 2019).

    Args:
        alphabet: the only characters that are known; all that occur if not given.
    """
    tokenizer = Tokenizer(algorithms.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    only: dict[str, Any] = {"initial_alphabet": list(alphabet), "limit_alphabet": len(alphabet)} if alphabet else {}
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocab_size, special_tokens=WORDPIECE_SPECIALS, show_progress=False, **only
    )
    tokenizer.train_from_iterator(texts, trainer)
    marks = [(mark, tokenizer.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        model_max_length=CONTEXT_LENGTH,
    )


def train_characters(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """Every character is a token; the rarest ones are unknown. (A BPE that learnt no merge.)"""
    known = common_characters(texts, vocab_size - 1)
    vocab = {piece: id_ for id_, piece in enumerate([UNKNOWN, *sorted(known)])}
    tokenizer = Tokenizer(algorithms.BPE(vocab, [], unk_token=UNKNOWN, fuse_unk=False))
    tokenizer.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=UNKNOWN)


def train_words(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """Words between white space, punctuation marks by themselves; a word that is not frequent is unknown."""
    tokenizer = Tokenizer(algorithms.WordLevel(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordLevelTrainer(vocab_size=vocab_size, special_tokens=[UNKNOWN], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=UNKNOWN)


def train_unigram(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """The likeliest of all ways to cut a text, under a probability for each piece (Kudo, 2018).

    As in SentencePiece, `▁` is a space, one is put in front, and all white space counts as spaces.
    """
    tokenizer = Tokenizer(algorithms.Unigram())
    tokenizer.normalizer = normalizers.Replace(Regex(r"\s"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=vocab_size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token=UNKNOWN)


def common_characters(texts: Iterable[str], n: int) -> list[str]:
    """The commonest first."""
    counts = Counter(character for text in texts for character in text)
    return sorted(counts, key=lambda character: (-counts[character], character))[:n]


def train_byte_fallback_bpe(
    texts: Iterable[str], vocab_size: int, n_characters: int = CHINESE_CHARACTERS
) -> PreTrainedTokenizerFast:
    """BPE that begins with whole characters: the commonest, each a token; any other is its UTF-8 bytes.

    Merges stay inside a run of Chinese characters or a Latin word with the space before it; every other
    character (a digit, a mark, a line break) is a token by itself. Any text comes back as it was.
    """
    texts = list(texts)
    alphabet = sorted({*common_characters(texts, n_characters), *ASCII})
    own = [END_OF_TEXT, *(f"<0x{byte:02X}>" for byte in range(256))]
    learner = Tokenizer(algorithms.BPE())
    learner.pre_tokenizer = _RUNS_OF_A_SCRIPT
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size - len(own),
        initial_alphabet=alphabet,
        limit_alphabet=len(alphabet),
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    learnt = json.loads(learner.to_str())["model"]
    pieces = own + sorted(learnt["vocab"], key=learnt["vocab"].get)
    vocab = {piece: id_ for id_, piece in enumerate(pieces)}
    tokenizer = Tokenizer(algorithms.BPE(vocab, [tuple(pair) for pair in learnt["merges"]], byte_fallback=True))
    tokenizer.pre_tokenizer = _RUNS_OF_A_SCRIPT
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_special_tokens([END_OF_TEXT])
    return _starting_with_end_of_text(tokenizer)


def train_chinese_wordpiece(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """Every Chinese character is a token, as in BERT's own Chinese model; Latin words are WordPieces.

    Read back, words keep their spaces and Chinese has none.
    """
    texts = [text.lower() for text in texts]
    tokenizer = train_wordpiece(texts, vocab_size, common_characters(texts, vocab_size * 9 // 10))
    no_space = decoders.Replace(Regex(r"^ (?=[^\x00-\x7F])"), "")
    tokenizer.backend_tokenizer.decoder = decoders.Sequence([decoders.WordPiece(), no_space])
    return tokenizer


_TRAINERS: dict[TokenizerKind, Callable[[Iterable[str], int], PreTrainedTokenizerFast]] = {
    "byte_bpe": train_byte_bpe,
    "wordpiece": train_wordpiece,
    "byte_fallback_bpe": train_byte_fallback_bpe,
    "chinese_wordpiece": train_chinese_wordpiece,
}


def load_or_train(out: Path, corpus: Corpus, kind: TokenizerKind, vocab_size: int) -> PreTrainedTokenizerFast:
    """The tokenizer saved in `out`, or a new one of that kind and size, saved there."""
    if (out / "tokenizer.json").exists():
        saved: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(out, local_files_only=True)
        return saved
    tokenizer = _TRAINERS[kind](vocabulary_text(corpus), vocab_size)
    tokenizer.save_pretrained(out)
    return tokenizer
