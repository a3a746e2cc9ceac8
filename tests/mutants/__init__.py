"""The proof of the proof: sitegen with one thing taken out, which the state machine has to notice.

`make mutants` makes a copy of the package for each mutant, alters it in one place, lets the edits
of `tests/edits` loose on it, and prints after how many of them it was found out. The first row is
sitegen as it is, which has to live.
"""
