"""`make mutants` takes long; that its list fits the code is seen at once."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sitegen
from tests.mutants.mutants import MUTANTS

if TYPE_CHECKING:
    from tests.mutants.mutant import Mutant

PACKAGE = Path(sitegen.__file__).parent


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_mutant_alters_one_place_of_the_code_as_it_is(mutant: Mutant) -> None:
    ast.parse(mutant.altered((PACKAGE / mutant.file).read_text("utf-8")))


def test_mutants_have_names_of_their_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
