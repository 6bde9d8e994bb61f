# SPDX-License-Identifier: MIT
"""One line a case, in the manner of TAP, and a verdict at the end."""
from __future__ import annotations

import time
import traceback

from .peer import Failure


class Report:
    def __init__(self, *, quiet: bool = False):
        self.passed = 0
        self.failed: list[str] = []
        self.quiet = quiet
        self._started = time.monotonic()

    def run(self, name: str, function, *arguments) -> bool:
        """Runs one case; whatever it raises is its failure and nobody else's."""
        try:
            function(*arguments)
        except Failure as failure:
            self._fail(name, str(failure))
        except Exception:  # a case that breaks must not hide the others
            self._fail(name, traceback.format_exc(limit=4))
        else:
            self.passed += 1
            if not self.quiet:
                print(f"ok      {name}", flush=True)
            return True
        return False

    def _fail(self, name: str, text: str) -> None:
        self.failed.append(name)
        print(f"not ok  {name}\n        " + text.replace("\n", "\n        "), flush=True)

    def finish(self) -> int:
        """Prints the verdict; the exit status. No case at all is a failure, too."""
        seconds = time.monotonic() - self._started
        print(f"{self.passed} passed, {len(self.failed)} failed in {seconds:.1f} s", flush=True)
        for name in self.failed:
            print(f"  failed: {name}")
        return 1 if self.failed or not self.passed else 0
