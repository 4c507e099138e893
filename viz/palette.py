"""Every colour there is. Style sheets and scripts read them as CSS variables `--um-<name>`.

The families' colours are Okabe and Ito's, which colour-blind people tell apart; the dark page uses
lighter ones of the same hues, so that text in them keeps a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#fbfaf8",  # the page
    "raised": "#ffffff",  # what lies on it: fields, menus, tooltips
    "sunken": "#f1efeb",  # what lies below: table heads, empty cells
    "ink": "#1b1d21",
    "muted": "#63676f",
    "line": "#e2dfd9",
    "line-strong": "#a8a49c",
    "gpt": "#0072b2",
    "bert": "#b24b00",  # text that reads well on paper needs a little more depth than #D55E00
    "lstm": "#007a59",
    "seq2seq": "#a64d83",
    "gpt-fill": "#0072b2",  # Okabe and Ito's own, for areas
    "bert-fill": "#d55e00",
    "lstm-fill": "#009e73",
    "seq2seq-fill": "#cc79a7",
    "twin-1": "#6a51c8",  # models that differ in one thing; the hues are no family's
    "twin-2": "#a8820f",
    "twin-3": "#c23b4e",
    "twin-4": "#5f8f2f",
    "twin-5": "#7d828a",
    "minus": "#2166ac",  # differences: below zero, zero, above
    "zero": "#f7f7f5",
    "plus": "#c95b0c",
    "hatch": "#b9b5ad",  # a cell that may not be looked at
    "focus": "#0072b2",
    "notice": "#8a5a00",
    "notice-fill": "#fdf4e1",
    "qr-paper": "#fefefe",  # a code is dark on light, also on a dark page: not every phone reads the other
    "qr-ink": "#0b0c0e",
    "shadow": "rgb(27 29 33 / 12%)",
}
DARK: Mapping[str, str] = {
    "paper": "#14161a",
    "raised": "#1d2025",
    "sunken": "#0e1013",
    "ink": "#eceae6",
    "muted": "#a0a3aa",
    "line": "#2d3138",
    "line-strong": "#5d626b",
    "gpt": "#5bb4ec",
    "bert": "#f0915a",
    "lstm": "#45c9a1",
    "seq2seq": "#e3a1c6",
    "gpt-fill": "#5bb4ec",
    "bert-fill": "#f0915a",
    "lstm-fill": "#45c9a1",
    "seq2seq-fill": "#e3a1c6",
    "twin-1": "#a594f0",
    "twin-2": "#d8b54a",
    "twin-3": "#f0808c",
    "twin-4": "#a3cf6e",
    "twin-5": "#a0a7b0",
    "minus": "#6aaee6",
    "zero": "#1d2025",
    "plus": "#f29a54",
    "hatch": "#4a4f58",
    "focus": "#5bb4ec",
    "notice": "#f2c063",
    "notice-fill": "#2b2415",
    "qr-paper": "#fefefe",  # a code is dark on light, also on a dark page: not every phone reads the other
    "qr-ink": "#0b0c0e",
    "shadow": "rgb(0 0 0 / 50%)",
}
CLEAR = "rgba(0, 0, 0, 0)"
TWINS = tuple(f"twin-{n}" for n in range(1, 6))
FAMILIES = ("gpt", "bert", "lstm", "seq2seq")


def family_colour(family: str) -> str:
    """The name of a family's colour for areas and lines; models that are there for comparison alone are grey."""
    name = f"{family}-fill"
    return name if name in LIGHT else "muted"


def css_variables() -> str:
    """The style sheet that gives both sets; Gradio marks the dark page with the class `dark`."""
    both = f":root {{{_declarations(LIGHT)}}}\n:root:has(> .dark), .dark {{{_declarations(DARK)}}}\n"
    return both + "".join(_plotted())


def _plotted() -> Iterator[str]:
    """Plotly takes no variables: what it drew in a light colour, the dark page shows in its own."""
    for value, name in {value: name for name, value in LIGHT.items() if value.startswith("#")}.items():
        channels = ", ".join(str(int(value[at : at + 2], 16)) for at in (1, 3, 5))
        for part in ("fill", "stroke"):
            drawn = f'.dark .um-plotted [style*="{part}: rgb({channels})"]'
            yield f"{drawn} {{ {part}: var(--um-{name}) !important; }}\n"


def _declarations(colours: Mapping[str, str]) -> str:
    return " ".join(f"--um-{name}: {value};" for name, value in colours.items())
