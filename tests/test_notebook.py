"""Notebooks are source: stripped, thin, and strict about their parameters."""

import json

import pytest

from cxmetrics.errors import ParameterError
from cxmetrics.report import notebook
from cxmetrics.resources import folder

ALL = sorted(folder("notebooks").glob("*.ipynb"))
SCORECARD = folder("notebooks") / "scorecard.ipynb"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_committed_without_outputs(path):
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_thin(path):
    cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    source = "".join(line for cell in cells for line in cell["source"])
    assert not any(word in source for word in ("def ", "class ", "lambda", "!pip", "%%", "%pip"))
    assert max(len(cell["source"]) for cell in cells) <= 20


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_parameter_says_what_it_is(path):
    found = notebook.parameters(path)
    assert {"company", "month"} <= found.keys()
    assert all(parameter.help for parameter in found.values())


def test_a_misspelt_parameter_is_an_error():
    with pytest.raises(ParameterError, match=r"no parameter 'levle'. Fix: did you mean 'level'\? It takes: allow_"):
        notebook.check(SCORECARD, {"levle": 0.9})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", "0.9"),
        ("within_days", 90.5),
        ("within_days", True),
        ("segments", ("a",)),
        ("segments", [["a"]]),
        ("month", 202610),
    ],
)
def test_a_value_of_the_wrong_type_is_an_error(name, value):
    with pytest.raises(ParameterError, match=f"{name}=.* is no "):
        notebook.check(SCORECARD, {name: value})


def test_the_command_line_is_read_by_the_declared_type():
    pairs = ["month=0042", "within_days=30", "level=0.9", "segments=channel, region", "weighted=true"]
    assert notebook.from_text(SCORECARD, pairs) == {
        "month": "0042",
        "within_days": 30,
        "level": 0.9,
        "segments": ["channel", "region"],
        "weighted": True,
    }


@pytest.mark.parametrize("pair", ["within_days=1e2", "within_days=９0", "level=nan", "weighted=yes", "level", "lvl=1"])
def test_what_cannot_be_read_is_refused(pair):
    with pytest.raises(ParameterError, match="E-PARAMETER"):
        notebook.from_text(SCORECARD, [pair])


def test_an_unknown_notebook_names_the_known_ones(tmp_path):
    with pytest.raises(ParameterError, match="scorecard"):
        notebook.find_notebook("scorecrad", tmp_path)
    torn = tmp_path / "torn.ipynb"
    torn.write_text(SCORECARD.read_text("utf-8")[:200], "utf-8")
    with pytest.raises(ParameterError, match="no whole notebook"):
        notebook.parameters(notebook.find_notebook(str(torn), tmp_path))
