"""Links to other hosts, asked politely: one question at a time to a host, with a pause between.

HEAD is asked first; a host that does not like it is asked again with GET. Every URL is asked once.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError, MaxRetryError
from urllib3.util import Retry, Timeout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Answers of hosts that are there and do not tell strangers, or want us to come back later.
RESERVED = frozenset({401, 402, 403, 407, 418, 429, 451, 999})
BUSY = (429, 502, 503, 504)
HEADERS = {"User-Agent": "sitegen (link check)", "Accept": "*/*"}


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are asked; times are seconds. A question is repeated `retries` times."""

    hosts: int = 16
    timeout: float = 10
    retries: int = 2
    backoff: float = 0.5
    pause: float = 0.1


def unreachable(
    urls: Iterable[str],
    manners: Manners,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, str]:
    """What is wrong with those of the URLs that do not answer, as the end of a sentence."""
    queues = _by_host(urls)
    found: dict[str, str] = {}
    ending = threading.Event()
    with (
        urllib3.PoolManager(len(queues) or 1, HEADERS, retries=_retries(manners)) as pool,
        ThreadPoolExecutor(manners.hosts) as threads,
    ):
        try:
            asked = [threads.submit(_ask_host, pool, each, manners, ending) for each in queues]
            done = 0
            for host in as_completed(asked):
                done += len(host.result())
                progress(done)
                found.update({url: fault for url, fault in host.result().items() if fault})
        finally:
            ending.set()
            threads.shutdown(wait=False, cancel_futures=True)
    return dict(sorted(found.items()))


def _by_host(urls: Iterable[str]) -> list[list[str]]:
    hosts: dict[str, list[str]] = {}
    for url in sorted(set(urls)):
        hosts.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    return list(hosts.values())


def _retries(manners: Manners) -> Retry:
    return Retry(
        manners.retries,
        redirect=5,
        backoff_factor=manners.backoff,
        status_forcelist=BUSY,
        raise_on_status=False,
        retry_after_max=int(manners.timeout),
    )


def _ask_host(
    pool: urllib3.PoolManager, urls: Iterable[str], manners: Manners, ending: threading.Event
) -> dict[str, str]:
    """The faults of the URLs of one host, empty for those that answer."""
    found: dict[str, str] = {}
    for url in urls:
        if found and ending.wait(manners.pause):
            break
        found[url] = _fault_of(pool, url, manners)
    return found


def _fault_of(pool: urllib3.PoolManager, url: str, manners: Manners) -> str:
    try:
        status = _status_of(pool, "HEAD", url, manners)
        if status >= 400 and status not in RESERVED:
            status = _status_of(pool, "GET", url, manners)
    except MaxRetryError as error:
        return _in_words(error.reason or error)
    except (HTTPError, LocationParseError, UnicodeError) as error:
        return _in_words(error)
    return "" if status < 400 or status in RESERVED else f"answers {_named(status)}"


def _status_of(pool: urllib3.PoolManager, method: str, url: str, manners: Manners) -> int:
    timeout = Timeout(manners.timeout)
    answer = pool.request(method, url, timeout=timeout, preload_content=False)
    answer.close()
    return answer.status


def _named(status: int) -> str:
    known = {each.value: each.phrase for each in HTTPStatus}
    return f"{status} {known.get(status, '')}".rstrip()


def _in_words(error: Exception) -> str:
    """What kept a host from answering, without addresses in memory and the like."""
    kinds = {
        "NameResolutionError": "names a host that does not exist",
        "NewConnectionError": "names a host that refuses connections",
        "ConnectTimeoutError": "names a host that does not answer in time",
        "ReadTimeoutError": "does not answer in time",
        "SSLError": "has a certificate that is not valid",
        "ResponseError": "is redirected without end",
        "LocationParseError": "is not a URL",
        "InvalidURL": "is not a URL",
    }
    return kinds.get(type(error).__name__, "breaks the connection off")
