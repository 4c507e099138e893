"""Tokenizers trained on the corpus by the `tokenizers` library, saved as transformers tokenizers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors, trainers
from tokenizers import models as algorithms
from transformers import PreTrainedTokenizerFast

from models.training.corpus import END_OF_TEXT, Corpus

VOCAB_SIZE = 4096
CONTEXT_LENGTH = 256
WORDPIECE_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
UNKNOWN = "<unk>"
# The vocabulary belongs to simple stories: a tenth of the novels keeps their words from filling it.
_NOVELS_SHARE = 10


def vocabulary_text(corpus: Corpus) -> Iterator[str]:
    """The training stories that a vocabulary is made from: every simple one, a tenth of the novels."""
    for name, stories in corpus.training.items():
        yield from islice(stories, 0, None, _NOVELS_SHARE if name == "novels" else 1)


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
    start = (END_OF_TEXT, tokenizer.token_to_id(END_OF_TEXT))
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single=f"{END_OF_TEXT} $A", pair=f"{END_OF_TEXT} $A $B", special_tokens=[start]
            ),
        ]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END_OF_TEXT,
        eos_token=END_OF_TEXT,
        pad_token=END_OF_TEXT,
        model_max_length=CONTEXT_LENGTH,
    )


def train_wordpiece(texts: Iterable[str], vocab_size: int = VOCAB_SIZE) -> PreTrainedTokenizerFast:
    """Uncased WordPiece with BERT's normaliser and `[CLS] A [SEP] B [SEP]` frame (Devlin et al., 2019)."""
    tokenizer = Tokenizer(algorithms.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=vocab_size, special_tokens=WORDPIECE_SPECIALS, show_progress=False)
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
    counts = Counter(character for text in texts for character in text)
    known = sorted(counts, key=lambda character: (-counts[character], character))[: vocab_size - 1]
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


def load_or_train(out: Path, corpus: Corpus, kind: str) -> PreTrainedTokenizerFast:
    """The tokenizer saved in `out`, or a new one of `kind` (`"byte_bpe"` or `"wordpiece"`), saved there."""
    if (out / "tokenizer.json").exists():
        saved: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(out, local_files_only=True)
        return saved
    train = {"byte_bpe": train_byte_bpe, "wordpiece": train_wordpiece}[kind]
    tokenizer = train(vocabulary_text(corpus))
    tokenizer.save_pretrained(out)
    return tokenizer
