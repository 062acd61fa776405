"""What a company says about itself in ``cx.toml``, checked word for word."""

from __future__ import annotations

import difflib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from cxmetrics.contract import TABLES
from cxmetrics.errors import ParameterError
from cxmetrics.frames import STANDARD
from cxmetrics.sources import config_journey
from cxmetrics.sources.config_comments import CommentsConfig
from cxmetrics.sources.config_journey import JourneyConfig, Persona


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise PydanticCustomError("zone", "no time zone", {"value": value}) from None
    return value


def _time_format(value: str) -> str:
    try:
        with duckdb.connect() as private:
            private.execute("select try_strptime('', $1)", [value]).fetchall()
    except duckdb.Error:
        raise PydanticCustomError("time_format", "no time format", {"value": value}) from None
    return value


def _group(value: str) -> str:
    if value in STANDARD or any(value in spec.names for spec in TABLES.values()) or value.startswith("__"):
        raise PydanticCustomError("group", "a column of the kit's own", {"value": value})
    return value


def _names(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


# What is wrong with an entry, by the type that pydantic gives it or we do.
SAID = {
    "zone": "{value!r} is not a time zone; such as Asia/Seoul.",
    "time_format": "{value!r} is no time format; such as %Y.%m.%d %H:%M.",
    "group": "{value!r} is a column of the kit's own; choose another name for the group.",
    "marks": "{value!r} cannot be both the thousands and the decimal mark.",
    "tables": "no table is configured; add [orders] or [responses].",
    "history": "history_complete is false, so history_start is needed.",
    "keywords": "theme {value!r} has no keyword; name at least one word, or leave the theme out.",
    "missing": "this entry is needed.",
    "extra_forbidden": "there is no such entry.",
    "literal_error": "must be {expected}.",
    "string_type": "must be text in quotes.",
    "bool_type": "must be true or false.",
    "bool_parsing": "must be true or false.",
    "int_type": "must be a whole number.",
    "float_type": "must be a number.",
    "date_type": "must be a day such as 2026-10-31.",
    "date_from_datetime_parsing": "must be a day such as 2026-10-31.",
    "date_parsing": "must be a day such as 2026-10-31.",
    "greater_than_equal": "must be at least {ge}.",
    "less_than_equal": "must be at most {le}.",
    **config_journey.SAID,
}


Zone = Annotated[str, AfterValidator(_zone)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names), Field(min_length=1)]  # a column, and others it may have


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scale(_Strict):
    """Scale of one survey question: declared, never guessed."""

    min: float
    max: float
    high_is: Literal["good", "easy", "effort", "bad"] | None = None
    missing: tuple[str, ...] = ()
    whole: bool = True
    labels: dict[str, float] = Field(default_factory=dict)

    @field_validator("missing", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return tuple(str(code) for code in value) if isinstance(value, list) else value


class TableConfig(_Strict):
    """Where a table comes from and how its columns are to be read."""

    # where the rows are
    source: str
    map: str | None = None
    table: str | None = None
    encoding: str | None = None
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1
    # which column is which, and what one row is
    rename: dict[str, Names] = Field(default_factory=dict)
    groups: dict[Annotated[str, AfterValidator(_group)], str] = Field(default_factory=dict)
    unpivot: dict[str, str] = Field(default_factory=dict)
    sum_lines_by: str | None = None
    sampled: Literal["orders"] | None = None
    # how values are written
    time_format: Annotated[str, AfterValidator(_time_format)] | None = None
    timezone: Zone | None = None
    excel_serial: bool = False
    thousands: Literal["", ",", ".", " ", "'"] = ""
    decimal: Literal[".", ","] = "."
    prefix: str = ""
    suffix: str = ""
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    na_values: tuple[str, ...] = ()
    scale: dict[str, Scale] = Field(default_factory=dict)
    # what is expected of the rows
    fresh: bool = True
    may_be_empty: bool = False
    latest_by: str | None = None
    test_rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    max_gap_days: int | None = Field(default=None, ge=1)
    invitations: dict[Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")], int] = Field(default_factory=dict)
    control: dict[str, float] = Field(default_factory=dict)
    max_quarantine_share: float = Field(default=0.02, ge=0, le=1)

    @model_validator(mode="after")
    def _one_mark_one_meaning(self) -> TableConfig:
        if self.thousands == self.decimal:
            raise PydanticCustomError("marks", "one mark, two meanings", {"value": self.decimal})
        return self


class ReportConfig(_Strict):
    """What the reports show."""

    segments: tuple[str, ...] = ()
    min_n: int = Field(default=10, ge=5, le=30)
    level: float = Field(default=0.95, ge=0.5, le=0.999)


Share = Annotated[float, Field(ge=0, le=1)]
Link = Literal["score", "on_time", "further"]


class RoiConfig(_Strict):
    """What is assumed where nothing was measured: how much of an effect counts, by grade of evidence and by link."""

    discounts: dict[Literal["A", "B", "C", "D", "E"], Share] = Field(default_factory=dict)
    causal_shares: dict[Literal["score", "on_time", "further"], tuple[Share, Share, Share]] = Field(
        default_factory=dict
    )

    @property
    def rules(self) -> dict[str, Any]:
        """As arguments of `cxmetrics.roi`."""
        return {"discounts": self.discounts, "causal_shares": self.causal_shares}


class CompanyConfig(_Strict):
    """The whole of ``cx.toml``."""

    company: str
    timezone: Zone
    currency: str
    languages: tuple[Literal["ko", "en"], ...] = Field(default=("ko", "en"), min_length=1)
    data_end: date
    history_start: date | None = None
    history_complete: bool
    holidays: Literal["KR", "none"] | None = None  # whose moving holidays months are aligned by
    orders: TableConfig | None = None
    responses: TableConfig | None = None
    touchpoints: TableConfig | None = None
    deliveries: TableConfig | None = None
    returns: TableConfig | None = None
    tickets: TableConfig | None = None
    customers: TableConfig | None = None
    initiatives: TableConfig | None = None
    report: ReportConfig = ReportConfig()
    journey: JourneyConfig = JourneyConfig()
    personas: dict[str, Persona] = Field(default_factory=dict)
    comments: CommentsConfig = CommentsConfig()
    roi: RoiConfig = RoiConfig()

    @model_validator(mode="after")
    def _has_data(self) -> CompanyConfig:
        if not self.tables:
            raise PydanticCustomError("tables", "no table")
        if not self.history_complete and self.history_start is None:
            raise PydanticCustomError("history", "no history_start")
        return self

    @property
    def tables(self) -> dict[str, TableConfig]:
        """Configured tables, by contract name."""
        found = {name: getattr(self, name) for name in TABLES}
        return {name: config for name, config in found.items() if config is not None}


def read_config(path: Path) -> CompanyConfig:
    """Read and check ``cx.toml``.

    Raises
    ------
    ParameterError
        The file is missing, is no TOML, or says something unknown; the error names the entry.
    """
    if not path.is_file():
        raise ParameterError(
            "E-CONFIG", "there is no such file.", where=str(path), fix="cxmetrics init proposes one; or see the README."
        )
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise ParameterError(
            "E-CONFIG", "is not in UTF-8.", where=path.name, fix="save it as UTF-8 in your editor."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(
            "E-CONFIG",
            "is no valid TOML: {error}.",
            where=path.name,
            fix="mend that line: see the README.",
            error=error,
        ) from None
    return _validated(raw, path.name)


def _validated(raw: dict[str, Any], name: str) -> CompanyConfig:
    try:
        return CompanyConfig.model_validate(raw)
    except ValidationError as error:
        first: Any = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        entry = ".".join(str(part) for part in first["loc"])
        fix, fields = _suggestion(first, entry)
        raise ParameterError(
            "E-CONFIG",
            SAID.get(first["type"], "{message}."),
            where=f"{name} [{entry}]" if entry else name,
            fix=fix,
            more=error.error_count() - 1,
            **{"message": first["msg"], **first.get("ctx", {}), **fields},
        ) from None


def _suggestion(error: Any, entry: str) -> tuple[str, dict[str, str]]:
    """Say which known entry a misspelt one is close to."""
    if error["type"] != "extra_forbidden":
        return "write it as in the README's cx.toml.", {}
    word = entry.rpartition(".")[2]
    models = (CompanyConfig, TableConfig, ReportConfig, CommentsConfig, Scale, JourneyConfig, Persona,
              config_journey.TouchpointConfig)  # fmt: skip
    close = difflib.get_close_matches(word, [name for model in models for name in model.model_fields], n=1)
    return ("did you mean {close!r}?", {"close": close[0]}) if close else ("remove it.", {})
