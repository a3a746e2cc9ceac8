from __future__ import annotations

import pytest

from sitegen.markup.anchors import Anchors, nest_levels


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("What's new?", "content-what-s-new"),
        ("Краткое описание", "content-краткое-описание"),
        ("目次", "content-目次"),
        ("ﬁne  Café", "content-fine-café"),
        ("STRASSE Straße", "content-strasse-strasse"),
        ("3.14", "content-3-14"),
        ("__init__", "content-init"),
        ("→ !", "content-section"),
        ("", "content-section"),
    ],
)
def test_an_anchor_is_readable_in_any_script(title, anchor):
    assert Anchors("content").claim(title) == anchor


def test_anchors_are_unique_even_against_numbered_titles():
    anchors = Anchors("content")
    assert [anchors.claim(title) for title in ("a", "A", "a 2", "a")] == [
        "content-a",
        "content-a-2",
        "content-a-2-2",
        "content-a-3",
    ]


@pytest.mark.parametrize(
    ("levels", "nested"),
    [
        ([1, 2, 2, 1], [2, 3, 3, 2]),
        ([3, 4, 3], [2, 3, 2]),
        ([1, 4, 3, 2], [2, 3, 3, 3]),
        ([2, 1, 2], [2, 2, 3]),
        ([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 6]),
        ([], []),
    ],
)
def test_levels_start_at_two_and_skip_none(levels, nested):
    assert nest_levels(levels) == nested
