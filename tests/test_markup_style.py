"""Nothing that the build writes needs an inline style or script: its own policy forbids them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from sitegen.hosting.content_security import NAME
from sitegen.markup import Policy, Text, render
from sitegen.sections.site import EVERYWHERE

TEMPLATES = Path(__file__).parent.parent / "templates"
# What docutils, markdown-it and Pygments would write with a style.
RST = """\
.. list-table:: Sizes
   :widths: 10 90
   :width: 50%
   :header-rows: 1
   :align: right

   * - a
     - b
   * - c
     - d

.. table::
   :widths: grid

   ==  ==
   a   b
   ==  ==

.. image:: a.png
   :width: 50%
   :height: 3em

.. figure:: b.svg
   :width: 20vw
   :scale: 30
   :figwidth: 40%
   :align: left

   Caption

.. image:: c.webm
   :width: 3rem
   :height: 10vh

.. image:: d.svg
   :loading: embed
   :width: 2cm

| a
|    b

:field: long
:a much longer one than that: x

.. code-block:: python
   :number-lines: 3
   :emphasize-lines: 1

   def f(): "x"

.. math:: a \\thickapprox b \\thicksim \\begin{cases} a & b \\\\ c & d \\end{cases} \\color{red} x

.. math::

   a &= b \\\\
   c &= \\frac{d}{e}

-a, --all=x  Option

.. sidebar:: S

   .. admonition:: T

      U [1]_

.. [1] V

.. contents::
"""
MARKDOWN = """\
| a | b | c |
|:--|--:|:-:|
| 1 | 2 | 3 |

- [x] done

```python
def f(): "x"
```

1. a

![p](a.png "t")
"""


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize(("kind", "source"), [("rst", RST), ("markdown", MARKDOWN)])
def test_no_renderer_writes_a_style_or_a_script(kind: str, source: str, policy: Policy) -> None:
    fragment = render(Text(source, kind, policy, "content"))
    inline = "[style], style, script, [onclick], [bgcolor], font, center"
    assert not LexborHTMLParser(fragment.html).css(inline)


def test_a_share_of_the_page_is_a_class_of_the_style_sheet() -> None:
    source = ".. image:: a.png\n   :width: {}\n   :align: left\n   :alt: A"
    shown = [
        render(Text(source.format(width), "rst", policy, "content")).html
        for width in ("33%", "250 %", "1%")
        for policy in Policy
    ]
    assert shown == [
        f'<img alt="A" class="align-left width-{share}" src="a.png">{end}'
        for share in (30, 100, 10)
        for end in ("\n", "\n")
    ]


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES))
)
def test_no_template_has_an_inline_style_or_script(file: Path) -> None:
    source = file.read_text("utf-8")
    assert not re.search(r"<style|<script(?! src=)|<[^>]*\s(style|on\w+)\s*=|javascript:", source)


def test_scripts_and_styles_are_files_of_the_site() -> None:
    policy = dict(EVERYWHERE)[NAME]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
