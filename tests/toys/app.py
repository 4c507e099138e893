"""The playground with a mask, a strategy, a norm and a lab more: a file, a line below and strings for each."""

import json
import sys
from pathlib import Path

if __name__ == "__main__":
    HERE = Path(__file__).parent
    sys.path[0] = str(HERE.parent.parent)  # in place of this folder, where `app` is this file

    from app import examples, i18n, labs
    from app.state import LANGUAGES
    from models.masks import MASKS, MaskKind
    from models.norms.slices import NORMS
    from models.strategies_table import STRATEGIES, Kind
    from tests.toys.lab import LAB
    from tests.toys.mask import stripes
    from tests.toys.norm import WHOLE

    MASKS["stripes"] = MaskKind(stripes)
    STRATEGIES["second"] = Kind("tests.toys.strategy:Second", (), {}, presets={"second": {}}, tells="second")
    NORMS["whole"] = WHOLE
    labs.LABS = (*labs.LABS, LAB)

    for language in LANGUAGES:
        i18n.strings(language).update(json.loads((HERE / f"strings/{language}.json").read_text(encoding="utf-8")))
    examples.FOLDER = HERE / "examples"  # there are none: those of the page, made before, say nothing of the new norm

    from app.shell import launch

    launch()
