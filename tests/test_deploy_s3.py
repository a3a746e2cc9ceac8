"""Deploys to a bucket, in a real server: what is asked, in which order, and what is there then."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.s3_sending import SMALL
from sitegen.errors import DeployFault, DeployRefused, SettingsFault
from tests.s3_sites import NEW, OLD, Deploys, asset, deploy, release
from tests.s3_store import RESET, Answer

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.deploy.target import Amount
    from tests.s3_store import Store


HTML = "text/html; charset=utf-8"
BROKEN = Answer(500, "InternalError")


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Deploys:
    return Deploys(store, tmp_path / "here")


def test_a_first_deploy_brings_everything(here: Deploys, store: Store) -> None:
    outcome = here.deploy(OLD)
    assert store.objects() == OLD
    assert (outcome.uploaded, outcome.size) == (len(OLD), sum(map(len, OLD.values())))
    assert outcome.deployment.url == here.url
    assert [key for key in store.names() if ".sitegen" in key] == [".sitegen/deploy.json"]


def test_what_changed_is_sent_and_nothing_else(here: Deploys, store: Store) -> None:
    here.deploy(OLD)
    here.deploy({**OLD, "index.html": b"edited"})
    assert store.said() == [
        *("GET .sitegen/deploy.json", "GET list"),
        *("PUT .sitegen/lock", "GET .sitegen/deploy.json"),
        "PUT index.html",
        *("PUT .sitegen/deploy.json", "GET .sitegen/lock", "DELETE .sitegen/lock"),
        *("GET .sitegen/deploy.json", "GET list"),
    ]
    assert store.objects() == {**OLD, "index.html": b"edited"}


def test_a_second_deploy_writes_nothing(here: Deploys, store: Store) -> None:
    first = here.deploy(OLD).deployment
    outcome = here.deploy(OLD)
    assert (outcome.uploaded, outcome.deployment.id) == (0, first.id)
    assert {asked.method for asked in store.asked} == {"GET"}
    assert len(store.asked) == 4


def test_nothing_is_written_before_what_it_needs(here: Deploys, store: Store) -> None:
    here.deploy(OLD)
    slow = {asset(b"new"), "picture.png", "new/index.html", "index.html", "sitemap.xml"}
    done: list[str] = []
    store.forget()
    store.arrived = lambda number, asked: late() if asked.path in slow else None
    store.acted = lambda number, asked: done.append(str(asked))
    outcome = deploy(here.target, release(here.folder / "site", NEW))
    assert store.objects() == NEW
    steps = [step for step in done if step.startswith(("PUT", "DELETE"))]
    assert steps[:2] == ["PUT .sitegen/lock", "PUT .sitegen/deploy.json"]
    assert steps[2:4] == [f"PUT {asset(b'new')}", "PUT picture.png"]
    assert steps[4:6] == ["PUT caf\u00e9 & 50%/a+b.html", "PUT new/index.html"]
    assert steps[6] == "PUT index.html"
    assert steps[7:9] == ["PUT feed/index.html", "PUT sitemap.xml"]
    assert sorted(steps[9:11]) == [f"DELETE {asset(b'old')}", "DELETE gone/index.html"]
    assert steps[11:] == ["PUT .sitegen/deploy.json", "DELETE .sitegen/lock"]
    assert outcome.uploaded == 7


def late() -> threading.Event:
    """What happens a little later."""
    event = threading.Event()
    threading.Timer(0.3, event.set).start()
    return event


def test_objects_carry_the_headers_that_files_should_have(here: Deploys, store: Store) -> None:
    files = {
        **OLD,
        "a.js": b"",
        "a.woff2": b"",
        "a.svg": b"<svg/>",
        "a.ico": b"",
        "a.json": b"{}",
        "a.xml": b"<a/>",
        "a.txt": b"",
        "odd": b"",
    }
    here.deploy(files)
    assert {key: store.head(key)["ContentType"] for key in store.objects()} == {
        **dict.fromkeys((path for path in files if path.endswith(".html")), HTML),
        asset(b"old"): "text/css; charset=utf-8",
        "feed/index.html": "application/rss+xml",
        "picture.png": "image/png",
        "a.js": "text/javascript; charset=utf-8",
        "a.woff2": "font/woff2",
        "a.svg": "image/svg+xml; charset=utf-8",
        "a.ico": "image/x-icon",
        "a.json": "application/json; charset=utf-8",
        "a.xml": "application/xml; charset=utf-8",
        "a.txt": "text/plain; charset=utf-8",
        "odd": "application/octet-stream",
        "_headers": "text/plain; charset=utf-8",
    }
    caching = {key: store.head(key)["CacheControl"] for key in store.objects()}
    assert caching.pop(asset(b"old")) == "public, max-age=31536000, immutable"
    assert set(caching.values()) == {"public, max-age=0, must-revalidate"}


def test_a_file_whose_headers_changed_is_sent_again(here: Deploys, store: Store) -> None:
    here.deploy(OLD)
    headers = OLD["_headers"].replace(b"application/rss+xml", b"application/atom+xml")
    files = {**OLD, "_headers": headers}
    site = release(here.folder / "site", files)
    planned = here.target.published()
    changed = {path for path, file in site.files.items() if planned[path] != file.digest}
    assert changed == {"feed/index.html", "_headers"}
    here.deploy(files)
    assert set(store.sent()) == changed
    assert store.head("feed/index.html")["ContentType"] == "application/atom+xml"


def test_what_others_put_there_stays(here: Deploys, store: Store) -> None:
    foreign = {
        "private.html": b"x",
        "a//b": b"x",
        "f/": b"",
        "../site/index.html": b"x",
        "gone/notes": b"x",
    }
    for key, body in foreign.items():
        store.put(key, body)
    here.deploy(OLD)
    here.deploy(NEW)
    assert store.objects() == {**NEW, **foreign}


def test_what_others_put_there_is_not_written_over(here: Deploys, store: Store) -> None:
    store.put("index.html", b"theirs")
    with pytest.raises(DeployRefused) as caught:
        here.deploy(OLD)
    assert str(caught.value) == (
        f"{here.url} holds what sitegen did not put there: index.html. "
        "Move it away, or name another prefix."
    )
    assert store.names() == ["index.html"]


def test_sites_below_different_prefixes_do_not_meet(store: Store, tmp_path: Path) -> None:
    root, one, two = (Deploys(store, tmp_path / name, name) for name in ("", "one", "one and more"))
    for site, files in ((one, OLD), (two, NEW), (root, {"index.html": b"root"})):
        site.deploy(files)
    one.deploy({"index.html": b"alone"})
    assert store.objects("one/") == {"index.html": b"alone"}
    assert store.objects("one and more/") == NEW
    root.deploy({"a.html": b"root"})
    assert store.objects("one and more/") == NEW
    with pytest.raises(DeployRefused, match=r"one/index\.html"):
        root.deploy({"one/index.html": b"root"})


def test_a_deploy_mends_what_was_altered_or_taken_away(here: Deploys, store: Store) -> None:
    here.deploy(OLD)
    store.put("index.html", b"by hand")
    store.remove("same/index.html")
    here.deploy(OLD)
    assert sorted(store.sent()) == ["index.html", "same/index.html"]
    assert store.objects() == OLD


def test_what_is_there_is_known_without_the_record(here: Deploys, store: Store) -> None:
    here.deploy(OLD)
    store.remove(".sitegen/deploy.json")
    site = release(here.folder / "site", OLD)
    assert here.target.published() == {path: file.digest for path, file in site.files.items()}
    assert here.deploy({**OLD, "index.html": b"new"}).uploaded == 1
    assert here.deploy(NEW).uploaded == 7
    assert store.objects() == NEW


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"files": {"a": 1}, "begun": []}'])
def test_a_damaged_record_is_named(here: Deploys, store: Store, body: bytes) -> None:
    store.put(".sitegen/deploy.json", body)
    with pytest.raises(DeployFault, match=r"deploy\.json is damaged\. Remove it"):
        here.deploy(OLD)


def test_a_large_site_takes_no_more_requests_than_it_has_changes(
    here: Deploys, store: Store
) -> None:
    files = {f"{number // 100}/{number}.html": b"%d" % number for number in range(1005)}
    here.deploy(files)
    looks = ["GET .sitegen/deploy.json", "GET list"]
    more = ["GET list"]  # a list gives a thousand at a time
    notes = [each for each in store.said() if not each.endswith(".html")]
    assert notes == [
        *looks,
        *("PUT .sitegen/lock", "GET .sitegen/deploy.json", "PUT .sitegen/deploy.json"),
        *("PUT .sitegen/deploy.json", "GET .sitegen/lock", "DELETE .sitegen/lock"),
        *looks,
        *more,
    ]
    assert len(store.asked) == len(notes) + len(files)
    here.deploy({**files, "1/101.html": b"edited"})
    assert len(store.asked) == 2 * len(looks + more) + 6


def test_odd_names_arrive_as_they_are(here: Deploys, store: Store) -> None:
    names = (
        "a b",
        "\u00e9",
        "%",
        "%20",
        "#",
        "?",
        "+",
        "a&b=c",
        "*",
        "~",
        "[x]",
        "{}",
        "'\"",
        "<>",
    )
    files = {f"{name}/{name}.html": name.encode() for name in names}
    here.deploy(files)
    assert store.objects() == files
    assert here.deploy(files).uploaded == 0
    here.deploy({"index.html": b"x"})
    assert store.objects() == {"index.html": b"x"}


def test_what_others_deployed_since_the_plan_is_not_removed(
    here: Deploys, store: Store, tmp_path: Path
) -> None:
    here.deploy(OLD)
    late = Deploys(store, tmp_path / "late")
    site, planned = release(late.folder / "site", {**OLD, "late.html": b"late"}), late.target
    planned.published()
    more = {**OLD, **{f"more/{number}.html": b"more" for number in range(20)}}
    here.deploy(more)
    with pytest.raises(DeployFault) as caught:
        planned.publish(site, draft=False, progress=lambda done, size: None)
    assert str(caught.value) == (
        f"Another deploy to {here.url} was made since this one was planned. Deploy again."
    )
    assert store.objects() == more
    assert ".sitegen/lock" not in store.names()


def test_a_bucket_has_no_drafts(here: Deploys) -> None:
    site = release(here.folder / "site", OLD)
    with pytest.raises(SettingsFault) as caught:
        here.target.publish(site, draft=True, progress=lambda done, size: None)
    assert str(caught.value) == (
        f"A bucket has no drafts, and {here.url} is what visitors get. "
        "Deploy to another prefix: --target s3://BUCKET/PREFIX."
    )


def test_there_is_one_release_and_none_to_go_back_to(here: Deploys) -> None:
    assert here.target.deployments() == []
    deployment = here.deploy(OLD).deployment
    (found,) = here.target.deployments()
    assert (found.id, found.url, found.is_published) == (deployment.id, here.url, True)
    assert abs(found.created - deployment.created) < timedelta(seconds=10)
    with pytest.raises(DeployRefused, match="keeps no earlier release to go back to"):
        here.target.roll_back()


def test_a_file_that_changed_since_the_build_is_not_sent(here: Deploys, store: Store) -> None:
    site = release(here.folder / "site", OLD)
    (site.folder / "index.html").write_bytes(b"other")
    with pytest.raises(DeployFault, match=r"index\.html is not what the build wrote"):
        deploy(here.target, site)
    assert "index.html" not in store.objects()
    assert ".sitegen/lock" not in store.names()


def test_a_large_file_is_sent_from_the_disk_and_begun_anew(here: Deploys, store: Store) -> None:
    body = bytes(range(256)) * (36 << 10)
    assert len(body) > SMALL
    site = release(here.folder / "site", {"film.mp4": body})
    faults = iter([RESET, BROKEN])
    store.arrived = lambda number, asked: next(faults, None) if asked.size > SMALL else None
    deploy(here.target, site)
    assert store.objects() == {"film.mp4": body}
    assert store.said().count("PUT film.mp4") == 3


def test_an_interrupted_deploy_sends_no_more(here: Deploys, store: Store) -> None:
    site = release(here.folder / "site", {f"{n}.html": b"x" for n in range(200)})

    def interrupt(done: Amount, total: Amount) -> None:
        if done.files:
            raise KeyboardInterrupt

    target = here.target
    with pytest.raises(KeyboardInterrupt):
        target.publish(site, draft=False, progress=interrupt)
    assert store.said()[-2:] == ["GET .sitegen/lock", "DELETE .sitegen/lock"]
    assert len(store.sent()) < 50
    assert ".sitegen/lock" not in store.names()
    sent = len(store.objects())
    assert here.deploy({f"{n}.html": b"x" for n in range(200)}).uploaded == 200 - sent
