"""Terms of a comment: its nouns, verbs and adjectives in Korean, its words in English."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from cxmetrics.voice.scrubbing import MASK, scrub

KIWI, SPLIT = "kiwi", "split at spaces"
NOUNS, STEMS = ("NNG", "XR"), ("VV", "VA")
LONGEST: Final = 20  # signs of a term
AT_ONCE: Final = 10_000  # comments that are taken apart at a time
LATIN: Final = re.compile(r"(?<![a-z0-9])[a-z][a-z']*[a-z](?![a-z0-9])")
HANGUL: Final = re.compile(r"[가-힣]+")
PARTICLES: Final = re.compile(
    "(?<=..)(?:에서|에게|한테|으로|까지|부터|처럼|보다|이나|이랑|하고|은|는|이|가|을|를|에|의|도|만|로|와|과|랑)$"
)
# Words of grammar, which stand in praise and complaint alike.
GRAMMAR: Final = (
    "a about after again all also am an and any are as at be because been before being but by can could did do does "
    "doing don't down during each few for from further get got had has have having he her here him his how i i'm i've "
    "if in into is it it's its just me more most my no nor not of off on once only or other our out over own same she "
    "should so some such than that that's the their them then there these they this those through to too under until "
    "up us very was wasn't we were what when where which while who whom why will with would you your "
    "하다 되다 있다 없다 같다 그렇다 이렇다 저렇다 어떻다 이거 그거 저거 여기 거기 그것 이것 그냥 정말"
)
STOP: Final = frozenset(GRAMMAR.split())


class Terms(NamedTuple):
    """Terms of each comment, and how Korean was taken apart: `KIWI`, or `SPLIT` where that is not installed."""

    terms: list[frozenset[str]]
    method: str


def terms_of(comments: Sequence[str]) -> Terms:
    """Give the terms of each comment, without personal data, digits and words of grammar.

    Korean is taken apart by Kiwi (extra ``korean``): common nouns, roots, and the stems of verbs and adjectives, with
    -다. Proper nouns are left out, and nouns that may be a person's full name (which costs some that are none).
    Without Kiwi words are split at spaces and lose the most common particles; other endings stay, so that one verb is
    several terms.

    Parameters
    ----------
    comments : sequence of str
        What customers wrote; each is scrubbed first.

    Examples
    --------
    >>> sorted(terms_of(["The delivery was late, 010-1234-5678"]).terms[0])
    ['delivery', 'late']
    """
    texts = {comment: MASK.sub(" ", scrub(comment)) for comment in comments}
    split, method = (_split, SPLIT) if (kiwi := _kiwi()) is None else (functools.partial(_stems, kiwi), KIWI)
    found = dict(zip(texts, _terms(list(texts.values()), split), strict=True))
    return Terms([found[comment] for comment in comments], method)


def _terms(texts: Sequence[str], split: Callable[[Sequence[str]], Iterable[set[str]]]) -> Iterable[frozenset[str]]:
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        for text, korean in zip(some, split(some), strict=True):
            latin = set(LATIN.findall(text.casefold()))
            yield frozenset(term for term in (latin | korean) - STOP if len(term) <= LONGEST)


@functools.cache
def _kiwi() -> Any:
    """Load Kiwi once, with its model (about two seconds); None where it is not installed."""
    try:
        from kiwipiepy import Kiwi  # noqa: PLC0415 - heavy, and an extra
    except ImportError:
        return None
    return Kiwi(num_workers=int(os.environ.get("CXMETRICS_THREADS", os.cpu_count() or 1)))


def _stems(kiwi: Any, texts: Sequence[str]) -> Iterable[set[str]]:
    """Take Korean apart into morphemes; of an irregular verb the tag says so behind a hyphen."""
    for tokens in kiwi.tokenize(texts):
        tagged = [(token.form, token.tag.partition("-")[0]) for token in tokens if HANGUL.fullmatch(token.form)]
        nouns = {form for form, tag in tagged if tag in NOUNS and not is_name(form)}
        yield nouns | {f"{form}다" for form, tag in tagged if tag in STEMS}


def _split(texts: Sequence[str]) -> Iterable[set[str]]:
    """Split Korean at all that is no Hangul."""
    for text in texts:
        words = {PARTICLES.sub("", word) for word in HANGUL.findall(text)}
        yield {word for word in words if len(word) > 1 and not is_name(word)}


def is_name(term: str) -> bool:
    """Whether a term would be masked as a name with an honorific behind it.

    Examples
    --------
    >>> is_name("김민수"), is_name("배송")
    (True, False)
    """
    return MASK.search(scrub(f"{term}님")) is not None
