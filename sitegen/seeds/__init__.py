"""Content to begin with.

`demo` is a small site that looks real, kept as files that a person can edit; `synthetic` is large,
made by chance and yet always the same, for measuring.
"""
