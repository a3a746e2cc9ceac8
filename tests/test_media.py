from __future__ import annotations

from sitegen.models import PageDocument, PageImage
from tests.built_site import BuiltSite, page


def test_uploaded_files_of_published_pages_are_copied_and_no_others(site: BuiltSite) -> None:
    for name in ("pic.png", "files/a.pdf", "draft.png", "contracts/signed.pdf"):
        site.write(f"uploads/{name}", f"bytes of {name}")
    site.set(media="uploads").add(page("a", id=1), page("b", id=2, is_published=False))
    site.add((PageImage, {"page_id": 1, "image": "pic.png"}))
    site.add((PageDocument, {"page_id": 1, "document": "files/a.pdf"}))
    site.add((PageImage, {"page_id": 2, "image": "draft.png"})).build()
    assert {p for p in site.tree() if p.startswith("media/")} == {
        "media/pic.png",
        "media/files/a.pdf",
    }
    assert site.read("media/pic.png") == "bytes of pic.png"


def test_a_changed_upload_is_copied_again_and_an_unchanged_one_is_not(site: BuiltSite) -> None:
    site.write("uploads/pic.png", "one").set(media="uploads").add(page("a", id=1))
    site.add((PageImage, {"page_id": 1, "image": "pic.png"})).build()
    assert site.build().written == 0
    assert site.write("uploads/pic.png", "two").build().written == 1
    assert site.read("media/pic.png") == "two"


def test_an_upload_that_is_not_there_or_lies_elsewhere_is_a_warning(site: BuiltSite) -> None:
    site.write("secret.txt", "private").write("uploads/x", "").set(media="uploads")
    site.add(page("a", id=1))
    site.add((PageImage, {"page_id": 1, "image": "gone.png"}))
    site.add((PageImage, {"page_id": 1, "image": "../secret.txt"}))
    warned = [warning.message for warning in site.build().warnings if "uploaded" in warning.message]
    folder = site.folder / "uploads"
    assert warned == [
        f"The uploaded file ../secret.txt is not a file in {folder}.",
        f"The uploaded file gone.png is not a file in {folder}.",
    ]
    assert not any(b"private" in body for body in site.tree().values())


def test_uploads_elsewhere_are_reached_by_redirects(site: BuiltSite) -> None:
    site.set(media="https://media.example.org/").add(page("a", "[pic](/media/pic.png)")).build()
    rules = site.read("_redirects").splitlines()
    assert "/media/* https://media.example.org/:splat 302" in rules
    assert "/m/* https://media.example.org/:splat 301" in rules
    assert not any("/media/" in warning.message for warning in site.build().warnings)


def test_uploads_here_are_found_under_their_old_address_too(site: BuiltSite) -> None:
    site.write("uploads/x", "").set(media="uploads").build()
    rules = site.read("_redirects").splitlines()
    assert "/m/* /media/:splat 301" in rules
    assert not any(rule.startswith("/media/") for rule in rules)
