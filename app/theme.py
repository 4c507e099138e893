"""Gradio's theme in our palette and with the system's fonts; `assets/css/base.css` does the rest."""

from __future__ import annotations

import gradio as gr

from viz.palette import DARK, LIGHT

SANS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "sans-serif",
)
MONO = ("ui-monospace", "SF Mono", "Cascadia Mono", "Menlo", "Noto Sans Mono", "monospace")
# Gradio's variable to ours; the dark page gets the same with `_dark`.
_COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "muted",
    "background_fill_primary": "paper",
    "background_fill_secondary": "sunken",
    "block_background_fill": "paper",
    "block_label_text_color": "muted",
    "block_title_text_color": "muted",
    "block_info_text_color": "muted",
    "border_color_primary": "line",
    "border_color_accent": "line-strong",
    "color_accent_soft": "sunken",
    "input_background_fill": "raised",
    "input_border_color": "line",
    "input_border_color_focus": "focus",
    "input_placeholder_color": "muted",
    "link_text_color": "gpt",
    "slider_color": "ink",
    "checkbox_background_color": "raised",
    "checkbox_background_color_selected": "ink",
    "checkbox_border_color": "line-strong",
    "checkbox_border_color_focus": "focus",
    "checkbox_border_color_hover": "ink",
    "checkbox_border_color_selected": "ink",
    "checkbox_label_background_fill": "paper",
    "checkbox_label_background_fill_hover": "sunken",
    "checkbox_label_background_fill_selected": "sunken",
    "checkbox_label_border_color": "line",
    "checkbox_label_text_color": "ink",
    "button_primary_background_fill": "ink",
    "button_primary_background_fill_hover": "muted",
    "button_primary_text_color": "paper",
    "button_secondary_background_fill": "raised",
    "button_secondary_background_fill_hover": "sunken",
    "button_secondary_border_color": "line",
    "button_secondary_text_color": "ink",
    "table_even_background_fill": "paper",
    "table_odd_background_fill": "paper",
    "table_border_color": "line",
}
_MEASURES = {
    "block_border_width": "0px",
    "block_label_border_width": "0px",
    "block_padding": "0px",
    "block_shadow": "none",
    "block_radius": "0px",
    "block_title_text_weight": "400",
    "block_label_text_weight": "400",
    "button_large_radius": "6px",
    "button_small_radius": "6px",
    "button_large_text_weight": "500",
    "input_border_width": "1px",
    "input_radius": "6px",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "checkbox_shadow": "none",
    "checkbox_label_shadow": "none",
    "form_gap_width": "0px",
    "layout_gap": "16px",
}


def theme() -> gr.themes.Base:
    """Colours travel as the values of both pages, because Gradio needs them before any style sheet."""
    light = {variable: LIGHT[name] for variable, name in _COLOURS.items()}
    dark = {f"{variable}_dark": DARK[name] for variable, name in _COLOURS.items()}
    return gr.themes.Base(font=SANS, font_mono=MONO).set(**light, **dark, **_MEASURES)
