"""The preview: every file of the site made when somebody asks for it, and shown again when it
changes.

::

    request ─ host.Host.answer()      the path as the host of the site would answer it
                preview.Preview       one file, planned and rendered by the functions of a build
    hint ──── hints.py                something may have changed: a file, a row, the clock
                tabs.Tabs.check()     the keys of what open tabs show are compared; nothing else
                live.js               shows the new page, or what is wrong with it

A hint says that something may have changed and never what: the truth is in the keys, so that hints
may be lost, merged or forged. Nothing here writes to the output or the state.
"""
