"""A company file as text, with what speaks for each entry beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any


def written(entries: Mapping[str, Any], why: Mapping[str, str]) -> str:
    """Write a company file, with what speaks for each entry as a comment beside it."""
    lines = ["# cx.toml: all that the company says about itself. Proposed by `cxmetrics init`: please read every line."]
    lines += [_line(name, value, why.get(name)) for name, value in entries.items() if not isinstance(value, dict)]
    for table, config in entries.items():
        if isinstance(config, dict):
            lines += ["", f"[{table}]" + _comment(why.get(table))]
            scales = config.get("scale", {})
            lines += [_line(n, v, why.get(f"{table}.{n}")) for n, v in config.items() if n != "scale"]
            lines += [_line(f"scale.{n}", v, _of_scale(why, f"{table}.scale.{n}")) for n, v in scales.items()]
    return "\n".join(lines) + "\n"


def _of_scale(why: Mapping[str, str], entry: str) -> str:
    return "; ".join(text for name, text in why.items() if name.startswith(entry) and text)


def _line(name: str, value: Any, reason: str | None) -> str:
    return f"{name} = {_toml(value)}{_comment(reason)}"


def _comment(reason: str | None) -> str:
    return f"  # {' '.join(reason.split())}" if reason else ""


def _toml(value: Any) -> str:
    """Write a value as TOML: its strings are written as those of JSON."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_toml(item)}" for name, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return value.isoformat().join('""') if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
