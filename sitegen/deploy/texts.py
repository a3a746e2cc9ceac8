"""Texts of rules among the files of a site, which a target is to be told of."""

from __future__ import annotations

from sitegen.errors import DeployRefused


def decoded(body: bytes, path: str) -> str:
    """The text of a file of rules. Raises DeployRefused for one that no host could read."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise DeployRefused(
            f"{path}, line {line}: it is not UTF-8.",
            mend="Mend the template or asset that it is made of, and build again.",
        ) from error
