"""A workbook of what initiatives are worth, in which every number that is calculated is a formula without a value.

A spreadsheet calculates it when it opens the file, and again when an input is changed. Text stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from babel.numbers import get_currency_precision
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from cxmetrics.display.resolve import text_of
from cxmetrics.parts import Part, phrase
from cxmetrics.report.assumptions import Row, rows_of, shared
from cxmetrics.report.formulas import Flows
from cxmetrics.report.results import Results
from cxmetrics.report.spreadsheets import MADE, RESERVED, TEXT_STAYS_TEXT, cell_text, sheet_name
from cxmetrics.theme import LIGHT

INPUT_GROUND, INPUT_INK = "#FFF4CC", "#1F3FA0"  # as spreadsheets of finance mark what may be changed
LOOKS: Final = {
    "share": "0.0%", "fine": "0.0000%", "effect": "0.00%", "number": "#,##0.0#", "months": "General", "whole": "0",
    "factor": "0.0000", "ratio": "0.00", "tenths": "0.0",
}  # fmt: skip
RESULTS: Final = {
    "effect": "effect", "benefit": "money", "cost": "money", "npv": "money", "roi": "share", "bcr": "ratio",
    "irr": "share", "payback": "tenths", "break_even": "effect",
}  # fmt: skip
STEPS: Final = {"linear": "money", "square": "money", "changes": "whole", "guess": "fine", "first": "whole"}
TITLE, SUBTITLE, REMARK, HEAD = 0, 1, 2, 4  # rows
ROW_HEIGHT: Final = 18  # points
FORMULA_WITHOUT_VALUE: Final = ""


class Cashbook:
    """A workbook while it is written, in one language."""

    def __init__(self, book: Workbook, part: Mapping[str, Any], *, title: str, lang: str) -> None:
        self.book, self.part, self.title, self.lang = book, part, title, lang
        decimals = get_currency_precision(part["currency"])
        self.looks = LOOKS | {"money": "#,##0" + ("." + "0" * decimals if decimals else "")}
        self.formats: dict[tuple[str, str], Format] = {}
        self.taken = {RESERVED}

    def write(self) -> None:
        """Write all sheets: results first, then assumptions, then cash flows by initiative."""
        result, given = (self._sheet(self.say(phrase(f"workbook-sheet-{name}"))) for name in ("result", "assumptions"))
        initiatives = self.part["initiatives"]
        names = self._assumptions(given, initiatives)
        sheets = [self._sheet(one["name"]) for one in initiatives]
        flows = [self._flows(*each) for each in zip(sheets, initiatives, names, strict=True)]
        self._results(result, initiatives, flows, [quoted(sheet) for sheet in sheets])
        result.activate()

    def say(self, words: Part | str) -> str:
        """Write words of the catalogue, or a text as it is, in the language."""
        return str(cell_text(text_of(words, self.lang)))

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(sheet_name(name, self.taken))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_default_row(ROW_HEIGHT)
        sheet.repeat_rows(HEAD)
        return sheet

    def _look(self, number: str = "", kind: str = "plain") -> Format:
        """Give a format: how a number is written, and what kind of cell it is."""
        if (number, kind) not in self.formats:
            shown = {"num_format": self.looks[number]} if number else {}
            self.formats[number, kind] = self.book.add_format(KINDS[kind] | shown)
        return self.formats[number, kind]

    def _opening(self, sheet: Worksheet, title: Part | str, subtitle: Part, remark: Part) -> None:
        sheet.write_string(TITLE, 0, self.say(title), self._look(kind="title"))
        sheet.write_string(SUBTITLE, 0, self.say(subtitle), self._look(kind="quiet"))
        sheet.write_string(REMARK, 0, self.say(remark), self._look(kind="quiet"))

    def _head(self, sheet: Worksheet, row: int, words: Sequence[Part], *, left: int = 1) -> None:
        for column, text in enumerate(words):
            sheet.write_string(row, column, self.say(text), self._look(kind="head" if column < left else "head-right"))

    def _assumptions(self, sheet: Worksheet, initiatives: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        """Write the inputs, and give the cells of each initiative by name, those of all among them."""
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 1, 18)
        sheet.set_column(2, 2, 20)
        sheet.set_column(3, 3, 58)
        self._opening(sheet, phrase("workbook-sheet-assumptions"), phrase("workbook-inputs"), phrase("workbook-blocks"))
        words = [phrase(f"workbook-head-{name}") for name in ("label", "value", "unit", "source")]
        for column, text in enumerate(words):
            sheet.write_string(
                HEAD, column, self.say(text), self._look(kind=("head", "head-right", "head-indent", "head")[column])
            )
        sheet.freeze_panes(HEAD + 1, 1)
        common: dict[str, str] = {}
        row = self._block(sheet, HEAD + 1, phrase("workbook-shared"), shared(self.part["annual_rate"]), names=common)
        found = []
        for one in initiatives:
            names = dict(common)
            row = self._block(
                sheet, row + 1, one["name"], rows_of(one), names=names, months=dict(one["settings"])["months"]
            )
            found.append(names)
        return found

    def _block(
        self,
        sheet: Worksheet,
        row: int,
        title: Part | str,
        rows: Sequence[Row],
        *,
        names: dict[str, str],
        months: int = 0,
    ) -> int:
        """Write rows under a title, and note their cells; give the next row."""
        sheet.write_string(row, 0, self.say(title), self._look(kind="block"))
        for column in range(1, 4):
            sheet.write_blank(row, column, None, self._look(kind="block"))
        for row, one in enumerate(rows, start=row + 1):  # noqa: B020, PLR1704 - the rows go on
            sheet.write_string(row, 0, self.say(one.label), self._look(kind="row"))
            if callable(one.value):
                self._formula(sheet, (row, 1), one.value(names), self._look(one.look, "row"))
            elif one.value is None:
                sheet.write_blank(row, 1, None, self._look(one.look, "input"))
            else:
                sheet.write_number(row, 1, one.value, self._look(one.look, "input"))
            if one.name == "months":
                sheet.data_validation(row, 1, row, 1, {
                    "validate": "integer", "criteria": "between", "minimum": 1, "maximum": months,
                    "error_title": self.say(one.label),
                    "error_message": self.say(phrase("workbook-months-limit", months=months)),
                })  # fmt: skip
            unit = text_of(one.unit | {"fields": {"currency": self.part["currency"]}}, self.lang)
            sheet.write_string(row, 2, self.say(unit), self._look(kind="row-indent"))
            sheet.write_string(row, 3, self.say(one.source), self._look(kind="row-quiet"))
            names[one.name] = f"{quoted(sheet)}!{xl_rowcol_to_cell(row, 1, row_abs=True, col_abs=True)}"
        return row + 1

    def _formula(self, sheet: Worksheet, place: tuple[int, int], formula: str, look: Format) -> None:
        sheet.write_formula(*place, f"={formula}", look, FORMULA_WITHOUT_VALUE)

    def _flows(self, sheet: Worksheet, one: Mapping[str, Any], names: Mapping[str, str]) -> Flows:
        """Write the months of an initiative, and give its columns."""
        start, months = HEAD + 1, dict(one["settings"])["months"]
        flows = Flows(one, names, start=start + 1, end=start + 1 + months)
        lever = phrase(f"lever-{one['lever'].replace('_', '-')}")
        self._opening(sheet, one["name"], phrase("workbook-moves", lever=lever), phrase("workbook-end-of-month"))
        self._head(sheet, HEAD, [phrase(f"workbook-column-{column.key}") for column in flows.columns], left=0)
        sheet.set_row(HEAD, 62)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, len(flows.columns) - 1, 14)
        sheet.freeze_panes(start, 1)
        for number, column in enumerate(flows.columns):
            for month in range(months + 1):
                row, made = start + month, column.formula if month else column.at_start
                if number == 0:
                    sheet.write_number(row, 0, month, self._look("whole", "row"))
                elif made is None:
                    sheet.write_blank(row, number, None, self._look(kind="row"))
                else:
                    self._formula(sheet, (row, number), made(row + 1), self._look(column.look, "row"))
        return flows

    def _results(
        self, sheet: Worksheet, initiatives: Sequence[Mapping[str, Any]], flows: Sequence[Flows], names: Sequence[str]
    ) -> None:
        """Write what each initiative comes to, the value that the report tells beside it, and the steps below."""
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(RESULTS) + 1, 15)
        self._opening(sheet, self.title, phrase("workbook-live"), phrase("workbook-not-added"))
        steps = HEAD + 4 + len(initiatives)
        heads = [phrase(f"workbook-result-{name.replace('_', '-')}") for name in (*RESULTS, "reported")]
        self._head(sheet, HEAD, [phrase("column-initiative-name"), *heads])
        sheet.write_string(steps - 1, 0, self.say(phrase("workbook-steps")), self._look(kind="strong"))
        self._head(
            sheet, steps, [phrase("column-initiative-name"), *(phrase(f"workbook-step-{name}") for name in STEPS)]
        )
        for row in (HEAD, steps):
            sheet.set_row(row, 48)
        for number, (one, columns, name) in enumerate(zip(initiatives, flows, names, strict=True), start=1):
            places = {result: (HEAD + number, place) for place, result in enumerate(RESULTS, start=1)}
            places |= {step: (steps + number, place) for place, step in enumerate(STEPS, start=1)}
            cells = {wanted: xl_rowcol_to_cell(*place) for wanted, place in places.items()}
            found = Results(columns, sheet=name, say=lambda key: self.say(phrase(key)), cells=cells)
            for row in (HEAD + number, steps + number):
                sheet.write_string(row, 0, self.say(one["name"]), self._look(kind="row"))
            for result, formula in (found.results() | found.steps()).items():
                look = self._look((RESULTS | STEPS)[result], "row-strong" if result == "npv" else "row-right")
                self._formula(sheet, places[result], formula, look)
            sheet.write_number(HEAD + number, len(RESULTS) + 1, one["npv"], self._look("money", "row-quiet"))
        sheet.freeze_panes(HEAD + 1, 1)


LINE: Final = {"bottom": 1, "bottom_color": LIGHT.rule, "valign": "vcenter"}
OVER: Final = {"bold": True, "font_color": LIGHT.muted, "text_wrap": True, "valign": "bottom", "top": 2, "bottom": 1}
KINDS: Final[Mapping[str, dict[str, Any]]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": LIGHT.ink},
    "strong": {"bold": True, "font_color": LIGHT.ink},
    "quiet": {"font_color": LIGHT.muted},
    "head": OVER,
    "head-right": OVER | {"align": "right"},
    "head-indent": OVER | {"align": "left", "indent": 1},
    "block": {"bold": True, "bg_color": LIGHT.band, "bottom": 1, "bottom_color": LIGHT.rule},
    "row": LINE,
    "row-right": LINE | {"align": "right"},
    "row-indent": LINE | {"indent": 1},
    "row-strong": LINE | {"bold": True},
    "row-quiet": LINE | {"font_color": LIGHT.muted},
    "input": {"bg_color": INPUT_GROUND, "font_color": INPUT_INK, "border": 1, "border_color": LIGHT.rule,
              "valign": "vcenter"},
}  # fmt: skip


def quoted(sheet: Worksheet) -> str:
    """Give the name of a sheet as a formula has it; no name of ours holds an apostrophe."""
    return f"'{sheet.get_name()}'"


def cashbook(part: Mapping[str, Any], *, title: str, lang: str) -> bytes:
    """Give the workbook of a part in a language, the same bytes for the same part.

    Parameters
    ----------
    part : mapping
        From `cxmetrics.display.workbooks.workbook`, as it is published.
    title : str
        What it is about, such as report, company and month.
    lang : {"ko", "en"}
        The language.
    """
    out = BytesIO()
    with Workbook(out, {"in_memory": True, **TEXT_STAYS_TEXT}) as book:
        book.set_properties({"created": MADE})
        Cashbook(book, part, title=title, lang=lang).write()
    return out.getvalue()
