"""The publish gate: a report with anything missing or forbidden is not published, and one line says why.

It trusts no step before it: what is published is read back, and compared with a second count of the checked rows.
"""

from cxmetrics.report.gate.account import check_account
from cxmetrics.report.gate.book import check_book
from cxmetrics.report.gate.figures import check_headlines
from cxmetrics.report.gate.identifiers import check_identifiers
from cxmetrics.report.gate.page import check_page
from cxmetrics.report.gate.paper import check_pdf
from cxmetrics.report.gate.parts import check_parts, check_sections
from cxmetrics.report.gate.recount import check_recount
from cxmetrics.report.gate.recount_channels import check_channels
from cxmetrics.report.gate.recount_journey import check_journey
from cxmetrics.report.gate.recount_roi import check_roi
from cxmetrics.report.gate.scan import check_scan
from cxmetrics.report.gate.text import check_document, labels, lost_glyphs, texts_of_file

RECOUNTS = {
    "channels": check_channels,
    "journey": check_journey,
    "roi": check_roi,
}  # of the reports of the kit, by name

__all__ = [
    "RECOUNTS",
    "check_account",
    "check_book",
    "check_channels",
    "check_document",
    "check_headlines",
    "check_identifiers",
    "check_journey",
    "check_page",
    "check_parts",
    "check_pdf",
    "check_recount",
    "check_roi",
    "check_scan",
    "check_sections",
    "labels",
    "lost_glyphs",
    "texts_of_file",
]
