"""The command `sitegen`, on the site that the benchmark builds.

    python -m bench.sitegen_command build

Its worker processes import this module, as they import the command itself: no more is at its top.
"""

from __future__ import annotations

from sitegen.cli import main

if __name__ == "__main__":
    from sitegen.collector import loading

    with loading():
        from bench.sitegen_site import add_list

    add_list()
    main()
