"""The progress of a deploy: files and bytes that arrived, of those that the target lacked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sitegen.cli import deploying
from sitegen.deploy.delivery import Options
from sitegen.deploy.folder import FolderTarget
from sitegen.deploy.target import Amount
from sitegen.errors import DeployFault
from tests import netlify_releases, s3_sites
from tests.deployed_site import DeployedSite
from tests.netlify_fake import running_fake
from tests.netlify_fake.faults import Fault
from tests.s3_store import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Deployer
    from tests.built_site import BuiltSite
    from tests.s3_store import Asked, Store

FILES = {f"{number}/index.html": bytes(100 + number) for number in range(20)}
TWINS = {**FILES, "twin/one.html": b"twins", "twin/two.html": b"twins"}
EVER = 10**6


class Told:
    """Everything that a deploy tells of its progress."""

    def __init__(self) -> None:
        self.amounts: list[tuple[Amount, Amount]] = []

    def __call__(self, done: Amount, total: Amount) -> None:
        self.amounts.append((done, total))

    def check(self, lacking: Mapping[str, bytes]) -> None:
        """It began with nothing, never went backwards, and ended with all that was lacking."""
        total = Amount(len(lacking), sum(map(len, lacking.values())))
        assert {of for _, of in self.amounts} == {total}
        for kind in ("files", "size"):
            done = [getattr(amount, kind) for amount, _ in self.amounts]
            assert done == sorted(done)
        assert (self.amounts[0][0], self.amounts[-1][0]) == (Amount(0, 0), total)


def progress(target: Deployer, what: Release) -> Told:
    """What a deploy tells."""
    told = Told()
    target.published()
    target.publish(what, draft=False, progress=told)
    return told


def test_a_folder_has_all_in_the_end(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "www", keep=5)
    progress(target, netlify_releases.release(tmp_path / "site", FILES)).check(FILES)
    more = {**TWINS, "copy.html": FILES["0/index.html"]}
    lacking = {path: body for path, body in TWINS.items() if path not in FILES}
    progress(target, netlify_releases.release(tmp_path / "site", more)).check(lacking)


def test_a_folder_in_which_nothing_can_be_linked_has_no_more_than_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = FolderTarget(tmp_path / "www", keep=5)
    progress(target, netlify_releases.release(tmp_path / "site", FILES)).check(FILES)
    monkeypatch.setattr("sitegen.deploy.releases._is_linked", lambda original, file: False)
    lacking = {path: body for path, body in TWINS.items() if path not in FILES}
    progress(target, netlify_releases.release(tmp_path / "site", TWINS)).check(lacking)


def test_netlify_has_all_in_the_end_also_when_a_deploy_is_gone_on_with(tmp_path: Path) -> None:
    with running_fake() as fake:
        target = netlify_releases.target(fake, tmp_path / "state")
        what = netlify_releases.release(tmp_path / "site", TWINS)
        fake.faults.append(Fault("upload", 503, 4, EVER))
        with pytest.raises(DeployFault):
            progress(target, what)
        fake.forget()
        told = progress(target, what)
        left = {asked.names["path"] for asked in fake.asked if asked.step == "upload"}
        twins = {path for path in TWINS if path.startswith("twin")}
        lacking = left | twins if left & twins else left
        assert 0 < len(lacking) < len(TWINS)
        told.check({path: TWINS[path] for path in lacking})
        pair = {"pair/one.html": b"pair", "pair/two.html": b"pair"}
        more = netlify_releases.release(tmp_path / "site", {**TWINS, **pair})
        progress(target, more).check(pair)


def test_a_bucket_has_all_in_the_end_also_when_a_deploy_is_gone_on_with(
    store: Store, tmp_path: Path
) -> None:
    here = s3_sites.Deploys(store, tmp_path / "here")
    what = s3_sites.release(tmp_path / "here/site", TWINS)

    def arrived(number: int, asked: Asked) -> Answer | None:
        return Answer(500, "InternalError") if asked.path.startswith("1") else None

    store.arrived = arrived
    with pytest.raises(DeployFault):
        progress(here.target, what)
    there = store.objects()
    store.forget()
    lacking = {path: body for path, body in TWINS.items() if path not in there}
    assert 0 < len(lacking) < len(TWINS)
    progress(here.target, what).check(lacking)


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (Amount(12, 1_234_567), Amount(40, 3_400_000), "1.2/3.4 MB · 12/40 files"),
        (Amount(0, 0), Amount(1, 700), "0/700 bytes · 0/1 file"),
        (Amount(999, 2_000_000_000), Amount(1_000, 3_000_000_000), "2.0/3.0 GB · 999/1,000 files"),
    ],
)
def test_the_bar_is_of_bytes_and_files(done: Amount, total: Amount, said: str) -> None:
    assert deploying.arrived(done, total) == said


def test_a_terminal_shows_the_bar(sqlite_site: BuiltSite) -> None:
    site = DeployedSite(sqlite_site)
    site.build()
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=120, legacy_windows=False)
    report = deploying.deployed(site.site.settings, site.target, Options(), console)
    assert f"{report.uploaded}/{report.uploaded} file" in shown.getvalue()
