"""The batch that every section is about: its sentences, the model that reads them, the norm that is looked at."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import gradio as gr

from app.context import LabContext
from app.state import CHOSEN_FAMILIES, Chosen
from app.views import browser_view
from models.catalog import card
from models.errors import InputError
from models.limits import MAX_BATCH_SENTENCES, check_text
from models.norms.slices import norms_table
from models.text.tokenizer_catalog import comparison_cards
from viz.labels import spaced_label
from viz.norms.batch import encode_norms
from viz.norms.payloads import BatchPayload, NormsRequest

MAX_GROUPS = 8
BILINGUAL = "bilingual"
# By the language of the page's first texts; of different length, so that there is padding to see.
DEFAULT_SENTENCES = {
    "en": """\
Lily was happy.
The little dog ran to the park.
One day, a bird sat on the old tree and sang a song.
Tom and his mom went to the shop to buy a big red cake.
"Thank you!" said the boy.
It was dark and he was scared.""",
    "zh": """\
小红很高兴。
小狗跑到公园里去了。
有一天，一只小鸟落在老树上，唱起了歌。
小明和妈妈去商店买了一个又大又红的蛋糕。
“谢谢你！”小男孩说。
天黑了，他很害怕。""",
}
CHINESE_PAIR = ("教练，我想打篮球！", "老板，我要一打包子。")
_HAN = re.compile("[\u3400-\u9fff]")


def build(context: LabContext, groups: gr.Number) -> None:
    """The sentences, and where in which model they are looked at."""
    sentences = build_sentences(context)
    # Chosen in the view, beside what they change.
    family = gr.Radio(CHOSEN_FAMILIES, value="gpt", visible="hidden")
    site = gr.Textbox("", visible="hidden")
    view = browser_view(
        "norms/batch",
        context.example.get("norms"),
        events=("family_choice", "site_choice"),
        families=CHOSEN_FAMILIES,
        norms=norms_table(),
        elem_classes="um-norms-source",
    )
    context.setting("sentences", sentences, DEFAULT_SENTENCES[context.language])
    context.setting("model", family, "gpt")
    context.setting("site", site, "")
    context.setting("groups", groups, MAX_GROUPS)
    context.take(view.family_choice, "choice", family)
    context.take(view.site_choice, "choice", site)
    context.refresh(on_batch, [context.chosen, family, sentences, site, groups], view)


def build_sentences(context: LabContext) -> gr.Textbox:
    """What the lab is about, and the sentences beside it."""
    with gr.Row(elem_classes="um-norms-intro"):
        browser_view("norms/lead")
        with gr.Column(elem_classes="um-norms-beside"):
            sentences = gr.Textbox(
                DEFAULT_SENTENCES[context.language],
                label=context.t("sentences"),
                info=context.t("sentences_info"),
                lines=DEFAULT_SENTENCES[context.language].count("\n") + 1,
                max_lines=MAX_BATCH_SENTENCES,
                elem_classes="um-norms-sentences",
            )
            pair = gr.Button(context.t("chinese_pair"), size="sm", elem_classes=["um-link", "um-norms-pair"])
    pair.click(
        lambda: CHINESE_PAIR,
        None,
        [context.chosen.text, sentences],
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
    return sentences


def on_batch(chosen: Chosen, family: str, sentences: str, site: str, groups: float) -> BatchPayload:
    """Every norm on one batch of sentences.

    Args:
        chosen: its text is the first sentence.
        family: whose model reads the batch.
        sentences: the others, one a line; empty lines are skipped.
        site: a norm of the model by module name. One that this model does not have, such as the
            last model's, gives the middle of the model.
        groups: of the group norm; `MAX_GROUPS` stands for the most that divide the width up to it.
    """
    from models import model_sites, trace_norms

    texts = batch_of(chosen.text, sentences)
    model = card(chosen[family])
    sites = model_sites(model.id)
    site = site if site in sites else sites[len(sites) // 2]
    groups = math.gcd(MAX_GROUPS, model.d_model) if groups == MAX_GROUPS else groups
    request: NormsRequest = {"texts": texts, "model": model.id, "site": site, "groups": check_groups(groups)}
    trace = trace_norms(texts, model.id, site, request["groups"])
    return {
        **encode_norms(trace, model.family, model.title),
        "request": request,
        "beside": [chosen.gpt, chosen.bert],
        "n_broken": sum(token.kind != "plain" for tokens in trace.tokens for token in tokens),
        "bilingual": bilingual_cut(texts),
    }


def batch_of(text: str, sentences: str) -> list[str]:
    """The sentences that are read together, the shared text first.

    Raises:
        InputError: there is no text, or `too_many_sentences`.
    """
    texts = [check_text(text), *(line.strip() for line in sentences.splitlines() if line.strip())]
    if len(texts) > MAX_BATCH_SENTENCES:
        raise InputError("too_many_sentences", n=len(texts), limit=MAX_BATCH_SENTENCES)
    return texts


def check_groups(groups: Any) -> int:
    """A whole number of groups; whether they divide the width is for the norm to say."""
    if isinstance(groups, bool) or not isinstance(groups, int | float) or groups != int(groups):
        raise InputError("out_of_range", name="groups", value=str(groups)[:80], limit="1, 2, 3, …")
    return int(groups)


def bilingual_cut(texts: Sequence[str]) -> list[list[str]] | None:
    """How the bundled English-Chinese tokenizer cuts a batch with Chinese in it; None for any other."""
    from models import tokenize

    has_one = any(entry.id == BILINGUAL for entry in comparison_cards())
    if not has_one or not any(_HAN.search(text) for text in texts):
        return None
    return [[spaced_label(token) for token in tokenize(text, BILINGUAL, special=False)] for text in texts]
