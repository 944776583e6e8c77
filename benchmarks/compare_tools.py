"""
What other tools see of the code that our rules are about: of the *Flagged* blocks on the rules' pages, and of the lines
in ``examples/shop`` that we report. Run by hand; the result is committed, and ``docs/comparison.md`` is made of it:

``python -m benchmarks.compare_tools --tools VENV/bin --pyright node_modules/.bin/pyright --semgrep-rules FOLDER``

``VENV`` has Django, mypy with django-stubs, ruff, semgrep, pylint with pylint-django, and bandit. ``FOLDER`` has the
rules that semgrep is given (https://github.com/semgrep/semgrep-rules: ``python/django`` and ``python/lang``).

Each block becomes a module of a small project, with ``request`` annotated as ``HttpRequest``: more than most code
offers to a type checker. A tool sees a block where it reports something on the lines that we report, and does not
report the same in the code that the page says to use instead. So a remark about style, or about a name that the block
leaves out, is not counted. All optional checks of a tool are switched on.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.other_tools import TOOLS, Report, Tools  # noqa: E402
from flake8_session_expiry import api  # noqa: E402
from flake8_session_expiry.rules.registry import rules  # noqa: E402
from flake8_session_expiry.rules.rule import Rule, code_blocks, sections  # noqa: E402

DATA = ROOT / "docs" / "comparison.json"
_SETTINGS = """\
SECRET_KEY = "django-of-a-site-that-is-measured-0123456789abcdefghijklmnopqrstuvwxyz"
DEBUG = False
ALLOWED_HOSTS = ["example.org"]
ROOT_URLCONF = "base.urls"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
"""
_REQUEST = re.compile(r"(def \w+\((?:self, )?)request(?=[,)])")
_IMPORT = re.compile(r"(?:from|import) ")
_HEADER = "from django.http import HttpRequest, HttpResponse\nfrom django.test import TestCase\n"


@dataclass
class Sample:
    """One block as a module of its own package. ``lines`` are those that we report; ``seen`` is filled in by tools."""

    code: str
    number: int
    package: str
    module: str
    lines: frozenset[int]
    seen: dict[str, list[str]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Relative to the project."""
        return f"{self.package}/{self.module}"


def as_module(block: str) -> str:
    """
    A block with its imports at the top, ``request`` annotated, and statements that use a request or a test client in a
    function that has one.
    """
    block = _REQUEST.sub(r"\1request: HttpRequest", block)
    lines = block.splitlines()
    if any(line.startswith(("def ", "async def ", "class ", "@")) for line in lines):
        return _HEADER + block
    imports = [line for line in lines if _IMPORT.match(line)]
    body = [line for line in lines if not _IMPORT.match(line)]
    if "self.client" in block or "self." in block:
        head, indent = "class Tests(TestCase):\n    def test(self) -> None:\n", "        "
    elif "await " in block:
        head, indent = "async def view(request: HttpRequest) -> None:\n", "    "
    elif "request" in block:
        head, indent = "def view(request: HttpRequest) -> None:\n", "    "
    else:
        return _HEADER + block
    return _HEADER + "".join(f"{line}\n" for line in imports) + head + "".join(f"{indent}{line}\n" for line in body)


def module_of(rule: type[Rule], block: str) -> str:
    """``settings.py``, ``tests.py`` or ``views.py``: where such code would stand."""
    if rule.group() in {"setting_values", "insecure_settings"} and "request" not in block:
        return "settings.py"
    return "tests.py" if "client" in block else "views.py"


def write_samples(project: Path, rule: type[Rule], section: str) -> list[Sample]:
    """The blocks of a section of a rule's page, each in a package of its own."""
    found = []
    for number, block in enumerate(code_blocks(sections(rule)[section])):
        package = f"{rule.code.lower()}_{'bad' if section == 'Flagged' else 'good'}{number}"
        module = module_of(rule, block)
        text = f"{_settings_before(rule)}{block}" if module == "settings.py" else as_module(block)
        folder = project / package
        folder.mkdir()
        (folder / "__init__.py").touch()
        (folder / module).write_text(text, encoding="utf-8")
        found.append(Sample(rule.code, number, package, module, _our_lines(rule, folder / module, text)))
    return found


def _settings_before(rule: type[Rule]) -> str:
    """Settings without a fault; of a rule about a setting that is missing without that."""
    return _SETTINGS.replace("SESSION_COOKIE_SECURE = True\n", "\n") if rule.code == "DSE505" else _SETTINGS


def _our_lines(rule: type[Rule], path: Path, text: str) -> frozenset[int]:
    """
    The lines that we report; where a rule needs a project around the block to report it, all lines of the block.
    """
    options = api.read_configuration([f"--extend-select={rule.code}", "--session-expiry-django-version=5.2"])
    found = [each for each in api.check_text(text, str(path), options, fixes=False) if each.code == rule.code]
    if found:
        return frozenset(line for each in found for line in range(each.line, each.end_line + 1))
    first = 1 + (_SETTINGS if path.name == "settings.py" else _HEADER).count("\n")
    return frozenset(range(first, len(text.splitlines()) + 1))


def ids_by_file(reports: Iterable[Report]) -> Mapping[str, set[tuple[int, str]]]:
    """Path -> (line, id) of each report in it."""
    found: dict[str, set[tuple[int, str]]] = {}
    for each in reports:
        found.setdefault(each.path, set()).add((each.line, each.id))
    return found


def compare(bad: list[Sample], good: list[Sample], tool: str, reports: Iterable[Report]) -> None:
    """Write into each bad sample what a tool says of its lines and of no good sample of the same rule."""
    by_file = ids_by_file(reports)
    for sample in bad:
        fine = {name for other in good if other.code == sample.code for _, name in by_file.get(other.path, set())}
        here = {name for line, name in by_file.get(sample.path, set()) if line in sample.lines or line == 0}
        if here - fine:
            sample.seen[tool] = sorted(here - fine)


def shop(tools: Tools) -> list[dict[str, object]]:
    """
    Each finding in the example shop, with what the tools report on the same lines: in the shop as it is, and where each
    ``request`` is annotated.
    """
    folder = ROOT / "examples" / "shop"
    own = subprocess.run(
        [sys.executable, "-m", "flake8_session_expiry", "check", "--output-format=json"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    findings = json.loads(own.stdout)["findings"]
    as_it_is, annotated = _seen_in(tools, folder, annotate=False), _seen_in(tools, folder, annotate=True)
    return [
        {
            **{key: each[key] for key in ("path", "line", "code")},
            "reported": _on_lines(as_it_is, each),
            "reported_if_annotated": _on_lines(annotated, each),
        }
        for each in findings
    ]


def _seen_in(tools: Tools, folder: Path, *, annotate: bool) -> dict[str, Mapping[str, set[tuple[int, str]]]]:
    with tempfile.TemporaryDirectory() as copy:
        project = Path(copy)
        shutil.copytree(folder, project, dirs_exist_ok=True)
        for path in project.rglob("views.py") if annotate else ():
            text = _REQUEST.sub(r"\1request: HttpRequest", path.read_text(encoding="utf-8"))
            # On one line with the module's docstring, so that no line moves.
            head, _, rest = text.partition("\n")
            path.write_text(f"{head}; from django.http import HttpRequest\n{rest}", encoding="utf-8")
        return {name: ids_by_file(tool(tools, project, "config.settings")) for name, tool in TOOLS.items()}


def _on_lines(
    files_by_tool: Mapping[str, Mapping[str, set[tuple[int, str]]]], finding: Mapping[str, Any]
) -> dict[str, list[str]]:
    lines = range(finding["line"], finding["end_line"] + 1)
    by_tool = {
        name: sorted({report for line, report in files.get(finding["path"], set()) if line in lines})
        for name, files in files_by_tool.items()
    }
    return {name: ids for name, ids in by_tool.items() if ids}


def main(arguments: list[str] | None = None) -> None:
    """Run all tools and write the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tools", type=Path, required=True, help="The bin folder of an environment with the tools.")
    parser.add_argument("--pyright", type=Path, required=True)
    parser.add_argument("--semgrep-rules", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=DATA)
    given = parser.parse_args(arguments)
    tools = Tools(given.tools.absolute(), given.pyright.absolute(), given.semgrep_rules.absolute())
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        base = project / "base"
        base.mkdir()
        (base / "__init__.py").touch()
        (base / "urls.py").write_text("urlpatterns: list[object] = []\n")
        (base / "settings.py").write_text(_SETTINGS)
        bad = [sample for rule in rules() for sample in write_samples(project, rule, "Flagged")]
        good = [sample for rule in rules() for sample in write_samples(project, rule, "Use instead")]
        for name, tool in TOOLS.items():
            print(name, file=sys.stderr)
            compare(bad, good, name, tool(tools, project, "base.settings"))
    data = {
        "date": datetime.date.today().isoformat(),
        "tools": tools.versions(),
        "blocks": [{"rule": one.code, "block": one.number, "seen": one.seen} for one in bad],
        "shop": shop(tools),
    }
    given.output.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
