"""Measures one job, the words of a text, on threads, in a shell and on Spark; prints a table.

    PYTHON_WITH_PYSPARK measure.py [--bytes N] [--rounds N] [FOLDER]

The executables must have been built: cargo build --release --package map-reduce --features stdio
--example stdio_word_count. FOLDER, for the text and the outputs, is made; a temporary one unless given.
"""

import argparse
import collections
import os
import platform
import random
import re
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time

import pyspark

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")
JOB = os.path.join(ROOT, "target", "release", "examples", "stdio_word_count")
SPARK = os.path.join(pyspark.__path__[0], "bin")


def main():
    parser = argparse.ArgumentParser(prog="measure", allow_abbrev=False)
    parser.add_argument("--bytes", type=int, default=206_000_000, help="how long the text is")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("folder", nargs="?", help="where the text goes")
    request = parser.parse_args()
    if not os.access(JOB, os.X_OK):
        sys.exit("measure: build it first: cargo build --release --package map-reduce "
                 "--features stdio --example stdio_word_count")
    with tempfile.TemporaryDirectory(prefix="map-reduce-") as temporary:
        folder = request.folder or temporary
        os.makedirs(folder, exist_ok=True)
        measure(folder, request)


def measure(folder, request):
    text, line = os.path.join(folder, "text"), os.path.join(folder, "line")
    write_text(text, request.bytes)
    with open(line, "w", encoding="ascii") as file:
        file.write("one line\n")
    print(about())
    print(f"\n{request.bytes / 1e6:.0f} MB, {request.rounds} rounds, median (least to most)\n")
    print("| engine | one line, s | the text, s | MB/s | CPU, s |")
    print("|---|---|---|---|---|")
    with Cluster(folder) as cluster:
        for name, command, servers in engines(folder, cluster):
            row(name, command, servers, (line, text), request)


def engines(folder, cluster):
    """Each engine: its name, how it is run on a path, and what runs beside it."""
    result = os.path.join(folder, "counted")

    def shell(path):
        stages = f"{JOB} splits {path} | {JOB} map-split | sort | {JOB} reduce > {result}.shell"
        return ["bash", "-o", "pipefail", "-c", stages]

    def spark(master, *options):
        driver = os.path.join(HERE, "map_reduce_spark.py")
        return lambda path: [
            os.path.join(SPARK, "spark-submit"), "--master", master, driver, *options,
            "--job", shlex.quote(JOB), "--output", result + ".spark", path,
        ]

    def threads(path):
        return ["bash", "-c", f"exec {JOB} threads {path} > {result}.threads"]

    yield "threads, 2", threads, ()
    yield "a shell: map, sort, reduce", shell, ()
    yield "Spark, `local[2,4]`", spark("local[2,4]"), ()
    yield "Spark, a master and two workers", spark(cluster.address), cluster.servers
    yield "the same with `--records`", spark(cluster.address, "--records"), cluster.servers


def row(name, command, servers, paths, request):
    """Measures an engine on a line and on the text, and prints what came of it."""
    line, text = (measured(name, command(path), servers, request.rounds) for path in paths)
    rate = request.bytes / 1e6 / statistics.median(text.elapsed)
    print(f"| {name} | {spread(line.elapsed)} | {spread(text.elapsed)} | {rate:.0f} "
          f"| {spread(text.used)} |", flush=True)


# Of each round: seconds that passed, seconds of processor time, and what the command said.
Measured = collections.namedtuple("Measured", ["elapsed", "used", "said"])


def measured(name, command, servers, rounds):
    """Runs a command several times, beside which servers run."""
    result = Measured([], [], [])
    environment = {**os.environ, "LC_ALL": "C", "PYSPARK_PYTHON": sys.executable}
    for _ in range(rounds):
        before, begin = processor_seconds(servers), time.monotonic()
        ran = subprocess.run(command, env=environment, capture_output=True, check=False)
        result.elapsed.append(time.monotonic() - begin)
        result.used.append(processor_seconds(servers) - before)
        result.said.append(ran.stdout.decode())
        if ran.returncode != 0:
            sys.exit(f"measure: {name}: {ran.stdout.decode()}{ran.stderr.decode()}")
    return result


def spread(times):
    digits = 3 if max(times) < 0.1 else 2 if max(times) < 1 else 1
    middle, least, most = (f"{n:.{digits}f}" for n in (statistics.median(times), min(times), max(times)))
    return f"{middle} ({least} to {most})"


def processor_seconds(servers):
    """What our processes that have ended, and servers with all their descendants, have used."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(of_tree(server.pid) for server in servers)


def of_tree(process):
    """Processor seconds of a process, of its descendants, and of those that have ended."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as stat:
            fields = stat.read().rsplit(") ", 1)[1].split()
        own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
        children = []
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children", encoding="ascii") as list_of_them:
                children += list_of_them.read().split()
    except OSError:  # it has ended meanwhile
        return 0
    return own + sum(of_tree(int(child)) for child in children)


class Cluster:
    """A master and two workers of so many processors each, on this machine."""

    def __init__(self, folder, cores=1):
        self.folder, self.cores, self.servers = folder, cores, []

    def __enter__(self):
        deploy = "org.apache.spark.deploy"
        master = self.start([f"{deploy}.master.Master", "--port", "0"], stderr=subprocess.PIPE)
        for said in master.stderr:
            if found := re.search(rb"Starting Spark master at (\S+)", said):
                self.address = found[1].decode("ascii")
                break
        for number in "12":
            place = os.path.join(self.folder, f"worker-{number}")
            self.start([f"{deploy}.worker.Worker", "--cores", str(self.cores), "--memory", "2g",
                        "--work-dir", place, self.address], stderr=subprocess.DEVNULL)
        return self

    def start(self, arguments, stderr):
        command = [os.path.join(SPARK, "spark-class"), *arguments, "--host", "127.0.0.1", "--webui-port", "0"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
        self.servers.append(server)
        return server

    def __exit__(self, *_):
        for server in self.servers:
            server.terminate()
            server.wait()


def write_text(path, length):
    """Writes words, 200,000 different ones, some of them more often; always the same."""
    chance, written = random.Random(13), 0
    with open(path, "w", encoding="ascii") as file:
        while written < length:
            numbers = [min(chance.randrange(200_000), chance.randrange(200_000)) for _ in range(10)]
            written += file.write(" ".join(f"word{number}" for number in numbers) + "\n")


def about():
    """The machine, the compiler, the commit: what a number means nothing without."""
    def said(*command):
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout.strip()

    model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo", encoding="utf-8").read())
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    return ", ".join([
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} processors",
        said("rustc", "--version"), f"pyspark {pyspark.__version__}",
        java.splitlines()[0], f"Python {platform.python_version()}",
        f"commit {said('git', 'rev-parse', '--short', 'HEAD')}",
    ])


if __name__ == "__main__":
    main()
