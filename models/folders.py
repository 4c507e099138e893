"""A saved model as it lies in a folder: what its files hold, and what is wrong with them. Light: no torch.

Weights are never read here, only the header of a safetensors file, which says the names, shapes and places of all.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.errors import InputError

CONFIG, WEIGHTS, INDEX = "config.json", "model.safetensors", "model.safetensors.index.json"
Shapes = Mapping[str, tuple[int, ...]]
_ADAPTER = ("adapter_config.json", "adapter_model.safetensors", "adapter_model.bin")
_TOKENIZERS = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model")
# What transformers reads of a folder beside the weights: one that is cut off would stop it.
_READ = (CONFIG, "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
_NOT_SAFE = (".bin", ".pt", ".pth", ".ckpt", ".h5", ".msgpack", ".gguf")  # weights in other formats
_LFS = b"version https://git-lfs"


def check_folder(folder: Path) -> None:
    """See that a folder holds a model whose files are whole.

    Raises:
        InputError: says what is missing or broken, and how to mend it where that is known.
        OSError: the files cannot be read.
    """
    if not (folder / CONFIG).is_file() or not any((folder / name).is_file() for name in (WEIGHTS, INDEX)):
        raise _why_no_model(folder)
    for name in _READ:
        read_json(folder / name)
    weight_shapes(folder)
    if not any(any(folder.glob(f"*{name}")) for name in _TOKENIZERS):
        raise InputError("no_tokenizer", model=folder.name, known=", ".join(_TOKENIZERS[:3]))


def _why_no_model(folder: Path) -> InputError:
    """Why a folder without `config.json` and weights as they are read here is no model."""
    names = sorted(place.name for place in folder.iterdir() if place.is_file() or place.is_symlink())
    adapter = next((name for name in _ADAPTER if name in names), None)
    if adapter is not None:
        base = read_json(folder / _ADAPTER[0]).get("base_model_name_or_path") or "?"
        return InputError("adapter_alone", model=folder.name, file=adapter, base=str(base)[:80])
    for name in (CONFIG, WEIGHTS, INDEX):
        if (folder / name).is_symlink() and not (folder / name).exists():  # a copied cache of the hub
            return InputError("dangling_link", model=folder.name, file=name)
    deeper = next(_deeper(folder), None)
    if CONFIG not in names and deeper is not None:
        return InputError("model_deeper", model=folder.name, found=deeper.relative_to(folder.parent).as_posix())
    safe = [name for name in names if name.endswith(".safetensors")]
    if CONFIG not in names:
        code = "no_config" if safe or any(name.endswith(_NOT_SAFE) for name in names) else "no_model_files"
        return InputError(code, model=folder.name)
    if safe:
        return InputError("weights_misnamed", model=folder.name, file=safe[0])
    code = "unsafe_model" if any(name.endswith(_NOT_SAFE) for name in names) else "no_weights"
    return InputError(code, model=folder.name)


def _deeper(folder: Path) -> Iterator[Path]:
    """Folders of models one or two levels down."""
    for pattern in (f"*/{CONFIG}", f"*/*/{CONFIG}"):
        yield from (place.parent for place in sorted(folder.glob(pattern)))


def read_json(file: Path) -> dict[str, Any]:
    """The object that a JSON file holds; an empty one where there is no such file.

    Raises:
        InputError: `lfs_pointer`, `bad_json`.
    """
    if not file.is_file():
        return {}
    raw = file.read_bytes()
    _check_pointer(file, raw)
    try:
        content = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:  # deeply nested lists end in the latter
        raise InputError("bad_json", model=file.parent.name, file=file.name) from error
    if not isinstance(content, dict):
        raise InputError("bad_json", model=file.parent.name, file=file.name)
    return content


def weight_shapes(folder: Path) -> Shapes:
    """The shape of every weight by its name, of all shards together. (Shared weights are stored once.)

    Raises:
        InputError: a file of weights that is missing, cut off or none.
    """
    if (folder / WEIGHTS).is_file():
        return read_header(folder / WEIGHTS)
    shard_of = read_json(folder / INDEX).get("weight_map")
    if not isinstance(shard_of, dict) or not all(isinstance(name, str) for name in shard_of.values()):
        raise InputError("bad_json", model=folder.name, file=INDEX)
    found: dict[str, tuple[int, ...]] = {}
    for shard in sorted(set(shard_of.values())):
        if not (folder / shard).is_file():
            raise InputError("shard_missing", model=folder.name, file=shard)
        found |= read_header(folder / shard)
    lost = sorted(set(shard_of) - set(found))
    if lost:
        raise InputError("shard_missing", model=folder.name, file=some_of(lost))
    return found


def read_header(file: Path) -> Shapes:
    """The shape of every weight of a safetensors file by its name.

    Raises:
        InputError: `lfs_pointer`, `not_safetensors`, `cut_off_weights`.
    """
    size = file.stat().st_size
    with file.open("rb") as opened:
        start = opened.read(len(_LFS))
        _check_pointer(file, start)
        length = struct.unpack("<Q", start[:8])[0] if len(start) >= 8 else size
        opened.seek(8)
        raw = opened.read(length) if 8 + length <= size else b""
    try:
        header = json.loads(raw)
        entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        shapes = {name: tuple(map(int, entry["shape"])) for name, entry in entries.items()}
        end = 8 + length + max((int(entry["data_offsets"][1]) for entry in entries.values()), default=0)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise InputError("not_safetensors", model=file.parent.name, file=file.name) from error
    if end != size:
        raise InputError("cut_off_weights", model=file.parent.name, file=file.name, value=size, limit=end)
    return shapes


def _check_pointer(file: Path, start: bytes) -> None:
    if start.startswith(_LFS):
        raise InputError("lfs_pointer", model=file.parent.name, file=file.name)


def count_parameters(folder: Path) -> int:
    """Numbers stored in a folder's weights."""
    return sum(math.prod(shape) for shape in weight_shapes(folder).values())


def some_of(names: list[str], n: int = 3) -> str:
    """The first few of many names, and how many more there are: said in no language.

    >>> some_of(["a", "b", "c", "d", "e"])
    'a, b, c … (+2)'
    """
    more = len(names) - n
    return ", ".join(names[:n]) + (f" … (+{more})" if more > 0 else "")
