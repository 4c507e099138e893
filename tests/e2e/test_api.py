"""The endpoints as a program calls them: over the network, by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from models.text.tokenizer_catalog import usual_cards

TEXT = "The animal didn't cross the street because it was too tired."


@pytest.fixture(scope="module")
def client(app_url: str) -> Iterator[Client]:
    client = Client(app_url, verbose=False)
    yield client
    client.close()


def test_only_the_endpoints_of_the_house_are_public(client: Client) -> None:
    listed = client.view_api(return_format="dict", print_info=False)
    assert set(listed["named_endpoints"]) == {
        "/models", "/tokenize", "/train_bpe", "/attention", "/predict", "/score", "/decode", "/norms", "/lstm",
        "/inside",
        "/lens",
        "/contributions",
        "/silence",
        "/patch",
    }  # fmt: skip
    assert not listed["unnamed_endpoints"]


def test_endpoints_answer_for_the_bundled_models(client: Client) -> None:
    bundled = [entry for entry in client.predict(api_name="/models") if entry["bundled"]]
    assert [entry["id"] for entry in bundled][:3] == ["gpt", "bert", "lstm"]
    rows = client.predict(TEXT, [], api_name="/tokenize")
    assert [row["tokenizer"] for row in rows] == [card.id for card in usual_cards()]
    seen = client.predict(TEXT, "bert", "causal", 0, 0, api_name="/attention")
    assert seen["pattern"][0][1:] == [0.0] * (len(seen["tokens"]) - 1)
    assert client.predict(TEXT, "lstm", api_name="/score")["total_bits"] > 0
    (mask,) = client.predict("My dog is [MASK].", "bert", 5, "native", api_name="/predict")
    assert len(mask["top"]) == 5
    written = client.predict(TEXT, "gpt", [{"name": "beam", "num_beams": 2}], 5, 0, api_name="/decode")
    assert len(written["runs"][0]["tokens"]) <= 5
    assert client.predict([TEXT, "A cat."], "bert", "", 8, api_name="/norms")["shape"][0] == 2
    assert len(client.predict(TEXT, "lstm", 1, api_name="/lstm")["cell"]) == rows[2]["n_tokens"]
    assert client.predict("low lower", 1, api_name="/train_bpe")["merges"][0]["count"] == 2


def test_bad_input_over_the_network_is_a_sentence(client: Client) -> None:
    with pytest.raises(AppError, match="at most 256"):
        client.predict("word " * 400, "gpt", "native", 0, 0, api_name="/attention")
