"""What must stand in no published file: secrets, personal data, and the places of this machine."""

from __future__ import annotations

import re
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from cxmetrics.errors import PrivacyError
from cxmetrics.fonts import displayable, readable
from cxmetrics.sources.account import mask
from cxmetrics.sources.personal import KINDS
from cxmetrics.words import LANGUAGES, catalogue

SHORT: Final = 2  # parts of a path, the root among them
NEAR: Final = 60  # characters of a match whose shape is told
MOBILE: Final = r"(?<!\d)(?:\+?82[-. ]?\(?0?\)?[-. ]?|0)1[016-9][-. ]?\d{3,4}[-. ]?\d{4}(?!\d)"
CARD: Final = r"(?<!\d)(?:\d{4}[-.]\d{4}[-.]\d{4}[-.]\d{4}|\d{4} \d{4} \d{4} \d{4}|\d{13,19})(?!\d)"
WHOLE: Final = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
SECRETS: Final = (
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,64}:[^\s/@]{1,128}@",  # the password of an address
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY",
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",  # Amazon
    r"\bAIza[0-9A-Za-z_-]{35}",  # Google
    r"\bgh[pousr]_[0-9A-Za-z]{30,}",  # GitHub
    r"\bxox[abprs]-[0-9A-Za-z-]{10,}",  # Slack
    r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.",  # JSON web token
    r"(?i:\b(?:password|passwd|pwd|secret|token|api_?key)\s{0,2}=\s{0,2}[^\s=]{1,})",
)


def _luhn(text: str) -> bool:
    """Whether the digits of a text close as those of a card do.

    Examples
    --------
    >>> _luhn("4242-4242-4242-4242"), _luhn("4242-4242-4242-4241")
    (True, False)
    """
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    return not sum(n if i % 2 == 0 else (2 * n - 9 if n > 4 else 2 * n) for i, n in enumerate(digits)) % 10  # noqa: PLR2004


def _written_out(text: str) -> bool:
    """Whether a text is a whole address, and more than the shape of one, as a masked value is.

    Examples
    --------
    >>> _written_out("kim@example.com"), _written_out("aaa@aaaaaaa.aaa"), _written_out('"@preview/cetz:0.4.2"')
    (True, False, False)
    """
    return bool(WHOLE.search(text)) and mask(text) != text


def _any(_: str) -> bool:
    return True


def _personal(kind: str) -> re.Pattern[str]:
    """Give a pattern that comments are masked by, as Python's."""
    return re.compile("".join(KINDS[kind]))


PERSONAL: Final[Mapping[str, tuple[re.Pattern[str], Callable[[str], bool]]]] = {
    "an e-mail address": (_personal("EMAIL"), _written_out),
    "an identity number": (_personal("RRN"), _any),
    "a telephone number": (re.compile(MOBILE), _any),
    "a card number": (re.compile(CARD), _luhn),
}
SECRET: Final = re.compile("|".join(SECRETS))


def check_scan(texts: Mapping[str, Sequence[str]], *, company: str, folder: Path) -> None:
    """Refuse files that hold secrets, personal data or places of this machine.

    The company's name may hold what it likes: what stands in it is not looked at. Text of a notebook may not.

    Parameters
    ----------
    texts : dict of list
        Every text of each file, by the file's name.
    company : str
        Name of the company.
    folder : Path
        Private folder of the run.

    Raises
    ------
    PrivacyError
        Naming the file and the kind, and of what was found its shape only.

    Examples
    --------
    >>> check_scan({"parts.json": ["write to", "shop@example.com"]}, company="Shop", folder=Path("run"))
    Traceback (most recent call last):
    cxmetrics.errors.PrivacyError: E-PERSONAL parts.json an e-mail address stands in it: 'aaaa@aaaaaaa.aaa'. Fix: ...
    """
    places = re.compile("|".join(_places(folder)))
    names = {company, readable(company), displayable(company)}
    for name, found in texts.items():
        text = "\n".join(found)
        for known in names:
            text = text.replace(known, "") if known else text
        if match := SECRET.search(text):
            raise _refused("E-SECRET", name, "a secret", match[0])
        for kind, (pattern, holds) in PERSONAL.items():
            if match := next((m for m in pattern.finditer(text) if holds(m[0])), None):
                raise _refused("E-PERSONAL", name, kind, match[0])
        if match := places.search(text):
            raise _refused("E-PLACE", name, "a path or name of this machine", match[0])


def _places(folder: Path) -> Iterator[str]:
    """Give patterns of what tells where a report was made: home, working and private folder, and the host's name."""
    here = [Path.cwd()] if len(Path.cwd().parts) > SHORT else []  # /app may as well be an address in a shop
    for path in (Path.home(), folder.resolve(), Path(tempfile.gettempdir()) / "cxmetrics", *here):
        if path != Path(path.anchor):
            yield rf"(?<![\w/]){re.escape(str(path))}(?!\w)"
    host = socket.gethostname()
    if re.search(r"[\d.-]", host) and not any(host in catalogue(lang) for lang in LANGUAGES):
        yield rf"(?<![\w.-]){re.escape(host)}(?![\w-])"


def _refused(code: str, name: str, kind: str, found: str) -> PrivacyError:
    return PrivacyError(
        code,
        "{kind} stands in it: {shape!r}.",
        where=name,
        fix="take it out of the file name, the label or the text that it comes from.",
        kind=kind,
        shape=mask(found.strip()[:NEAR]),
    )
