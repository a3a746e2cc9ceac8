"""What is no store, or a store that is out of its mind, where a store should be: it is said so."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy import lists
from sitegen.errors import DeployFault, LockHeld
from tests.s3_sites import OLD, Deploys
from tests.s3_store import Page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.s3_store import Fault, Store

DEEP = b"[" * 200_000
HTML = b"<html><body>Please log in</body></html>"
LIST = '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{}</ListBucketResult>'


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Deploys:
    return Deploys(store, tmp_path / "here")


def said(here: Deploys) -> str:
    with pytest.raises(DeployFault) as caught:
        here.target.published()
    assert caught.value.exit_code == 4
    return str(caught.value).replace(here.store.environment["AWS_ENDPOINT_URL"], "HOST")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("body", [b"", HTML], ids=["nothing", "a page"])
def test_a_redirect_is_named(here: Deploys, store: Store, status: int, body: bytes) -> None:
    there = Page(status, body, {"Location": "https://login.example/"})
    store.arrived = lambda number, asked: there
    assert said(here) == (
        "HOST answers with a redirect to https://login.example/. "
        "Correct AWS_ENDPOINT_URL or AWS_REGION."
    )
    assert len(store.asked) == 1


def test_a_redirect_to_another_region_names_the_region(here: Deploys, store: Store) -> None:
    there = Page(301, b"", {"x-amz-bucket-region": "eu-west-1"})
    store.arrived = lambda number, asked: there
    assert said(here).endswith("Set AWS_REGION to eu-west-1.")


def listing(*said: str) -> Page:
    return Page(200, LIST.format("".join(said)).encode())


MORE = "<IsTruncated>true</IsTruncated>"
ALL = "<IsTruncated>false</IsTruncated>"
RECORDS = {
    "a page": Page(200, HTML),
    "nothing": Page(200, b""),
    "no date": Page(200, b"{}", {"Last-Modified": "yesterday"}),
}
LISTS = {
    "a page": Page(200, HTML),
    "nothing": Page(200, b""),
    "more without a token": listing(MORE),
    "more for ever": listing(MORE, "<NextContinuationToken>x</NextContinuationToken>"),
    "no size": listing(ALL, "<Contents><Key>a</Key></Contents>"),
    "a size that is none": listing(ALL, "<Contents><Key>a</Key><Size>many</Size></Contents>"),
    "no key": listing(ALL, "<Contents><Size>1</Size></Contents>"),
}
SENSELESS = (
    "HOST answers what no store answers. Correct AWS_ENDPOINT_URL: a web server, a proxy or a "
    "login page may stand there."
)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_no_store_gives_is_told(here: Deploys, store: Store, name: str) -> None:
    store.arrived = lambda number, asked: RECORDS[name]
    assert said(here) == SENSELESS


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_no_store_gives_is_told(here: Deploys, store: Store, name: str) -> None:
    store.arrived = lambda number, asked: None if asked.path else endless(number, LISTS[name])
    assert said(here) == SENSELESS


def endless(number: int, page: Page) -> Fault:
    """The page, but not for ever: a test ends."""
    return page if number < 20 else threading.Event()


def test_a_record_that_is_nested_too_deeply_is_damaged(here: Deploys, store: Store) -> None:
    store.put(".sitegen/deploy.json", DEEP)
    assert said(here) == (
        f"{here.url}/.sitegen/deploy.json is damaged. Remove it: objects that sitegen put there "
        "are known by what they carry."
    )


def test_a_lock_that_is_nested_too_deeply_is_held(here: Deploys, store: Store) -> None:
    store.put(".sitegen/lock", DEEP)
    with pytest.raises(LockHeld):
        here.deploy(OLD)


def test_the_list_of_a_folder_that_is_nested_too_deeply_is_damaged(tmp_path: Path) -> None:
    file = lists.list_file(tmp_path, "a")
    file.parent.mkdir()
    file.write_bytes(DEEP)
    with pytest.raises(DeployFault, match="is missing or damaged"):
        lists.read_list(tmp_path, "a")
