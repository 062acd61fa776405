"""What ``cx.toml`` says of the customer path: touchpoints that differ from the register, and personas."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cxmetrics.contract import REGISTER, Touchpoint

OF_CUSTOMER = ("segment", "region", "birth_year", "consent", "acquisition_source")
OF_FIRST_ORDER = ("channel", "category", "device", "first_touch")
NUMBERS, FLAGS = ("birth_year",), ("consent",)  # of those of a customer; all others are words
SAID = {
    "stage": "{value!r} is not in the register, so it needs a stage.",
    "no_touchpoint": "{value!r} is no touchpoint of the register.",
    "name": "{value!r} cannot be the name of a touchpoint: it is empty, or holds a vertical bar.",
    "no_rule": 'a persona needs a rule, such as {{ segment = ["VIP"] }}.',
    "ruled": "{value!r} is nothing that a rule can use; one of {known}.",
    "words": '{value!r} needs a value or several, such as ["VIP"].',
    "range": "{value!r} needs numbers, such as {{ min = 1980, max = 1999 }}.",
    "flag": "{value!r} needs true or false.",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TouchpointConfig(_Strict):
    """A touchpoint of the company's own, or what differs from the register."""

    stage: Literal["aware", "appeal", "ask", "act", "advocate"] | None = None
    pillar: Literal["sales channels", "marketing", "advertising", "operations"] | None = None
    owner: str | None = None
    effort: Literal["small", "medium", "large"] | None = None


class JourneyConfig(_Strict):
    """The touchpoints of the company: the default register, with what is changed, added and left out."""

    touchpoints: dict[str, TouchpointConfig] = Field(default_factory=dict)
    leave_out: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> JourneyConfig:
        for name, own in self.touchpoints.items():
            if not name or "|" in name:
                raise PydanticCustomError("name", "a bar", {"value": name})
            if name not in REGISTER and own.stage is None:
                raise PydanticCustomError("stage", "no stage", {"value": name})
        for name in self.leave_out:
            if name not in REGISTER:
                raise PydanticCustomError("no_touchpoint", "not there", {"value": name})
        return self

    @property
    def register(self) -> dict[str, Touchpoint]:
        """Stage, pillar and owner of every touchpoint of the company."""
        found = {name: known for name, known in REGISTER.items() if name not in self.leave_out}
        for name, own in self.touchpoints.items():
            known = REGISTER.get(name, Touchpoint("", "operations", "none"))
            stage, pillar, owner = own.stage or known.stage, own.pillar or known.pillar, own.owner or known.owner
            found[name] = Touchpoint(stage, pillar, owner, own.effort or known.effort)
        return found


def _unusable(name: str, wanted: Any) -> Literal["range", "flag", "words"] | None:
    """Say what a column needs where it cannot be asked for that."""
    if name in NUMBERS:
        kept = isinstance(wanted, dict) and bool(wanted) and set(wanted) <= {"min", "max"}
        numbers = kept and all(isinstance(one, int | float) and not isinstance(one, bool) for one in wanted.values())
        return None if numbers else "range"
    if name in FLAGS:
        return None if isinstance(wanted, bool) else "flag"
    words = [wanted] if isinstance(wanted, str) else wanted
    fit = isinstance(words, list | tuple) and bool(words) and all(isinstance(one, str) and one for one in words)
    return None if fit else "words"


class Persona(_Strict):
    """A kind of customer: a name, a rule on what is known of each, and what they want.

    A rule holds for who has, in every column that it names, one of the values, or a number from ``min`` to ``max``.
    """

    name: str
    rule: dict[str, tuple[str, ...] | dict[Literal["min", "max"], float] | bool]
    goals: tuple[str, ...] = ()

    @field_validator("rule", mode="before")
    @classmethod
    def _usable(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not value:
            raise PydanticCustomError("no_rule", "no rule")
        known = (*OF_CUSTOMER, *OF_FIRST_ORDER)
        for name, wanted in value.items():
            if name not in known:
                raise PydanticCustomError("ruled", "no such", {"value": name, "known": ", ".join(known)})
            if said := _unusable(name, wanted):
                raise PydanticCustomError(said, "nothing", {"value": name})
        return {name: (wanted,) if isinstance(wanted, str) else wanted for name, wanted in value.items()}
