"""Measures one job, counting primes, on threads, on processes, over NATS and on Spark; prints a table.

    PYTHON_WITH_PYSPARK measure_primes.py [--tasks N] [--rounds N] [--only PATTERN]

It needs nats-server, and that the executables have been built: cargo build --release --package
master-worker --features nats --examples, and then --package map-reduce --features stdio --example
stdio_primes. All engines have four workers, and are given tasks of 10,000 numbers; Spark is given them as
lines, some fifty at a time. What is there before a job comes is not measured: the server and the
workers of NATS, Spark's master and workers. The rest is: each round starts a program, and waits for its
end.
"""

import argparse
import contextlib
import os
import re
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # nothing beside the sources
from measure import HERE, ROOT, SPARK, Cluster, about, measured, spread

EXAMPLES = os.path.join(ROOT, "target", "release", "examples")
WORKERS = 4
NUMBERS = 10_000  # of a task, as in `primes/mod.rs` of the examples


def main():
    parser = argparse.ArgumentParser(prog="measure_primes", allow_abbrev=False)
    parser.add_argument("--tasks", type=int, default=1_000, help="how many tasks the job has")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--only", default="", help="a pattern that the names of engines must have")
    request = parser.parse_args()
    for name in ["primes_threads", "primes_processes", "primes_nats", "stdio_primes"]:
        if not os.access(example(name), os.X_OK):
            sys.exit(f"measure_primes: the example {name} has not been built: see --help")
    version = subprocess.run(["nats-server", "--version"], capture_output=True, check=True)
    print(f"{about()}, {version.stdout.decode().strip()}; {request.rounds} rounds, median (least to most)\n")
    print(f"| engine | 1 task, s | {request.tasks:,} tasks, s | tasks a second | CPU, s |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="primes-") as folder, contextlib.ExitStack() as servers:
        for name, command, beside in engines(folder, servers):
            if re.search(request.only, name):
                row(name, command, beside, request)


def example(name):
    return os.path.join(EXAMPLES, name)


def engines(folder, servers):
    """Each engine: its name, how it is given so many tasks, and what runs beside it."""
    def master(name):
        return lambda tasks: [example(name), str(tasks * NUMBERS)]

    def spark(address):
        return lambda tasks: ["bash", "-c", spark_command(folder, address, tasks)]

    yield "threads", master("primes_threads"), ()
    yield "processes", master("primes_processes"), ()
    yield "NATS", master("primes_nats"), servers.enter_context(nats(folder))
    yield f"Spark, `local[{WORKERS},4]`", spark(f"local[{WORKERS},4]"), ()
    cluster = servers.enter_context(Cluster(folder, cores=WORKERS // 2))
    yield "Spark, a master and two workers", spark(cluster.address), cluster.servers


def spark_command(folder, address, tasks):
    """What a shell runs to have Spark count: the tasks are lines, and some of them a split."""
    ranges, counted = os.path.join(folder, f"ranges-{tasks}"), os.path.join(folder, "counted")
    with open(ranges, "w", encoding="ascii") as file:
        for task in range(tasks):
            file.write(f"{task * NUMBERS} {(task + 1) * NUMBERS}\n")
    submit = shlex.join([
        os.path.join(SPARK, "spark-submit"), "--master", address,
        os.path.join(HERE, "map_reduce_spark.py"), "--split-bytes", "900",
        "--job", shlex.quote(example("stdio_primes")), "--output", counted, ranges,
    ])
    return f"{submit} && {shlex.quote(example('stdio_primes'))} show < {shlex.quote(counted)}"


@contextlib.contextmanager
def nats(folder):
    """A server on this machine, and workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["NATS_URL"] = f"nats://127.0.0.1:{port}"
    store = os.path.join(folder, "nats")
    server = ["nats-server", "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", store]
    worker = [example("primes_nats"), "worker"]
    processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL)
                 for command in [server] + [worker] * WORKERS]
    try:
        # Once unmeasured: so the server is up, and somebody has connected.
        subprocess.run([example("primes_nats"), "200000"], stdout=subprocess.DEVNULL, check=True)
        yield processes
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def row(name, command, servers, request):
    """Measures an engine on one task and on all, and prints what came of it."""
    one, all_of_them = (measured(name, command(tasks), servers, request.rounds)
                        for tasks in (1, request.tasks))
    primes = {said.split(" ")[0] for said in all_of_them.said}
    if primes != {str(primes_below(request.tasks * NUMBERS))}:
        sys.exit(f"measure_primes: {name} counts wrong: {primes}")
    rate = request.tasks / statistics.median(all_of_them.elapsed)
    print(f"| {name} | {spread(one.elapsed)} | {spread(all_of_them.elapsed)} "
          f"| {rate:.0f} | {spread(all_of_them.used)} |", flush=True)


def primes_below(limit):
    """Counts them the quick way."""
    prime = bytearray([1]) * limit
    prime[:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if prime[number]:
            prime[number * number::number] = bytes(len(range(number * number, limit, number)))
    return sum(prime)


if __name__ == "__main__":
    main()
