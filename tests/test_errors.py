"""Errors: one form, English and Korean, and no text without its other half."""

import ast
import importlib
import pickle
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import cxmetrics
from cxmetrics.errors import DataError
from cxmetrics.particles import agreed

ROOT = Path(cxmetrics.__file__).parent
KINDS = {
    "CxError",
    "ParameterError",
    "DataError",
    "SourceError",
    "RenderError",
    "PrivacyError",
    "LockedError",
    "StorageError",
    "PublishedError",
}


def texts():
    """Pairs of a place and a text that stands in a call of an error, or in a constant that such a call names."""
    for path in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        name = ".".join(["cxmetrics", *path.relative_to(ROOT).with_suffix("").parts])
        for call in ast.walk(tree):
            kind = getattr(call, "func", None)
            if getattr(kind, "id", getattr(kind, "attr", None)) not in KINDS or len(call.args) < 2:
                continue
            for part in [call.args[1], *(word.value for word in call.keywords if word.arg == "fix")]:
                for text in _strings(part, name):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", text


def _strings(part, module):
    if isinstance(part, ast.JoinedStr):
        pytest.fail(f"{module}:{part.lineno}: a template with fields is needed, no f-string")
    if isinstance(part, ast.Constant):
        yield part.value
    elif isinstance(part, ast.IfExp):
        yield from _strings(part.body, module)
        yield from _strings(part.orelse, module)
    elif isinstance(part, ast.Name) and part.id.isupper():
        yield getattr(importlib.import_module(module.removesuffix(".__init__")), part.id)


FORMS = {"Fix:", "(and {more:,} more like it)"}


@pytest.fixture(scope="module")
def korean():
    with (ROOT / "words" / "errors.ko.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file, locale="ko") if entry.id}


def fields(text):
    return sorted((name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


def test_every_text_has_its_korean_half(korean):
    lacking = [f"{place} {text}" for place, text in texts() if not korean.get(text)]
    assert lacking == []
    assert set(korean) >= FORMS


def test_no_korean_text_is_left_over(korean):
    source = "".join(path.read_text("utf-8") for path in ROOT.rglob("*.py")).replace('\\"', '"')
    named = {text for _, text in texts()} | FORMS
    unused = [text for text in korean if text not in named and text.removesuffix(".") not in source]
    assert unused == []


def test_both_halves_have_the_same_fields(korean):
    assert [text for text, said in korean.items() if fields(text) != fields(said)] == []


def test_one_form():
    said = {"fix": "export it again.", "where": "a.csv:2 [score]", "more": 3, "n": 3, "width": 2}
    error = DataError("E-WIDTH", "{n} fields, header has {width}.", **said)
    assert str(error) == "E-WIDTH a.csv:2 [score] 3 fields, header has 2. Fix: export it again. (and 3 more like it)"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


def test_a_value_that_looks_like_a_field_is_a_value():
    assert "{evil}" in str(DataError("E-TEST", "there is no map {name!r}.", name="{evil}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("앱은(는)", "앱은"),
        ("스토어을(를)", "스토어를"),
        ("'서울'(으)로", "'서울'로"),
        ("'x.csv'(이)라는", "'x.csv'라는"),
    ],
)
def test_particles_of_errors_agree(text, said):
    assert agreed(text) == said
