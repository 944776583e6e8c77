"""
Source trees that are made: without anything about sessions, with much of one thing, to see what grows with it, or of a
part of another tree.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_PLAIN = '''
class Order{0}(models.Model):
    """An order of a customer."""

    number = models.CharField(max_length=20, unique=True)
    placed = models.DateTimeField(default=timezone.now)

    def total(self, discount=0):
        lines = self.lines.select_related("product").all()
        return sum(line.price * line.count for line in lines) - discount

    def report(self, request):
        rows = [{{"name": line.product.name, "count": line.count}} for line in self.lines.all()]
        return render(request, "orders/report.html", {{"rows": rows, "order": self}})

'''
_HEAD = "from django.db import models\nfrom django.shortcuts import render\nfrom django.utils import timezone\n"
_HARMLESS = """
def page{0}(request):
    visits = request.session.get("visits", 0)
    request.session["visits"] = visits + 1
    return render(request, "page.html", {{"visits": visits}})

"""
_FINDING = "\ndef view{0}(request):\n    request.session.set_expiry(False)\n    return {0}\n\n"
_BORING = """
def f{0}(rows):
    n = 0
    for row in rows:
        if row.x > {0}:
            n += row.x
        else:
            n -= 1
    return n

"""
_STATEMENT = "    if a{0}:\n        request.session.set_expiry(60)\n    total = total + {0}\n"


def files(folder: Path, number: int, sessions_every: int | None = 20) -> Path:
    """So many files of models; every twentieth uses a session in a harmless way, or none does."""
    for count in range(number):
        text = _HEAD + "".join(_PLAIN.format(part) for part in range(12))
        path = folder / f"app{count // 50}" / f"orders{count}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            text + (_HARMLESS.format(0) if sessions_every and count % sessions_every == 0 else ""), encoding="utf-8"
        )
    return folder


def long_file(folder: Path, lines: int) -> Path:
    """One file of so many lines, in which each fiftieth function has a finding."""
    parts = ["from django.http import HttpResponse\n"]
    count = 1
    for number in range(lines):
        if count >= lines:
            break
        part = _FINDING.format(number) if number % 50 == 0 else _BORING.format(number)
        parts.append(part)
        count += part.count("\n")
    return _written(folder, "".join(parts))


def findings(folder: Path, number: int) -> Path:
    """One file with so many findings, each in a function of its own."""
    return _written(folder, "".join(_FINDING.format(count) for count in range(number)))


def statements(folder: Path, number: int) -> Path:
    """One function of so many statements, half of which are about the session."""
    body = "".join(_STATEMENT.format(count) for count in range(number // 3))
    return _written(folder, f"def view(request, total=0):\n{body}    return total\n")


def settings_chain(folder: Path, length: int) -> Path:
    """A project whose settings are so many modules, each of which imports all of the next."""
    names = "".join(f"NAME_{number} = {number}\n" for number in range(40))
    package = folder / "config"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    for number in range(length):
        above = f"from .base{number + 1} import *\n" if number + 1 < length else "SESSION_COOKIE_AGE = 600\n"
        name = "settings.py" if number == 0 else f"base{number}.py"
        (package / name).write_text(f"{above}{names}SESSION_COOKIE_SECURE = False\n", encoding="utf-8")
    (folder / "manage.py").write_text(
        'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n', encoding="utf-8"
    )
    return folder


def one_clean_view(folder: Path) -> Path:
    """A file that uses a session as it should, as an editor saves it."""
    return _written(folder, _HEAD + "".join(_PLAIN.format(part) for part in range(4)) + _HARMLESS.format(0))


def one_view_with_a_finding(folder: Path) -> Path:
    """The same file, with one finding."""
    return _written(folder, _HEAD + "".join(_PLAIN.format(part) for part in range(4)) + _FINDING.format(0))


def _written(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "views.py"
    path.write_text(text, encoding="utf-8")
    return path


def long_files(folder: Path, number: int, lines: int) -> Path:
    """Long files; a second process is started from 500 kB of files on that pass the sieves."""
    for each in range(number):
        long_file(folder / f"part{each}", lines)
    return folder


def part_of(tree: Path, folder: Path, number: int) -> Path:
    """A copy of so many files of a tree, spread evenly over it, each at its own place."""
    found = sorted(path for path in tree.rglob("*.py") if path.is_file())
    for path in found[:: max(1, len(found) // number)][:number]:
        there = folder / path.relative_to(tree)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, there)
    return folder
