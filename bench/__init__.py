"""The benchmark: one run on one machine, sitegen beside its peers, and beside what must be done.

::

    corpus.py      the texts, the same for every tool
    sites/         what each peer needs to show them: templates and settings, to be read
    tool.py        Tool: how a site of a tool is written, built, edited and forgotten
    sitegen_tool.py, peers.py   the tools; sitegen_site.py, frozen_flask_app.py  what they run
    meter.py       a command's CPU, wall time and memory, with all its descendants
    measure.py     runs the meter, and proves it; server.py: the CPU of PostgreSQL
    cases.py       cold, nothing changed, one row edited, base template edited
    floors.py      the work that no generator can leave out, in one warm process
    targets.py     what sitegen promises, met or missed; figures.py: medians and ratios
    machine.py     what it ran on; report.py: the tables and the JSON

`__main__.py` tells a run from top to bottom.
"""
