"""Phase 2: menus, as django-sitetree has them."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import Base, Blank, Key, Off, On, owned_by, varchar


class Menu(Base):
    """A tree of links, asked for by its alias."""

    __tablename__ = "menus"

    id: Mapped[Key]
    title: Mapped[str] = varchar(100, default="")
    alias: Mapped[str] = varchar(80, unique=True)


class MenuItem(Base):
    """A link of a menu, below its parent, in `sort_order`.

    `url` is a route's name where `urlaspattern` is set.
    """

    __tablename__ = "menu_items"
    __table_args__ = (UniqueConstraint("menu_id", "alias"),)

    id: Mapped[Key]
    menu_id: Mapped[int] = owned_by("menus", index=True)
    parent_id: Mapped[int | None] = owned_by("menu_items", index=True)
    title: Mapped[str] = varchar(100)
    hint: Mapped[str] = varchar(200, default="")
    url: Mapped[str] = mapped_column(String(200), index=True)
    urlaspattern: Mapped[Off] = mapped_column(index=True)
    alias: Mapped[str | None] = mapped_column(String(80), index=True)
    description: Mapped[Blank]
    sort_order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    hidden: Mapped[Off]
    inmenu: Mapped[On]
    inbreadcrumbs: Mapped[On]
    insitetree: Mapped[On]
    access_loggedin: Mapped[Off]
    access_guest: Mapped[Off]
    access_restricted: Mapped[Off]
    access_perm_type: Mapped[int] = mapped_column(server_default=text("1"))
