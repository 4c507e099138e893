"""Every term of the page is explained in both languages, and each link leads to where it is seen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app.i18n import strings
from app.shell import build
from app.state import LANGUAGES, from_query
from tests.app.test_terms import FORBIDDEN, HAN, PAIRS

FOLDER = Path(__file__).parents[2] / "assets/glossary"
ENTRIES: list[dict[str, str]] = json.loads((FOLDER / "entries.json").read_text(encoding="utf-8"))
WORDS: dict[str, dict[str, dict[str, Any]]] = {
    language: json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES
}
# What the page, the endpoints, the code and the lessons call things, in both languages.
TERMS = {
    "token": "词元",
    "tokenizer": "分词器",
    "vocabulary": "词表",
    "token id": "词元编号",
    "surprisal": "惊异度",
    "nat": "奈特",
    "cross-entropy": "交叉熵",
    "perplexity": "困惑度",
    "bits per byte": "每字节比特数",
    "number of tokens a text costs": "词元开销",
    "parameters": "参数",
    "attention weight": "注意力权重",
    "attention pattern": "注意力图",
    "attention score": "注意力分数",
    "attention head": "注意力头",
    "layer": "层",
    "block": "块",
    "query": "查询（query）",
    "key": "键（key）",
    "value": "值（value）",
    "mask": "掩码",
    "causal mask": "因果掩码",
    "full mask": "全部可见（掩码）",
    "padding mask": "填充掩码",
    "self-attention": "自注意力",
    "cross-attention": "交叉注意力",
    "encoder": "编码器",
    "decoder": "解码器",
    "encoder-decoder": "编码器-解码器",
    "embedding": "词嵌入",
    "position embedding": "位置编码",
    "rotary position embedding (RoPE)": "旋转位置编码（RoPE）",
    "residual stream": "残差流",
    "residual connection": "残差连接",
    "feed-forward network (MLP)": "前馈网络（MLP）",
    "neuron": "神经元",
    "activation function": "激活函数",
    "hidden state": "隐藏状态",
    "cell state": "细胞状态 cₜ",
    "forget gate": "遗忘门",
    "input gate": "输入门",
    "output gate": "输出门",
    "candidate": "候选值",
    "input size": "输入维度（input_dim）",
    "hidden size": "隐藏维度（units）",
    "layer norm": "层归一化",
    "batch norm": "批归一化",
    "group norm": "组归一化",
    "instance norm": "实例归一化",
    "RMS norm": "RMS 归一化",
    "pre-norm": "Pre-LN（归一化在前）",
    "post-norm": "Post-LN（归一化在后）",
    "greedy": "贪心",
    "beam search": "束搜索",
    "sampling": "采样",
    "temperature": "温度",
    "top-k": "top-k",
    "top-p (nucleus)": "top-p（核采样）",
    "min-p": "min-p",
    "distinct-1, distinct-2": "distinct-1、distinct-2",
    "held-out loss": "验证损失（留出数据）",
    "autoregressive": "自回归（AR）",
    "autoencoding": "自编码（AE）",
    "masked language model (MLM)": "掩码语言模型（MLM）",
    "next-sentence prediction (NSP)": "下一句预测（NSP）",
    "label smoothing": "标签平滑",
    "pre-training": "预训练",
    "fine-tuning": "微调",
    "frozen": "冻结",
    "key/value cache": "键值缓存（KV cache）",
    "multi-head attention (MHA)": "多头注意力（MHA）",
    "multi-query attention (MQA)": "多查询注意力（MQA）",
    "grouped-query attention (GQA)": "分组查询注意力（GQA）",
    "logit lens": "logit lens（逐层预测）",
    "induction head": "归纳头",
    "heat map": "热图",
    "arcs": "弧线",
    "NaN": "NaN",
    "measured, illustration": "实测、示意",
    "softmax": "softmax",
    "logits": "logits",
    "dropout": "dropout",
    "BPE": "BPE",
}
# What no model and no lab of this page shows.
NOT_SHOWN = {"cross_attention", "encoder_decoder", "fine_tuning", "frozen", "dropout"}


def test_every_term_is_there_in_both_languages() -> None:
    named = {WORDS["en"][entry["id"]]["term"]: WORDS["zh"][entry["id"]]["term"] for entry in ENTRIES}
    assert named == TERMS
    ids = [entry["id"] for entry in ENTRIES]
    assert len(set(ids)) == len(ids)
    assert [list(WORDS[language]) for language in LANGUAGES] == [ids, ids]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_told_in_two_sentences(language: str) -> None:
    end = r"(?:[.?](?= |$))" if language == "en" else r"[。？]"
    counted = {name: len(re.findall(end, told["says"])) for name, told in WORDS[language].items()}
    assert {name: n for name, n in counted.items() if n != 2} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_glossary_keeps_to_its_own_words(language: str) -> None:
    told = {name: entry["says"] for name, entry in WORDS[language].items()}
    for pattern, instead in FORBIDDEN[language].items():
        assert [name for name, says in told.items() if re.search(pattern, says)] == [], f"say {instead}"
    half_width = rf"{HAN}[,.;:?!()]|[,;:?!()]{HAN}"
    assert [name for name, says in told.items() if re.search(half_width, says)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_marks_one_term(language: str) -> None:
    marks = [mark.lower() for told in WORDS[language].values() for mark in told["marks"]]
    shared = {mark for mark in marks if marks.count(mark) > 1}
    assert shared <= {"keys and values"}


def test_terms_that_the_page_translates_are_explained() -> None:
    """The words that tests/app/test_terms.py holds in both languages."""
    names = [name for told in WORDS["en"].values() for name in (told["term"], *told["marks"])]
    spelled = " | ".join([*names, *(f"{name}s" for name in names)])
    assert [term for term in PAIRS if not re.search(term, spelled, re.IGNORECASE)] == []


@pytest.fixture(scope="module")
def settings() -> dict[str, Any]:
    laid_out: dict[str, Any] = {}
    build(laid_out)
    return laid_out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_opens_what_it_says(language: str, settings: dict[str, Any]) -> None:
    known = strings(language)
    for entry in ENTRIES:
        if entry["id"] in NOT_SHOWN:
            assert "lab" not in entry
            continue
        lab, section = entry["lab"], entry["section"]
        assert known[f"{lab}.title"]
        query = {"lab": lab, **({f"{lab}.section": section} if section else {})}
        state, ignored = from_query(urlencode(query), settings[language])
        assert ignored == ()
        assert state.lab == lab
        if section:
            assert known[f"{lab}.section_{section}"]
            assert state.settings[f"{lab}.section"] == section
