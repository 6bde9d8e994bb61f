#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Holds the programs against the RFCs, octet by octet.

  conformance.py server  build/bin/echo-server          every rule, towards a server
  conformance.py client  build/bin/conformance-client   every rule, towards a client
  conformance.py server-edges  build/bin/echo-server    opening handshakes, limits, hostile peers
  conformance.py client-edges  build/bin/echo-client    what a client refuses to open

Prints a line a case and exits 1 when one fails. GANTRY_SOAK=1 adds what takes
minutes. Needs nothing but Python.
"""
import argparse
import os
import sys

from driver import client_role, edges, registry, server_role
from driver.report import Report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("suite", choices=("server", "client", "server-edges", "client-edges"))
    parser.add_argument("program")
    parser.add_argument("--only", default="", help="run cases whose name contains this")
    parser.add_argument("--quiet", action="store_true", help="print failures only")
    parser.add_argument("--sanitized", action="store_true",
                        help="the program is instrumented: its memory says nothing")
    options = parser.parse_args()
    sys.stdout.reconfigure(errors="replace")

    soak = os.environ.get("GANTRY_SOAK", "") not in ("", "0")
    report = Report(quiet=options.quiet)
    if options.suite in ("server", "client"):
        cases = [case for case in registry.load("cases")
                 if options.only in case.name and (soak or not case.soak)]
        role = server_role if options.suite == "server" else client_role
        role.run(options.program, cases, report)
    else:
        checks = [check for check in edges.load(options.suite.replace("-", "_"))
                  if options.only in check.name and (soak or not check.soak)
                  and not (options.sanitized and check.measures_memory)]
        with edges.Bench(options.program) as bench:
            for check in checks:
                report.run(check.name, check.run, bench)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
