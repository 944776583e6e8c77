"""How each of the other tools is run over a project, and what it reports: for ``compare_tools``."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_ERROR = re.compile(r"^(?:[\w.]+\.)?(\w+(?:Error|Configured)): ", re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """``path`` is relative to the project; ``line`` is 0 where the tool names none; ``id`` is its name of the rule."""

    path: str
    line: int
    id: str


@dataclass(frozen=True)
class Tools:
    """Where the tools are."""

    folder: Path
    pyright: Path
    semgrep_rules: Path

    def run(self, command: list[str | Path], project: Path, **environment: str) -> str:
        """What a command prints on standard output, run in the project."""
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            list(map(str, command)),
            cwd=project,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(project), **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout or done.stderr

    def versions(self) -> dict[str, str]:
        """Name -> version, and what was switched on."""
        asked = {
            "mypy": "import mypy.version; print(mypy.version.__version__)",
            **{
                name: f"from importlib.metadata import version; print(version('{name}'))"
                for name in ("django-stubs", "pylint", "pylint-django", "ruff", "bandit", "semgrep", "django")
            },
        }
        home = Path.cwd()
        found = {name: self.run([self.folder / "python", "-c", code], home).strip() for name, code in asked.items()}
        pyright = re.search(r"pyright (\S+)", self.run([self.pyright, "--version"], home))
        found["pyright"] = pyright[1] if pyright else ""
        return found


def mypy(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """``--strict`` with the plugin of django-stubs and the optional checks."""
    config = project / "mypy.ini"
    optional = (
        "deprecated, explicit-override, ignore-without-code, mutable-override, possibly-undefined, redundant-expr,"
        " redundant-self, truthy-bool, truthy-iterable, unimported-reveal, unused-awaitable"
    )
    config.write_text(
        "[mypy]\nstrict = true\nwarn_unreachable = true\nplugins = mypy_django_plugin.main\n"
        f"enable_error_code = {optional}\n[mypy.plugins.django-stubs]\ndjango_settings_module = {settings}\n"
    )
    printed = tools.run(
        [tools.folder / "python", "-m", "mypy", "--no-error-summary", "--show-error-codes", "."], project
    )
    for line in re.findall(r"^(.+?):(\d+): error: .*\[([\w-]+)\]$", printed, re.MULTILINE):
        yield Report(line[0], int(line[1]), line[2])


def pyright(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """``strict``, with the stubs of django-stubs."""
    rules = ("reportCallInDefaultInitializer", "reportImplicitOverride", "reportUnnecessaryTypeIgnoreComment")
    optional = ("reportImplicitStringConcatenation", "reportUninitializedInstanceVariable", "reportUnusedCallResult")
    (project / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", **dict.fromkeys([*rules, *optional], "warning")})
    )
    printed = tools.run([tools.pyright, "--outputjson", "--pythonpath", tools.folder / "python"], project)
    (project / "pyrightconfig.json").unlink()
    for each in json.loads(printed)["generalDiagnostics"]:
        path = os.path.relpath(each["file"], project.resolve())
        yield Report(path, each["range"]["start"]["line"] + 1, each.get("rule", "syntax"))


def ruff(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """All rules, those of the preview too."""
    command: list[str | Path] = [
        tools.folder / "ruff",
        "check",
        "--isolated",
        "--select=ALL",
        "--preview",
        "--no-cache",
    ]
    for each in json.loads(tools.run([*command, "--output-format=json", "."], project)):
        path = os.path.relpath(each["filename"], project.resolve())
        yield Report(path, each["location"]["row"], each["code"] or "syntax")


def semgrep(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """The rules for Python and Django of its public collection."""
    command: list[str | Path] = [tools.folder / "semgrep", "scan", "--metrics=off", "--json", "--quiet"]
    command += ["--disable-version-check", "--no-git-ignore", "--config", tools.semgrep_rules, "."]
    for each in json.loads(tools.run(command, project))["results"]:
        for line in range(each["start"]["line"], each["end"]["line"] + 1):
            yield Report(each["path"], line, each["check_id"].rpartition(".")[2])


def pylint(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """All messages, and those of pylint-django."""
    packages = sorted(path.name for path in project.iterdir() if (path / "__init__.py").exists())
    command: list[str | Path] = [
        tools.folder / "python",
        "-m",
        "pylint",
        "--load-plugins=pylint_django",
        "--enable=all",
    ]
    command += [f"--django-settings-module={settings}", "--output-format=json", "--jobs=2", *packages]
    for each in json.loads(tools.run(command, project)):
        yield Report(each["path"], each["line"], each["symbol"])


def bandit(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """All of its tests."""
    printed = tools.run([tools.folder / "bandit", "--quiet", "--recursive", "--format=json", "."], project)
    for each in json.loads(printed)["results"]:
        yield Report(os.path.normpath(each["filename"]), each["line_number"], each["test_id"])


def check_deploy(tools: Tools, project: Path, settings: str) -> Iterator[Report]:
    """``manage.py check --deploy``, once with each settings module of the project."""
    for path in sorted(project.glob("*/settings.py")):
        module = f"{path.parent.name}.settings"
        command: list[str | Path] = [
            tools.folder / "python",
            "-m",
            "django",
            "check",
            "--deploy",
            f"--settings={module}",
        ]
        printed = tools.run(command, project)
        # Settings that cannot be loaded at all are noticed as well: by a traceback in the place of reports.
        ids = re.findall(r"\((\w+\.[EW]\d+)\)", printed) or _ERROR.findall(printed)
        yield from (Report(f"{path.parent.name}/settings.py", 0, name) for name in ids)


TOOLS: Mapping[str, Callable[[Tools, Path, str], Iterator[Report]]] = {
    "mypy": mypy,
    "pyright": pyright,
    "ruff": ruff,
    "semgrep": semgrep,
    "pylint": pylint,
    "bandit": bandit,
    "check --deploy": check_deploy,
}
