"""What is written about the tree is true of the tree."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxmetrics import contract
from cxmetrics.cli import app
from cxmetrics.sources.config import CompanyConfig

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split()]


def test_the_data_dictionary_is_made_from_the_contract():
    assert contract.data_dictionary() in (ROOT / "data" / "README.md").read_text("utf-8")


def test_the_environment_is_python_and_the_package():
    text = (ROOT / "environment.yml").read_text("utf-8")
    wanted = PROJECT["project"]["requires-python"]
    assert f"- python{wanted}" in text
    assert "- -e .[test]" in text
    assert len(re.findall(r"^\s+- ", text, re.M)) == 4


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock", "tools/uv.lock"])
def test_locks_hold_hashes_and_no_address(name):
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    pinned = [block for block in blocks if re.match(r"[A-Za-z0-9_.\-]+(\[.*\])?==", block)]
    assert pinned
    assert all("--hash=sha256:" in block for block in pinned)


def test_every_dependency_is_locked():
    locked = (ROOT / "requirements.lock").read_text("utf-8").lower()
    for requirement in PROJECT["project"]["dependencies"]:
        name = re.match(r"[A-Za-z0-9_.\-]+", requirement)[0].lower().replace(".", "-").replace("_", "-")
        assert f"{name}==" in locked.replace("_", "-")


def test_the_readme_example_is_the_tested_one():
    example = tomllib.loads((ROOT / "docs" / "examples" / "own_csv" / "cx.toml").read_text("utf-8"))
    blocks = [
        tomllib.loads(re.sub(r"^   ", "", text, flags=re.M)) for text in re.findall(r"```toml\n(.*?)```", README, re.S)
    ]
    assert blocks[0] == example
    for block in blocks[1:]:
        CompanyConfig.model_validate({**example, **block})


def test_every_command_is_in_the_readme():
    for command in app.registered_commands:
        assert f"`cxmetrics {command.callback.__name__}`" in README


@pytest.mark.parametrize("words", [[], ["init"], ["check"], ["comments"], ["report"], ["lab"], ["status"], ["verify"]])
def test_every_command_has_help_with_an_example(words):
    done = CliRunner().invoke(app, [*words, "--help"])
    assert done.exit_code == 0
    assert "Example" in done.stdout


def test_the_layers_are_those_of_the_contributing_page():
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    written = re.search(r"`particles →.*?`", page, re.S)[0].strip("`")
    steps = [{name.strip() for name in step.split(",")} for step in re.split(r"→", written.replace("\n", " "))]
    assert steps == [{name.strip() for name in layer.split("|")} for layer in reversed(layers) if layer != "__main__"]


def test_no_machine_path_and_no_large_file():
    for path in tracked():
        assert path.stat().st_size < 1_000_000, path
        if path.suffix in {".py", ".md", ".toml", ".sql", ".ipynb", ".ftl", ".yml"}:
            assert not re.search(r"/(home|root|Users)/[A-Za-z]", path.read_text("utf-8")), path


def test_source_files_stay_small():
    for path in tracked("cxmetrics/*.py", "data/*.py", "benchmarks/*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 300, path


def test_the_wheel_holds_all_that_a_run_needs(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    held = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    package = [path.relative_to(ROOT) for path in tracked("cxmetrics") if path.exists()]
    maps = [Path("cxmetrics/maps", path.relative_to(ROOT / "data" / "maps")) for path in tracked("data/maps")]
    notebooks = [Path("cxmetrics", path.relative_to(ROOT)) for path in tracked("notebooks")]
    assert {path.as_posix() for path in [*package, *maps, *notebooks]} <= held
