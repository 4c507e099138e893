"""`python -m app.lessons check [DIR]`: what is wrong with lessons; nothing, when it says nothing and ends with 0."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.lessons.check import check_folder
from app.lessons.shelf import FOLDER


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m app.lessons", description=__doc__)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="holds a folder for each language")
    found = check_folder(parser.parse_args().folder)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
