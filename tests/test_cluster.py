"""Pages rendered by a Dask cluster of real processes: the same bytes, whatever happens to them."""

from __future__ import annotations

import shutil
import socketserver
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sitegen import cluster
from sitegen.build import Options, build
from sitegen.cli import main
from sitegen.errors import SettingsFault, SitegenError
from sitegen.sections import SITE
from tests.built_site import NOW, BuiltSite, page
from tests.dask_cluster import REPOSITORY, Cluster, running_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGES = 240
TEXT = "A paragraph with *emphasis*, ``code`` and a :title:`role`.\n\n" * 50


@pytest.fixture
def site(sqlite_site: BuiltSite) -> BuiltSite:
    """A site with enough pages that rendering them takes several batches."""
    rows = (page(f"p{number}", f"Page {number}. {TEXT}", "rst") for number in range(PAGES))
    return sqlite_site.add(*rows)


def built_with(
    site: BuiltSite, workers: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, bytes]:
    """The files of the site, made from nothing by these workers."""
    site.set(workers=workers)
    for folder in (site.settings.output, site.settings.state):
        shutil.rmtree(folder, ignore_errors=True)
    assert build(site.settings, SITE, NOW, Options(), progress).rendered > PAGES
    return site.tree()


def test_a_cluster_gives_the_same_bytes(site: BuiltSite, tmp_path: Path) -> None:
    expected = built_with(site, "1")
    with running_cluster(tmp_path, 2) as running:
        assert built_with(site, running.address) == expected


def test_a_worker_that_dies_costs_time_only(site: BuiltSite, tmp_path: Path) -> None:
    expected = built_with(site, "1")
    with running_cluster(tmp_path, 2) as running:
        assert built_with(site, running.address, killing(running, 1)) == expected


def test_losing_all_workers_is_an_error(
    site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "DESERTED", 2)
    with running_cluster(tmp_path, 2) as running, pytest.raises(SitegenError) as lost:
        built_with(site, running.address, killing(running, 2))
    assert str(lost.value) == (
        f"The workers of {running.address} were lost while they rendered pages. "
        "Build again; with --workers auto pages are rendered here."
    )
    assert not site.has("index.html")


def killing(running: Cluster, number: int) -> Callable[[int, int], None]:
    """Kills so many workers as soon as the first page is rendered."""

    def progress(done: int, total: int) -> None:
        if done == 1:
            assert total > PAGES
            for worker in running.workers[:number]:
                worker.kill()

    return progress


def test_workers_with_other_code_are_refused(site: BuiltSite, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(REPOSITORY / "sitegen", other / "sitegen")
    with (other / "sitegen/filters.py").open("a") as source:
        source.write("# another version\n")
    with (
        running_cluster(tmp_path, 1, other) as running,
        pytest.raises(SettingsFault, match=r"^1 of 1 workers have another sitegen") as refused,
    ):
        built_with(site, running.address)
    assert refused.value.mend == (
        "Install the same sitegen, Python and libraries on every worker as here."
    )


def test_a_scheduler_without_workers_is_exit_2(site: BuiltSite, tmp_path: Path) -> None:
    with running_cluster(tmp_path, 0) as running:
        assert refusal(site, running.address) == (
            f"error: The Dask scheduler at {running.address} has no workers. "
            f"Start some with `dask worker {running.address}`.\n"
        )


def test_a_scheduler_that_does_not_answer_is_exit_2(
    site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 1)
    assert refusal(site, "tcp://127.0.0.1:9") == (
        "error: No Dask scheduler answers at tcp://127.0.0.1:9. "
        "Start one with `dask scheduler`, or render here with --workers auto.\n"
    )


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b""])
def test_what_is_no_scheduler_is_exit_2(
    site: BuiltSite, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 1)
    with answering(answer) as address:
        assert refusal(site, address) == (
            f"error: No Dask scheduler answers at {address}. "
            "Start one with `dask scheduler`, or render here with --workers auto.\n"
        )


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of somebody who gives everybody the same answer, and says no more."""
    ended = threading.Event()

    class Stranger(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(answer)
            ended.wait()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            ended.set()
            server.shutdown()
            thread.join()


def test_a_missing_extra_is_exit_2(site: BuiltSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refusal(site, "tcp://127.0.0.1:9") == (
        "error: --workers tcp://127.0.0.1:9 needs Dask, which is not installed. "
        "Install sitegen with its extra, in a clone: pip install '.[dask]'.\n"
    )


def refusal(site: BuiltSite, workers: str) -> str:
    """What is said of workers that are no use."""
    site.set(workers=workers)
    arguments = ("--database", site.settings.database, "build", "--workers", workers)
    folders = ("--output", str(site.output), "--state", str(site.settings.state))
    result = CliRunner().invoke(main, [*arguments, *folders])
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_a_few_pages_are_rendered_here(sqlite_site: BuiltSite) -> None:
    assert sqlite_site.set(workers="tcp://127.0.0.1:9").build().rendered > 0
