"""Which language a page speaks, and whose first values a link counts from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.language import asked_defaults, defaults_of, spoken
from app.state import LANGUAGES
from app.web import PageMiddleware

ENGLISH, CHINESE, CANTONESE = "en-US,en;q=0.9", "zh-CN,zh;q=0.9,en;q=0.8", "yue, zh-Hant-HK;q=0.7, en;q=0.3"


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", ENGLISH, "en"),
        ("", CHINESE, "zh"),
        ("", CANTONESE, "zh"),
        ("", "fr, en;q=0.5, zh;q=0.9", "zh"),
        ("lang=en", CHINESE, "en"),
        ("lang=zh", ENGLISH, "zh"),
        ("lang=fr", CHINESE, "zh"),
        ("", "de", "en"),
    ],
)
def test_the_link_says_the_language_and_else_the_browser(query: str, accepted: str, language: str) -> None:
    assert spoken(query, accepted) == language


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", CHINESE, "zh"),
        ("lang=zh&lab=attention&attention.section=mask&utm_source=a", ENGLISH, "zh"),
        ("lab=norms", CHINESE, "zh"),
        ("text=Hi", CHINESE, "en"),  # as before there was more than one language of first values
        ("gpt=gpt", CHINESE, "en"),
        ("memory.layer=1", CHINESE, "en"),
        ("defaults=zh&text=Hi", ENGLISH, "zh"),
        ("defaults=en", CHINESE, "en"),
        ("defaults=fr", CHINESE, "en"),
    ],
)
def test_a_link_with_a_choice_in_it_counts_from_english_unless_it_says_otherwise(
    query: str, accepted: str, language: str
) -> None:
    assert defaults_of(query, accepted) == language


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_that_a_request_says_breaks_it(query: str, accepted: str) -> None:
    assert spoken(query, accepted) in LANGUAGES
    assert defaults_of(query, accepted) in LANGUAGES


def test_each_request_is_answered_with_its_own() -> None:
    async def told(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": asked_defaults.get().encode()})

    client = TestClient(PageMiddleware(told, head=""))
    assert client.get("/", headers={"accept-language": CHINESE}).text == "zh"
    assert client.get("/", headers={"accept-language": ENGLISH}).text == "en"
    assert client.get("/?text=Hi", headers={"accept-language": CHINESE}).text == "en"
