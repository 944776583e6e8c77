"""The command line in this process: what is printed, what is written, which exit code."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flake8_session_expiry.engine.findings import Finding, Fix, Replace
from flake8_session_expiry.files import process_pool
from flake8_session_expiry.fix.__main__ import main as script
from flake8_session_expiry.fix.cli import main
from flake8_session_expiry.rules.expiry_values.dse202_bool_expiry import BoolExpiry

FALSE, ZERO, TRUE = (f"request.session.set_expiry({value})\n" for value in ("False", "0", "True"))
# DSE111 has an unsafe fix only.
UNSAFE = "class CartTests(TestCase):\n    def test_cart(self):\n        self.client.session['k'] = 1\n"
UNSAFE = f"from django.test import TestCase\n\n\n{UNSAFE}"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path.parent))
    return tmp_path


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Sets what standard input gives."""
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def write(**files: str) -> None:
    """Write files: ``views`` is ``views.py``."""
    for name, text in files.items():
        Path(f"{name}.py").write_text(text, encoding="utf-8", newline="")


def read(name: str) -> str:
    """The text of a file."""
    return Path(f"{name}.py").read_bytes().decode()


def test_applies_safe_fixes_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE + TRUE, test_views=UNSAFE, other="x = 1\n")
    assert main([]) == 1
    out, err = capsys.readouterr()
    assert read("views") == ZERO + TRUE and read("test_views") == UNSAFE
    assert out.splitlines() == [
        "./views.py:1:28: fixed DSE202 a bool passed as the expiry counts as 0: the cookie ends with the browser,"
        " the server copy lives on for SESSION_COOKIE_AGE; if that is intended, write 0",
        "Fixed 1 finding in 1 file (DSE202 1×).",
        "1 finding can be fixed with --unsafe-fixes (DSE111 1×).",
        "1 finding cannot be fixed automatically (DSE202 1×); flake8-session-expiry check shows where.",
    ]
    assert err == ""


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        ({"views": FALSE}, [], 1),
        ({"views": FALSE}, ["--exit-zero"], 0),
        ({"views": TRUE}, [], 0),
        ({"views": ZERO}, [], 0),
        ({}, [], 0),
        ({"test_views": UNSAFE}, [], 0),
        ({"test_views": UNSAFE}, ["--unfixable=DSE111"], 0),
        ({"views": FALSE, "test_views": UNSAFE}, [], 1),
        ({"test_views": UNSAFE}, ["--ignore=DSE111"], 0),
        ({"test_views": UNSAFE}, ["--unsafe-fixes"], 1),
        ({"views": FALSE}, ["--check"], 1),
        ({"views": FALSE}, ["--check", "--exit-zero"], 0),
        ({"views": FALSE}, ["--diff"], 1),
        ({"test_views": UNSAFE}, ["--check"], 0),
        ({"test_views": UNSAFE}, ["--diff"], 0),
        ({"test_views": UNSAFE}, ["--diff", "--unsafe-fixes"], 1),
        ({"views": TRUE}, ["--check"], 0),
        ({"views": FALSE}, ["--check", "--diff"], 1),
        ({"views": TRUE, "test_views": UNSAFE}, ["--check", "--diff"], 0),
        ({"views": FALSE}, ["missing.py", "views.py"], 2),
        ({"views": FALSE}, ["missing.py", "--exit-zero"], 2),
    ],
)
def test_exit_codes(files: dict[str, str], arguments: list[str], code: int) -> None:
    write(**files)
    assert main(arguments) == code


@pytest.mark.parametrize("unsafe", [[], ["--unsafe-fixes"]])
def test_one_rule_of_exit_codes(unsafe: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """
    A hook that applies and a job that checks are red for the same files; what is left for unsafe fixes alone is a hint
    in both.
    """
    write(test_views=UNSAFE)
    for how in (["--check"], ["--diff"], ["--check", "--diff"], []):
        assert main([*how, *unsafe]) == len(unsafe)
        out, err = capsys.readouterr()
        hint = "1 finding can be fixed with --unsafe-fixes (DSE111 1×)." in out + err
        assert hint is (not unsafe)
    assert (read("test_views") == UNSAFE) is (not unsafe)


@pytest.mark.parametrize(
    ("how", "what"), [([], "Repairing"), (["--check"], "Checking"), (["--diff"], "Checking"), (["-q"], None)]
)
def test_the_progress_bar_says_what_is_done(how: list[str], what: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    write(views=FALSE)
    said: list[str] = []

    def with_progress(items: Iterator[Any], words: str, *, number: int, quiet: bool) -> Iterator[Any]:
        said.extend([] if quiet else [words])
        yield from items

    monkeypatch.setattr("flake8_session_expiry.fix.cli.with_progress", with_progress)
    main(how)
    assert said == ([what] if what else [])


@pytest.mark.parametrize("how", [["--check"], ["--diff"], ["--check", "--diff"]])
def test_check_and_diff_write_nothing(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE)
    main(how)
    assert read("views") == FALSE
    out, err = capsys.readouterr()
    if how == ["--check"]:
        assert "./views.py:1:28: would fix DSE202" in out and "Would fix 1 finding in 1 file" in out
    else:
        assert out == f"--- a/views.py\n+++ b/views.py\n@@ -1 +1 @@\n-{FALSE}+{ZERO}"
        assert "Would fix 1 finding in 1 file" in err


def test_a_diff_can_be_given_to_patch(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = f"# coding: latin-1\r\nx = 'é\x0c\x85'\r\n{FALSE[:-1]}"
    Path("views.py").write_bytes(text.encode("latin-1"))
    assert main(["--diff"]) == 1
    diff = capsysbinary.readouterr().out
    assert b"\\ No newline at end of file\n" in diff
    subprocess.run(["patch", "--binary", "-p1", "-s"], input=diff, check=True)
    assert Path("views.py").read_bytes() == text.replace("False", "0").encode("latin-1")


@pytest.mark.parametrize("command", [["patch", "-p1", "-s"], ["git", "apply"]])
def test_odd_names_in_a_diff(command: list[str], capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    names = ["with blanks", 'quo"te', "back\\slash", "new\nline", "tab\tname"]
    write(**dict.fromkeys(names, FALSE))
    assert main(["--diff", "."]) == 1
    diff = capsysbinary.readouterr().out
    subprocess.run(command, input=diff, check=True)
    assert [read(name) for name in names] == [ZERO] * len(names)


def test_quiet_prints_no_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE)
    assert main(["--quiet", "missing.py", "views.py"]) == 2
    assert capsys.readouterr() == ("", "error: missing.py: cannot be read: No such file or directory\n")
    assert read("views") == ZERO


def test_nothing_to_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == "Nothing to fix.\n"
    assert main(["--diff"]) == 0
    assert capsys.readouterr() == ("", "")


def test_fixable_and_unfixable(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE + "request.session.cycle_key\n")
    assert main(["--fixable=dse1"]) == 1
    assert read("views") == FALSE + "request.session.cycle_key()\n"
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Fixed 1 finding in 1 file (DSE104 1×).",
        "1 finding can be fixed, but --fixable leaves it out (DSE202 1×).",
    ]
    assert main(["--fixable=DSE1,DSE202", "--unfixable=DSE2"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing to fix.",
        "1 finding can be fixed, but --unfixable leaves it out (DSE202 1×).",
    ]
    assert main(["--unfixable=DSE1"]) == 1
    assert read("views") == ZERO + "request.session.cycle_key()\n"
    capsys.readouterr()
    for option in ("--fixable=DSE777", "--unfixable=E501", "--select=DSE999"):
        assert main([option]) == 2
        err = capsys.readouterr().err
        assert err.startswith(f"flake8-session-expiry-fix: error: {option.partition('=')[0]}: there is no rule ")
        assert err.count("\n") == 1


def test_what_is_left_out_and_what_cannot_be_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE + TRUE + "request.session.cycle_key\n", test_views=UNSAFE + FALSE)
    assert main(["--check", "--fixable=DSE202,DSE111", "--unfixable=DSE202"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing to fix.",
        "1 finding can be fixed with --unsafe-fixes (DSE111 1×).",
        "1 finding can be fixed, but --fixable leaves it out (DSE104 1×).",
        "2 findings can be fixed, but --unfixable leaves them out (DSE202 2×).",
        "1 finding cannot be fixed automatically (DSE202 1×); flake8-session-expiry check shows where.",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "select in setup.cfg leaves them out; add DSE to it, or set extend-select = DSE"),
        (["--select=E,W6"], "--select leaves them out; add DSE"),
        (["--config=other.cfg"], "select in other.cfg leaves them out"),
        (["--append-config=ignore.cfg", "--extend-select=DSE"], None),
        (
            ["--append-config=ignore.cfg", "--select=DSE"],
            "every DSE rule is ignored: extend-ignore in ignore.cfg names them",
        ),
        (["--select=D", "--ignore=DSE"], "every DSE rule is ignored: --ignore names them"),
        (["--extend-select=DSE101"], None),
        (["--isolated"], None),
        (["--isolated", "--extend-select=E", "--ignore=DSE"], "every DSE rule is ignored: --ignore names them"),
    ],
)
def test_where_no_rule_is_selected_it_says_so(
    arguments: list[str], said: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    write(views=FALSE)
    Path("setup.cfg").write_text("[flake8]\nselect = C,E,F,W,B\n", encoding="utf-8")
    Path("other.cfg").write_text("[flake8]\nselect = E\n", encoding="utf-8")
    Path("ignore.cfg").write_text("[flake8]\nextend_ignore = DSE2\n", encoding="utf-8")
    if said is not None and "ignore.cfg" in said:
        Path("ignore.cfg").write_text("[flake8]\nextend_ignore = DSE1,DSE2,DSE3,DSE4,DSE5\n", encoding="utf-8")
    main(["--check", *arguments])
    err = capsys.readouterr().err
    assert err.count("\n") == (said is not None)
    assert said is None or err.startswith("warning: ") and said in err


def test_select_and_noqa_and_per_file_ignores() -> None:
    write(views=FALSE + FALSE[:-1] + "  # noqa: DSE202\n", urls=FALSE, forms=f"# flake8: noqa\n{FALSE}")
    assert main(["--select=DSE1"]) == 0
    Path("setup.cfg").write_text("[flake8]\nper-file-ignores = urls.py:DSE202\n", encoding="utf-8")
    assert main([]) == 1
    assert read("views") == ZERO + FALSE[:-1] + "  # noqa: DSE202\n"
    assert (read("urls"), read("forms")) == (FALSE, f"# flake8: noqa\n{FALSE}")


def test_list_prints_the_rules_with_fixes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "DSE202  bool-expiry                  safe" in lines
    assert any(line.split() == ["DSE208", "absolute-expiry", "none", "opt-in"] for line in lines)


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\0"])
def test_files_from_a_file(separator: str, stdin: Callable[[bytes], None]) -> None:
    names = separator.join(["views.py", "ürls.py", "gone dir/forms.py", ""])
    os.mkdir("gone dir")
    write(views=FALSE, ürls=FALSE, other=FALSE, **{"gone dir/forms": FALSE})
    Path("list").write_bytes(names.encode())
    assert main(["--files-from=list", "--check"]) == 1
    stdin(names.encode())
    assert main(["--files-from", "-"]) == 1
    assert [read(name) for name in ("views", "ürls", "gone dir/forms", "other")] == [ZERO, ZERO, ZERO, FALSE]


def test_an_empty_list_of_files_means_none(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE)
    Path("list").touch()
    assert main(["--files-from=list"]) == 0
    assert read("views") == FALSE
    assert main(["--files-from=missing"]) == 2
    assert "--files-from: missing: No such file or directory" in capsys.readouterr().err


def test_excluded_files_stay_also_when_named() -> None:
    os.mkdir("old")
    write(**{"old/views": FALSE})
    assert main(["--extend-exclude=old/*", "old/views.py"]) == 0
    assert read("old/views") == FALSE


@pytest.mark.parametrize(
    ("data", "arguments", "code", "result"),
    [
        (b"\xef\xbb\xbf" + FALSE.encode(), [], 0, b"\xef\xbb\xbf" + ZERO.encode()),
        (FALSE.encode() + b"# \r\n#", [], 0, ZERO.encode() + b"# \r\n#"),
        (b"# coding: latin-1\n# \xe9\n" + FALSE.encode(), [], 0, b"# coding: latin-1\n# \xe9\n" + ZERO.encode()),
        (TRUE.encode(), [], 0, TRUE.encode()),
        (b"x = 1", [], 0, b"x = 1"),
        (b"", [], 0, b""),
        (b"request.session.set_expiry(\n", [], 2, b"request.session.set_expiry(\n"),
        (b"\xff", [], 2, b"\xff"),
        (FALSE.encode(), ["--stdin-filename=old/views.py", "--extend-exclude=old/*"], 0, FALSE.encode()),
        (UNSAFE.encode(), ["--stdin-filename=tests/test_views.py"], 0, UNSAFE.encode()),
        (FALSE.encode(), ["--check"], 1, None),
        (FALSE.encode(), ["--diff"], 1, None),
        (FALSE.encode(), ["--check", "--diff", "--exit-zero"], 0, None),
        (TRUE.encode(), ["--check"], 0, None),
        (UNSAFE.encode(), ["--diff", "--stdin-filename=tests/test_views.py"], 0, None),
        (b"request.session.set_expiry(\n", ["--check"], 2, None),
    ],
)
def test_standard_input(
    data: bytes,
    arguments: list[str],
    code: int,
    result: bytes | None,
    stdin: Callable[[bytes], None],
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    stdin(data)
    assert main(["-", *arguments]) == code
    out, err = capsysbinary.readouterr()
    assert result is None or out == result
    assert (b"error: " in err) is (code == 2)


def test_diff_of_standard_input(stdin: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]) -> None:
    stdin(FALSE.encode())
    assert main(["-", "--diff", "--stdin-filename", "shop/views.py"]) == 1
    assert capsys.readouterr().out.startswith("--- a/shop/views.py\n+++ b/shop/views.py\n")


def test_standard_input_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("list").touch()
    for other in ("views.py", "--files-from=list"):
        assert main(["-", other]) == 2
        assert "'-' (standard input) cannot be combined with other paths" in capsys.readouterr().err


def test_the_same_file_twice_is_done_once(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE)
    assert main(["views.py", "views.py", "./views.py", os.path.abspath("views.py")]) == 1
    assert capsys.readouterr().out.count("fixed DSE202") == 1


@pytest.mark.parametrize("link", ["a_link.py", "z_link.py"])
def test_a_link_beside_its_file_is_done_once(link: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE)
    Path(link).symlink_to("views.py")
    assert main(["."]) == 1
    assert capsys.readouterr().out.startswith("./views.py:1:28: fixed DSE202")
    assert read("views") == ZERO and Path(link).is_symlink()


@pytest.fixture
def outside(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to repair that lies in another folder, beside ``tree`` with a link to it."""
    outside = project / "out" / "secret.py"
    outside.parent.mkdir()
    outside.write_text(FALSE, encoding="utf-8")
    (project / "tree" / "sub").mkdir(parents=True)
    (project / "tree" / "sub" / "link.py").symlink_to("../../out/secret.py")
    return outside


@pytest.mark.parametrize("arguments", [["tree"], ["./tree/sub"], ["tree", "tree/views.py"], []])
def test_a_link_that_leads_out_of_what_was_given_is_not_written(
    arguments: list[str], outside: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tree/views.py").write_text(TRUE, encoding="utf-8")
    if not arguments:
        monkeypatch.chdir("tree")
    for how in ([], ["--check"], ["--diff"]):
        assert main([*arguments, *how]) == 0
        out, err = capsys.readouterr()
        (name,) = (line.split(":")[1].strip() for line in err.splitlines() if "warning" in line)
        assert Path(name).samefile(outside)
        assert (
            f"warning: {name}: not repaired: it is a link to {outside}, outside of the given paths; name it to repair"
            " it\n" in err
        )
        assert "secret" not in out and "link" not in out
    assert outside.read_text(encoding="utf-8") == FALSE


@pytest.mark.parametrize(
    "arguments",
    [
        ["tree/sub/link.py"],
        ["./tree/sub/../sub/link.py"],
        ["tree", "tree/sub/link.py"],
        ["tree", "out"],
        ["tree", "out/secret.py"],
        ["."],
        [],
        ["--files-from=list"],
    ],
)
def test_a_link_is_written_that_is_named_or_leads_into_what_was_given(
    arguments: list[str], outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("list").write_text("tree/sub/link.py\n", encoding="utf-8")
    assert main(arguments) == 1
    assert outside.read_text(encoding="utf-8") == ZERO
    assert Path("tree/sub/link.py").is_symlink()
    assert "not repaired" not in capsys.readouterr().err


def test_a_folder_that_is_a_link_may_be_given(outside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whether a file is outside is judged by real paths on both sides."""
    Path("alias").symlink_to("out")
    Path("alias.py").symlink_to("tree")
    assert main(["alias"]) == 1
    assert outside.read_text(encoding="utf-8") == ZERO
    outside.write_text(FALSE, encoding="utf-8")
    assert main(["alias.py"]) == 0
    assert "not repaired: it is a link to" in capsys.readouterr().err


def test_a_folder_with_the_same_beginning_is_another_one(outside: Path) -> None:
    os.rename("out", "tree2")
    Path("tree/sub/link.py").unlink()
    Path("tree/sub/link.py").symlink_to("../../tree2/secret.py")
    assert main(["tree"]) == 0
    assert Path("tree2/secret.py").read_text(encoding="utf-8") == FALSE


def test_nothing_is_said_of_a_link_behind_which_there_is_nothing_to_repair(
    outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.write_text(TRUE, encoding="utf-8")
    assert main(["tree"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("how", [[], ["--check"], ["--diff"]])
def test_hard_links_are_left_together(how: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No mode announces a repair that applying refuses."""
    write(views=FALSE, urls=FALSE)
    os.link("views.py", "same.txt")
    assert main(how) == 2
    line = "error: ./views.py: has 2 names (hard links), which a repair would separate; nothing was changed: "
    out, err = capsys.readouterr()
    assert f"{line}put a copy in its place first\n" in err
    assert "views.py" not in out and "1 finding in 1 file " in out + err
    assert os.path.samefile("views.py", "same.txt") and read("views") == FALSE
    assert read("urls") == (FALSE if how else ZERO)


@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"])
def test_standard_input_by_other_names(
    name: str, stdin: Callable[[bytes], None], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    stdin(FALSE.encode())
    main([name, "--stdin-filename=shop/views.py"])
    out, err = capsysbinary.readouterr()
    assert out == ZERO.encode() and b"shop/views.py:1:28: fixed DSE202" in err
    assert main([name, "views.py"]) == 2


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_path_that_is_no_file_is_an_error(make: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    """A pipe would be waited for without end; a folder with the name of a module is looked into."""
    write(views=FALSE)
    make("pipe.py")
    assert main(["views.py", "pipe.py"]) == (2 if make is os.mkfifo else 1)
    err = capsys.readouterr().err
    line = "error: pipe.py: cannot be read: is a pipe; give '-' to repair what comes from standard input\n"
    assert err == (line if make is os.mkfifo else "")
    assert read("views") == ZERO


def test_a_folder_that_cannot_be_listed_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was passed over without a word, so that nobody knew of the files in it."""
    real = os.scandir

    def scandir(path: str) -> object:
        if os.path.basename(path) == "secret":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    os.mkdir("secret")
    write(views=FALSE)
    assert main([]) == 2
    assert capsys.readouterr().err == "error: ./secret: cannot be read: Permission denied\n"
    assert read("views") == ZERO


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"# coding: latin-9x\n", "cannot be decoded: unknown encoding: latin-9x"),
        (b"x = '\xff'\n", "cannot be decoded: invalid or missing encoding declaration"),
        (FALSE.encode() + b"x = '\xff'\n", "cannot be decoded: 'utf-8' codec can't decode byte 0xff"),
        (b"session.set_expiry(\n", "cannot be parsed: '(' was never closed (line 1)"),
        (b"session.set_expiry(1)\nif a: pass\n" + b"elif a: pass\n" * 20_000, "nested too deeply for Python"),
        (b"session.set_expiry(1)\n\0", "cannot be parsed: source code string cannot contain null bytes"),
        (
            b"x = " + b"a + " * 900 + b"a\n" + FALSE.encode(),
            "1:1: DSE901 this file was not analysed: nested more than 400",
        ),
        (
            FALSE.encode() + b"#" * 1_000_000,
            "1:1: DSE901 this file was not analysed: it has more than 1,000,000 bytes",
        ),
        (FALSE.encode() + b"a\n" * 50_000, "1:1: DSE901 this file was not analysed: it has more than 100,000 nodes"),
        (b"# coding: undefined\nx = 1  # \xff\n", "cannot be decoded: decoding with 'undefined' codec failed"),
        (b"# coding: punycode\n" + FALSE.encode() + b"# \xff\n", "cannot be decoded: punycode is an encoding of host"),
        (b"# coding: hex\n" + FALSE.encode(), "cannot be decoded: 'hex' is not a text encoding"),
    ],
)
def test_a_bad_file_is_one_line_and_the_others_are_done(
    data: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.py").write_bytes(data)
    write(views=FALSE)
    expected = 2
    if b"latin-9x" in data:  # nothing but ASCII in it: any encoding would do
        expected = 1
    assert main(["bad.py", "views.py"]) == expected
    err = capsys.readouterr().err
    assert read("views") == ZERO and Path("bad.py").read_bytes() == data
    if expected == 2:
        assert err.startswith("error: bad.py:") and message in err and err.count("\n") == 1


def test_a_file_that_changes_while_it_is_repaired(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = BoolExpiry.fix

    def fix(rule: BoolExpiry, finding: Finding) -> Fix | None:
        write(views=TRUE)
        return real(rule, finding)

    monkeypatch.setattr(BoolExpiry, "fix", fix)
    write(views=FALSE)
    assert main(["views.py"]) == 2
    out, err = capsys.readouterr()
    assert read("views") == TRUE
    assert err == "error: views.py: was changed by somebody else in the meantime; run again\n"
    assert "Nothing to fix." in out


def test_character_that_the_encoding_lacks_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fix(rule: BoolExpiry, finding: Finding) -> Fix | None:
        assert finding.node is not None
        return Fix.safe(Replace(finding.node, "ä"))

    monkeypatch.setattr(BoolExpiry, "fix", fix)
    write(views=f"# coding: ascii\n{FALSE}")
    assert main(["views.py"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: views.py: cannot be written: 'ascii' codec can't encode") and err.count("\n") == 1


def test_file_whose_bytes_do_not_survive_decoding_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    data = b"# coding: iso2022_jp\n# \x1b(B\n" + FALSE.encode()
    Path("views.py").write_bytes(data)
    assert main(["views.py"]) == 2
    assert Path("views.py").read_bytes() == data
    assert "its encoding iso2022_jp does not give back its bytes; nothing was changed" in capsys.readouterr().err


def test_a_read_only_file_is_an_error_and_counts_as_not_fixed(capsys: pytest.CaptureFixture[str]) -> None:
    write(views=FALSE, urls=FALSE)
    Path("views.py").chmod(0o444)
    assert main(["views.py", "urls.py"]) == 2
    out, err = capsys.readouterr()
    assert err == "error: views.py: is read-only\n"
    assert "Fixed 1 finding in 1 file" in out and read("urls") == ZERO


def test_several_processes_give_the_same_result(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(process_pool, "_BYTES_A_PROCESS", 100)
    for number in range(30):
        write(**{f"views{number:02}": FALSE})
    Path("views07.py").write_bytes(b"session.set_expiry(\n")
    assert main(["-j", "2", "--check"]) == 2
    several = capsys.readouterr()
    assert main(["-j1", "--check"]) == 2
    one = capsys.readouterr()
    assert several == one
    assert "Would fix 29 findings in 29 files" in one.out
    assert main(["--jobs=auto", "--quiet"]) == 2
    assert read("views29") == ZERO


def test_exit_code_of_each_end_of_a_run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def ends(error: BaseException | None) -> int:
        def run() -> int:
            if error is not None:
                raise error
            return 1

        monkeypatch.setattr("flake8_session_expiry.fix.cli.main", run)
        return script()

    assert ends(None) == 1
    assert ends(KeyboardInterrupt()) == 130
    assert capfd.readouterr().err == "interrupted\n"
    descriptor = os.dup(1)
    monkeypatch.setattr(sys, "stdout", os.fdopen(descriptor, "w"))
    assert ends(BrokenPipeError()) == 2
    os.write(descriptor, b"to nobody")
    assert capfd.readouterr().out == ""


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for option, text in (("--version", "flake8-session-expiry-fix"), ("--help", "exit codes: 1 something was changed")):
        with pytest.raises(SystemExit) as left:
            main([option])
        assert left.value.code == 0
        assert text in capsys.readouterr().out
