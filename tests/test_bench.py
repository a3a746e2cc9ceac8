"""The benchmark's own arithmetic: what is measured, what it comes to, and what is said of it."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bench.cases import Extent, Measurement, Place, measured
from bench.corpus import edited, synthetic, why_no_peps
from bench.figures import figures, ratio
from bench.floors import Floor, floors
from bench.measure import BURNT, measure, prove
from bench.report import Report, as_json, as_markdown
from bench.sitegen_site import with_list
from bench.sitegen_tool import affected, edit_row, fill
from bench.targets import SQLITE, Results, Target, targets
from bench.tool import SITES, Tool, edit_base
from bench.trees import tree_of, written
from sitegen.build import Options, build
from sitegen.sections import SITE
from tests.built_site import NOW, REPOSITORY, BuiltSite

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build import BuildReport

BASES = [
    REPOSITORY / "templates/base.html",
    SITES / "frame.html",
    SITES / "hugo/layouts/baseof.html",
]


def measurement(**values: Any) -> Measurement:
    """A cold build of sitegen, of which a test says what matters to it."""
    given = {"tool": SQLITE, "corpus": "10,000 pages", "case": "cold", "cpu": 1.0, "wall": 1.0}
    return Measurement(**{**given, "peak": 1_000_000, "written": 1, **values})


def judged(text: str, *measurements: Measurement, floor: tuple[Floor, ...] = ()) -> Target:
    """The one target of sitegen on SQLite that begins with these words."""
    found = targets(Results(figures(measurements), floor, workers=2))
    (target,) = [each for each in found if each.text.startswith(text) and each.tool == SQLITE]
    return target


def python(source: str, folder: Path) -> Any:
    return measure([sys.executable, "-c", source], folder, os.environ, folder / "log")


def test_no_cpu_is_lost_below_a_fork_server_or_in_an_orphan(tmp_path: Path) -> None:
    assert prove(tmp_path / "log") == pytest.approx(BURNT, rel=0.15)


def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    hold = "import time; held = bytearray(40_000_000); time.sleep(0.5)"
    one = python(hold, tmp_path)
    two = python(f"import os; os.fork(); {hold}", tmp_path)
    assert one.peak > 40_000_000
    assert two.peak > 80_000_000


def test_a_command_that_fails_says_so_with_its_status(tmp_path: Path) -> None:
    assert python("raise SystemExit(7)", tmp_path).status == 7


def test_a_figure_is_the_median_of_its_runs() -> None:
    runs = [measurement(cpu=cpu, exact=True, server=cpu / 2) for cpu in (9, 1, 2)]
    (figure,) = figures(runs)
    assert (figure.runs, figure.cpu, figure.server, figure.exact) == (3, 2, 1, True)


def test_one_run_that_wrote_other_files_spoils_the_figure() -> None:
    (figure,) = figures([measurement(exact=True), measurement(exact=False)])
    assert figure.exact is False


def test_figures_stay_in_the_order_of_measuring() -> None:
    tools = ["pelican", "hugo", "pelican", "hugo"]
    assert [each.tool for each in figures(measurement(tool=tool) for tool in tools)] == [
        "pelican",
        "hugo",
    ]


def test_a_ratio_needs_both_sides() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(None, 2.0) is None
    assert ratio(3.0, None) is None


def test_a_target_is_met_at_its_limit_and_missed_above() -> None:
    hugo = measurement(tool="hugo", cpu=4.0)
    assert judged("cold, 10,000 pages: CPU ≤ Hugo", measurement(cpu=4.0), hugo).met is True
    assert judged("cold, 10,000 pages: CPU ≤ Hugo", measurement(cpu=4.1), hugo).met is False


def test_a_target_without_its_peer_is_not_measured() -> None:
    assert judged("cold, 10,000 pages: CPU ≤ Hugo", measurement()).met is None


def test_the_floor_of_docutils_is_shared_among_the_workers() -> None:
    floor = (Floor("docutils alone", "PEPs", cpu=10.0, wall=11.0),)
    target = judged("cold, PEPs: wall ≤ 1.15", measurement(corpus="PEPs"), floor=floor)
    assert target.limit == pytest.approx(7.25)


def test_growth_compares_the_cpu_of_one_page() -> None:
    large = measurement(corpus="100,000 pages", cpu=111.0)
    target = judged("growth", measurement(cpu=10.0), large)
    assert (target.value, target.limit, target.met) == (pytest.approx(1.11), pytest.approx(1.1), 0)


def test_memory_is_the_highest_of_all_cases() -> None:
    cases = (("cold", 200), ("base", 301))
    runs = (
        measurement(corpus="100,000 pages", case=case, peak=peak * 1_000_000)
        for case, peak in cases
    )
    target = judged("peak memory, 100,000 pages: ≤ 300", *runs)
    assert (target.value, target.met) == (301, False)


def test_the_report_says_figures_ratios_and_what_was_missed() -> None:
    runs = [measurement(cpu=2.0), measurement(tool="hugo", cpu=1.0)]
    results = Results(figures(runs), [], 2)
    report = Report({"cores": "2"}, {"hugo": "1"}, runs, results, targets(results), ["A note."])
    text = as_markdown(report)
    assert "| sitegen-sqlite | 1 | 2.00 |  | 1.00 | 1 | 1 | 1.00 |" in text
    assert "| hugo | 1 | 1.00 |  | 1.00 | 1 | 1 | 0.50 |" in text
    assert "| sqlite | cold, 10,000 pages: CPU ≤ Hugo | 2.00 s | 1.00 s | MISSED |" in text
    assert "| sqlite | growth: CPU a page" in text
    assert '"cpu_ratio": 0.5' in as_json(report)


def test_only_new_and_rewritten_files_count_as_written(tmp_path: Path) -> None:
    for name in ("same", "old"):
        (tmp_path / name).write_text(name)
    before = tree_of(tmp_path)
    os.utime(tmp_path / "old", ns=(1, 1))
    (tmp_path / "new").write_text("new")
    assert written(before, tree_of(tmp_path)) == {"old", "new"}


@pytest.mark.parametrize("base", BASES, ids=lambda file: file.name)
def test_every_base_template_can_be_edited_again_and_again(base: Path, tmp_path: Path) -> None:
    shutil.copy(base, tmp_path / "base.html")
    editions = []
    for edit in (1, 2):
        edit_base(tool(base="base.html"), tmp_path, edit)
        editions.append((tmp_path / "base.html").read_text())
    assert len({base.read_text(), *editions}) == 3
    assert editions[1].count("edition") == 1


def test_a_tool_that_fails_is_named_and_has_no_further_turn(tmp_path: Path) -> None:
    said: list[str] = []
    failing = Place(
        tool(command=[sys.executable, "-c", "raise SystemExit('It is broken.')"]),
        synthetic(1),
        tmp_path,
    )
    assert list(measured([failing], Extent(), said.append)) == []
    assert said == ["hugo failed on 1 pages with status 1: It is broken."]


def test_synthetic_pages_are_always_the_same_and_one_in_five_has_code() -> None:
    pages = list(synthetic(50).articles())
    assert pages == list(synthetic(50).articles())
    assert all(2000 <= len(page.source) <= 6500 for page in pages)
    assert sum("```python" in page.source for page in pages) == 10


def test_without_the_peps_the_report_says_where_they_were_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITEGEN_TEST_DATA", "/nowhere")
    assert why_no_peps() == (
        "PEPs are skipped: no peps-even.json.gz in /nowhere: "
        "SITEGEN_TEST_DATA can name another folder of dumps"
    )


def test_every_floor_is_measured(tmp_path: Path) -> None:
    (tmp_path / "built").mkdir()
    found = list(floors(synthetic(5), tmp_path / "built", tmp_path / "scratch"))
    assert [each.name for each in found] == [
        "markdown-it-py alone",
        "sitegen.markup",
        "Pygments for the code blocks",
        "writing the files",
    ]


def test_an_edited_row_is_shown_by_its_page_its_list_and_the_sitemap(
    sqlite_url: str, tmp_path: Path
) -> None:
    site, corpus = BuiltSite(sqlite_url, tmp_path), synthetic(60)
    shutil.copytree(SITES / "sitegen", tmp_path / "templates/bench")
    fill(sqlite_url, corpus)
    assert built(site).failures == ()
    assert site.has("list/page/3/index.html")
    before = tree_of(site.output)
    edit_row(sqlite_url, edited(corpus.first(), 1))
    built(site)
    assert written(before, tree_of(site.output)) == affected(corpus.first())


def built(site: BuiltSite) -> BuildReport:
    return build(site.settings, with_list(SITE), NOW, Options())


def tool(**values: Any) -> Tool:
    """A tool of which a test says what matters to it."""
    given = {
        "name": "hugo",
        "version": "1",
        "kinds": frozenset({"markdown"}),
        "command": [],
        "prepare": lambda corpus, folder: None,
        "write": lambda folder, article: None,
        "base": "",
        "output": "output",
        "made": (),
        "env": {},
    }
    return Tool(**{**given, **values})
