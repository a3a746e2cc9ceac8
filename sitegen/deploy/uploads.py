"""Uploads: the files that a deploy lacks, each once, a few at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.deploy.arrivals import arrivals
from sitegen.deploy.netlify_api import Request
from sitegen.deploy.patience import PASSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.deploy.netlify_answers import Deploy
    from sitegen.deploy.netlify_api import Api
    from sitegen.deploy.netlify_site import NetlifySite
    from sitegen.deploy.parcel import Parcel
    from sitegen.deploy.target import Progress

AT_A_TIME = 5
KEPT = "/;,:@&=+$-_.!~*'()"  # signs of a path that stay as they are in a URL
# Netlify's own client has seen uploads refused for a moment with a token that is right.
PASSING_UPLOADS = PASSING | {HTTPStatus.UNAUTHORIZED}


def upload(site: NetlifySite, deploy: Deploy, parcel: Parcel, progress: Progress) -> Sequence[str]:
    """The paths of the files that were sent until the deploy lacks none. Raises DeployFault.

    One file may do for all with the same bytes, and it may not: after one of each was sent, Netlify
    tells what the deploy still lacks, and the next of each is sent.
    """
    waiting = parcel.paths_of(deploy.lacks)
    lacking = [parcel.files[path].size for paths in waiting.values() for path in paths]
    arrived = arrivals(lacking, progress)
    sent: list[str] = []
    while paths := [waiting[digest].pop(0) for digest in deploy.lacks if waiting.get(digest)]:
        for path in _sent(site.api, deploy, parcel, paths):
            sent.append(path)
            arrived.add(parcel.files[path].size)
        if any(waiting.values()):
            deploy = site.deploy(deploy.id)
    arrived.end()
    return sent


def _sent(api: Api, deploy: Deploy, parcel: Parcel, paths: Sequence[str]) -> Iterator[str]:
    """The paths, each as soon as it was sent; when one cannot be, no other is begun."""
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        try:
            asked = {
                threads.submit(api.ask, _request(deploy, parcel, path), lambda _: None): path
                for path in paths
            }
            for done in as_completed(asked):
                done.result()
                yield asked[done]
        except Exception:
            with api.given_up():
                threads.shutdown(cancel_futures=True)
            raise
        except BaseException:
            # Whoever interrupts a deploy does not wait for a host that does not answer. A thread
            # may have been starting that moment, and be unknown here: it ends whenever it asks.
            api.end()
            threads.shutdown(cancel_futures=True)
            raise


def _request(deploy: Deploy, parcel: Parcel, path: str) -> Request:
    return Request(
        "PUT",
        f"/deploys/{quote(deploy.id, safe='')}/files/{quote(path, safe=KEPT)}",
        body=partial(parcel.opened, path),
        passing=PASSING_UPLOADS,
    )
