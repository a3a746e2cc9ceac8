"""How to reach a stranger: addresses that they gave us, safe to link and hard to harvest."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from markupsafe import Markup

# One plain address. Whatever else RFC 5322 allows is shown as text, for it is more often an attack.
MAILBOX = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
UNFIT = re.compile(r"[\s\x00-\x1f\x7f<>\"`\\^{|}]")


def web(address: str) -> str:
    """Give the address if it is one of the web (http or https), else nothing."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return ""
    return address if fit and not UNFIT.search(address) else ""


def mailto(text: str) -> Markup | str:
    """Give the concealed `mailto:` link to a text that is one e-mail address, else nothing."""
    mailbox = text.strip()
    if not MAILBOX.fullmatch(mailbox):
        return ""
    return _references("mailto:" + quote(mailbox, safe="@!$'*+-/=._~"))


def concealed(text: str) -> Markup | str:
    """Write an e-mail address in numeric references, which harvesters of addresses rarely read.

    Browsers show it as it is. A text that is no e-mail address stays plain.
    """
    mailbox = text.strip()
    return _references(mailbox) if MAILBOX.fullmatch(mailbox) else text


def _references(text: str) -> Markup:
    """Every character as its number, decimal and hexadecimal in turns."""
    numbers = (f"&#{ord(c)};" if place % 2 else f"&#x{ord(c):x};" for place, c in enumerate(text))
    return Markup("".join(numbers))  # noqa: S704 - nothing but numbers
