"""What strangers gave us to reach them by is safe to link, and hard to harvest."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from sitegen.contacts import concealed, mailto, web

MAILBOX = "jobs+python@mail.example.org"
NO_MAILBOXES = [
    *("", "me", "a@b", "a@b@c.org", "a b@c.org", "a@c.org, b@c.org", "<a@c.org>", "a@-c.org"),
    *('"x"@c.org', "a@c.org\n", "ä@c.org", "a@c..org", "javascript:a@c.org", "a@c.org?cc=b"),
]


def test_an_address_of_mail_is_read_by_browsers_alone() -> None:
    shown, target = concealed(f" {MAILBOX}"), mailto(MAILBOX)
    assert isinstance(shown, Markup)
    assert html.unescape(shown) == MAILBOX
    assert html.unescape(target) == f"mailto:{MAILBOX}"
    for harvested in ("@", "mailto", "example"):
        assert harvested not in shown + target


@pytest.mark.parametrize("text", [each for each in NO_MAILBOXES if each != "a@c.org\n"])
def test_what_is_no_single_address_stays_text_and_is_not_linked(text: str) -> None:
    assert not isinstance(concealed(text), Markup)
    assert concealed(text) == text
    assert mailto(text) == ""


def test_an_address_adds_no_header_to_a_mail() -> None:
    assert html.unescape(mailto("a?bcc=b&c%0a#@c.org")) == "mailto:a%3Fbcc=b%26c%250a%23@c.org"


@given(st.text())
def test_whatever_it_is_nothing_of_it_is_markup(text: str) -> None:
    for shown in (concealed(text), mailto(text)):
        assert not set("<>\"'") & set(escape(shown))


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "http://example.org/a?b=c&d#e", " HTTPS://пример.example/ "],
)
def test_addresses_of_the_web_are_kept(address: str) -> None:
    assert web(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        *("", "example.org", "//example.org", "/jobs/", "http:", "https:///x", "ftp://example.org"),
        *("javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "mailto:a@c.org"),
        *("https://user:secret@example.org", "https://exa mple.org", "https://example.org/\x00"),
        *("https://example.org/<b>", 'https://example.org/"x', "https://[::1", "http://\\\\x.org"),
    ],
)
def test_other_addresses_are_none(address: str) -> None:
    assert web(address) == ""
