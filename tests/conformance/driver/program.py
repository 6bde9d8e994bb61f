# SPDX-License-Identifier: MIT
"""The program under test as a child process, started and always ended.

Owns the process, the address it listens on and its figures (memory, processor
time). Reads `listening on <url>` as the programs' contract says.
"""
from __future__ import annotations

import select
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from .peer import Failure


class Program:
    def __init__(self, path: str, *arguments: str):
        self.process = subprocess.Popen([path, *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    # --- a figure or two -------------------------------------------------------

    def _status(self, name: str) -> int:
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name + ":"))

    def peak_memory(self) -> int:
        """Octets, the highest the resident set has been."""
        return self._status("VmHWM") * 1024

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def is_alive(self) -> bool:
        return self.process.poll() is None

    # --- ending ----------------------------------------------------------------

    def wait(self, seconds: float) -> tuple[int, str, str]:
        """Exit status, stdout, stderr of a program that ends by itself."""
        try:
            out, err = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"still running after {seconds:g} s") from None
        return self.process.returncode, out, err

    def terminate(self, seconds: float = 10) -> tuple[int, str, str]:
        self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)


class Server(Program):
    """echo-server on a free port of the loopback interface."""

    def __init__(self, path: str, *arguments: str):
        super().__init__(path, "--listen", "ws://127.0.0.1:0", *arguments)
        self.address = self._address(time.monotonic() + 30)

    def _address(self, deadline: float) -> tuple[str, int]:
        ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
        line = self.process.stdout.readline() if ready else ""
        if not line.startswith("listening on ws://"):
            self.process.kill()
            raise Failure(f"no 'listening on' line but {line!r} {self.process.communicate()[1]!r}")
        url = urlsplit(line.removeprefix("listening on ").strip())
        return url.hostname, url.port

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=10)
