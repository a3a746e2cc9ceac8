"""What goes wrong with requests to Netlify, in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from sitegen.deploy.patience import PASSING
from sitegen.errors import DeployFault

if TYPE_CHECKING:
    import httpx

LONGEST_SAYING = 300  # characters of what a host says that are worth repeating
AGAIN = "Deploy again later: it goes on where it was."
API_URL_MEND = "See whether NETLIFY_API_URL and the proxies on the way are right."
UNROUTED = ("There is no API that answers", API_URL_MEND)
DENIALS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)


class ApiFault(DeployFault):
    """What the API answered instead of what it was asked; `status` is 0 if it did not answer."""

    def __init__(self, message: str, *, mend: str = "", status: int = 0) -> None:
        super().__init__(message, mend=mend)
        self.status = status


def unreachable(host: str, error: httpx.RequestError) -> ApiFault:
    """The fault of a host that does not answer."""
    return ApiFault(
        f"Netlify cannot be reached at {host}: {str(error) or type(error).__name__}.",
        mend=f"Check the network and NETLIFY_API_URL. {AGAIN}",
    )


def unreadable(asked: str, status: int) -> ApiFault:
    """The fault of an answer that nobody who has an API gives."""
    said = f"Netlify answers {asked} with what is not JSON."
    return ApiFault(said, mend=API_URL_MEND, status=status)


def refusal(asked: str, answer: httpx.Response, secret: str) -> ApiFault:
    """The fault that an answer tells of; the secret is not repeated though the host does."""
    is_of_netlify = answer.status_code != HTTPStatus.NOT_FOUND or _message(answer) != ""
    what, mend = _in_words(asked, answer.status_code) if is_of_netlify else UNROUTED
    said = _saying(answer).replace(secret, "***")[:LONGEST_SAYING].rstrip(".")
    return ApiFault(f"{what} {asked}: {said}.", mend=mend, status=answer.status_code)


def _message(answer: httpx.Response) -> str:
    """What Netlify says of an error; empty if the answer is not one of its API."""
    try:
        return str(answer.json()["message"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""


def _saying(answer: httpx.Response) -> str:
    """The status, and what the host says of it, on one line."""
    said = _message(answer) or answer.reason_phrase
    return " ".join([str(answer.status_code), *said.split()])


def _in_words(asked: str, status: int) -> tuple[str, str]:
    """What a status means for what was asked, and the mend."""
    if status in DENIALS:
        valid = "a personal access token that is valid and may deploy this site"
        return "Netlify denies", f"Set NETLIFY_AUTH_TOKEN to {valid}."
    if status == HTTPStatus.NOT_FOUND and "/deploys/" in asked:
        return "Netlify does not know", "The deploy is gone: deploy again, or name another one."
    if status == HTTPStatus.NOT_FOUND:
        site = "the ID that Netlify shows among the details of the site"
        return "Netlify does not know", f"Set NETLIFY_SITE_ID to {site}."
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "Netlify takes no more requests for now, such as", AGAIN
    if status in PASSING:
        status_page = "https://www.netlifystatus.com"
        return "Netlify fails at", f"See {status_page} for known troubles. {AGAIN}"
    build = "Build again, and deploy what was built."
    return "Netlify refuses", build if status in REFUSALS else API_URL_MEND
