"""What parses blocks within blocks, such as lists: it makes a state when it first enters it.

docutils makes all of them for every list, though a list enters two or three of 15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst.states import NestedStateMachine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.statemachine import State

    AnyState = State[list[str]]


class States(dict[str, "AnyState"]):
    """The states of one machine by their names, each made when it is asked for."""

    def __init__(self, machine: LazyStateMachine, classes: Iterable[type[AnyState]]) -> None:
        super().__init__()
        self._machine = machine
        self._classes = {each.__name__: each for each in classes}

    def __missing__(self, name: str) -> AnyState:
        """Make it; in a machine that runs already, it has to begin, too."""
        state = self[name] = self._classes[name](self._machine, self._machine.debug)
        if self._machine.runs:
            state.runtime_init()
        return state


class LazyStateMachine(NestedStateMachine):
    """docutils' machine, which has the states that it needs."""

    runs = False

    def add_states(self, state_classes: Iterable[type[AnyState]]) -> None:
        """Take note of the states that there may be."""
        self.states = States(self, state_classes)

    def runtime_init(self) -> None:
        """Begin."""
        super().runtime_init()
        self.runs = True

    def unlink(self) -> None:
        """End for good."""
        for state in self.states.values():
            state.transitions.clear()
        super().unlink()
