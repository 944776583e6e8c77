"""
Results that are made on the workers of a Dask scheduler. They see the same folders as this machine, and have the same
versions. Imported only with ``--dask``.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final, Self

from flake8_session_expiry import interruption
from flake8_session_expiry.audit.child_process import lost, made_on_a_worker
from flake8_session_expiry.audit.requests import ProjectRequest, Reply
from flake8_session_expiry.audit.versions import differences, versions
from flake8_session_expiry.audit.workers import Workers
from flake8_session_expiry.configuration.flake8_options import ConfigurationError
from flake8_session_expiry.console import printable, warn

_PATIENCE: Final = 20.0
"""Seconds to wait for an answer of the scheduler, and for its first worker."""
_A_MOMENT: Final = 0.5
_BETWEEN_LOOKS: Final = 30.0
"""Seconds: how often the number of workers is asked for."""
_WAITING: Final = 2
"""How many requests are given for each thread of a worker: one that is worked on, and one that waits for it."""


class Dask(Workers):
    """The workers of a scheduler, by its address (``tcp://host:8786``, ``tls://…``)."""

    def __init__(self, address: str, seconds: float) -> None:
        """Raises ConfigurationError for an address that is none, or where Dask is not installed."""
        if not address.startswith(("tcp://", "tls://")):
            raise ConfigurationError(f"--dask: {address!r} is no address such as tcp://scheduler:8786 or tls://…")
        try:
            import distributed
        except ImportError as error:
            raise ConfigurationError(
                "--dask: Dask is not installed here: pip install 'flake8-session-expiry[dask]'"
            ) from error
        self._distributed: Any = distributed  # its functions have no types
        self._address = address
        self._seconds = seconds
        self._given: dict[Any, ProjectRequest] = {}
        self._finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads = 1
        self._looked = 0.0
        self._client: Any = None

    def __enter__(self) -> Self:
        """Raises ConfigurationError where no scheduler answers, or it has no workers, or others than this machine."""
        self._refuse_missing_certificates()
        _silence()
        try:
            self._client = self._distributed.Client(self._address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError, RuntimeError, TypeError) as error:
            reason = str(error) or type(error).__name__
            raise ConfigurationError(f"--dask: no scheduler answers at {self._address}: {_one_line(reason)}") from error
        try:
            self._wait_for_a_worker()
            self._compare_versions()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with interruption.postponed():
            self._given.clear()
            self._close()

    def _close(self) -> None:
        """The scheduler forgets what this client wanted; where it is gone, there is nothing to say any more."""
        with suppress(OSError):
            self._client.close()

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """
        Around each question to the scheduler. Raises ConfigurationError where the connection breaks in it.

        The client's status says so only later: a result is fetched over a connection of its own, which may break first.
        ``CommClosedError`` and ``TimeoutError`` are OSErrors.
        """
        try:
            yield
        except (OSError, self._distributed.client.FutureCancelledError) as error:
            raise self._gone() from error

    def _gone(self) -> ConfigurationError:
        return ConfigurationError(
            f"--dask: the scheduler at {self._address} is gone; with --store the same command goes on where it was"
        )

    def _refuse_missing_certificates(self) -> None:
        """Dask itself tries for 40 seconds, and prints a traceback."""
        if self._address.startswith("tls://"):
            arguments = self._distributed.Security().get_connection_args("client")
            if arguments.get("ssl_context") is None:
                raise ConfigurationError(
                    "--dask: there is no certificate for tls://: set distributed.comm.tls in Dask's configuration"
                    " (ca-file, client.cert, client.key)"
                )

    def _wait_for_a_worker(self) -> None:
        with self._connected():
            try:
                self._client.wait_for_workers(1, timeout=_PATIENCE)
            except TimeoutError as error:
                raise ConfigurationError(f"--dask: the scheduler at {self._address} has no workers") from error

    def _compare_versions(self) -> None:
        """Results of other versions would be other results. Raises ConfigurationError."""
        try:  # the scheduler reads the name of our function, and must find it
            with self._connected():
                theirs = self._client.run_on_scheduler(versions)
            self._compare("the scheduler", theirs)
        except (ImportError, RuntimeError, TypeError, ValueError, AttributeError) as error:
            self._compare("the scheduler", error)
        with self._connected():
            of_workers = self._client.run(versions, on_error="return")
        for address, theirs in of_workers.items():
            self._compare(f"the worker {address}", theirs)

    def _compare(self, whose: str, theirs: Any) -> None:
        if isinstance(theirs, BaseException):
            what = _one_line(f"{type(theirs).__name__}: {theirs}")
            raise ConfigurationError(f"--dask: {whose} cannot run flake8-session-expiry: {what}")
        if differing := differences(dict(theirs), _here()):
            raise ConfigurationError(f"--dask: {whose} has other versions: {', '.join(differing)}")

    @property
    def room(self) -> int:
        self._look_at_workers()
        return max(1, _WAITING * self._threads)

    def _look_at_workers(self) -> None:
        """Workers come and go while an audit runs; not asked for more often than needed."""
        now = time.monotonic()
        if now - self._looked > _BETWEEN_LOOKS:
            self._looked = now
            with self._connected():
                self._threads = sum(self._client.nthreads().values())
            if not self._threads:
                warn(f"the scheduler at {self._address} has no workers now; waiting for one")

    def give(self, request: ProjectRequest) -> None:
        with self._connected():
            future = self._client.submit(made_on_a_worker, request.line(), self._seconds, dict(_here()), pure=False)
        self._given[future.key] = request
        future.add_done_callback(self._finished.put)

    def take(self) -> list[tuple[ProjectRequest, Reply]]:
        while True:
            interruption.check()
            try:
                future = self._finished.get(timeout=_A_MOMENT)
            except queue.Empty:
                self._refuse_lost_connection()
                self._look_at_workers()
                continue
            return [(self._given.pop(future.key), self._reply(future))]

    def _reply(self, future: Any) -> Reply:
        if future.status == "finished":
            with self._connected():
                result = future.result()
            return Reply.of(result)
        self._refuse_lost_connection()
        with self._connected():
            error = future.exception() if future.status == "error" else None
        if isinstance(error, self._distributed.KilledWorker):
            return Reply.of(lost(f"the workers that looked at it died: {_one_line(str(error))}"))
        reason = f"{type(error).__name__}: {error}" if error is not None else f"the task was {future.status}"
        raise ConfigurationError(f"--dask: {_one_line(reason)}")

    def _refuse_lost_connection(self) -> None:
        if self._client.status != "running":
            raise self._gone()


def _silence() -> None:
    """Dask logs lost connections with tracebacks; what counts of it is said in one line."""
    for name in [*logging.root.manager.loggerDict]:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _here() -> Mapping[str, str]:
    return versions()


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))
