"""What all tests share: no network, one thread, a fixed seed, tiny models; browser tests come last."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ |= {"HF_HUB_OFFLINE": "1", "GRADIO_ANALYTICS_ENABLED": "False", "TOKENIZERS_PARALLELISM": "false"}
for name in [name for name in os.environ if name.startswith("UNMASKED_")]:
    del os.environ[name]

# ruff: noqa: E402  (the libraries read the environment when they are imported)
# isort: split
import pytest
import torch
from hypothesis import settings

from tests.shapes import check_shapes_in

check_shapes_in("models")
from tests.tiny import ARCHITECTURES, save_tiny

BROWSER_TESTS = Path(__file__).parent / "e2e"

settings.register_profile("unmasked", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("unmasked")
torch.set_num_threads(1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in tests/e2e and put it last: quick tests fail first."""
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def fixed_seed() -> None:
    torch.manual_seed(0)


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with every tiny model; while it is in use the catalog lists them as local models.

    `tiny_models / "tiny-llama"` is a checkpoint for `from_pretrained`; `load("tiny-llama")` loads it.
    """
    folder = tmp_path_factory.mktemp("models")
    for name in ARCHITECTURES:
        save_tiny(name, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNMASKED_MODELS", str(folder))
        yield folder
