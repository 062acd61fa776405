"""Words: one catalogue a language, keys and fields equal; notebooks and templates only look them up."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

from cxmetrics.errors import CxError, ParameterError
from cxmetrics.particles import with_particle, with_tilde
from cxmetrics.words.numbers import Value, decimals, write

LANGUAGES = ("ko", "en")

__all__ = ["LANGUAGES", "Value", "decimals", "keys", "say", "write"]


def catalogue(lang: str) -> str:
    """Text of a language's catalogue."""
    if lang not in LANGUAGES:
        raise ParameterError(
            "E-LANG",
            "there is no language {lang!r}.",
            fix="one of {languages}.",
            lang=lang,
            languages=", ".join(LANGUAGES),
        )
    return resources.files("cxmetrics").joinpath("words", f"{lang}.ftl").read_text(encoding="utf-8")


def _particle(word: Any, pair: Any) -> str:
    return with_particle(str(word), str(pair))


def _range(low: Any, high: Any) -> str:
    return with_tilde(str(low), str(high))


@functools.cache
def _bundle(lang: str) -> FluentBundle:
    functions: Any = {"PARTICLE": _particle, "RANGE": _range}
    bundle = FluentBundle([lang], functions=functions, use_isolating=False)
    bundle.add_resource(FluentResource(catalogue(lang)))
    return bundle


@functools.cache
def keys(lang: str) -> frozenset[str]:
    """Keys of a language's catalogue."""
    return frozenset(_bundle(lang)._messages)


def say(key: str, lang: str, **fields: Value | str | int) -> str:
    """Say a sentence of the catalogue.

    Parameters
    ----------
    key : str
        Its key.
    lang : {"ko", "en"}
        The language.
    **fields : Value, str or int
        What the sentence is about; a `Value` is written in the language, an int also chooses plurals.

    Raises
    ------
    CxError
        The catalogue lacks the key, or the sentence lacks a field: a bug of the kit.

    Examples
    --------
    >>> say("page-of", "en", page=2, pages=7)
    'Page 2 of 7'
    """
    if key not in keys(lang):
        raise CxError("E-WORD", "the catalogue {lang} has no {key!r}.", fix="report this as a bug.", lang=lang, key=key)
    bundle = _bundle(lang)
    written: Mapping[str, Any] = {
        name: write(value, lang) if isinstance(value, Value) else value for name, value in fields.items()
    }
    pattern: Any = bundle.get_message(key).value
    text, errors = bundle.format_pattern(pattern, dict(written))
    if errors:
        raise CxError(
            "E-WORD", "{key} ({lang}): {error}.", fix="report this as a bug.", key=key, lang=lang, error=errors[0]
        )
    return str(text)
