"""A question about something that no file can say for sure, with the answer that is proposed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

NONE = "-"  # the answer that nothing fits
Ask = Callable[["Question"], str]
Check = Callable[[str], object]


@dataclass(frozen=True)
class Question:
    """Something to confirm.

    Parameters
    ----------
    entry : str
        Where the answer goes in cx.toml: ``"data_end"``, ``"orders.time_format"``.
    text : str
        The question.
    proposed : str
        The answer that is proposed.
    why : str
        What was seen that speaks for it.
    choices : tuple of str, default ()
        The only answers, where there are only some.
    check : callable, optional
        Raises an error for an answer that cannot be one; who asks in a terminal asks again.
    """

    entry: str
    text: str
    proposed: str
    why: str
    choices: tuple[str, ...] = ()
    check: Check | None = field(default=None, compare=False)


@dataclass
class Answers:
    """Answers, and why each was proposed, for the comments of the file that is written."""

    ask: Ask
    why: dict[str, str] = field(default_factory=dict)

    def to(
        self,
        entry: str,
        text: str,
        proposed: str,
        why: str,
        *,
        choices: tuple[str, ...] = (),
        check: Check | None = None,
    ) -> str:
        """Ask, and keep the reason where the proposal was taken."""
        answer = self.ask(Question(entry, text, proposed, why, choices, check)).strip() or proposed
        if check is not None:
            check(answer)
        self.why[entry] = why if answer == proposed else ""
        return answer


def accept(question: Question) -> str:
    """Take what is proposed."""
    return question.proposed
