"""A saved notebook as the report that a run makes of it: ``jupyter nbconvert --to cx-pdf``, and JupyterLab's menu."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default
from traitlets.config import Application

from cxmetrics.display import MIME, language
from cxmetrics.errors import CxError, RenderError
from cxmetrics.parts import Part
from cxmetrics.report import gate
from cxmetrics.report.document import Document, document_of
from cxmetrics.report.execute import parts_of
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf

RUN_ALL = "run all cells first, then save the notebook."


class _ReportExporter(Exporter):
    """Renders the parts that an executed notebook holds, and never the HTML of its cells."""

    lang = Unicode(
        help="Language of the report, ko or en; by default what the notebook's metadata say as "
        '{"cxmetrics": {"lang": "en"}}, else CXMETRICS_LANG, else Korean.'
    ).tag(config=True)

    def from_filename(self, filename: str, resources: dict[str, Any] | None = None, **kw: Any) -> tuple[Any, Any]:
        """Export a file; on the command line an error is one line and an exit code, as in ``cxmetrics report``."""
        try:
            return super().from_filename(filename, resources, **kw)
        except CxError as error:
            if not _runs("nbconvert.nbconvertapp", "NbConvertApp"):
                raise
            self.log.error(error.text(language()))  # noqa: TRY400 - one line and no traceback
            raise SystemExit(error.exit_code) from None

    def _document(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[Document, list[Part]]:
        name = str(resources["metadata"]["name"]) or "notebook"
        parts = whole(nb, name)
        about = parts[-1]["about"]
        gate.check_parts(parts, min_n=about["min_n"])
        lang = self.lang or nb.metadata.get("cxmetrics", {}).get("lang") or language()
        written = document_of(parts, lang, name=name, about=about)
        gate.check_document(written, labels=gate.labels(parts))
        return written, parts


def _runs(module: str, name: str) -> bool:
    """Whether this process is that application; one whose module nobody loaded it is not."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and Application.initialized() and isinstance(Application.instance(), kind)


def whole(nb: NotebookNode, name: str) -> list[Part]:
    """Give the parts of a notebook that was run from its first cell to its last.

    Parameters
    ----------
    nb : NotebookNode
        The executed notebook.
    name : str
        Its name, for the error.

    Raises
    ------
    RenderError
        Cells failed, were not run, or in another order; or the last one does not say what the report is about.
    """
    if any(output["output_type"] == "error" for cell in nb.cells for output in cell.get("outputs", [])):
        raise RenderError("E-CELL", "a cell failed.", where=name, fix=RUN_ALL)
    parts: list[Part] = json.loads(json.dumps(parts_of(nb, name, fix=RUN_ALL)))
    if not _in_order([cell for cell in nb.cells if _shows(cell)]):
        raise RenderError("E-ORDER", "the cells were run in another order.", where=name, fix=RUN_ALL)
    if not parts[-1].get("about"):
        raise RenderError(
            "E-ABOUT",
            "the last cell does not say what the report is about.",
            where=name,
            fix="write show(end(frames=shown, about=data.about)).",
        )
    return parts


def _shows(cell: NotebookNode) -> bool:
    return any(MIME in output.get("data", {}) for output in cell.get("outputs", []))


def _in_order(cells: Sequence[NotebookNode]) -> bool:
    counts = [cell.execution_count or 0 for cell in cells]
    return counts == sorted(counts)


class CxHtml(_ReportExporter):
    """The page of a run: one file, its own font."""

    export_from_notebook = "cx HTML"
    output_mimetype = "text/html"
    file_extension = ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Give the page of an executed notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        written, parts = self._document(nb, resources)
        page = render_html(written)
        gate.check_page(page, written, parts)
        return page.decode(), resources


class CxPdf(_ReportExporter):
    """The PDF of a run: A4, tagged."""

    export_from_notebook = "cx PDF"
    output_mimetype = "application/pdf"
    file_extension = ".pdf"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Give the PDF of an executed notebook."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        written, parts = self._document(nb, resources)
        pdf = render_pdf(written)
        gate.check_pdf(pdf, written, parts)
        return pdf, resources


class _NotInTheMenu(Exporter):
    """JupyterLab lists every exporter, but an address of its server takes no name with a hyphen."""

    @default("enabled")
    def _unless_a_server_asks(self) -> bool:
        return not _runs("jupyter_server.serverapp", "ServerApp")


class CommandHtml(_NotInTheMenu, CxHtml):
    """``jupyter nbconvert --to cx-html``."""


class CommandPdf(_NotInTheMenu, CxPdf):
    """``jupyter nbconvert --to cx-pdf``."""
