"""What the names of releases tell."""

from __future__ import annotations

import pytest

from sitegen.sections.versions import Version, version_of


def test_versions_follow_each_other_as_releases_do():
    names = ["3.9.1", "3.9.10", "3.10.0a1", "3.10.0a7", "3.10.0b1", "3.10.0rc1", "3.10.0", "3.10.1"]
    versions = [version_of(f"Python {name}") for name in names]
    assert sorted([*versions[4:], *versions[:4]]) == versions


def test_missing_numbers_are_zeros():
    assert version_of("Python 3.14") == version_of("Python 3.14.0")
    assert version_of("Python 3.14") < version_of("Python 3.14.1")


def test_c_and_rc_are_both_release_candidates():
    assert version_of("Python 2.3.1c2") == version_of("Python 2.3.1rc2")


@pytest.mark.parametrize("name", ["", "Python install manager 25.1", "Jython 2.7.3", "Python"])
def test_a_name_without_version_is_before_all_versions(name: str):
    assert version_of(name) == Version()
    assert version_of(name) < version_of("Python 0.9.1a1")


def test_the_text_of_a_version_says_that_it_is_a_pre_release():
    assert version_of("Python 3.15.0rc1").text == "3.15.0rc1"
    assert version_of("Python 3.15.0 for tests").text == "3.15.0"


def test_the_series_is_told_by_two_numbers():
    assert version_of("Python 3.15.0rc1").series == "3.15"
    assert version_of("Python 3").series == ""
