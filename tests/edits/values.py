"""The values that edits draw: few, so that they meet again, and each with a reason to be there."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.built_site import NOW

TICK = timedelta(microseconds=1)
HEADED = "# Title\n\nText under it.\n\n## Part\n\n[about](/about/)"  # its ids bear a prefix
USES_A_ROLE = "He said :shout:`hello`."
DEFINES_A_ROLE = ".. role:: shout\n\nIt is :shout:`here`."
BROKEN = "x" * 12_000  # in one line, which reStructuredText may not have

FILM = '<iframe title="A film" src="https://video.example/1"></iframe>'
numbers = st.integers(0, 5)  # of a row among those that there are
keys = st.integers(1, 6)
flags = st.booleans()
words = st.sampled_from(["One", "Two", "Three & <b>more</b>", "Zwölf"])
slugs = st.sampled_from(["one", "two", "three"])
texts = st.sampled_from(
    [
        "Text.",
        HEADED,
        USES_A_ROLE,
        DEFINES_A_ROLE,
        "Other *text* with a [link](/a/) and `another </b/>`_.",
        ".. unknown::\n\n   Body.",
        FILM,
        "[gone](/not/there/) `gone </not/there/>`_",
        "",
    ]
)
embedding = st.sampled_from(
    [FILM, '<video controls src="https://media.example/2.webm"></video><form></form>']
)
kinds = st.sampled_from(["markdown", "rst", "html", "plain"])
paths = st.sampled_from(["a", "b", "a/b", "a/b/c", "x.txt/y", "about/us", "downloads", "", "jobs"])
mimes = st.sampled_from(["text/html", "text/html", "text/plain"])
templates = st.sampled_from(["", "pages/own.html", "psf/default.html", "pages/including.html"])
days = st.sampled_from([-400, -31, -1, 0, 1, 29, 60])
moments = st.builds(
    lambda day, hour: NOW + timedelta(days=day, hours=hour), days, st.sampled_from([0, -1, 5])
)
lengths = st.sampled_from([timedelta(hours=2), timedelta(0), timedelta(days=3)])
