"""Every catalogue says the same things, in its own grammar."""

import functools
import re

import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast

from cxmetrics import words
from cxmetrics.errors import CxError, ParameterError
from cxmetrics.particles import with_particle
from cxmetrics.words import Value, say, write

KEYS = sorted(words.keys("en"))


@functools.cache
def fields(lang):
    """Fields of each message of a catalogue."""
    found = {}
    for entry in FluentParser().parse(words.catalogue(lang)).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} is said twice"
            found[entry.id.name] = set(re.findall(r"\$(\w+)", FluentSerializer().serialize_entry(entry)))
    return found


def test_keys_and_fields_are_equal():
    english, korean = fields("en"), fields("ko")
    assert english.keys() == korean.keys()
    assert {key: english[key] ^ korean[key] for key in english if english[key] != korean[key]} == {}


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_message_can_be_said(key, lang):
    given = {name: 3 if name in {"count", "gaps", "files"} else Value("2026-10", "month") for name in fields(lang)[key]}
    text = say(key, lang, **given)
    assert text.strip()
    assert "{" not in text
    if lang == "en":
        assert not re.search("[가-힣]", text.replace("2026년 10월", ""))


@pytest.mark.parametrize("key", [key for key in KEYS if re.match(r"(nps|repeat)-(rose|fell|unclear)-", key)])
def test_verdict_sentences_claim_what_they_may(key):
    fill = {name: Value(1.0, "signed_points") for name in fields("en")[key]} | {"base": Value("2025-10", "month")}
    english, korean = say(key, "en", **fill), say(key, "ko", **fill)
    if "unclear" in key:
        assert "can be chance" in english
        assert "우연일 수 있습니다" in korean
    else:
        assert "real" in english or "more than chance explains" in english
        assert "실제" in korean or "우연으로 볼 수 없" in korean
    for claim in ("because", "drives", "caused", "effect"):
        assert claim not in english


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("앱", "이/가", "앱이"),
        ("스토어", "이/가", "스토어가"),
        ("31.2%", "이/가", "31.2%가"),  # read 퍼센트, which ends in a vowel
        ("30%", "은/는", "30%는"),
        ("2026년 8월", "은/는", "2026년 8월은"),
        ("서울", "으로/로", "서울로"),
        ("VIP", "은/는", "VIP는"),
        ("CRM", "은/는", "CRM은"),
        ("2", "을/를", "2를"),
        ("7", "으로/로", "7로"),
        ("(앱)", "과/와", "(앱)과"),
        ("!!", "은/는", "!!는"),
    ],
)
def test_particles_agree(word, pair, expected):
    assert with_particle(word, pair) == expected


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        (Value(24.5, "points", 0), "25", "25"),
        (Value(-24.5, "signed_points", 0), "−25", "−25"),
        (Value(-0.04, "signed_points"), "0.0", "0.0"),
        (Value(3.04, "signed_points"), "+3.0", "+3.0"),
        (Value(0.6556, "share"), "65.6%", "65.6%"),
        (Value(-0.0123, "signed_share"), "−1.2", "−1.2"),
        (Value(1234567, "count"), "1,234,567", "1,234,567"),
        (Value(0.95, "level"), "95%", "95%"),
        (Value(1_143_458.3, "short_money-KRW"), "114만원", "₩1.14M"),
        (Value(-745_123_456, "signed_short_money-KRW"), "−7억\u00a04,500만원", "−₩745M"),
        (Value(1_235_000_000_000, "signed_short_money-KRW"), "+1조\u00a02,400억원", "+₩1.24T"),
        (Value(12_345, "short_money-KRW"), "1만\u00a02,300원", "₩12.3K"),
        (Value(-320.4, "short_money-KRW"), "−320원", "−₩320"),
        (Value(-0.4, "short_money-KRW"), "0원", "₩0"),
        (Value(-0.5, "short_money-KRW"), "−1원", "−₩1"),
        (Value(-0.4, "short_money-USD"), "−US$0.4", "−$0.4"),
        (Value(1_234_567, "short_money-USD"), "US$123만", "$1.23M"),
        (Value("2026-10", "month"), "2026년 10월", "October 2026"),
        (Value("2026-10-31", "date"), "2026년 10월 31일", "October 31, 2026"),
        (Value(float("nan"), "points"), "–", "–"),
        (Value(None, "count"), "–", "–"),
    ],
)
def test_values(value, ko, en):
    assert (write(value, "ko"), write(value, "en")) == (ko, en)
    if value.raw == value.raw:  # not NaN, which becomes null
        assert write(Value.from_json(value.to_json()), "en") == en


def test_what_is_not_there_is_an_error():
    with pytest.raises(CxError, match="no 'nps-jumped'"):
        say("nps-jumped", "en")
    with pytest.raises(CxError, match="nps-level"):
        say("nps-level", "en", month="x")
    with pytest.raises(ParameterError, match="ko, en"):
        words.catalogue("jp")
