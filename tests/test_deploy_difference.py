"""What a deploy would change and why, and when it would take too much from visitors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy import delivery
from sitegen.deploy.difference import Difference, PathsLost, check_losses, difference
from sitegen.deploy.folder import FolderTarget
from sitegen.deploy.journal import Journal
from sitegen.deploy.release import File, Release
from tests.built_site import page
from tests.deployed_site import DeployedSite, release_of
from tests.stepping import ignored

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.built_site import BuiltSite

STYLE = "a { color: green }"
WITH_STYLE = '<link href="{{ asset("site.css") }}">{{ page.title }}{{ page.content }}'


@pytest.fixture
def deployed(sqlite_site: BuiltSite) -> DeployedSite:
    """A site that is built and deployed once."""
    site = DeployedSite(sqlite_site.add(page("one"), page("two")))
    site.site.write("templates/pages/default.html", WITH_STYLE)
    site.build()
    site.deploy()
    return site


def causes(deployed: DeployedSite) -> dict[str, str]:
    """Why each path would change, after a build."""
    deployed.build()
    found = deployed.plan()
    return {each.path: each.cause for each in (*found.added, *found.changed, *found.removed)}


def origins(deployed: DeployedSite) -> dict[str, tuple[str, str]]:
    """The cause of each path that would change, and the row behind it, after a build."""
    deployed.build()
    found = deployed.plan()
    changes = (*found.added, *found.changed, *found.removed)
    return {each.path: (each.cause, each.told_origin) for each in changes}


def test_the_row_of_each_page_is_named(deployed: DeployedSite) -> None:
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    deployed.site.sql("DELETE FROM pages WHERE path = 'two'").add(page("three", id=33))
    assert origins(deployed) == {
        "three/index.html": ("new", "pages id 33"),
        "one/index.html": ("rows", "pages id 1"),
        "two/index.html": ("nothing makes it any more", "pages id 2"),
    }


def test_the_row_that_takes_over_a_path_is_the_one_that_is_named(deployed: DeployedSite) -> None:
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'").add(page("one", id=33, title="Other"))
    assert origins(deployed) == {"one/index.html": ("rows", "pages id 33")}


def test_a_page_of_many_rows_names_its_view(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one"), page("two"))
    target = FolderTarget(site.folder / "www", keep=1)
    site.build()
    delivery.deploy(site.settings, target, delivery.Options(), ignored)
    site.sql("DELETE FROM pages WHERE path = 'two'").build()
    found = delivery.plan_deploy(site.settings, target)
    assert {each.path: each.told_origin for each in found.changed} == {
        "sitemap/pages-0.xml": "view pages.sitemap"
    }


def test_an_asset_and_a_template_need_no_row(deployed: DeployedSite) -> None:
    deployed.site.write("assets/site.css", STYLE)
    found = origins(deployed)
    assert found["one/index.html"] == ("asset site.css", "")
    assert {told for path, (_, told) in found.items() if path.startswith("assets/")} == {
        "assets/site.css"
    }


def test_a_journal_of_before_rows_were_named_is_still_read(deployed: DeployedSite) -> None:
    (journal,) = deployed.site.settings.state.glob("deployed-*.json")
    said = json.loads(journal.read_bytes())
    said["files"] = {path: values[:3] for path, values in said["files"].items()}
    journal.write_text(json.dumps(said))
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'")
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'two'")
    assert origins(deployed) == {
        "one/index.html": ("nothing makes it any more", ""),
        "two/index.html": ("rows", "pages id 2"),
    }


def test_an_edited_row_is_the_cause_of_its_page(deployed: DeployedSite) -> None:
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert causes(deployed) == {"one/index.html": "rows"}


def test_a_new_row_and_a_deleted_one_are_told(deployed: DeployedSite) -> None:
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'").add(page("three"))
    assert causes(deployed) == {
        "one/index.html": "nothing makes it any more",
        "three/index.html": "new",
    }


def test_a_template_is_the_cause_of_the_pages_that_it_makes(deployed: DeployedSite) -> None:
    deployed.site.write("templates/pages/default.html", f"Edited. {WITH_STYLE}")
    expected = "template pages/default.html"
    assert causes(deployed) == {"one/index.html": expected, "two/index.html": expected}


def test_an_asset_is_the_cause_of_the_pages_that_name_it(deployed: DeployedSite) -> None:
    deployed.site.write("assets/site.css", STYLE)
    found = causes(deployed)
    assert {found["one/index.html"], found["two/index.html"]} == {"asset site.css"}
    assert sorted(cause for path, cause in found.items() if path.startswith("assets/")) == [
        "new",
        "nothing makes it any more",
    ]


def test_two_causes_are_both_named(deployed: DeployedSite) -> None:
    deployed.site.write("templates/pages/default.html", f"Edited. {WITH_STYLE}")
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert causes(deployed)["one/index.html"] == "rows, template pages/default.html"


def test_what_pages_embed_is_the_cause_of_the_policy(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one", kind="html"))
    target = FolderTarget(site.folder / "www", keep=1)
    site.build()
    delivery.deploy(site.settings, target, delivery.Options(), ignored)
    film = '<iframe title="Film" src="https://films.example/"></iframe>'
    site.sql("UPDATE pages SET content = :film", film=film)
    site.build()
    found = delivery.plan_deploy(site.settings, target)
    assert {each.path: each.cause for each in found.changed} == {
        "one/index.html": "rows",
        "_headers": "what pages embed",
    }


def test_settings_are_a_cause(deployed: DeployedSite) -> None:
    deployed.site.write("templates/pages/default.html", "{{ site.name }}{{ page.content }}")
    deployed.build()
    deployed.deploy()
    deployed.site.set(name="Another name")
    assert set(causes(deployed).values()) == {"the settings"}


def test_what_somebody_else_deployed_has_no_cause_that_is_known(deployed: DeployedSite) -> None:
    elsewhere = deployed.site.folder / "elsewhere"
    (elsewhere / "one").mkdir(parents=True)
    (elsewhere / "one/index.html").write_text("Theirs.")
    deployed.target.publish(release_of(elsewhere), draft=False, progress=lambda *_: None)
    assert causes(deployed)["one/index.html"] == ""


def test_a_journal_that_is_damaged_costs_the_causes_alone(deployed: DeployedSite) -> None:
    (journal,) = deployed.site.settings.state.glob("deployed-*.json")
    journal.write_text('{"files": []}')
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert causes(deployed) == {"one/index.html": ""}
    assert deployed.deploy().uploaded == 1
    deployed.site.sql("UPDATE pages SET content = 'Again.' WHERE path = 'one'")
    assert causes(deployed) == {"one/index.html": "rows"}


def test_a_draft_leaves_the_causes_to_the_deploy_that_publishes_it(deployed: DeployedSite) -> None:
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    deployed.build()
    deployed.deploy(draft=True)
    assert causes(deployed) == {"one/index.html": "rows"}


@pytest.mark.parametrize(
    "change",
    [
        lambda site: site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'"),
        lambda site: site.sql("DELETE FROM pages WHERE path = 'one'").add(page("three")),
        lambda site: site.sql("UPDATE pages SET path = 'moved' WHERE path = 'one'"),
        lambda site: site.write("assets/site.css", STYLE),
        lambda site: site,
    ],
    ids=["edited", "deleted", "moved", "restyled", "unchanged"],
)
def test_a_plan_is_what_then_happens(
    deployed: DeployedSite, change: Callable[[BuiltSite], object]
) -> None:
    before = deployed.live()
    change(deployed.site)
    deployed.build()
    plan, after = deployed.plan(), deployed.site.tree()
    report = deployed.deploy()
    assert (plan.uploads, plan.bytes, plan.unchanged) == (
        *(report.uploaded, report.bytes, report.unchanged),
    )
    assert [each.path for each in plan.added] == sorted(after.keys() - before.keys())
    assert [each.path for each in plan.removed] == sorted(before.keys() - after.keys())
    both = before.keys() & after.keys()
    assert [each.path for each in plan.changed] == sorted(
        path for path in both if before[path] != after[path]
    )
    assert [each.size for each in plan.removed] == [len(before[e.path]) for e in plan.removed]


def test_a_plan_changes_nothing(deployed: DeployedSite) -> None:
    deployed.site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    deployed.build()
    before = deployed.live()
    assert deployed.plan() == deployed.plan()
    assert (deployed.live(), len(deployed.releases())) == (before, 1)


NEW = (*(f"there/{end}index.html" for end in ("", "p0/", "p1/")), "robots.txt", "404.html")


def removing(folder: Path, gone: int, *, of: int, rules: str = "") -> Difference:
    """A deploy that takes so many of the published pages away, and has some that are new."""
    pages = {f"p{n}/index.html": File(f"{n:040x}", 1) for n in range(of)}
    (folder / "_redirects").write_text(rules)
    files = {"_redirects": File("f" * 40, len(rules)), **dict(list(pages.items())[gone:])}
    files |= {path: File("e" * 40, 1) for path in NEW}
    published = {path: file.digest for path, file in pages.items()}
    release, own = Release(folder, files, ""), "https://example.org"
    return difference(release, published, Journal(), base_url=own, elsewhere=("/api/",))


@pytest.mark.parametrize(
    ("gone", "of", "limit", "is_refused"),
    [
        (20, 40, None, False),
        (21, 42, None, True),
        (1, 1, None, True),
        (1, 2, None, False),
        (2, 3, None, True),
        (15, 30, None, False),
        (16, 30, None, True),
        (21, 1_049, None, True),
        (21, 1_050, None, False),
        (200, 10_000, None, False),
        (201, 10_000, None, True),
        (1, 10_000, 0, True),
        (5, 30, 5, False),
        (6, 30, 5, True),
        (30, 30, 30, False),
    ],
)
def test_so_many_paths_may_vanish(
    tmp_path: Path, gone: int, of: int, limit: int | None, is_refused: bool
) -> None:
    found = removing(tmp_path, gone, of=of)
    if is_refused:
        with pytest.raises(PathsLost):
            check_losses(found, limit)
    else:
        check_losses(found, limit)


def test_more_than_half_of_the_pages_of_a_small_site_are_not_lost_by_default(
    tmp_path: Path,
) -> None:
    with pytest.raises(PathsLost) as lost:
        check_losses(removing(tmp_path, 3, of=5), None)
    assert lost.value.lines()[0] == (
        "3 of 5 published pages would vanish without a redirect, more than 2. "
        "If that was not meant, mend the rows and build again; else redirect them, or deploy "
        "with --allow-removed."
    )


def test_a_site_whose_pages_all_vanish_is_refused_though_it_has_many_other_files(
    tmp_path: Path,
) -> None:
    pages = {f"p{n}/index.html": File(f"{n:040x}", 1) for n in range(3)}
    others = {f"feed{n}.xml": File(f"{n + 9:040x}", 1) for n in range(90)}
    published = {path: file.digest for path, file in {**pages, **others}.items()}
    found = difference(Release(tmp_path, others, ""), published, Journal())
    with pytest.raises(PathsLost, match="3 of 3 published pages"):
        check_losses(found, None)
    check_losses(found, 3)


def test_paths_that_would_vanish_are_listed(tmp_path: Path) -> None:
    with pytest.raises(PathsLost) as lost:
        check_losses(removing(tmp_path, 23, of=100), None)
    assert lost.value.exit_code == 1
    first, *paths, more = lost.value.lines()
    assert first == (
        "23 of 100 published paths would vanish without a redirect, more than 20. "
        "If that was not meant, mend the rows and build again; else redirect them, or deploy "
        "with --allow-removed."
    )
    assert paths == [f"  {path}" for path in sorted(f"p{n}/index.html" for n in range(23))[:20]]
    assert more == "  … and 3 more; --plan --json lists them all."


BOTH = ["p0/index.html", "p1/index.html"]


@pytest.mark.parametrize(
    ("rules", "lost"),
    [
        ("/p0 /there/ 301\n", ["p1/index.html"]),
        ("/p0/ /there/\n/p1/* /there/:splat 302\n", []),
        ("/:page /there/:page 301\n", []),
        ("/p0 id=:id /there/:id 301\n", BOTH),
        ("/p0 /404.html 404\n", BOTH),
        ("/p0 /404.html 302\n/p1 /%34%304.html 200\n", BOTH),
        ("# /p0 /there/\n", BOTH),
        ("/* /there/ Country=fr\n", BOTH),
        ("/* /there/ 302! Language=fr Role=admin\n", BOTH),
        ("/p0 /p2/ Country=fr\n/p0 /there/\n", ["p1/index.html"]),
        ("/p0 /p0/\n/p1 https://example.com/p1?a=b\n", ["p0/index.html"]),
        ("/p0 /p1\n/p1 /p0/?from=here\n", BOTH),
        ("/p0 /p1/#there\n", BOTH),
        ("/p0 /p1/\n/p1 /p2/\n", []),
        ("/p0 /a\n/a /p2\n/p1 /b\n/b /gone 404\n", ["p1/index.html"]),
        ("/:page /:page/\n", BOTH),
        ("/p0/* /p0/again/:splat\n", BOTH),
        ("/p0 /gone 404\n/p0 /there/\n", BOTH),
        ("/:page /nowhere/\n", BOTH),
        ("/:page /there/:page/\n/p0 /p0\n", []),
        ("/* /nowhere/:splat\n", BOTH),
        ("/p0 /nowhere\n/p1 /api/p1\n", ["p0/index.html"]),
        ("/p0 http://example.org/nowhere\n/p1 //example.org/nowhere\n", BOTH),
        ("/p0 https://Example.org/nowhere\n/p1 http://example.org/p1\n", BOTH),
        ("/p0 http://example.org/there/\n/p1 //example.org/p2?a=b\n", []),
        ("/p0 http://example.org:80/there/\n/p1 https://example.org:443/gone/\n", BOTH[1:]),
        ("/p0 http://example.org\n/p1 //example.com\n", ["p0/index.html"]),
        ("/* /robots.txt 200\n", BOTH),
        ("/:page /robots.txt 200\n", BOTH),
        ("/* https://example.com/ 200\n", BOTH),
        ("/* https://example.org/:splat 200\n", BOTH),
        ("/p0 /robots.txt 200\n/* https://example.com/:splat 200\n", []),
    ],
)
def test_a_path_that_a_redirect_answers_does_not_vanish(
    tmp_path: Path, rules: str, lost: list[str]
) -> None:
    assert list(removing(tmp_path, 2, of=3, rules=rules).lost) == lost


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("über/index.html", "/über/"),
        ("über/index.html", "/%c3%bcber"),
        ("ü b.txt", "/ü%20b.txt"),
        ("100%.txt", "/100%25.txt"),
    ],
)
def test_a_rule_covers_a_path_however_it_is_encoded(tmp_path: Path, path: str, source: str) -> None:
    (tmp_path / "_redirects").write_text(f"{source} /Ü/\n", "utf-8")
    files = {"_redirects": File("f" * 40, 1), "Ü/index.html": File("a" * 40, 1)}
    found = difference(Release(tmp_path, files, ""), {path: "b" * 40}, Journal())
    assert found.lost == ()


def test_the_settings_tell_which_paths_are_the_sites_own(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.set(base_url="https://example.org", elsewhere="/api/")
    site.add(page("one"), page("two"), page("three")).build()
    target = FolderTarget(site.folder / "www", keep=1)
    delivery.deploy(site.settings, target, delivery.Options(), ignored)
    rules = "/one http://example.org/nowhere\n/two /api/two\n"
    site.sql("DELETE FROM pages WHERE path <> 'three'")
    site.write("templates/site/_redirects.txt", rules).build()
    assert delivery.plan_deploy(site.settings, target).lost == ("one/index.html",)
    with pytest.raises(PathsLost):
        options = delivery.Options(max_removed=0)
        delivery.deploy(site.settings, target, options, ignored)


def test_assets_may_go(deployed: DeployedSite) -> None:
    deployed.site.write("assets/site.css", STYLE)
    deployed.build()
    assert len(deployed.plan().removed) == 1
    assert deployed.deploy(max_removed=0).removed == 1


def test_a_refused_deploy_leaves_the_target_as_it_was(deployed: DeployedSite) -> None:
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'")
    deployed.build()
    before = deployed.live()
    with pytest.raises(PathsLost):
        deployed.deploy(max_removed=0)
    assert (deployed.live(), len(deployed.releases())) == (before, 1)
    assert deployed.deploy(draft=True, max_removed=0).verified
    assert deployed.deploy(max_removed=0, allow_removed=True).removed == 1
