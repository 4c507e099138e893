"""One term for one thing, in both languages, and Chinese as it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.i18n import strings

ROOT = Path(__file__).parents[2]
HAN = r"[\u4e00-\u9fff]"

# What the page does not say, as patterns, and what it says instead.
FORBIDDEN = {
    "en": {
        r"\bsurprise\b": "surprisal",
        r"log-probability(?! \(nats\))|\blog p\b": "ln p (nats), or surprisal in bits",
        r"\btemp\.": "temperature",
        r"\bdistinct \d": "distinct-1",
        r"\bfavourite": "likeliest token",
        r"equal factors": "logarithmic",
        r"\d[eE][-+]?\d": "a number in digits",
        r"\bremember": "cache, or state",
    },
    "zh": {
        r"词片|标记|令牌": "词元",
        r"惊奇度|惊讶度": "惊异度",
        r"\bnats?\b": "奈特",
        r"代价": "词元开销, 惊异度",
        r"隐状态": "隐藏状态",
        r"细胞(?!状态)": "细胞状态",
        r"留出损失": "验证损失（留出数据）",
        r"块[前后]\S*归一化": "Pre-LN（归一化在前）",
        r"相异": "distinct-1",
        r"归纳(?!头)": "归纳头",
        r"不是数": "NaN",
        r"记住能省|记住前文(?!。)": "键值缓存",
        r"仔细看|试一试|第二(?:个句子|句话)": "细看, 试试, 第二句",
        r"前馈层": "前馈网络",
        r"\d[eE][-+]?\d": "a number in digits",
    },
}
# Parameters are 参数; what attention gives to a token is its 权重.
WEIGHTS = re.compile(r"^(?:attention\.|inside\.does_attn_|decoding\.penalty_alpha_is$|errors\.attention_sink$)")

# Terms that are in a Chinese string wherever they are in the English one.
PAIRS = {
    r"\btokens?\b": "词元",
    r"\btokenizers?\b": "分词器",
    r"\bvocabulary\b": "词表",
    r"\bsurprisal\b": "惊异度",
    r"\bhidden states?\b": "隐藏状态",
    r"\bcell states?\b": "细胞状态",
    r"\bforget gate\b": "遗忘门",
    r"\binput gate\b": "输入门",
    r"\boutput gate\b": "输出门",
    r"\bheads?\b": "头",
    r"\bself-attention\b": "自注意力",
    r"\bcross-attention\b": "交叉注意力",
    r"\bresidual stream\b": "残差流",
    r"\bparameters\b": "参数",
    r"\bkey/value (?:cache|heads?)\b": "键值",
    r"\bposition embeddings?\b": "位置编码",
    r"\bbeam search\b": "束搜索",
    r"\btemperature\b": "温度",
    r"\blabel smoothing\b": "标签平滑",
    r"\blayer norm\b": "层归一化",
    r"\bbatch norm\b": "批归一化",
    r"\bpadding\b": "填充",
    r"\bcausal\b": "因果",
    r"\binduction heads?\b": "归纳头",
    r"\bheld-out loss\b": "验证损失",
    r"\bbits\b": "比特",
    r"\bnats\b": "奈特",
    r"\bNaN\b": "NaN",
}
UNITS = "比特|奈特|毫秒|微秒|字节|%|ms|µs|MB|kB"
PLACE = re.compile(r"\{[^}]*\}")


def found(language: str, pattern: str) -> dict[str, str]:
    """The strings that a pattern is in."""
    return {key: text for key, text in strings(language).items() if re.search(pattern, text)}


@pytest.mark.parametrize(
    ("language", "pattern"), [(language, pattern) for language, table in FORBIDDEN.items() for pattern in table]
)
def test_a_word_is_not_used_for_what_has_another(language: str, pattern: str) -> None:
    assert found(language, pattern) == {}, f"say {FORBIDDEN[language][pattern]}"


def test_only_attention_has_weights_in_chinese() -> None:
    assert [key for key in found("zh", "权重") if not WEIGHTS.search(key)] == []
    assert "权重" not in strings("zh")["attention.door_mask"]  # those are the model's


@pytest.mark.parametrize("term", PAIRS)
def test_a_term_is_in_both_languages(term: str) -> None:
    english, chinese = strings("en"), strings("zh")
    said = [key for key, text in english.items() if re.search(term, PLACE.sub("", text), re.IGNORECASE)]
    assert said != []
    assert {key: (english[key], chinese[key]) for key in said if PAIRS[term] not in chinese[key]} == {}


def test_chinese_punctuation_is_full_width() -> None:
    half = rf"{HAN}[,.;:?!()]|[,;:?!()]{HAN}"
    assert found("zh", half) == {}


def test_chinese_has_no_space_before_a_unit_or_a_mark() -> None:
    assert found("zh", rf"[\d}}] +(?:{UNITS})") == {}
    assert found("zh", r" [，。：；！？）、]|[，。：；！？（、] ") == {}


def test_one_lab_alone_is_called_side_by_side() -> None:
    for language in ("en", "zh"):
        name = strings(language)["side_by_side.title"]
        assert [key for key, text in strings(language).items() if text == name] == ["side_by_side.title"]


def calls(folder: str, pattern: str, names: set[str]) -> Iterator[tuple[str, str]]:
    """Where a string is filled, with what fills it."""
    for file in sorted((ROOT / folder).rglob("*")):
        if file.suffix in {".js", ".py"}:
            for key, filled in re.findall(pattern, file.read_text(encoding="utf-8")):
                if key in names:
                    yield f"{file.name}: {key}", filled


def test_layers_blocks_and_heads_count_from_0() -> None:
    """A label fills its place with the number that code, links and endpoints use."""
    labels = {
        key
        for key, text in strings("en").items()
        if re.search(r"\{(?:layer|block|head)\}|\b(?:layer|block) \{n\}", text, re.IGNORECASE)
    }
    scripts = dict(calls("assets/js", r'\bt\(\s*"([a-z_.]+)",\s*(\{[^{}]*\})', labels))
    python = dict(calls("viz", r'words\["([a-z_]+)"\]\.format\(([^()]*)\)', {key.split(".")[1] for key in labels}))
    assert len(scripts) > 8
    assert len(python) > 0
    shifted = {place: filled for place, filled in {**scripts, **python}.items() if re.search(r"\+ 1\b", filled)}
    assert shifted == {}
    text = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "assets/js").rglob("*.js"))
    assert re.findall(r"layer\$\{[^}]*\+ 1\}|layer\.layer \+ 1|state\.layer \+ 1", text) == []
    assert strings("en")["tokens.stage_1"] == "enters layer 0"
