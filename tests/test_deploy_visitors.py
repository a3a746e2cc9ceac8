"""What visitors get while deploys follow each other: one site or the next, and always all of it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import urllib3

from sitegen.deploy.folder import FolderTarget
from tests.deployed_site import release_of
from tests.nginx import running_nginx
from tests.processes import wait_until
from tests.stepping import ignored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DEPLOYS = 100
PAGES = 10
FIRST = "index.html"


@dataclass
class Visitor:
    """Reads the whole site again and again.

    Pages that are read between two looks at the same version are of that version, or the site was
    mixed; `read` raises an error for what is not there. Both are `faults`.
    """

    read: Callable[[str], str]
    visits: int = 0
    versions: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def visit_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._visit()
            except (OSError, AssertionError) as error:
                self.faults.append(str(error))

    def _visit(self) -> None:
        first = self.read(FIRST)
        pages = {self.read(f"p{number}.html") for number in range(PAGES)}
        if self.read(FIRST) == first:
            self.versions.add(first)
            if pages != {first}:
                self.faults.append(f"{first} has {pages}")
        self.visits += 1


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    target = FolderTarget(tmp_path / "www", keep=5)
    deploy(target, 0)
    return target


def deploy(target: FolderTarget, version: int) -> None:
    """Publish a site of which every page says the same version."""
    site = target.place.parent / "site"
    site.mkdir(exist_ok=True)
    for name in (FIRST, *(f"p{number}.html" for number in range(PAGES))):
        (site / name).write_text(f"Version {version}.")
    target.publish(release_of(site), draft=False, progress=ignored)


@contextmanager
def visited(read: Callable[[str], str]) -> Iterator[Visitor]:
    visitor, stop = Visitor(read), threading.Event()
    thread = threading.Thread(target=visitor.visit_until, args=(stop,), daemon=True)
    thread.start()
    try:
        yield visitor
    finally:
        stop.set()
        thread.join()


def check_while_deploys_follow_each_other(target: FolderTarget, read: Callable[[str], str]) -> None:
    with visited(read) as visitor:
        for version in range(1, DEPLOYS + 1):
            deploy(target, version)
            wait_until(lambda: f"Version {version}." in visitor.versions)  # noqa: B023
        target.roll_back()
    assert visitor.faults == []


def test_who_reads_the_files_never_sees_a_mixed_site(target: FolderTarget) -> None:
    def read(path: str) -> str:
        return (target.place / "current" / path).read_text()

    check_while_deploys_follow_each_other(target, read)


def test_who_asks_nginx_never_sees_a_mixed_site(target: FolderTarget, tmp_path: Path) -> None:
    with (
        running_nginx(tmp_path / "nginx", target.place / "current") as url,
        urllib3.PoolManager() as pool,
    ):

        def read(path: str) -> str:
            answer = pool.request("GET", f"{url}/{path}")
            assert answer.status == 200, f"{answer.status} for {path}"
            return answer.data.decode()

        check_while_deploys_follow_each_other(target, read)
