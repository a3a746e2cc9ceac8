"""Files on their way into a bucket: read and compared with the build before they are sent."""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from functools import partial
from hashlib import md5, sha1
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from sitegen.deploy.s3_parallel import in_parallel
from sitegen.deploy.s3_record import Stored
from sitegen.deploy.s3_standing import metadata_of
from sitegen.errors import DeployFault

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from sitegen.deploy.release import Release
    from sitegen.deploy.s3_attributes import Attributes
    from sitegen.deploy.s3_bucket import Bucket

SMALL = 8 << 20  # bytes of a file that is held in memory
PIECE = 1 << 20  # bytes


def sent(
    bucket: Bucket, release: Release, attributes: Mapping[str, Attributes], paths: Sequence[str]
) -> Generator[tuple[str, Stored], None, None]:
    """Each path with the object that was written, as soon as it is. Raises DeployFault."""
    return in_parallel(bucket, partial(_sent, bucket, release, attributes), paths)


def _sent(
    bucket: Bucket, release: Release, attributes: Mapping[str, Attributes], path: str
) -> Stored:
    file, about = release.files[path], attributes[path]
    with _opened(release, path) as opened:
        # The client would wait a second for a store to say that it wants the bytes of a file.
        body = opened.read() if file.size <= SMALL else opened
        summed = _md5(BytesIO(body) if isinstance(body, bytes) else body, path, file.digest)
        written = bucket.put(
            path,
            body,
            ContentMD5=b64encode(summed).decode(),
            Metadata=metadata_of(path, file.digest),
            **about.values,
        )
    return Stored(file.digest, file.size, written.etag, about.digest)


def _md5(opened: BinaryIO, path: str, digest: str) -> bytes:
    """The MD5 of a file that has this SHA-1. Raises DeployFault for one that has not."""
    of_build, of_store = sha1(usedforsecurity=False), md5(usedforsecurity=False)
    while piece := opened.read(PIECE):
        of_build.update(piece)
        of_store.update(piece)
    if of_build.hexdigest() != digest:
        raise DeployFault(
            f"{path} is not what the build wrote.", mend="Build again, and deploy what was built."
        )
    return of_store.digest()


@contextmanager
def _opened(release: Release, path: str) -> Iterator[BinaryIO]:
    file = release.folder / path
    try:
        opened = file.open("rb")
    except OSError as error:
        raise DeployFault(
            f"{file} cannot be read: {error.strerror}.",
            mend="Build again, and deploy what was built.",
        ) from error
    with opened:
        yield opened
