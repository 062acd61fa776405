"""Errors that name the place, the rule and the way out, each with the exit code of the command line."""

from __future__ import annotations


class CxError(Exception):
    """Something that the user can mend.

    Parameters
    ----------
    code : str
        Short name of the rule, such as ``"E-WIDTH"``.
    detail : str
        What is wrong, with the numbers.
    where : str, optional
        File, row and column: ``"surveys.csv:2 [score]"``.
    fix : str, optional
        What to do about it.
    more : int, default 0
        How many further places are like this one.

    Examples
    --------
    >>> print(DataError("E-WIDTH", "3 fields, header has 2.", where="surveys.csv:2", fix="quote commas."))
    E-WIDTH surveys.csv:2 3 fields, header has 2. Fix: quote commas.
    """

    exit_code = 70

    def __init__(self, code: str, detail: str, *, where: str = "", fix: str = "", more: int = 0) -> None:
        self.code, self.detail, self.where, self.fix, self.more = code, detail, where, fix, more
        super().__init__(code, detail, where, fix, more)

    def __str__(self) -> str:
        parts = [self.code, self.where, self.detail]
        if self.fix:
            parts.append(f"Fix: {self.fix}")
        if self.more:
            parts.append(f"(and {self.more:,} more like it)")
        return " ".join(part for part in parts if part)


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
