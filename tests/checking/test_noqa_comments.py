"""``check --add-noqa``: each finding is silenced by a comment, and nothing else is changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_session_expiry.api import read_configuration
from flake8_session_expiry.checking.cli import main
from flake8_session_expiry.checking.noqa_comments import NotSilenced, silenced_text
from flake8_session_expiry.files import process_pool

FALSE = "def view(request):\n    request.session.set_expiry(False)\n"
SILENCED = FALSE.replace("False)", "False)  # noqa: DSE202")
ADD = "--add-noqa"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    return folder


def added(data: bytes, capsys: Captured, *arguments: str) -> tuple[bytes, int, str]:
    """The file after a run, the exit code, standard error. A second run and a run of ``check`` are silent."""
    path = Path("views.py")
    path.write_bytes(data)
    code = main([ADD, *arguments, "views.py"])
    out, err = capsys.readouterr()
    assert out == ""
    new = path.read_bytes()
    if code == 0:
        assert main(["views.py"]) == 0
        assert main([ADD, *arguments, "views.py"]) == 0
        assert path.read_bytes() == new
        capsys.readouterr()
    else:
        assert new == data
    return new, code, err


CALL = "def view(request):\n    request.session.set_expiry"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FALSE, SILENCED),
        (FALSE.rstrip("\n"), SILENCED.rstrip("\n")),
        (FALSE.replace("\n", "\r\n"), SILENCED.replace("\n", "\r\n")),
        (FALSE.replace("\n", "\r"), SILENCED.replace("\n", "\r")),
        ("\ufeff" + FALSE, "\ufeff" + SILENCED),
        (f"{CALL}(False)  \t\n", f"{CALL}(False)  # noqa: DSE202\n"),
        (f"{CALL}(False)  # why\n", f"{CALL}(False)  # why  # noqa: DSE202\n"),
        (f"{CALL}(False)  # noqa: E501\n", f"{CALL}(False)  # noqa: E501, DSE202\n"),
        (f"{CALL}(False)  # NoQA:E501,W1 long\n", f"{CALL}(False)  # NoQA:E501,W1, DSE202 long\n"),
        (f"{CALL}(False)  # noqa: E501, because\n", f"{CALL}(False)  # noqa: E501, DSE202, because\n"),
        (f"{CALL}(False)  # noqa\n", f"{CALL}(False)  # noqa\n"),
        (f"{CALL}(False)  # noqa: of old\n", f"{CALL}(False)  # noqa: of old\n"),
        (f"{CALL}(\n        False\n    )\n", f"{CALL}(\n        False  # noqa: DSE202\n    )\n"),
        (f"{CALL}( \\\n        False \\\n    )\n", f"{CALL}( \\\n        False \\\n    )  # noqa: DSE202\n"),
        (
            "def view(request):\n    request.session.set_expiry('''a\n  b''')\n",
            "def view(request):\n    request.session.set_expiry('''a\n  b''')  # noqa: DSE201\n",
        ),
        (
            "def view(request):\n    request.session.set_expiry(False); x = '''a\n # b\n'''; y = 1\n",
            "def view(request):\n    request.session.set_expiry(False); x = '''a\n # b\n'''; y = 1  # noqa: DSE202\n",
        ),
        (
            "def view(request):\n    request.session.set_expiry(False); request.session.cycle_key\n",
            "def view(request):\n    request.session.set_expiry(False); request.session.cycle_key"
            "  # noqa: DSE104, DSE202\n",
        ),
    ],
)
def test_the_comment_is_where_flake8_looks(before: str, after: str, capsys: Captured) -> None:
    new, code, _ = added(before.encode(), capsys)
    assert (code, new.decode()) == (0, after)


def test_the_first_line_behind_a_byte_order_mark(capsys: Captured) -> None:
    before = "\ufeffdef view(request): request.session.set_expiry(False)  # noqa: E1\n"
    assert added(before.encode(), capsys)[0].decode() == before.replace("E1", "E1, DSE202")


def test_a_reason(capsys: Captured) -> None:
    after = SILENCED.replace("DSE202", "DSE202  # before 2.0")
    assert added(FALSE.encode(), capsys, "--add-noqa= before 2.0 ")[0].decode() == after


def test_the_encoding_stays(capsys: Captured) -> None:
    before = ("# coding: latin-1\nx = 'ä'\n" + FALSE).encode("latin-1")
    assert added(before, capsys)[0] == ("# coding: latin-1\nx = 'ä'\n" + SILENCED).encode("latin-1")
    _, code, err = added(before, capsys, "--add-noqa=\u2713")
    assert code == 2 and "views.py: is left as it is: " in err and "can't encode" in err


@pytest.mark.parametrize(
    "code",
    [
        "def view(request):\n    request.session.set_expiry('# noqa: E501')\n",  # the only place is in the string
        "def view(request):\n    request.session.set_expiry(False); x = '''\n # noqa: E501\n'''\n",
        "def view(request):\n    request.session.set_expiry(False) \\\n",  # nothing is behind the backslash
    ],
)
def test_what_a_comment_would_not_silence_is_left_as_it_is(code: str, capsys: Captured) -> None:
    _, exit_code, err = added(code.encode(), capsys)
    assert exit_code == 2 and err.startswith("error: views.py: ")


def test_a_text_is_looked_at_again() -> None:
    """With ``disable-noqa`` no comment silences anything; a finding that is not asked about may stay."""
    text = FALSE + "    request.session.cycle_key\n"
    silenced = silenced_text(text, "views.py", [(2, "DSE202")], read_configuration(["--isolated"]))
    assert silenced == SILENCED + "    request.session.cycle_key\n"
    with pytest.raises(NotSilenced, match="line 2: DSE202 would be reported in spite of the comment"):
        silenced_text(text, "views.py", [(2, "DSE202")], read_configuration(["--isolated", "--disable-noqa"]))


def test_several_files_and_what_is_said(project: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_pool, "_BYTES_A_PROCESS", 10)
    for name in ("a.py", "b.py"):
        (project / name).write_text(FALSE, encoding="utf-8")
    (project / "c.py").write_text("x = 1\n", encoding="utf-8")
    assert main([ADD, "-j2"]) == 0
    assert capsys.readouterr() == ("", "2 findings silenced in 2 files\n")
    assert [(project / f"{name}.py").read_text(encoding="utf-8") for name in "abc"] == [SILENCED, SILENCED, "x = 1\n"]


def test_only_what_is_selected(capsys: Captured) -> None:
    code = FALSE + "    request.session.cycle_key\n"
    Path("views.py").write_text(code, encoding="utf-8")
    assert main([ADD, "--select=DSE1"]) == 0
    assert Path("views.py").read_text(encoding="utf-8") == code.replace("key\n", "key  # noqa: DSE104\n")
    assert capsys.readouterr().err == "1 finding silenced in 1 file\n"


def test_a_file_with_two_names_is_left_as_it_is(project: Path, capsys: Captured) -> None:
    (project / "a").write_text(FALSE, encoding="utf-8")
    os.link("a", "views.py")
    assert main([ADD]) == 2
    assert "hard links" in capsys.readouterr().err
    assert (project / "a").read_text(encoding="utf-8") == FALSE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([ADD, "-"], "--add-noqa: standard input cannot be changed"),
        ([ADD, "--baseline=a"], "--add-noqa: cannot be combined with --baseline"),
        ([ADD, "--diff-against=HEAD"], "--add-noqa: cannot be combined with --diff-against"),
        ([ADD, "--disable-noqa"], "--add-noqa: cannot be combined with --disable-noqa"),
        (["--add-noqa=a\nb"], "a reason is one line"),
        (["--add-noqa=flake8: noqa"], "a reason is one line"),
        (["--add-noqa=a # b"], "a reason is one line"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], said: str, project: Path, capsys: Captured) -> None:
    (project / "views.py").write_text(FALSE, encoding="utf-8")
    code = main(arguments)
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err
    assert (project / "views.py").read_text(encoding="utf-8") == FALSE
