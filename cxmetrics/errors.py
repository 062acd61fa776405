"""Errors that name the place, the rule and the way out, each with the exit code of the command line."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

from cxmetrics.particles import agreed

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


class CxError(Exception):
    """Something that the user can mend.

    Parameters
    ----------
    code : str
        Short name of the rule, such as ``"E-WIDTH"``.
    detail : str
        What is wrong, with ``{fields}`` where the numbers stand; the Korean text is looked up by it.
    where : str, optional
        File, row and column: ``"surveys.csv:2 [score]"``.
    fix : str, optional
        What to do about it, with fields too.
    more : int, default 0
        How many further places are like this one.
    **fields
        What is written into the texts, as by ``str.format``.

    Examples
    --------
    >>> said = "{n} fields, header has {width}."
    >>> error = DataError("E-WIDTH", said, where="a.csv:2", fix="quote commas.", n=3, width=2)
    >>> print(error)
    E-WIDTH a.csv:2 3 fields, header has 2. Fix: quote commas.
    """

    exit_code = 70

    def __init__(
        self, code: str, detail: str, *, where: str = "", fix: str = "", more: int = 0, **fields: object
    ) -> None:
        self.code, self.where, self.more, self.fields = code, where, more, fields
        self.said, self.advice = detail, fix
        super().__init__(code, detail, where, fix, more)

    @property
    def detail(self) -> str:
        """What is wrong, in English."""
        return self._written(self.said)

    @property
    def fix(self) -> str:
        """What to do about it, in English."""
        return self._written(self.advice)

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: str = "en") -> str:
        """One line: code, place, what is wrong and the fix.

        Parameters
        ----------
        lang : {"en", "ko"}
            The language.
        """
        parts = [self.code, self.where, self._written(self.said, lang)]
        if self.advice:
            parts.append(f"{_translated('Fix:', lang)} {self._written(self.advice, lang)}")
        if self.more:
            parts.append(_translated("(and {more:,} more like it)", lang).format(more=self.more))
        line = " ".join(part for part in parts if part)
        return agreed(line) if lang == "ko" else line

    def _written(self, text: str, lang: str = "en") -> str:
        """Fill the fields in; a field that is a text of its own, such as a hint, is in the language too."""
        if not self.fields:
            return _translated(text, lang)
        said = {k: _translated(v, lang) if isinstance(v, str) else v for k, v in self.fields.items()}
        return _translated(text, lang).format(**said)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), (self.code, self.said), self.__dict__)


def _again(kind: type[CxError], said: tuple[str, str], state: dict[str, object]) -> CxError:
    """Make an error again that comes from another process."""
    error = kind(*said)
    error.__dict__.update(state)
    return error


@functools.cache
def _korean() -> Catalog:
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only an error in Korean needs it

    with resources.files("cxmetrics").joinpath("words", "errors.ko.po").open("rb") as file:
        return read_po(file, locale="ko")


def _translated(text: str, lang: str) -> str:
    """Look a text up in the Korean catalogue; one that is not there stays as it is."""
    found = _korean().get(text) if lang == "ko" else None
    return str(found.string) if found and found.string else text


class ParameterError(CxError):
    """A parameter, an option or the company file is wrong."""

    exit_code = 2


class DataError(CxError):
    """The data cannot be used as it is; nothing was published."""

    exit_code = 3


class SourceError(CxError):
    """A source could not be reached or read."""

    exit_code = 4


class RenderError(CxError):
    """The notebook failed, or the report did not pass the publish gate."""

    exit_code = 5


class PrivacyError(CxError):
    """The report would show what must not be shown."""

    exit_code = 6


class LockedError(CxError):
    """Another run makes this report now."""

    exit_code = 7


class StorageError(CxError):
    """The disk is full, or a folder cannot be written."""

    exit_code = 8


class PublishedError(CxError):
    """What is published is missing, too old or not as it was published."""

    exit_code = 9
