"""
How long an editor waits: ``python benchmarks/editor_latency.py [VIEWS.py]``.

From ``didChange`` to ``publishDiagnostics`` of the language server, after it is warm, without its debounce: one change
in a views file of 1,000 lines, or in the one that is given. As a ratio to the time that the same check takes in one
process without a server; both the median of so many changes. Wall-clock time says something on an idle machine only, so
on Linux the processor time of a change is there, too: that of the server and of its process together.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from flake8_session_expiry import api

CHANGES = 20
COMMAND = (sys.executable, "-m", "flake8_session_expiry", "lsp")
HEAD = """\
from datetime import timedelta

from django.contrib.auth import login, logout
from django.shortcuts import get_object_or_404, redirect, render

from shop.forms import OrderForm
from shop.models import Order, Product


"""
LOGIN = """\
def log_in(request):
    login(request, request.user)
    request.session.set_expiry(timedelta(hours=8) if request.POST.get("remember") else 0)
    return redirect("home")


def log_out(request):
    logout(request)
    request.session["message"] = "bye"
    return redirect("home")


"""
VIEW = """\
def orders_{number}(request, pk):
    product = get_object_or_404(Product, pk=pk)
    found = Order.objects.filter(
        product=product,
        user=request.user,
    )
    total = sum(order.price for order in found)
    form = OrderForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            order = form.save(commit=False)
            order.user = request.user
            order.save()
            return redirect("orders", pk=order.pk)
    context = {{
        "form": form,
        "orders": found,
        "total": total,
        "title": "Orders {number}",
    }}
    return render(request, "shop/orders.html", context)


"""
SETTINGS = "MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"
MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"


def generated(lines: int = 1_000) -> str:
    """A views file as many projects have one: a login and a logout among many views that use no session."""
    parts = [HEAD, LOGIN]
    while sum(part.count("\n") for part in parts) < lines - 15:
        parts.append(VIEW.format(number=len(parts)))
    return "".join(parts)


def changed(text: str, number: int) -> str:
    """The text after one more key."""
    return f"{text}# {'x' * number}\n"


def processor_time(server: int) -> float:
    """Seconds that the server and the process that checks have used; 0 where the system does not tell it."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if server in {int(stat.parent.name), int(fields[1])}:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK") if ticks else 0.0


def alone(path: Path, text: str) -> tuple[list[float], float]:
    """How long each check takes in this process, and the processor time of one."""
    os.chdir(path.parent.parent)
    configuration = api.read_configuration(["--isolated"])
    name = os.path.relpath(path)
    times = []
    used = 0.0
    for number in range(CHANGES + 3):
        if number == 3:
            used = time.process_time()
        start = time.perf_counter()
        api.check_text(changed(text, number), name, configuration, fixes=False)
        times.append(time.perf_counter() - start)
    return times[3:], (time.process_time() - used) / CHANGES


async def served(path: Path, text: str) -> tuple[list[float], float]:
    """How long each change takes until the findings are shown, and the processor time of one."""
    client = LanguageClient("editor", "1")
    shown: asyncio.Queue[int | None] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: shown.put_nowait(params.version))
    await client.start_io(*COMMAND)
    root = path.parent.parent.as_uri()
    await client.initialize_async(
        types.InitializeParams(
            types.ClientCapabilities(),
            workspace_folders=[types.WorkspaceFolder(root, "project")],
            initialization_options={"debounce": 0, "arguments": ["--isolated"]},
        )
    )
    client.initialized(types.InitializedParams())
    uri = path.as_uri()
    opened = types.TextDocumentItem(uri, "python", 0, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(opened))
    await shown.get()
    times = []
    used = 0.0
    assert client._server is not None
    for number in range(1, CHANGES + 4):
        if number == 4:
            used = processor_time(client._server.pid)
        await asyncio.sleep(0.4)  # a user who types, and time for what the server does in between
        start = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(number, uri),
                [types.TextDocumentContentChangeWholeDocument(changed(text, number))],
            )
        )
        while await shown.get() != number:
            pass
        times.append(time.perf_counter() - start)
    used = processor_time(client._server.pid) - used
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return times[3:], used / CHANGES


def main() -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, content in (("manage.py", MANAGE), ("config/settings.py", SETTINGS), ("shop/views.py", generated())):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(content, encoding="utf-8")
        path = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else root / "shop" / "views.py"
        text = path.read_text(encoding="utf-8")
        latency, used = asyncio.run(served(path, text))
        check, used_alone = alone(path, text)
    middle, own = statistics.median(latency), statistics.median(check)
    print(f"{text.count(chr(10))} lines, {CHANGES} changes")
    print(f"didChange to publishDiagnostics  {middle * 1000:6.0f} ms  (slowest {max(latency) * 1000:.0f} ms)")
    print(f"the check alone                  {own * 1000:6.0f} ms  (slowest {max(check) * 1000:.0f} ms)")
    print(f"ratio                            {middle / own:6.2f}")
    if used:
        print(f"processor time                   {used * 1000:6.0f} ms and {used_alone * 1000:.0f} ms")
        print(f"ratio                            {used / used_alone:6.2f}")


if __name__ == "__main__":
    main()
