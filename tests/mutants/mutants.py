"""All mutants: each input out of the key, each step out of the commit, each promise broken."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

NONE = Mutant("sitegen as it is", "", "", "")

SHARED = "sorted(closure.shared):"
KEY = (
    Mutant(
        "template closure not in the key",
        "inputs.py",
        "sorted(closure.templates | absent)",
        "sorted({self.chosen(default, asked)} | absent)",
    ),
    Mutant(
        "imported macros not in the closure",
        "parsing.py",
        "nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport",
        "nodes.Extends, nodes.Include",
    ),
    Mutant(
        "included templates not in the closure",
        "parsing.py",
        "nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport",
        "nodes.Extends, nodes.Import, nodes.FromImport",
    ),
    Mutant(
        "templates looked for in vain forgotten",
        "templates.py",
        "uses = self.uses[current]\n",
        "uses = self.uses[current]._replace(optional=frozenset())\n",
    ),
    Mutant(
        "templates looked for and found not followed",
        "templates.py",
        "(uses.templates | uses.optional) & self",
        "uses.templates & self",
    ),
    Mutant(
        "template that a row asks for not in the key",
        "inputs.py",
        "parts = self._parts(default, asked)",
        'parts = self._parts(default, "")',
    ),
    Mutant(
        "site facts not in the key",
        "inputs.py",
        '"code": self.code, "site": _hash(canonical(self.site))',
        '"code": self.code',
    ),
    Mutant("code not in the key", "inputs.py", '"code": self.code, "site"', '"site"'),
    *(
        Mutant(
            f"{function} not in the key",
            "inputs.py",
            SHARED,
            f'sorted(each for each in closure.shared if each[0] != "{function}"):',
        )
        for function in ("asset", "box", "menu")
    ),
    Mutant(
        "every box in every key",
        "inputs.py",
        SHARED,
        'sorted(closure.shared | {each for each in self.shared if each[0] == "box"}):',
    ),
    Mutant(
        "position of rows not in the stamp",
        "reading.py",
        'wrapped = statement.subquery("q")\n    names',
        "inner = statement.subquery()\n"
        '    kept = (each for each in inner.c if each.name != "position")\n'
        '    wrapped = select(*kept).subquery("q")\n    names',
    ),
    Mutant(
        "rows that decorate not in the stamp",
        "views.py",
        "_together(own, lists[path]) if path in lists else own",
        "own",
    ),
    Mutant(
        "uploads known by name alone",
        "media.py",
        "copied(path, name, files.digest_of(file))",
        'copied(path, name, "")',
    ),
)
COMMIT = (
    Mutant("orphans stay", "plan.py", "orphans.append(path)", "pass"),
    Mutant(
        "files in place not looked at",
        "tree.py",
        "found = self._found(path)\n",
        'return ""\n',
    ),
    Mutant(
        "files in place known by time alone",
        "tree.py",
        " or found.st_size != recorded.size:",
        ":",
    ),
    Mutant(
        "files in place known by size alone",
        "tree.py",
        "is_retouched = found.st_mtime_ns != recorded.mtime_ns",
        "is_retouched = False",
    ),
    Mutant(
        "files of another time made again",
        "tree.py",
        "if entry is None or digest_of(self._output / path) != entry.digest:",
        "if True:",
    ),
    Mutant(
        "edited files taken for those that we wrote",
        "staging.py",
        "None if fault_of(staging.output, path, old, by_bytes=staging.by_bytes) else old",
        "old",
    ),
    Mutant(
        "manifest ahead of the files",
        "output.py",
        "placements = manifest.intended()\n    broken",
        "placements = list(manifest.intended())\n    manifest.fulfil()\n    broken",
    ),
    Mutant(
        "commit that was interrupted not finished",
        "output.py",
        "_carry_out(output, staging_folder(output), manifest, check=True)",
        "manifest.forget()",
    ),
    Mutant("files taken over not recorded", "output.py", "manifest.adopt(", "list("),
)
MARKUP = (
    Mutant("roles stay defined", "markup/rst/world.py", '"_roles", dict(ROLES)', '"_roles", ROLES'),
    *(
        Mutant(f"memo without {part}", "memo.py", f"text.{part}, ", "")
        for part in ("kind", "prefix")
    ),
    Mutant("memo without prefix and trust", "memo.py", "text.policy.name, text.prefix, ", ""),
    Mutant("memo without our code", "memo.py", "(code, *markup.versions())", "markup.versions()"),
)
RENDERING = (
    Mutant(
        "methods that are not called become text",
        "sandbox.py",
        "return Method(value) if callable(value) and not isinstance(value, CALLED) else value",
        "return value",
    ),
    Mutant(
        "full builds believe what is recorded",
        "build.py",
        "distrusted=options.full",
        "distrusted=False",
    ),
)
REPORT = (
    Mutant(
        "warnings not remembered",
        "manifest.py",
        """_prospect("warnings", "'[]'")""",
        '"SELECT path, warnings FROM intent ORDER BY path"',
    ),
    Mutant(
        "links not remembered",
        "manifest.py",
        """_prospect("links", "''")""",
        '"SELECT path, links FROM intent ORDER BY path"',
    ),
    Mutant(
        "what pages embed not remembered",
        "manifest.py",
        '"SELECT path, load FROM loads WHERE path NOT IN (SELECT path FROM intent)"',
        '"SELECT path, load FROM loads WHERE 0"',
    ),
    Mutant(
        "what removed pages embed remembered",
        "manifest.py",
        "if path not in gone",
        "if True",
    ),
    Mutant(
        "policy of headers in place never another",
        "staging.py",
        "changes.headers or _in_place(changes, staging, plan)",
        "changes.headers",
    ),
)
TIME = (
    Mutant(
        "moment of a build not in the stamp",
        "sources.py",
        "view.stamps(reading)",
        "view.stamps(reading.at(reading.now.replace(month=1, day=1)))",
    ),
    Mutant("nothing foretold but the new year", "moments.py", "while queue and", "while 0 and"),
    Mutant(
        "moments of computed views not foretold",
        "computed.py",
        "computed = self.next_moment(self._rows(reading), reading.now)",
        "computed = None",
    ),
    Mutant(
        "moments of rows not foretold",
        "clock.py",
        "return min((moment for moment in found if moment is not None), default=None)",
        "return None",
    ),
)
MUTANTS = (*KEY, *COMMIT, *MARKUP, *RENDERING, *REPORT, *TIME)
