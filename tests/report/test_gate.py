"""Each single defect keeps a report from being published, with a message of its own."""

import pytest

from cxmetrics.errors import PrivacyError, RenderError
from cxmetrics.parts import heading, sentence
from cxmetrics.report import gate

END = {"type": "end", "frames": {}}
FIGURE = {"type": "figure", "kind": "trend", "alt": "it fell", "svg": "<svg/>", "svg_narrow": "<svg/>", "caption": "c"}


ROW = {"metric": "nps", "period": None, "n": 12, "reason": None, "hidden": None}

SMALL = {"n": None, "hidden": "small"}


def parts(*more, frames=None):
    return [heading("heading-nps"), *more, {"type": "end", "frames": frames or {}}]


def test_a_sound_report_passes():
    hidden = [{"lang": name, **ROW, **SMALL} for name in ("es", "ja", "fr")]
    frames = {"nps": [ROW], "nps by lang": hidden}
    gate.check_parts(parts(sentence("segments-none", group="x"), frames=frames), min_n=10)
    gate.check_document({"blocks": [FIGURE, {"type": "sentence", "text": "NPS was 41.0 (nano, Infiniti, Nonesuch)."}]})
    gate.check_page(b"<meta Content-Security-Policy> <img src='data:x'>")
    gate.check_pdf(b"%PDF-1.7 /StructTreeRoot ... %%EOF")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (parts(), "E-EMPTY"),
        ([heading("heading-nps"), heading("heading-repeat"), END], "E-EMPTY"),
        (parts({"type": "figure", "kind": "trend", "frame": []}), "E-EMPTY"),
        (parts({"type": "table", "caption": {"key": "x"}, "rows": []}), "E-EMPTY"),
        (parts(sentence("segments-none"), frames={"nps": [{"n": 50}]}), "E-UNPROTECTED"),
        (
            parts(
                sentence("segments-none"),
                frames={"nps": [ROW | {"n": 16}], "by": [{"lang": "en", **ROW}, {"lang": "ja", **ROW, **SMALL}]},
            ),
            "E-SUBTRACT",
        ),
        (parts(sentence("segments-none"), frames={"nps": [{"n": 9, "hidden": None}]}), "E-SMALL"),
    ],
)
def test_parts(given, code):
    with pytest.raises((RenderError, PrivacyError), match=code):
        gate.check_parts(given, min_n=10)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "sentence", "text": "NPS was nan."},
        {"type": "table", "rows": [[{"text": "None"}]]},
        {"type": "note", "text": "Traceback (most recent call last)"},
        {"type": "sentence", "text": "NPS was {{ nps }}"},
        {"type": "sentence", "text": "약 −inf 점"},
        FIGURE | {"alt": ""},
        FIGURE | {"svg": ""},
        FIGURE | {"svg_narrow": ""},
    ],
)
def test_text_and_figures(block):
    with pytest.raises(RenderError, match="E-TEXT|E-FIGURE"):
        gate.check_document({"blocks": [block]})


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b"Content-Security-Policy" + b"x" * 1_000_001, "E-PAGE-SIZE"),
        (b"<p>", "E-PAGE-POLICY"),
        (b"Content-Security-Policy <img src='https://a/b.png'>", "E-PAGE-ADDRESS"),
        (b"Content-Security-Policy <a href=//a/b>", "E-PAGE-ADDRESS"),
        (b"Content-Security-Policy <img srcset='b.png 2x'>", "E-PAGE-ADDRESS"),
        (b"Content-Security-Policy <style>a { src: url(//a/b.woff) }</style>", "E-PAGE-ADDRESS"),
        (b"Content-Security-Policy <style>a > b { } @import 'http://a'</style>", "E-PAGE-ADDRESS"),
        (b"Content-Security-Policy <img src='data:image/svg+xml,%3Cimage href=%22http://a%22'>", "E-PAGE-ADDRESS"),
    ],
)
def test_pages(page, code):
    with pytest.raises(RenderError, match=code):
        gate.check_page(page)


def test_a_label_may_name_an_address_and_be_any_word():
    """Whoever types a product's name cannot stop the report."""
    gate.check_page(b"<meta Content-Security-Policy> <p title='src=//a'>&lt;img src=http://a/b.png&gt; url(//a)</p>")
    frames = {"nps": [{"{{ own }}": "None", "metric": "nps", "hidden": None}]}
    known = gate.labels([{"type": "end", "frames": frames}])
    gate.check_document({"blocks": [{"type": "sentence", "text": "By {{ own }}: None"}]}, labels=known)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 /StructTreeRoot", b"%PDF-1.7 %%EOF"])
def test_pdfs(pdf):
    with pytest.raises(RenderError, match="E-PDF"):
        gate.check_pdf(pdf)
