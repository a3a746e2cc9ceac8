"""What goes wrong with requests to a store of objects, in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import (
    ConfigNotFound,
    ConfigParseError,
    EndpointProviderError,
    HTTPClientError,
    InvalidRegionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
)

from sitegen.deploy.patience import PASSING
from sitegen.errors import DeployFault

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SAYING = 300  # characters of what a host says that are worth repeating
AGAIN = "Deploy again later: it goes on where it was."
CREDENTIALS = (
    "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN if it is temporary)"
)
# The mends of what the client does not even ask, by the kinds of its errors.
UNUSABLE = (
    (
        (ProfileNotFound, ConfigParseError, ConfigNotFound),
        "Correct AWS_PROFILE, AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE, or what they name.",
    ),
    ((InvalidRegionError,), "Correct AWS_REGION, or the region in the file of AWS_CONFIG_FILE."),
    ((ParamValidationError,), "Correct the setting `target`."),
    ((EndpointProviderError, ValueError), "Correct AWS_ENDPOINT_URL."),
)
SETTINGS = (
    "Correct the variable, or the file, that AWS's client has it from, or set the key itself."
)
ACTIONS = "s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject"
UNKNOWN_KEYS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken")
OTHER_REGION = (
    *("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"),
    "301",
)
REDIRECTS = range(300, 400)
ASKED = {
    "list_objects_v2": "list the objects",
    "get_object": "read",
    "head_object": "look at",
    "put_object": "write",
    "delete_object": "remove",
}


class Place(NamedTuple):
    """Where a site lies: a bucket, the prefix of its keys, and the address of the store.

    The prefix is empty, or ends with `/`.
    """

    bucket: str
    prefix: str
    host: str

    @property
    def url(self) -> str:
        """As the setting `target` has it."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


class StoreFault(DeployFault):
    """What the store answered instead of what it was asked; `status` is 0 if it did not answer."""

    def __init__(self, message: str, *, mend: str = "", status: int = 0, code: str = "") -> None:
        super().__init__(message, mend=mend)
        self.status, self.code = status, code

    @property
    def is_missing(self) -> bool:
        """Whether there is no such object in the bucket."""
        return self.status == HTTPStatus.NOT_FOUND and self.code != "NoSuchBucket"


def unreachable(place: Place, error: Exception) -> StoreFault:
    """The fault of a store that does not answer."""
    if type(error) is HTTPClientError:
        # What the client did not foresee: its text may quote a header, and so a token.
        return StoreFault(
            f"The store cannot be asked at {place.host}: the client ends with "
            f"{type(error.__context__).__name__}.",
            mend="Look for a line break or another odd sign in the key where it is kept, and check "
            "AWS_ENDPOINT_URL and AWS_CA_BUNDLE.",
        )
    return StoreFault(
        f"The store cannot be reached at {place.host}: {_on_one_line(str(error))}.",
        mend=f"Check the network, AWS_ENDPOINT_URL and AWS_REGION. {AGAIN}",
    )


def no_credentials(place: Place, why: str) -> StoreFault:
    """The fault of a request that nothing is there to sign, or nothing usable."""
    return StoreFault(
        f"There are no credentials for {place.url}: {_on_one_line(why)}.",
        mend=f"Set {CREDENTIALS}.",
    )


def unusable(place: Place, error: Exception) -> StoreFault:
    """The fault of a request, or a client, that could not be made."""
    why = _on_one_line(str(error))
    if isinstance(error, NoCredentialsError | PartialCredentialsError):
        return no_credentials(place, why)
    mend = next((mend for kinds, mend in UNUSABLE if isinstance(error, kinds)), SETTINGS)
    return StoreFault(f"The store of {place.url} cannot be asked: {why}.", mend=mend)


def senseless(place: Place) -> StoreFault:
    """The fault of an answer that no store gives, such as the page of a web server."""
    return StoreFault(
        f"{place.host} answers what no store answers.",
        mend="Correct AWS_ENDPOINT_URL: a web server, a proxy or a login page may stand there.",
    )


def _redirected(place: Place, to: str, status: int) -> StoreFault:
    """The fault of an address that sends elsewhere: a signed request holds for one host alone."""
    where = _on_one_line(to) or "another address"
    return StoreFault(
        f"{place.host} answers with a redirect to {where}.",
        mend="Correct AWS_ENDPOINT_URL or AWS_REGION.",
        status=status,
    )


def refusal(place: Place, operation: str, key: str, answer: Mapping[str, Any]) -> StoreFault:
    """The fault that an answer tells of."""
    about, error = answer.get("ResponseMetadata", {}), answer.get("Error", {})
    status, code = int(about.get("HTTPStatusCode", 0)), str(error.get("Code", ""))
    asked = " ".join([ASKED[operation], *([key] if key else []), f"in {place.bucket}"])
    said = _on_one_line(f"{status} {code} {error.get('Message', '')}")
    headers = about.get("HTTPHeaders", {})
    region = headers.get("x-amz-bucket-region", "") or error.get("Region", "")
    if status in REDIRECTS and not region and code != "PermanentRedirect":
        return _redirected(place, headers.get("location", ""), status)
    if code == "NoSuchBucket" or (
        operation == "list_objects_v2" and status == HTTPStatus.NOT_FOUND
    ):
        what, mend = (
            f"There is no bucket {place.bucket} at {place.host}",
            ("Make it, or correct the setting `target`, AWS_ENDPOINT_URL or AWS_REGION."),
        )
        return StoreFault(f"{what}: {said}.", mend=mend, status=status, code="NoSuchBucket")
    what, mend = _in_words(status, code, str(region), place)
    return StoreFault(f"{what} {asked}: {said}.", mend=mend, status=status, code=code)


def _in_words(  # noqa: PLR0911 - one kind of fault a line
    status: int, code: str, region: str, place: Place
) -> tuple[str, str]:
    """What the store does with what was asked, and the mend."""
    if code in OTHER_REGION:
        which = region or "the one of the bucket"
        return (
            "The bucket is in another region, and the store refuses to",
            f"Set AWS_REGION to {which}.",
        )
    if code == "RequestTimeTooSkewed":
        return "The store refuses to", "Set the clock of this machine right."
    if code in UNKNOWN_KEYS:
        return (
            "The store does not accept the credentials, and refuses to",
            f"Set {CREDENTIALS} anew.",
        )
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return "The store does not let this key", f"Let it do {ACTIONS} on {place.url}."
    if code == "NotImplemented":
        mend = "Choose a store that knows conditional writes (If-None-Match and If-Match)."
        return "The store does not know how to", mend
    if status in PASSING:
        return "The store fails to", AGAIN
    return "The store refuses to", f"See whether AWS_ENDPOINT_URL and the bucket are right. {AGAIN}"


def _on_one_line(said: str) -> str:
    return " ".join(said.split())[:LONGEST_SAYING].rstrip(". ")
