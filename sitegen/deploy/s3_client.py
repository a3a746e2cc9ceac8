"""Which bucket is meant, and the client that asks its store, as the environment has it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from sitegen import urls
from sitegen.deploy.s3_faults import Place, no_credentials, unusable
from sitegen.deploy.s3_parallel import AT_A_TIME
from sitegen.errors import SettingsFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.deploy.patience import Patience

BUCKET = re.compile(r"[a-zA-Z0-9.\-_]{3,255}")
SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
REGION = "us-east-1"  # what S3 takes as meant where none is named; most other stores have one


def place_of(target: str, environment: Mapping[str, str]) -> Place:
    """The place that a target such as `s3://bucket/prefix` means. Raises SettingsFault."""
    rest = target.removeprefix("s3://")
    bucket, _, prefix = rest.partition("/")
    prefix = prefix.strip("/")
    fault = urls.fault_of(prefix) if prefix else ""
    if rest == target or not BUCKET.fullmatch(bucket) or fault:
        raise SettingsFault(
            f"target is {target!r}, and {f'its prefix {fault}' if fault else 'names no bucket'}.",
            mend="Write it as s3://BUCKET or s3://BUCKET/PREFIX.",
        )
    region, endpoint = _region(environment), _endpoint(environment)
    host = endpoint or f"https://s3.{region or REGION}.amazonaws.com"
    return Place(bucket, f"{prefix}/" if prefix else "", host)


def client_of(place: Place, environment: Mapping[str, str], patience: Patience) -> Any:
    """A client for the store of a place; nothing is asked of it yet. Raises DeployFault.

    The key is that of the environment or, without one there, whatever else gives this machine one,
    such as the role that it has.
    """
    session = botocore.session.Session()
    key, secret, token = (_secret(place, environment, name) for name in SECRETS)
    if key:
        if not secret:
            raise no_credentials(place, "AWS_SECRET_ACCESS_KEY is not set")
        session.set_credentials(key, secret, token or None)
    endpoint = _endpoint(environment)
    try:
        client = session.create_client(
            "s3",
            region_name=_region(environment) or session.get_config_variable("region") or REGION,
            endpoint_url=endpoint,
            config=_config(patience, is_other=endpoint is not None),
        )
    except (BotoCoreError, ValueError) as error:
        raise unusable(place, error) from error
    if endpoint is not None:
        client.meta.events.register("before-call.s3", _follow_no_redirect)
    return client


def _follow_no_redirect(context: dict[str, Any], **_: object) -> None:
    """Only Amazon has regions to be sent to: for any other address that redirects, the client would
    ask for the region of the bucket, be redirected, and ask again without end.
    """
    context.setdefault("s3_redirect", {})["redirected"] = True


def _secret(place: Place, environment: Mapping[str, str], name: str) -> str:
    """A part of the key. Raises DeployFault for one that no header can have, and does not show it:
    the client would.
    """
    value = environment.get(name, "").strip()
    if value.isascii() and value.isprintable() and " " not in value:
        return value
    raise no_credentials(
        place, f"{name} holds a space, a line break or another sign that no key has"
    )


def _config(patience: Patience, *, is_other: bool) -> Config:
    """Requests that any store understands: checksums that only some know are left out, and those
    of Amazon alone are given buckets as hosts.
    """
    return Config(
        connect_timeout=min(patience.connecting, patience.timeout),
        read_timeout=patience.timeout,
        max_pool_connections=AT_A_TIME,
        retries={"total_max_attempts": 1},  # Bucket asks again
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path" if is_other else "auto"},
        user_agent_extra="sitegen",
    )


def _region(environment: Mapping[str, str]) -> str:
    names = ("AWS_REGION", "AWS_DEFAULT_REGION")
    return next((said for name in names if (said := environment.get(name, "").strip())), "")


def _endpoint(environment: Mapping[str, str]) -> str | None:
    """The address of a store that is not Amazon's. Raises SettingsFault."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    name, url = next(
        ((name, said) for name in names if (said := environment.get(name, "").strip())), ("", "")
    )
    if not url:
        return None
    with suppress(ValueError):
        parts = urlsplit(url)
        is_more = "@" in parts.netloc or parts.query or parts.fragment
        if parts.scheme in ("http", "https") and parts.hostname and not is_more:
            return url.rstrip("/")
    raise SettingsFault(
        f"{name} is not the address of a store.",
        mend="Leave it out, or write it as https://s3.example.org.",
    )
