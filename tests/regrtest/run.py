# SPDX-License-Identifier: ISC
"""Runs modules of Python's regression suite and prints what each test did.

    run.py LIST [SECONDS]   every module that a line of the file LIST names

Each module has a process of its own and at most SECONDS.  A line is
"module TAB test TAB result"; result is pass, fail or skip.  The test "-" stands
for the module as a whole: ran, skip, fail (no single test is to blame), timeout
or crash; then comes "module TAB - TAB end".  What the modules print goes to
standard error.

Tests are written down as they end, so that a module which hangs tells how far it
came.  Whatever a module leaves running ends with it.
"""
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time


def noting(path, module):
    """regrtest's class of results, but that it writes each down."""
    from test.support import testresult

    def note(test, result, open=os.open, write=os.write, close=os.close):
        name = " ".join(str(test.id()).split())
        fd = open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        write(fd, f"{module}\t{name}\t{result}\n".encode(
            "ascii", "backslashreplace"))
        close(fd)

    def method(name, result):
        inherited = getattr(testresult.RegressionTestResult, name)

        def add(self, test, *args):
            note(test, result)
            inherited(self, test, *args)
        return add

    def add_subtest(self, test, subtest, err):
        if err is not None:
            note(test, "fail")
        super(Result, self).addSubTest(test, subtest, err)

    Result = type("Result", (testresult.RegressionTestResult,), {
        "addSuccess": method("addSuccess", "pass"),
        "addExpectedFailure": method("addExpectedFailure", "pass"),
        "addFailure": method("addFailure", "fail"),
        "addError": method("addError", "fail"),
        "addUnexpectedSuccess": method("addUnexpectedSuccess", "fail"),
        "addSkip": method("addSkip", "skip"),
        "addSubTest": add_subtest,
    })
    return Result


def ignored():
    """Tests that are run nowhere, by the file beside this one."""
    path = os.path.join(os.path.dirname(__file__), "ignored.txt")
    with open(path) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield "--ignore=" + line.split()[0]


def one(module, path, seconds):
    """In the module's own process."""
    from test.support import testresult
    from test.libregrtest import main

    testresult.RegressionTestResult = noting(path, module)
    sys.argv[1:] = [f"--timeout={seconds}", *ignored(), module]
    main()


def adopt():
    """Orphans become our children."""
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(pid) for pid in file.read().split()]


def sweep():
    while pids := children():
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def end_of(process, seconds):
    try:
        return process.wait(seconds + 20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def verdict(status, failures, log):
    """Of the module as a whole."""
    if status is None or b"Timeout (" in log:
        return "timeout"
    if status < 0 or status not in (0, 2, 3, 4):
        return "crash"
    if status == 2 and not failures:
        return "fail"
    if b"test skipped:" in log:
        return "skip"
    return "ran"


def run(module, seconds, folder):
    results = os.path.join(folder, "results")
    begin = time.monotonic()
    with open(os.path.join(folder, "log"), "w+b") as log:
        process = subprocess.Popen(
            [sys.executable, __file__, "--one", module, results, str(seconds)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        status = end_of(process, seconds)
        sweep()
        log.seek(0)
        text = log.read()
    lines = []
    if os.path.exists(results):
        with open(results) as file:
            lines = file.read().splitlines()
        os.unlink(results)
    failures = [line for line in lines if line.endswith("\tfail")]
    whole = verdict(status, failures, text)
    sys.stdout.write("".join(line + "\n" for line in lines) +
                     f"{module}\t-\t{whole}\n{module}\t-\tend\n")
    sys.stdout.flush()
    took = time.monotonic() - begin
    sys.stderr.write(f"==== {module}: {whole}, status {status}, {took:.1f} s\n")
    if failures or whole not in ("ran", "skip"):
        sys.stderr.write(text[-20000:].decode("ascii", "backslashreplace"))
    sys.stderr.flush()


def every(file, seconds=300):
    adopt()
    with tempfile.TemporaryDirectory() as folder:
        for line in open(file):
            run(line.split()[0], int(seconds), folder)


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(*sys.argv[2:])
    else:
        every(*sys.argv[1:])
