"""The example of the README: what it reports, and that its right lines stay silent."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "shop"
EXPECTED = {
    "accounts/views.py": {"DSE101", "DSE104", "DSE205", "DSE207", "DSE211", "DSE216", "DSE322", "DSE328"},
    "cart/tests.py": {"DSE111"},
    "cart/views.py": {"DSE105", "DSE108", "DSE201", "DSE204"},
}


def test_flake8_reports_the_mistakes_and_only_them() -> None:
    command = [sys.executable, "-m", "flake8", "--isolated", "--select=DSE", "."]
    done = subprocess.run(command, cwd=EXAMPLE, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {}
    for line in done.stdout.splitlines():
        place, code = line.split()[:2]
        path, number = place.removeprefix("./").split(":")[:2]
        found.setdefault(path, set()).add(code)
        assert "# right" not in (EXAMPLE / path).read_text(encoding="utf-8").splitlines()[int(number) - 1]
    assert found == EXPECTED


def test_the_fixer_repairs_what_can_be_repaired(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(EXAMPLE, shop)
    command = [sys.executable, "-m", "flake8_session_expiry.fix", "--isolated", "--unsafe-fixes", "."]
    first = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert first.returncode == 1, first.stderr
    assert "request.session.set_expiry(1800)" in (shop / "accounts/views.py").read_text(encoding="utf-8")
    assert "request.session.set_expiry(30 * 60)  # 30 minutes" in (shop / "cart/views.py").read_text(encoding="utf-8")
    second = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stdout
