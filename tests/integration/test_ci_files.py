"""
The GitHub Action (``action.yml``) and the GitLab component (``templates/``): accepted by their schemas, and their
scripts run as CI runs them, also with inputs that try to be commands.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration.clones import ENVIRONMENT, ROOT, clone

FINDING = "request.session.set_expiry(False)\n"
ACTION = ROOT / "action.yml"
COMPONENT = ROOT / "templates" / "session-expiry.yml"
HOSTILE = (
    *("$(touch pwned)", "`touch pwned`", "; touch pwned", "& touch pwned", "| touch pwned", "> pwned", "$HOME"),
    *("'; touch pwned #", "${IFS}", "*", "?.py", "~", "!!", "{a,b}", "-h", "--output-file=pwned", "%s%n"),
)
OPTIONS = {"-h", "--output-file=pwned"}  # they may be given as arguments
ZIZMOR = shutil.which("zizmor", path=os.path.dirname(sys.executable))
needs_schemas = pytest.mark.skipif(find_spec("check_jsonschema") is None, reason="check-jsonschema is not installed")
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with two findings; one file has a name that a shell would take apart."""
    folder = tmp_path / "project"
    (folder / "shop").mkdir(parents=True)
    for name in ("views.py", "shop/it's $(a) b.py"):
        (folder / name).write_text(FINDING, encoding="utf-8")
    return folder


def put_program(environment: Path) -> None:
    """What pip would install there: this package, without an installation."""
    program = environment / "bin" / "flake8-session-expiry"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m flake8_session_expiry "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def steps() -> list[dict[str, Any]]:
    """The steps of the action."""
    found: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
    return found


def run_step(step: Mapping[str, Any], project: Path, source: Path, inputs: Mapping[str, str]) -> Done:
    """As GitHub runs a step with ``shell: bash``; ``inputs`` stand for the defaults."""
    assert step["shell"] == "bash"
    declared = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]
    values = {name: each["default"] for name, each in declared.items()} | dict(inputs)
    expression = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
    own = {name: expression.sub(lambda match: values[match[1]], text) for name, text in step.get("env", {}).items()}
    temporary = project.parent / "runner"
    temporary.mkdir(exist_ok=True)
    script = temporary / "script.sh"
    script.write_text(step["run"], encoding="utf-8")
    given = {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(source), "PYTHONPATH": str(ROOT)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    environment = {**ENVIRONMENT, **given, **own}
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def action_checks(project: Path, **inputs: str) -> Done:
    """The last step of the action, with a program that is already there."""
    put_program(project.parent / "runner" / "flake8-session-expiry")
    return run_step(steps()[-1], project, ROOT, {name.replace("_", "-"): text for name, text in inputs.items()})


def job(inputs: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """
    The job of the component and its variables, as GitLab makes them of inputs: it refuses those that the ``regex`` of
    the input does not match, and writes the others into the text.
    """
    text = COMPONENT.read_text(encoding="utf-8")
    declared = next(yaml.safe_load_all(text))["spec"]["inputs"]
    values = {name: each["default"] for name, each in declared.items()} | dict(inputs)
    for name, value in values.items():
        if "regex" in declared[name] and not re.search(declared[name]["regex"], value):
            raise ValueError(name)
    body = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: values[match[1]], text.partition("\n---\n")[2])
    found: dict[str, Any] = yaml.safe_load(body)["session-expiry"]
    assert all(each["expand"] is False for each in found["variables"].values())
    return found, {name: each["value"] for name, each in found["variables"].items()}


def run_job(project: Path, shell: str, lines: slice, **inputs: str) -> Done:
    """Lines of the job's script, as GitLab's runner runs them in one shell."""
    found, variables = job(inputs)
    script = "set -e\n" + "\n".join(found["script"][lines])
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT), **variables}
    command = [shell, "-c", script]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def component_checks(project: Path, shell: str = "sh", **inputs: str) -> Done:
    """The script without its first two lines, which install."""
    put_program(project / ".session-expiry")
    (project / ".session-expiry" / "pyvenv.cfg").touch()
    return run_job(project, shell, slice(2, None), **inputs)


def test_inputs_are_no_part_of_a_script() -> None:
    assert all("${{" not in step["run"] for step in steps())
    assert "$[[" not in json.dumps(job({})[0]["script"])
    raw = COMPONENT.read_text(encoding="utf-8").partition("  script:\n")[2].partition("  artifacts:\n")[0]
    assert raw and "$[[" not in raw


@needs_bash
def test_action_annotates(project: Path) -> None:
    done = action_checks(project)
    assert (done.returncode, done.stderr) == (1, "")
    files = re.findall(r"^::warning file=(.*?),line=1,.*DSE202", done.stdout, re.MULTILINE)
    assert files == ["shop/it's $(a) b.py", "views.py"]
    done = action_checks(project, paths="views.py\nshop/it's $(a) b.py\n", output_format="text")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["shop/it's $(a) b.py", "views.py"]
    done = action_checks(project, arguments="--exit-zero\n\n--output-file=a b.sarif\n", output_format="sarif")
    assert done.returncode == 0 and len(json.loads((project / "a b.sarif").read_text())["runs"][0]["results"]) == 2


@needs_bash
def test_action_runs_no_input(project: Path) -> None:
    put_program(project.parent / "runner" / "flake8-session-expiry")
    before = sorted(project.rglob("*"))
    done = action_checks(project, paths="\n".join(HOSTILE))
    assert done.returncode == 2 and done.stdout.count("cannot be read") == len(HOSTILE), done
    assert action_checks(project, arguments="\n".join(set(HOSTILE) - OPTIONS)).returncode == 2
    assert action_checks(project, output_format="; ".join(HOSTILE)).returncode == 2
    assert sorted(project.rglob("*")) == before


def test_component_reports(project: Path) -> None:
    done = component_checks(project)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count(" DSE202 ") == 2  # in the log, too
    report = json.loads((project / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert [each["location"]["path"] for each in report] == ["shop/it's $(a) b.py", "views.py"]
    done = component_checks(
        project, paths="views.py,shop", arguments="--ignore=DSE202 --session-expiry-profile=pci-dss"
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_component_runs_no_input(shell: str, project: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    put_program(project / ".session-expiry")
    before = sorted(project.rglob("*"))
    paths = [text for text in HOSTILE if "," not in text]
    done = component_checks(project, shell, paths=",".join(paths))
    assert done.returncode == 2 and done.stderr.count("cannot be read") == len(paths), done
    assert component_checks(project, shell, arguments=" ".join(set(HOSTILE) - OPTIONS)).returncode == 2
    left = sorted(set(project.rglob("*")) - {*before})
    assert left == [project / ".session-expiry" / "pyvenv.cfg", project / "gl-code-quality-report.json"]


@pytest.mark.parametrize("text", ['" && touch pwned', "a\nb", "\\", 'x"\n  script: [touch pwned]\n  a: "'])
def test_component_refuses_what_would_leave_its_quotes(text: str) -> None:
    for name in ("package", "paths", "arguments"):
        with pytest.raises(ValueError, match=name):
            job({name: text})


@needs_schemas
def test_they_are_installed_and_run(project: Path) -> None:
    source = clone(project.parent / "repository")
    install, check = steps()
    done = run_step(install, project, source, {})
    assert done.returncode == 0, done.stderr
    done = run_step(check, project, source, {})
    assert (done.returncode, done.stdout.count("::warning ")) == (1, 2), done.stderr
    done = run_job(project, "sh", slice(None), package=str(source))
    assert (done.returncode, done.stdout.count(" DSE202 ")) == (1, 2), done.stderr


def accepted(schema: str, *files: Path) -> Done:
    """What check-jsonschema says of files."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@needs_schemas
def test_schemas(tmp_path: Path) -> None:
    done = accepted("github-actions", ACTION)
    assert done.returncode == 0, done.stdout
    for number, document in enumerate(yaml.safe_load_all(COMPONENT.read_text(encoding="utf-8"))):
        (tmp_path / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    done = accepted("gitlab-ci", *sorted(tmp_path.iterdir()))
    assert done.returncode == 0 and number == 1, done.stdout


@needs_schemas
def test_schemas_of_the_examples_in_the_documentation(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    examples = [
        yaml.safe_load(example) for example in re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    ]
    found = {"github-workflows": 0, "gitlab-ci": 0}
    for number, example in enumerate(examples):
        kind = "github-workflows" if "on" in example or True in example else "gitlab-ci"
        # YAML 1.1 reads the word "on" as true.
        document = {("on" if key is True else key): value for key, value in example.items()}
        (tmp_path / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
        done = accepted(kind, tmp_path / f"{number}.json")
        assert done.returncode == 0, (document, done.stdout)
        found[kind] += 1
    assert all(found.values())


@pytest.mark.skipif(ZIZMOR is None, reason="zizmor is not installed")
def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    def found(path: Path) -> Done:
        command = [str(ZIZMOR), "--offline", "--no-progress", "--persona=pedantic", str(path)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    done = found(ACTION)
    assert done.returncode == 0, done.stdout
    (tmp_path / "action.yml").write_text(
        ACTION.read_text(encoding="utf-8").replace('<<< "$PATHS"', '<<< "${{ inputs.paths }}"'), encoding="utf-8"
    )
    assert "template-injection" in found(tmp_path / "action.yml").stdout  # it would find it
