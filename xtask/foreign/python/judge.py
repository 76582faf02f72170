"""Runs CPython's `test.test_queue` against the `queue` module of this folder.

Reads from its standard input which tests are set aside, as a JSON object of reasons by names
(`Class.method`, or `method` for every class). Writes one JSON object: what ran, what was set aside,
what failed, and which skips nobody asked for.
"""

import faulthandler
import json
import os
import sys
import unittest

import queue
from test import test_queue


class Verdict(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.ran = []

    def startTest(self, test):
        super().startTest(test)
        self.ran.append(name_of(test))


def name_of(test):
    return test.id().removeprefix(test_queue.__name__ + ".")


def tests_of(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from tests_of(test)
        else:
            yield test


def main():
    # A hang ends here, and says where every thread stands.
    faulthandler.dump_traceback_later(100, exit=True)
    reasons = json.load(sys.stdin)
    assert queue.__file__ == test_queue.py_queue.__file__ == test_queue.c_queue.__file__
    aside, unused, verdict = [], set(reasons), Verdict()
    for test in tests_of(unittest.defaultTestLoader.loadTestsFromModule(test_queue)):
        names = {name_of(test), name_of(test).rpartition(".")[2]} & set(reasons)
        if names:
            aside.append(name_of(test))
            unused -= names
        else:
            test.run(verdict)
    failures = verdict.failures + verdict.errors
    json.dump(
        {
            "version": sys.version.split()[0],
            "ran": verdict.ran,
            "aside": aside,
            "unused": sorted(unused),
            "skipped": [name_of(test) for test, _ in verdict.skipped],
            "failed": [f"{name_of(test)}\n{trace}" for test, trace in failures],
        },
        sys.stdout,
    )
    sys.stdout.flush()
    # Threads that a failed test has left behind would keep the process waiting.
    os._exit(0)


if __name__ == "__main__":
    main()
