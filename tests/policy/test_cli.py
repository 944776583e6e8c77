"""The command line: what is found, printed and written, and the exit codes."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flake8_session_expiry.policy.__main__ import main as script
from flake8_session_expiry.policy.cli import main
from tests.policy.conftest import MIDDLEWARE, Write

MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"
GOOD = f"{MIDDLEWARE}SESSION_COOKIE_SECURE = True\n"
ROOT = Path(__file__).parents[2]
Capture = pytest.CaptureFixture[str]


def test_the_settings_of_the_current_folder(write: Write, capsys: Capture) -> None:
    write({"manage.py": MANAGE.format("config.settings"), "config/settings.py": GOOD})
    assert main([]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0] == "Session policy of site"
    assert "config/settings.py  settings" in out
    assert "A session ends two weeks after the last request that wrote to it." in " ".join(out.split())
    assert "\n  The code never calls set_expiry()" in out, "what a heading is about stands below it, indented by two"


def test_from_a_folder_in_the_project_and_from_above_it(
    write: Write, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write({"src/manage.py": MANAGE.format("settings"), "src/settings.py": GOOD, "src/app/views.py": ""})
    for place in (folder, folder / "src" / "app"):
        monkeypatch.chdir(place)
        assert main(["--json"]) == 0
        (module,) = json.loads(capsys.readouterr().out)["modules"]
        assert Path(place, module["path"]).resolve() == folder / "src" / "settings.py"


def test_the_option_names_settings_too(write: Write, capsys: Capture) -> None:
    write({"one.py": GOOD, ".flake8": "[flake8]\nsession-expiry-settings = one.py\n"})
    assert main(["--json"]) == 0
    assert [module["path"] for module in json.loads(capsys.readouterr().out)["modules"]] == ["one.py"]


def test_where_there_is_nothing_to_report_on(write: Write, capsys: Capture) -> None:
    write({"views.py": "", "manage.py": MANAGE.format("missing"), "sub/settings.py": "import os\n"})
    for arguments in ([], ["--session-expiry-no-discovery"]):
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert (
            err.startswith("flake8-session-expiry-policy: error: no settings found from manage.py")
            and err.count("\n") == 1
        )
        assert err.endswith("name the settings module, as a path, such as sub/settings.py\n")


def test_settings_without_a_setting_that_are_found_are_left_out(write: Write, capsys: Capture) -> None:
    write(
        {
            "manage.py": MANAGE.format("config.settings.prod"),
            "config/wsgi.py": MANAGE.format("config.settings"),
            "config/settings/__init__.py": "",
            "config/settings/prod.py": GOOD,
        }
    )
    assert main(["--json"]) == 0
    assert [module["path"] for module in json.loads(capsys.readouterr().out)["modules"]] == ["config/settings/prod.py"]


def test_bad_input_is_one_line_and_the_rest_is_done(write: Write, capsys: Capture) -> None:
    folder = write(
        {"good.py": GOOD, "syntax.py": "x = (\n", "null.py": "x = 1\0\n", "empty.py": "x = 1\n", "folder.py/x": ""}
    )
    (folder / "latin.py").write_bytes(b"X = '\xff'\n")
    (folder / "link.py").symlink_to("nowhere")
    names = ["missing.py", "syntax.py", "null.py", "empty.py", "folder.py", "latin.py", "link.py"]
    assert main([*names, "good.py", "--json"]) == 2
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert [module["path"] for module in data["modules"]] == ["good.py"]
    assert [line.removeprefix("error: ").partition(":")[0] for line in err.splitlines()] == names
    assert data["problems"] == [line.removeprefix("error: ") for line in err.splitlines()]
    assert "error: missing.py: there is no such file" in err
    assert "error: empty.py: holds no settings" in err


def test_files_that_are_too_large_are_one_line_each(write: Write, capsys: Capture) -> None:
    large = "#" * 1_000_000
    dense = "request.session.set_expiry(60)\n" + "a\n" * 50_000
    write({"good.py": GOOD, "large.py": GOOD + large, "views.py": "x.set_expiry(1)" + large, "dense.py": dense})
    assert main(["good.py", "large.py", "--json"]) == 2
    assert sorted(line.partition(" (")[0] for line in capsys.readouterr().err.splitlines()) == [
        "error: dense.py: it has more than 100,000 nodes",
        "error: large.py: it has more than 1,000,000 bytes",
        "error: views.py: it has more than 1,000,000 bytes",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nofile.py", "nofile.py: there is no such file"),
        ("config/nofile", "config/nofile: there is no such file"),
        ("config", "config: is a folder; name a settings module, such as config/settings.py"),
        ("empty", "empty: is a folder; name a settings module"),
        ("config.nomodule", "config.nomodule: there is neither a file nor a module of this name in the project"),
        ("a\nb\x1b", "a\\nb\\x1b: there is no such file"),
    ],
)
def test_what_names_no_settings_is_an_error_and_no_empty_report(
    write: Write, capsys: Capture, folder: Path, name: str, message: str
) -> None:
    write({"config/settings.py": GOOD, "empty/x": ""})
    assert main([name, "--html=page.html"]) == main([name]) == 2
    assert capsys.readouterr() == ("", f"error: {message}\n" * 2)
    assert not (folder / "page.html").exists()
    assert main([name, "config/settings.py"]) == 2
    out, err = capsys.readouterr()
    assert "config/settings.py  settings" in out and err == f"error: {message}\n"


@pytest.mark.parametrize(
    ("name", "place", "path"),
    [
        ("mysite.settings", ".", "mysite/settings.py"),
        ("mysite.settings.prod", ".", "mysite/settings/prod.py"),
        ("mysite.settings", "mysite/shop", "../settings.py"),
        ("settings", "mysite", "settings.py"),
        ("settings", ".", "src/settings/__init__.py"),
        ("site_settings", ".", "backend/site_settings.py"),
    ],
)
def test_settings_by_their_dotted_name(
    write: Write, capsys: Capture, monkeypatch: pytest.MonkeyPatch, name: str, place: str, path: str
) -> None:
    folder = write({"manage.py": "", "mysite/shop/views.py": "", "backend/manage.py": ""})
    (folder / place / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / place / path).write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(folder / place)
    assert main([name, "--json"]) == 0
    (module,) = json.loads(capsys.readouterr().out)["modules"]
    assert (folder / place / module["path"]).resolve() == (folder / place / path).resolve()


def test_a_folder_that_cannot_be_listed(write: Write, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: str) -> object:
        if os.path.basename(path) == "secret":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    write({"settings.py": GOOD, "secret/views.py": ""})
    monkeypatch.setattr(os, "scandir", scandir)
    assert main(["settings.py"]) == 2
    assert capsys.readouterr().err == "error: secret: cannot be read: Permission denied\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--session-expiry-profile=nist"], "--session-expiry-profile: 'nist' is none of browser,"),
        (["--session-expiry-max-age=week"], "--session-expiry-max-age: 'week' is not a positive number"),
        (["--session-expiry-settings=none.py"], "--session-expiry-settings: there is no file 'none.py'"),
        (["--nonsense"], "unrecognized arguments: --nonsense"),
        (["--html"], "argument --html: expected one argument"),
    ],
)
def test_bad_options(write: Write, capsys: Capture, arguments: list[str], message: str) -> None:
    write({"settings.py": GOOD})
    assert main(["settings.py", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith(f"flake8-session-expiry-policy: error: {message}")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("settings.py", GOOD, 0),
        ("settings.py", MIDDLEWARE, 1),
        ("settings_dev.py", MIDDLEWARE, 0),
        ("settings.py", f"{MIDDLEWARE}SESSION_COOKIE_SECURE = compute()\n", 0),
    ],
)
def test_check_exits_with_1_for_a_certain_no(write: Write, capsys: Capture, name: str, text: str, code: int) -> None:
    write({name: text})
    assert main([name]) == 0
    assert main([name, "--check"]) == code


def test_check_counts_calls_but_not_those_in_tests(write: Write, capsys: Capture) -> None:
    view = "def view(request):\n    request.session.set_expiry(500 * 24 * 60 * 60)\n"
    write({"settings.py": GOOD, "test_views.py": view})
    assert main(["settings.py", "--check"]) == 0
    write({"views.py": view})
    assert main(["settings.py", "--check"]) == 1


def test_page_is_written_to_a_file(write: Write, capsys: Capture, folder: Path) -> None:
    write({"settings.py": GOOD})
    assert main(["settings.py", "--html", "policy.html"]) == 0
    assert capsys.readouterr().out == "Wrote policy.html.\n"
    text = (folder / "policy.html").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert main(["settings.py", "--html", "policy.html", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 1
    assert (folder / "policy.html").read_text(encoding="utf-8") == text


def test_the_page_is_written_whole_or_not_at_all(
    write: Write, capsys: Capture, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"settings.py": GOOD, "old.html": "old"})

    def full(number: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    for name in ("old.html", "new.html"):
        assert main(["settings.py", "--html", name]) == 2
        out, err = capsys.readouterr()
        assert (out, err) == (
            "",
            f"flake8-session-expiry-policy: error: --html: {name}: cannot be written: No space left on device\n",
        )
    monkeypatch.undo()
    assert sorted(path.name for path in folder.iterdir()) == [".git", "old.html", "settings.py"]
    assert (folder / "old.html").read_text() == "old"


def test_where_the_page_cannot_be(write: Write, capsys: Capture) -> None:
    write({"settings.py": GOOD, "folder/x": ""})
    for name, reason in (
        ("folder", "is not a regular file"),
        ("none/p.html", "cannot be written: No such file or directory"),
    ):
        assert main(["settings.py", "--html", name]) == 2
        assert capsys.readouterr().err == f"flake8-session-expiry-policy: error: --html: {name}: {reason}\n"


def test_help_lists_the_options_of_the_report(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    for part in (
        "[settings ...]",
        "--html FILE",
        "--json",
        "--check",
        "--session-expiry-profile",
        "exit codes: 0 the report was made",
    ):
        assert part in text
    for other in ("--max-line-length", "--select", "--session-expiry-enable", "--jobs", "--stdin-display-name"):
        assert other not in text


@pytest.mark.parametrize("width", ["60", "80", "140"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_every_width_and_encoding(write: Write, folder: Path, width: str, encoding: str) -> None:
    write(
        {
            "settings.py": f"{MIDDLEWARE}import os\nSESSION_COOKIE_AGE = int(os.environ.get('A',"
            " 60))\nSESSION_COOKIE_DOMAIN = 'm\u00fcnchen'\n",
            "views.py": "def view(request):\n    request.session.set_expiry(600 if x else 0)\n",
        }
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": width, "PYTHONIOENCODING": encoding}
    command = [
        sys.executable,
        "-m",
        "flake8_session_expiry.policy",
        "settings.py",
        "--session-expiry-profile=nist-aal2",
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert max(map(len, text.splitlines())) <= int(width)
    assert "\x1b" not in text and "\\u" not in text
    said = " ".join(text.split())
    for part in (
        "SESSION_EXPIRE_AT_BROWSER_CLOSE",
        "one minute, counted",
        "view()",
        "limit: one hour",
    ):
        assert part in said


def test_colours_only_where_they_are_wanted(write: Write, capsys: Capture) -> None:
    write({"settings.py": GOOD})
    for color, coloured in (("never", False), ("auto", False), ("always", True)):
        assert main(["settings.py", f"--color={color}"]) == 0
        assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_as_a_script(write: Write, folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"settings.py": GOOD})
    monkeypatch.setattr(sys, "argv", ["policy", "settings.py", "--json"])
    assert script() == 0
    assert json.loads(capsys.readouterr().out)["modules"]


def test_a_reader_that_goes_away_and_a_user_who_stops(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    from flake8_session_expiry.policy import cli

    def stop() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", stop)
    assert script() == 130
    assert capsys.readouterr().err == "interrupted\n"

    def closed() -> int:
        raise BrokenPipeError

    with open(os.devnull, "wb") as nothing:
        monkeypatch.setattr(cli, "main", closed)
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(nothing))
        assert script() == 2
