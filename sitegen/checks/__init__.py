"""Checks of the built site: what its files say, held against what is there.

`report.py` tells the story; every other module is one kind of thing that can be wrong.
"""
