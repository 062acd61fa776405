"""The looks of the panel: readable in the light and the dark theme of JupyterLab, and without either."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Final

from cxmetrics.fonts import font_files, subset_woff

LABEL, WIDE_LABEL = "6.5em", "10.5em"
ROW: Final = {"width": "100%", "max_width": "62em"}
GRID: Final = {
    "grid_template_columns": "repeat(auto-fill, minmax(17em, 1fr))",
    "grid_gap": "2px 16px",
    "width": "100%",
    "max_width": "62em",
}
RULES: Final = """
.cx-panel, .cx-panel .widget-label, .cx-panel select, .cx-panel input, .cx-panel button {
  font-family: "CX Sans", var(--jp-ui-font-family, sans-serif); }
.cx-controls .widget-label { text-align: left; }
.cx-answer, .cx-code, .cx-status { color: var(--jp-ui-font-color1, inherit); line-height: 1.5; max-width: 62em;
  word-break: keep-all; overflow-wrap: anywhere; }
.cx-status { min-height: 1.5em; color: var(--jp-ui-font-color2, inherit); }
.cx-status.cx-error { color: var(--jp-error-color1, #b3261e); font-weight: 600; }
.cx-answer p { margin: 4px 0; }
.cx-answer figure { margin: 10px 0; background: #fff; border-radius: 4px; padding: 10px; width: fit-content;
  max-width: 100%; box-sizing: border-box; }
.cx-answer figure img { max-width: 100%; display: block; }
.cx-answer figcaption { color: #56626e; margin-top: 6px; }
.cx-beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26em, 100%), 1fr)); gap: 0 24px; }
.cx-beside section { display: grid; grid-template-rows: subgrid; grid-row: span 4; align-items: start; }
.cx-table { max-height: 26em; overflow: auto; margin: 10px 0; width: fit-content; max-width: 100%; }
.cx-table table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.cx-table caption { text-align: left; font-weight: 600; padding: 4px 0; white-space: nowrap; }
.cx-table th, .cx-table td { padding: 3px 14px 3px 0; white-space: nowrap; }
.cx-table th { position: sticky; top: 0; background: var(--jp-layout-color0, Canvas); }
.cx-table td { border-top: 1px solid var(--jp-border-color2, #d5dade); }
.cx-code { margin-top: 10px; }
.cx-code b { display: block; font-weight: 600; }
.cx-code textarea { width: 100%; box-sizing: border-box; font-family: var(--jp-code-font-family, monospace);
  font-size: var(--jp-code-font-size, 13px); line-height: 1.5; color: var(--jp-content-font-color1, inherit);
  background: var(--jp-cell-editor-background, transparent); border: 1px solid var(--jp-border-color1, #a3adb6);
  border-radius: 3px; padding: 6px 8px; resize: vertical; white-space: pre; overflow-x: auto; }
.cx-code button { margin: 4px 0 8px; padding: 3px 14px; font-size: inherit; color: inherit; cursor: pointer;
  background: var(--jp-layout-color2, transparent); border: 1px solid var(--jp-border-color1, #a3adb6);
  border-radius: 3px; }
"""
OWN_KEYS: Final = (  # JupyterLab would take the arrow keys, and letters as commands, from a list that has the focus
    "const panel = this.closest('.cx-panel'); if (panel) { panel.dataset.lmSuppressShortcuts = 'true'; "
    "panel.onkeydown = event => event.stopPropagation(); }"
)
COPY: Final = (
    "const b = this, t = b.parentElement.querySelector('textarea'); t.select(); "
    "navigator.clipboard.writeText(t.value).then(() => { b.textContent = b.dataset.copied; })"
)


def look(characters: str) -> str:
    """Style sheet of the panel, with a font for those characters that the reader's machine may lack."""
    return f'<style onload="{OWN_KEYS}">{_face(characters) if characters else ""}{RULES}</style>'


def _face(characters: str) -> str:
    data = b64encode(subset_woff(font_files().regular, characters)).decode()
    source = f'url("data:font/woff;base64,{data}") format("woff")'
    return f'@font-face {{ font-family: "CX Sans"; src: {source}; unicode-range: U+80-10FFFF; }}'


def status(text: str, *, error: bool = False) -> str:
    """One line that screen readers hear."""
    kind = " cx-error" if error else ""
    return f'<div class="cx-status{kind}" role="status">{escape(text)}</div>'


def answer(blocks: Sequence[str], beside: Sequence[Sequence[str]] = ()) -> str:
    """Blocks of HTML one below the other, then columns of them; a table scrolls in a field of its own."""
    fields = [
        f'<div class="cx-table" tabindex="0">{block}</div>' if block.startswith("<table") else block for block in blocks
    ]
    columns = [f"<section>{''.join(column)}</section>" for column in beside]
    grid = f'<div class="cx-beside">{"".join(columns)}</div>' if columns else ""
    return f'<div class="cx-answer">{"".join(fields)}{grid}</div>'


def code(text: str, *, code: str, copy: str, copied: str) -> str:
    """Code in a field that can be selected, and a button that copies it where the front end allows."""
    lines = text.count("\n") + 1
    return (
        '<div class="cx-code">'
        f'<b>{escape(code)}</b><textarea aria-label="{escape(code)}" readonly rows="{lines}" spellcheck="false">'
        f"{escape(text)}</textarea>"
        f'<button type="button" data-copied="{escape(copied)}" onclick="{COPY}">{escape(copy)}</button></div>'
    )
