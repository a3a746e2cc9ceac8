from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.urls import fault_of, internal, paths_of, url_of


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.html", "/"),
        ("about/index.html", "/about/"),
        ("raw/data.txt", "/raw/data.txt"),
        ("404.html", "/404.html"),
        ("é à/index.html", "/%C3%A9%20%C3%A0/"),
        ("myindex.html", "/myindex.html"),
    ],
)
def test_a_path_has_one_url(path: str, url: str) -> None:
    assert url_of(path) == url
    assert path in paths_of(url)


@given(st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\\"), min_size=1))
def test_every_lawful_path_is_found_again_by_its_url(segment: str) -> None:
    path = f"{segment}/index.html"
    if not fault_of(path):
        assert path in paths_of(url_of(path))


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("/about/", "/about/"),
        ("team/", "/about/team/"),
        ("../doc/#install", "/doc/"),
        ("?page=2", "/about/"),
        ("#top", "/about/"),
        ("https://example.org/x", "/x"),
        ("//example.org/x", "/x"),
        ("https://Example.org:443/x", "/x"),
        ("https://example.org:80/x", None),
        ("https://example.org:8443/x", None),
        ("https://elsewhere.org/x", None),
        ("mailto:a@example.org", None),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("caf%C3%A9/", "/about/caf%C3%A9/"),
        ("café/", "/about/caf%C3%A9/"),
    ],
)
def test_a_link_leads_to_a_url_path_of_the_site_or_out_of_it(link: str, target: str | None) -> None:
    assert internal(link, "/about/", "https://example.org") == target


def test_a_folder_may_be_linked_without_its_slash() -> None:
    assert paths_of("/about") == ("about", "about/index.html")


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("a\ufdd0b", "holds a control or invisible character"),
        ("a\U0002fffeb", "holds a control or invisible character"),
        ("a\u2065b", "holds a control or invisible character"),
        ("c#/index.html", "holds # or ?, which end a path in a URL"),
        ("what?/index.html", "holds # or ?, which end a path in a URL"),
        (".git/config", "starts with a dot"),
        ("x/.hid", "has a segment that starts with a dot"),
        ("x/.well-known/y", "has a segment that starts with a dot"),
        (".well-known/.hid", "has a segment that starts with a dot"),
        (".well-known/security.txt", ""),
        ("a:b*c d%/index.html", ""),
    ],
)
def test_a_path_can_be_asked_for_and_hides_nothing(path: str, fault: str) -> None:
    assert fault_of(path) == fault
