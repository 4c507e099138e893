"""The Chinese models: their text, their tokenizers, the command that trains them, and what the bundled ones can do."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from models import predict
from models.attention.heads import repeat_test
from models.catalog import BUNDLED, card_from_folder
from models.registry import load
from models.training.__main__ import main
from models.training.baselines import NgramBaselines
from models.training.batches import encode_stories
from models.training.corpus import Corpus, is_held_out, read_corpus
from models.training.evaluate import bits_per_byte
from models.training.recipes import RECIPES
from models.training.sources import BY_LANGUAGE, CHINESE, SOURCES
from models.training.vocabulary import ASCII, train_byte_fallback_bpe, train_chinese_wordpiece
from tests.models.training.small import small_recipe

CHARACTERS = "从前有一只小兔子他很喜欢在山上唱歌我们今天高兴地去看大海里的鱼妈说好吃饭了"
NAMES = ("gpt-zh", "bert-zh", "lstm-zh")
FIRST, LAST = 0x4E00, 0x9FFF  # the block of common Chinese characters


def made_up_story(rng: np.random.Generator) -> str:
    sentences = [
        "".join(rng.choice(list(CHARACTERS), size=12)) + str(rng.choice(["。", "！", "？"])) for _ in range(15)
    ]
    return f"“{sentences[0]}”" + "".join(sentences[1:])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories, a novel that holds a chapter twice, and dialogues, in the files that the sources name."""
    folder = tmp_path_factory.mktemp("chinese")
    rng = np.random.default_rng(0)
    stories, tales, turns = ([made_up_story(rng) for _ in range(120)] for _ in range(3))
    chapter = [made_up_story(rng) for _ in range(20)]
    (folder / "cmrc2017_stories.txt").write_text("\n\n\n".join(stories), "utf-8")
    (folder / "cft_fairytales.txt").write_text("\n\n\n".join([*tales, stories[0]]), "utf-8")
    novel = ["看 http://example.org", *chapter, "又", *chapter, "又"]
    (folder / "pd_xiaohong_hulanhe.txt").write_text("\n".join(novel), "utf-8")
    (folder / "kdconv_dialogues.txt").write_text("\n\n".join(f"甲：{turn}\n乙：好。" for turn in turns), "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return read_corpus(folder, CHINESE)


@pytest.fixture(scope="module")
def bpe(corpus: Corpus) -> PreTrainedTokenizerFast:
    return train_byte_fallback_bpe(corpus.training["stories_zh"] + ["The cat sat on the mat. "] * 30, vocab_size=450)


@pytest.mark.parametrize("sources", BY_LANGUAGE.values(), ids=list(BY_LANGUAGE))
def test_the_shares_of_a_language_are_those_of_a_whole(sources) -> None:
    for share in ("share", "late_causal", "late_masked"):
        assert sum(getattr(source, share) for source in sources) == pytest.approx(1, abs=0.011)
    assert len({source.name for source in SOURCES}) == len(SOURCES)


def test_some_stories_are_held_out_and_copies_left_out(corpus: Corpus) -> None:
    n_stories = {name: len(corpus.training[name]) + len(corpus.held_out[name]) for name in corpus.training}
    assert n_stories["stories_zh"] == n_stories["fairytales_zh"] == n_stories["dialogues_zh"] == 120
    assert 0 < len(corpus.held_out["stories_zh"]) < 20


def test_layout_and_marks_do_not_move_a_story_to_the_other_side(corpus: Corpus) -> None:
    for story in corpus.training["stories_zh"] + corpus.held_out["stories_zh"]:
        assert is_held_out(story) == is_held_out(re.sub("[。！？]", "\n", story))
    assert len({is_held_out(chr(FIRST + n) * 9) for n in range(200)}) == 2


def test_lines_are_gathered_without_copied_chapters_and_web_addresses(folder: Path, corpus: Corpus) -> None:
    lines = (folder / "pd_xiaohong_hulanhe.txt").read_text("utf-8").splitlines()
    passages = corpus.training["novels_zh"] + corpus.held_out["novels_zh"]
    assert sorted(line for passage in passages for line in passage.split("\n")) == sorted([*lines[1:22], lines[22]])
    assert sorted(map(len, passages))[1] >= 800


@example("龘😀<0x41> Ａ é\n\n  \t\r\n")
@given(st.text())
def test_any_text_comes_back_as_it_was(bpe: PreTrainedTokenizerFast, text: str) -> None:
    ids = bpe(text, add_special_tokens=False)["input_ids"]
    if "<|endoftext|>" not in text:
        assert bpe.decode(ids) == text
        assert bpe.bos_token_id not in ids


@given(st.text(st.sampled_from(CHARACTERS + "。，“” ab1龘😀\n")))
def test_tokens_lie_in_the_text_where_their_offsets_say(bpe: PreTrainedTokenizerFast, text: str) -> None:
    encoding = bpe.backend_tokenizer.encode(text, add_special_tokens=False)
    spelt = [(piece, text[start:end]) for piece, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)]
    assert all(piece == there or (piece.startswith("<0x") and len(there) == 1) for piece, there in spelt)
    assert not any(re.search(r"[。，“”1\n]", piece) for piece, _ in spelt if len(piece) > 1)


def test_the_alphabet_is_the_commonest_characters_and_ascii(bpe: PreTrainedTokenizerFast) -> None:
    texts = ["天" * 9 + "地" * 5 + "龘"]
    pieces = train_byte_fallback_bpe(texts, 360, n_characters=2).get_vocab()
    assert {piece for piece in pieces if len(piece) == 1} == {"天", "地", *ASCII}
    assert bpe("cat", add_special_tokens=False).tokens() != ["c", "a", "t"]
    assert bpe("小兔").tokens()[0] == "<|endoftext|>"
    assert sorted(bpe.get_vocab().values()) == list(range(len(bpe)))
    assert bpe.all_special_ids == [0]


def test_bert_reads_a_character_a_token_and_blanks_inside_text(corpus: Corpus) -> None:
    tokenizer = train_chinese_wordpiece(corpus.training["stories_zh"] + ["Hello python"] * 9, vocab_size=200)
    tokens = tokenizer("我今天很[MASK]兴。Hello 龘").tokens()
    assert tokens == ["[CLS]", *"我今天很", "[MASK]", *"兴。", "hello", "[UNK]", "[SEP]"]
    assert tokenizer.decode(tokenizer("我很高兴。hello hello 山", add_special_tokens=False)["input_ids"]) == (
        "我很高兴。 hello hello山"
    )
    assert sorted(tokenizer.all_special_ids) == list(range(5))


def test_sentences_end_behind_their_quotation_marks(corpus: Corpus) -> None:
    tokenizer = train_chinese_wordpiece(corpus.training["stories_zh"], vocab_size=200)
    stream = encode_stories({"stories_zh": ["“我看海。”他说。“鱼！鱼？”好。"]}, tokenizer, "masked")[0]
    sentences = np.split(stream.ids, stream.sentence_starts[1:])
    assert [tokenizer.decode(ids) for ids in sentences] == ["“我看海。”", "他说。", "“鱼！", "鱼？”", "好。"]


def test_the_n_grams_read_characters_and_pay_for_rare_ones(corpus: Corpus) -> None:
    baselines = NgramBaselines.by_characters(corpus.training["stories_zh"])
    held_out = corpus.held_out["stories_zh"]
    ids = [baselines.tokenizer.convert_tokens_to_ids(list(story)) for story in held_out]
    bits = -sum(np.log2(baselines.unigram[story]).sum() for story in ids)
    n_bytes = sum(len(story.encode()) for story in held_out)
    assert baselines.bits_per_byte(held_out)["unigram"] == pytest.approx(bits / n_bytes)
    rare = NgramBaselines.by_characters(["".join(map(chr, range(FIRST, FIRST + 4094 + 1024)))] * 2)
    assert rare.unknown_bits == 10
    unknown = -np.log2(rare.unigram[rare.tokenizer.unk_token_id]) + 10
    assert rare.bits_per_byte([chr(LAST)])["unigram"] == pytest.approx(unknown / 3)


@pytest.mark.parametrize("name", NAMES)
def test_each_file_will_be_under_ten_megabytes(name: str) -> None:
    recipe = RECIPES[name]

    class Tokenizer:
        bos_token_id = eos_token_id = pad_token_id = 0

        def __len__(self) -> int:
            return recipe.vocab_size

    n_params = recipe.build(Tokenizer()).num_parameters()
    assert 3_000_000 < n_params < 4_990_000


@pytest.fixture(scope="module")
def trained(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        for name in NAMES:
            patch.setitem(RECIPES, name, replace(small_recipe(name, steps=2), vocab_size=450))
            shared = ["--tokenizer", str(out / "gpt-zh")] if name == "lstm-zh" else []
            main([name, "--corpus", str(folder), "--out", str(out / name), "--device", "cpu", *shared])
    return out


def test_the_command_makes_all_three_and_counts_by_character(trained: Path, corpus: Corpus) -> None:
    for name in NAMES:
        card = json.loads((trained / name / "card.json").read_text("utf-8"))
        assert card["languages"] == ["zh"]
        assert card["tokenizer"] == card_from_folder(trained / name, "local").tokenizer
        assert "English" not in (trained / name / "README.md").read_text("utf-8")
        for entry in card["figures"]:
            stories = corpus.held_out[entry["source"]]
            if name == "bert-zh":
                assert set(entry["masked_top1"]) == {"model", "unigram", "five_gram"}
                continue
            by_byte, by_character = entry["bits_per_byte"], entry["bits_per_character"]
            ratio = sum(len(story.encode()) for story in stories) / sum(map(len, stories))
            assert {"unigram", "five_gram"} < set(by_byte)
            assert by_character == {key: pytest.approx(value * ratio, abs=1e-3) for key, value in by_byte.items()}
        assert {entry["source"] for entry in card["figures"]} >= {"stories_zh", "fairytales_zh"}
    model = AutoModelForCausalLM.from_pretrained(trained / "gpt-zh")
    tokenizer = AutoTokenizer.from_pretrained(trained / "gpt-zh")
    told = json.loads((trained / "gpt-zh" / "card.json").read_text("utf-8"))["figures"][0]["bits_per_byte"]["model"]
    assert told == pytest.approx(bits_per_byte(model, tokenizer, corpus.held_out["stories_zh"]), abs=1e-4)


@pytest.mark.bundled
@pytest.mark.parametrize("name", NAMES)
def test_the_bundled_ones_are_small_and_what_their_recipe_builds(name: str) -> None:
    loaded = load(name)
    folder = Path(loaded.card.path)
    assert all(file.stat().st_size < 10_000_000 for file in folder.iterdir())
    assert loaded.model.get_input_embeddings().num_embeddings == len(loaded.tokenizer) == RECIPES[name].vocab_size
    assert loaded.card == card_from_folder(folder, "bundled")


@pytest.mark.bundled
@pytest.mark.parametrize("kind", ["previous_token", "induction"])
def test_the_bundled_gpt_has_a_head_of_each_kind(kind: str) -> None:
    assert repeat_test("gpt-zh")[kind].max() > 0.4


@pytest.mark.bundled
def test_the_bundled_bert_is_glad() -> None:
    assert predict("我今天很[MASK]兴。", "bert-zh", k=1)[0].top[0].token == "高"


@pytest.mark.bundled
@pytest.mark.parametrize("text", ["我们用 Python 3 写程序。", "Hello, 世界！\n再见 😀龘"])
def test_the_bundled_gpt_reads_ascii_words_and_rare_characters(text: str) -> None:
    tokenizer = load("gpt-zh").tokenizer
    ids = tokenizer(text)["input_ids"]
    assert ids[0] == tokenizer.bos_token_id
    assert tokenizer.decode(ids[1:]) == text


@pytest.mark.bundled
def test_the_alphabet_of_the_bundled_gpt_is_of_the_size_asked_for() -> None:
    pieces = load("gpt-zh").tokenizer.get_vocab()
    n_characters = sum(len(piece) == 1 and FIRST <= ord(piece) <= LAST for piece in pieces)
    assert 3_000 <= n_characters <= 3_500


@pytest.mark.bundled
def test_the_bundled_lstm_is_within_a_fifth_of_the_gpt_and_both_beat_the_n_grams() -> None:
    cards = [json.loads((BUNDLED / name / "card.json").read_text("utf-8")) for name in ("gpt-zh", "lstm-zh")]
    gpt, lstm = (card["figures"][0]["bits_per_character"] for card in cards)
    assert gpt["model"] < lstm["model"] < 1.2 * gpt["model"]
    assert lstm["model"] < gpt["five_gram"] < gpt["unigram"]
    assert gpt["model"] < 0.85 * gpt["five_gram"]
