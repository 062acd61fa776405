"""Each single defect keeps a report from being published, with a message of its own."""

import copy
import io
import json
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pikepdf
import pytest

import cxmetrics as cx
from cxmetrics.display.resolve import text_of
from cxmetrics.errors import CxError, PrivacyError, RenderError
from cxmetrics.parts import Value, end, heading, key_figure, key_figures, phrase, sentence, table
from cxmetrics.report import gate, notebook, run
from cxmetrics.report.document import document_of
from cxmetrics.report.execute import execute
from cxmetrics.report.gate import paper, scan, text
from cxmetrics.report.gate.addresses import Addresses
from cxmetrics.report.gate.parts import SECTIONS
from cxmetrics.report.gate.recount import COUNTED
from cxmetrics.report.html import render_html
from cxmetrics.report.pdf import render_pdf

END = {"type": "end", "frames": {}}
FIGURE = {"type": "figure", "kind": "trend", "alt": "it fell", "svg": "<svg/>", "svg_narrow": "<svg/>", "caption": "c"}
ROW = {"metric": "nps", "period": None, "n": 12, "reason": None, "hidden": None}
SMALL = {"n": None, "hidden": "small"}
ABOUT = {"company": "하루상점 👍", "month": "2026-10", "data_end": "2026-10-31", "timezone": "Asia/Seoul",
         "partial": False, "files": 1, "min_n": 10}  # fmt: skip
HOSTILE = "None 👍 שלום العربية " + "x" * 90


def parts(*more, frames=None):
    return [heading("heading-nps"), *more, {"type": "end", "frames": frames or {}}]


def shown(*, value=41.04, low=30.1, high=51.2, n=1209.0, cell=12.3, label=HOSTILE):
    """A short report with a key figure and a table."""
    limits = {"level": Value(0.95, "level"), "low": Value(low, "points"), "high": Value(high, "points")}
    card = key_figure(
        phrase("card-nps"),
        Value(value, "points"),
        interval=phrase("card-interval", **limits),
        n=phrase("card-answers", n=Value(n, "count")),
    )
    heads = [(phrase("column-group"), "left"), *[(phrase("column-rate"), "right")] * 2]
    rows = [[label, Value(cell, "points"), Value(n, "count")], ["b", Value(2.0, "points"), Value(None, "count")]]
    given = [heading("heading-nps"), key_figures([card]), table(phrase("caption-table-nps"), heads, rows, note=None)]
    return json.loads(json.dumps([*given, end(frames={})]))


def written(given, lang="en", **about):
    return document_of(given, lang, name="mine", about=ABOUT | about)


def test_a_sound_report_passes():
    hidden = [{"lang": name, **ROW, **SMALL} for name in ("es", "ja", "fr")]
    frames = {"nps": [ROW], "nps by lang": hidden}
    gate.check_parts(parts(sentence("segments-none", group="x"), frames=frames), min_n=10)
    sound = {"type": "sentence", "text": "NPS was 41.0 (nano, Infiniti, Nonesuch)."}
    gate.check_document({"lang": "en", "blocks": [FIGURE, sound]})


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_page_and_pdf_are_read_back(lang):
    given = shown()
    document = written(given, lang)
    page = gate.check_page(render_html(document), document, given)
    pdf = gate.check_pdf(render_pdf(document), document, given)
    card = given[1]["items"][0]
    for wanted in (text_of(card[name], lang) for name in ("label", "value", "interval", "n")):
        assert wanted in page
        assert paper.squeezed(wanted) in paper.squeezed("".join(pdf))
    assert document["title"] in pdf[-100:] or any(document["title"] in found for found in pdf)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([heading("heading-nps"), heading("heading-repeat"), sentence("segments-none", group="x"), END], "E-EMPTY"),
        ([heading("heading-nps"), END], "E-EMPTY"),
        ([{"type": "figure", "kind": "trend", "frame": []}, END], "E-EMPTY"),
        ([{"type": "table", "caption": {"key": "k"}, "rows": []}, END], "E-EMPTY"),
        (parts(sentence("segments-none"), frames={"nps": [{"n": 50}]}), "E-UNPROTECTED"),
        (
            parts(
                sentence("segments-none"),
                frames={"nps": [ROW | {"n": 16}], "by": [{"tongue": "en", **ROW}, {"tongue": "ja", **ROW, **SMALL}]},
            ),
            "E-SUBTRACT",
        ),
        (parts(sentence("segments-none"), frames={"nps": [{"n": 9, "hidden": None}]}), "E-SMALL"),
    ],
)
def test_parts(given, code):
    saved = json.loads(json.dumps(given, sort_keys=True))  # as a notebook is saved
    with pytest.raises((RenderError, PrivacyError), match=code):
        gate.check_parts(saved, min_n=10)


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
        gate.check_document({"lang": "en", "blocks": [block]})


def test_a_glyph_of_the_catalogue_that_the_font_lacks(monkeypatch):
    """Customers' emoji may stand as □, and are counted; the kit's own words may not."""
    assert gate.lost_glyphs(written(shown(label="👍 ok □ 🎉"))) == 4  # two of them in the company's name
    monkeypatch.setattr(text, "displayable", lambda found: found.replace("▼", "□"))
    with pytest.raises(RenderError, match="E-GLYPH the font has no ▼"):
        gate.check_document({"lang": "en", "blocks": []})


@pytest.mark.parametrize("name", list(SECTIONS))
def test_a_report_of_the_kit_has_all_its_sections(name):
    cells = nbformat.read(notebook.find_notebook(name, Path("cx.toml")), as_version=4).cells
    source = "".join(cell.source for cell in cells)
    given = [heading("heading-nps", anchor=section) for section in SECTIONS[name]]
    gate.check_sections(given, name)
    gate.check_sections([], "a notebook of one's own")
    for left_out in SECTIONS[name]:
        assert f'heading("heading-{left_out}"' in source or f'"{left_out}"' in source
        with pytest.raises(RenderError, match=f"E-SECTION {name} has no section '{left_out}'"):
            gate.check_sections([part for part in given if part["id"] != left_out], name)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b"Content-Security-Policy" + b"x" * 2_000_001, "E-PAGE-SIZE"),
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
        gate.check_page(page, {"lang": "en", "blocks": []}, [])


def test_a_label_may_name_an_address_and_be_any_word():
    """Whoever types a product's name cannot stop the report."""
    page = "<p title='src=//a'>&lt;img src=http://a/b.png&gt; url(//a)</p><style>p {}</style><a href='#a'></a>"
    assert Addresses(page).found == []
    for bad in ("<img src=//a>", "<a href='http://a'></a>", "<style>p { background: url(//a) }</style>",
                "<img src='data:image/svg+xml,%3Cimage href=%22//a%22/%3E'>"):  # fmt: skip
        assert Addresses(bad).found
    frames = {"nps": [{"{{ own }}": "None", "metric": "nps", "hidden": None}]}
    known = gate.labels([{"type": "end", "frames": frames}])
    gate.check_document({"lang": "en", "blocks": [{"type": "sentence", "text": "By {{ own }}: None"}]}, labels=known)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (">41.0<", ">42.0<", "E-DISAGREE Recommendation .NPS.: the page says '42.0', the parts '41.0'"),
        ("30.1 to", "30.2 to", "E-DISAGREE Recommendation .NPS.: the page says .*30.2.*, the parts .*30.1"),
        (
            "1,209 customers",
            "1,290 customers",
            "E-DISAGREE Recommendation .NPS.: the page says '1,290 customers', the parts '1,209 customers'",
        ),
        (">12.3<", ">13.2<", "E-DISAGREE .*: the page says .*13.2.*, the parts '12.3'"),
        (">41.0<", ">nan<", "E-TEXT 'nan' stands in a page"),
        ("</main>", "<p>undefined</p></main>", "E-TEXT 'undefined' stands in a page"),
        ('class="key-figures"', "", "E-DISAGREE key figures: the page says '0', the parts '1'"),
        ("<tbody>", "<b>", "E-DISAGREE tables: the page says '0', the parts '1'"),
    ],
)
def test_a_page_that_says_something_else(old, new, said):
    given = shown()
    document = written(given)
    page = render_html(document).decode().replace("\u00a0", " ")
    assert old in page
    with pytest.raises(RenderError, match=said):
        gate.check_page(page.replace(old, new).encode(), document, given)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": 42.0}, "E-DISAGREE Recommendation .NPS.: the PDF says '42.0.*', the parts '41.0"),
        ({"low": 30.2}, "E-DISAGREE Recommendation .NPS.: the PDF says '.*30.2.*', the parts '.*30.1"),
        (
            {"n": 1290.0},
            "E-DISAGREE .*: the PDF says '.*1,290customers', the parts '.*1,209customers'",
        ),
        ({"cell": 13.2}, "E-DISAGREE .*: the PDF says .*, the parts '12.31,209'"),
    ],
)
def test_a_pdf_that_says_something_else(change, said):
    given = shown()
    with pytest.raises(RenderError, match=said):
        gate.check_pdf(render_pdf(written(shown(**change))), written(given), given)


def test_a_pdf_without_its_title_or_with_a_word_of_the_renderer():
    given = shown(label="a")
    document = written(given)
    pdf = render_pdf(document)
    for name in ("title", "company", "month"):
        with pytest.raises(RenderError, match=f"E-DISAGREE {name}: the PDF says '', the parts 'Other'"):
            gate.check_pdf(pdf, document | {name: "Other"}, given)
    with pytest.raises(RenderError, match="E-TEXT 'None' stands in a PDF"):
        gate.check_pdf(render_pdf(written(shown(label="None"))), document, given)


def _untagged(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, io.BytesIO() as out:
        del opened.Root.StructTreeRoot
        opened.save(out)
        return out.getvalue()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (lambda _: b"", "E-PDF the PDF is not whole"),
        (lambda pdf: pdf[: len(pdf) // 2], "E-PDF the PDF is not whole"),
        (lambda _: b"%PDF-1.7 %%EOF", "E-PDF the PDF does not open"),
        (lambda pdf: pdf.replace(b"startxref", b"startxyz"), "E-PDF the PDF does not open"),
        (_untagged, "E-PDF-TAGS"),
    ],
)
def test_pdfs(broken, code):
    given = shown()
    document = written(given)
    with pytest.raises(RenderError, match=code):
        gate.check_pdf(broken(render_pdf(document)), document, given)


def test_a_pdf_of_too_many_pages(monkeypatch):
    given = shown()
    document = written(given)
    monkeypatch.setattr(paper, "MOST_PAGES", 0)
    with pytest.raises(RenderError, match="E-PDF-PAGES"):
        gate.check_pdf(render_pdf(document), document, given)


@pytest.mark.parametrize(
    ("column", "value"), [("estimate", 41.2), ("conf_low", 30.3), ("conf_high", None), ("n", 1208)]
)
def test_json_that_says_something_else(column, value):
    row = {"metric": "nps", "period": "2026-10", "n": 1209, "estimate": 41.04, "conf_low": 30.1, "conf_high": 51.2}
    gate.check_headlines(shown(), {"nps": [row]}, month="2026-10")
    with pytest.raises(RenderError, match=rf"E-DISAGREE nps \({column}\): the parts say .*, the record {value}"):
        gate.check_headlines(shown(), {"nps": [row | {column: value}]}, month="2026-10")


@pytest.fixture(scope="module")
def snapshot(sample, tmp_path_factory):
    """The checked tables of the sample company."""
    return cx.open_company(sample).load(month="2026-10", folder=tmp_path_factory.mktemp("snapshot"))


def figures_of(report):
    return json.loads((report.folder / "record.json").read_text("utf-8"))["figures"]


def test_the_second_computation_covers_the_report(sample_report, snapshot):
    figures = figures_of(sample_report)
    assert set(COUNTED) <= set(figures)
    gate.check_recount(figures, snapshot, weighted=False)


@pytest.mark.parametrize("name", list(COUNTED))
def test_a_figure_that_a_second_computation_does_not_give(sample_report, snapshot, name):
    figures = figures_of(sample_report)
    rows = [row for row in figures[name] if row["estimate"] is not None]
    for change in ({"estimate": rows[-1]["estimate"] * 1.001}, {"n": rows[-1]["n"] + 1}):
        changed = {name: [*rows[:-1], rows[-1] | change]}
        with pytest.raises(RenderError, match=f"E-RECOUNT {name} of {rows[-1]['period']}: the record says"):
            gate.check_recount(changed, snapshot, weighted=False)
    gate.check_recount({f"another {name}": changed[name]}, snapshot, weighted=False)
    gate.check_recount({name: [row | {"channel": "app"} for row in changed[name]]}, snapshot, weighted=False)


def published(frame):
    return end(frames={"it": cx.protect([frame], min_n=10)[0]})["frames"]["it"]


def test_weighted_answers_are_counted_again_by_weight(snapshot):
    voice = snapshot.voice("responses", weighted=True)
    figures = {
        "nps": published(cx.nps(snapshot.responses, every="month", **voice)),
        "csat_share": published(cx.csat(snapshot.responses, every="month", **voice)),
        "ces_share": published(cx.ces(snapshot.responses, every="month", **voice)),
    }
    gate.check_recount(figures, snapshot, weighted=True)
    with pytest.raises(RenderError, match="E-RECOUNT"):
        gate.check_recount(figures, snapshot, weighted=False)


@pytest.mark.parametrize("days", [30, 400])
def test_a_history_that_is_cut_is_counted_again(snapshot, days):
    """Customers first seen in its first year stand in no cohort."""
    facts = replace(snapshot.orders.facts, history_complete=False, history_start=np.datetime64("2024-05-01").item())
    tables = snapshot.tables | {"orders": replace(snapshot.orders, facts=facts)}
    short = replace(snapshot, tables=tables)
    rows = published(cx.repeat_rate(short.orders, within_days=days, every="month"))
    returning = published(cx.repeat_rate(short.orders, definition="monthly_returning"))
    assert any(row["estimate"] is not None for row in rows)
    gate.check_recount({"repeat": rows, "returning": returning}, short, weighted=False)


def test_an_account_that_does_not_close(snapshot):
    gate.check_account(snapshot)
    for change, said in (({"rows": 1}, "rows are missing"), ({"rows": 26, "used": 26}, "26 rows used, the checked")):
        record = copy.deepcopy(snapshot.record)
        record["tables"]["orders"]["account"] = dict.fromkeys(("quarantined", "excluded", "blank", "used"), 0) | change
        with pytest.raises(RenderError, match=f"E-ACCOUNT orders .*{said}"):
            gate.check_account(replace(snapshot, record=record))


LEAKS = [
    ("postgresql://reader:CANARY-pw@db.internal/cx", "E-SECRET"),
    ("-----BEGIN RSA PRIVATE KEY-----", "E-SECRET"),
    ("AKIAIOSFODNN7EXAMPLE", "E-SECRET"),
    ("AIza" + "Sy" * 17 + "x", "E-SECRET"),
    ("password=hunter2", "E-SECRET"),
    ("write to kim.canary@example.invalid now", "E-PERSONAL"),
    ("call 010-9999-0042", "E-PERSONAL"),
    ("call 01099990042", "E-PERSONAL"),
    ("call +82 10-9999-0042", "E-PERSONAL"),
    ("900101-1234567", "E-PERSONAL"),
    ("4242-4242-4242-4242", "E-PERSONAL"),
    ("4242424242424242", "E-PERSONAL"),
    (f"read {Path.home()}/cx.toml", "E-PLACE"),
    (f"in {Path.cwd()}", "E-PLACE"),
    ("host-7f3a.shop", "E-PLACE"),
]


@pytest.mark.parametrize(("leak", "code"), LEAKS)
@pytest.mark.parametrize("name", ["a.ko.html", "a.en.pdf", "record.json", "quarantine.csv"])
def test_secrets_and_personal_data(leak, code, name, *, monkeypatch, tmp_path):
    monkeypatch.setattr(scan.socket, "gethostname", lambda: "host-7f3a.shop")
    with pytest.raises(PrivacyError, match=f"{code} {name}") as caught:
        gate.check_scan({"sound": ["NPS"], name: ["one", leak]}, company="Shop", folder=tmp_path)
    assert not any(word in str(caught.value) for word in ("CANARY", "canary", "9999", "4242", "1234567"))
    assert caught.value.exit_code == 6


def test_what_looks_like_one_and_is_none(tmp_path):
    sound = [
        "2026-10-31 2026-09-30", "1,234 5,678 9,012 3,456", "4242-4242-4242-4241", "0.123456789", "+0.8 to +5.5",
        "2025.10 2025.11 2025.12", "token of thanks", "https://example.com", "aaa.aaa.####@aaaaaaa.aaaaaaa#",
        "sha256 " + "0123456789abcdef" * 4,
    ]  # fmt: skip
    gate.check_scan({"a": sound}, company="", folder=tmp_path)
    gate.check_scan({"a": ["of help@shop.example"]}, company="help@shop.example", folder=tmp_path)


def test_identifiers_of_the_tables(snapshot):
    orders, answers = snapshot.orders.df(), snapshot.responses.df()
    found = [*orders["order_id"].iloc[[0, -1]], orders["customer_id"].dropna().iloc[-1], answers["response_id"].iloc[9]]
    for leak in found:
        for name, said in (("a.html", f"({leak})"), ("a.pdf", f"of {leak}."), ("parts.json", leak)):
            with pytest.raises(PrivacyError, match=f"E-IDENTIFIER {name} an identifier of") as caught:
                gate.check_identifiers({"sound": ["customers"], name: ["x", said]}, snapshot)
            assert leak not in str(caught.value)
    gate.check_identifiers({"a": [f"{found[0]}9", f"x{found[0]}", "H00000061234"]}, snapshot)


def company_of(folder, ids, channels):
    """A survey whose answers have these numbers and channels."""
    lines = [f"{one},2026-10-{1 + i % 28:02d},nps,{i % 11},{channels[i % len(channels)]}" for i, one in enumerate(ids)]
    (folder / "r.csv").write_text("\n".join(["response_id,responded_at,metric,score,channel", *lines]) + "\n", "utf-8")
    (folder / "cx.toml").write_text(
        'company = "x"\ntimezone = "Asia/Seoul"\ncurrency = "KRW"\nlanguages = ["en"]\ndata_end = "2026-10-31"\n'
        'history_complete = true\n[responses]\nsource = "r.csv"\nfresh = false\nscale.nps = { min = 0, max = 10 }\n',
        "utf-8",
    )
    return folder


def test_numbers_that_are_also_counts_or_groups(tmp_path):
    """Answers numbered from 10,000 on: what the report counts is no identifier, nor is a postcode."""
    company = cx.open_company(company_of(tmp_path, range(10_000, 12_000), ["10115", "app"])).load()
    counts = ["12,000 answers", "10,115", "in 10115", "sha 0010500"]
    gate.check_identifiers({"a.html": counts, "a.pdf": ["10500", "11.10600"]}, company)
    for leak in ("number 10500", "10500;", "(10500)"):
        with pytest.raises(PrivacyError, match="response_id '#####'"):
            gate.check_identifiers({"a.html": [leak]}, company)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A small report up to the gate: its job and its parts."""
    folder = tmp_path_factory.mktemp("ran")
    home = company_of(tmp_path_factory.mktemp("company"), [f"R-{i:06d}" for i in range(240)], ["app", "web"])
    path = notebook.find_notebook("scorecard", home)
    cx.open_company(home).load(month="2026-10", folder=_made(folder / "snapshot"))
    job = run.prepare(path, {}, snapshot=folder / "snapshot", folder=folder, langs=["en"], out=folder / "out")
    return job, execute(path, job.values, folder=folder)


def _made(folder):
    folder.mkdir()
    return folder


def silent(_):
    """Say nothing."""


def _with(changed):
    """Change the parts."""
    return lambda job, parts, _: (job, changed(parts))


def _inserted(name):
    more = sentence("group-other", name=name)
    return _with(lambda parts: [parts[0], more, *parts[1:]])


def _without_section(parts):
    at = next(i for i, part in enumerate(parts) if part.get("id") == "csat")
    return parts[:at] + parts[at + 2 :]


def _figure(**change):
    return _with(lambda parts: [part | change if part["type"] == "figure" else part for part in parts])


def _small(parts):
    frames = copy.deepcopy(parts[-1]["frames"])
    frames["nps"][-1]["n"] = 3
    return [*parts[:-1], parts[-1] | {"frames": frames}]


def _unclosed(job, parts, _):
    record = copy.deepcopy(job.company.record)
    record["tables"]["responses"]["account"]["blank"] += 1
    return replace(job, company=replace(job.company, record=record)), parts


def _record(old, new):
    """Change a number of record.json, all limits around it fitting."""

    def change(job, parts, patch):
        made = run.records_of

        def changed(*given, **named):
            files = made(*given, **named)
            record = json.loads(files["record.json"])
            for row in record["figures"]["nps"]:
                row[old] = new(row[old])
            return files | {"record.json": json.dumps(record).encode()}

        patch.setattr(run, "records_of", changed)
        return job, parts

    return change


def _rendered(name):
    def changed(job, parts, patch):
        made = getattr(run, name)
        patch.setattr(run, name, lambda document: made(_other_headline(document)))
        return job, parts

    return changed


def _other_headline(document):
    blocks = copy.deepcopy(document["blocks"])
    next(block for block in blocks if block["type"] == "key_figures")["items"][0]["value"] = "99.9"
    return document | {"blocks": blocks}


DEFECTS = {
    "a blank figure": (_figure(frame=[]), "E-EMPTY the figure"),
    "no alternative text": (_figure(alt=phrase("group-other", name="")), "E-FIGURE"),
    "a number that is none": (_inserted("nan"), "E-TEXT 'nan'"),
    "a missing section": (_with(_without_section), "E-SECTION scorecard has no section 'csat'"),
    "a small cell": (_with(_small), "E-SMALL nps"),
    "an open account": (_unclosed, "E-ACCOUNT responses"),
    "a secret": (_inserted("postgresql://u:pw@h/db"), "E-SECRET parts.json|E-SECRET scorecard"),
    "an address": (_inserted("kim@example.invalid"), "E-PERSONAL scorecard"),
    "an identifier": (_inserted("R-000017"), "E-IDENTIFIER scorecard"),
    "a wrong headline in the page": (_rendered("render_html"), "the page says '99.9'"),
    "a wrong headline in the PDF": (_rendered("render_pdf"), "the PDF says '.*99.9"),
    "a wrong headline in the record": (_record("estimate", lambda found: found + 1), "E-DISAGREE nps"),
    "a wrong n in the record": (_record("n", lambda found: found + 1), "E-DISAGREE nps"),
}  # fmt: skip


def test_the_small_report_is_sound(ran, tmp_path):
    job, parts = ran
    done = run.finish(replace(job, out=_made(tmp_path / "out")), parts, say=silent)
    assert len(list(done.folder.iterdir())) == 9


@pytest.mark.parametrize("defect", list(DEFECTS))
def test_each_defect_blocks_publishing(ran, defect, tmp_path, monkeypatch):
    change, said = DEFECTS[defect]
    job, parts = change(*ran, monkeypatch)
    with pytest.raises(CxError, match=said) as caught:
        run.finish(replace(job, out=tmp_path), parts, say=silent)
    assert caught.value.exit_code in {5, 6}
    assert not list(tmp_path.rglob("*.*"))


def test_parts_and_record_that_are_wrong_alike(ran, tmp_path):
    """A wrong metric, shown everywhere alike: only the second computation can know."""
    job, parts = ran
    frames = copy.deepcopy(parts[-1]["frames"])
    shown = next(part for part in parts if part["type"] == "key_figures")["items"][0]["value"]["v"]
    frames["nps"][-1]["estimate"] = shown  # what every page says, but not what the answers give
    with pytest.raises(RenderError, match="E-RECOUNT nps of 2026-10"):
        run.finish(replace(job, out=tmp_path), [*parts[:-1], parts[-1] | {"frames": frames}], say=silent)
