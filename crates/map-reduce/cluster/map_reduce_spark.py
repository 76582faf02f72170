"""Runs a job's executable on Apache Spark: map, sort by key, reduce.

    spark-submit [--master URL] map_reduce_spark.py --output OUT --job "EXECUTABLE [ARGUMENT…]" PATH…

The executable is one that `Streaming::main` of the crate `map-reduce` makes of a job. It is sent to the
workers; what they must have in common with this machine is its kind of processor and system. The paths
must lead to the same files on all machines, unless `--records` says that Spark is to read them: then
they may be whatever Spark can read, such as `hdfs:` or `s3a:`.

The output is one file, sorted by key, if OUT is a path; if it has a scheme (`file:`, `hdfs:`), it is a
directory of sorted parts there, one per partition, that the workers write.
"""

import argparse
import functools
import heapq
import os
import re
import shlex
import subprocess
import sys
import threading
import zlib

from pyspark import SparkContext, SparkFiles


def main():
    request = parse(sys.argv[1:])
    executable, *arguments = shlex.split(request.job)
    # Before Spark is started, which takes seconds: a path that does not exist is known at once.
    splits = [] if request.records else splits_of([executable, *arguments], request)
    context = SparkContext(appName="map-reduce")
    context.setLogLevel("ERROR")
    job = [shipped(context, executable), *arguments]
    try:
        if request.records:
            pairs = map_records(context, job, request)
        else:
            pairs = map_splits(context, job, splits)
        reduced = reduce_pairs(pairs, job, request.partitions)
        if re.match("[a-z0-9]+:", request.output):
            reduced.saveAsTextFile(request.output)
        else:
            write_merged(reduced, request.output)
    except Exception as error:
        sys.exit(f"map_reduce_spark: {reason(error)}")
    finally:
        context.stop()


def parse(arguments):
    parser = argparse.ArgumentParser(prog="map_reduce_spark", allow_abbrev=False)
    parser.add_argument("--job", required=True, help="the executable, and arguments before the stage")
    parser.add_argument("--output", required=True, help="a file, or the URL of a directory of parts")
    parser.add_argument("--records", action="store_true", help="have Spark read the records")
    parser.add_argument("--partitions", type=positive, help="how many tasks reduce")
    parser.add_argument("--split-bytes", type=positive, default=32 << 20, help="how large splits are")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    return parser.parse_args(arguments)


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def splits_of(job, request):
    """Asks the job which parts of which files there are: a line for each."""
    paths = [os.path.abspath(path) for path in request.paths]
    command = [*job, "splits", "--split-bytes", str(request.split_bytes), *paths]
    try:
        listed = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    except OSError as error:
        sys.exit(f"map_reduce_spark: {error}")
    if listed.returncode != 0:  # it has said why
        sys.exit(listed.returncode)
    return listed.stdout.decode("ascii").splitlines()


def shipped(context, executable):
    """Sends the executable to the workers, and says what it is called there.

    With a slash in front: a bare name would be looked for in PATH, and `wc` found in /usr/bin.
    """
    context.addFile(executable)
    name = os.path.basename(executable)
    # An executor works in the directory that its files are in; with a local master there is none.
    return SparkFiles.get(name) if context.master.split("[")[0] == "local" else f"./{name}"


def map_splits(context, job, splits):
    """Has each task map the part of a file that one line names."""
    lines = context.parallelize(splits, max(len(splits), 1))
    # Without `checkCode` a mapper that crashes has simply nothing more to say, and the job succeeds.
    return lines.pipe(shlex.join([*job, "map-split"]), checkCode=True)


def map_records(context, job, request):
    """Has Spark read the records, and pipes them through the mappers."""
    from pyspark.sql import SparkSession

    session = SparkSession(context)
    session.conf.set("spark.sql.files.maxPartitionBytes", request.split_bytes)
    # Not `textFile`: that ends lines at a CR too, and replaces what is not UTF-8. Here a line ends at a
    # line feed, and has the bytes that it had.
    reader = session.read.option("lineSep", "\n").option("recursiveFileLookup", "true")
    records = reader.text(request.paths).selectExpr("cast(value as binary)")
    return records.rdd.mapPartitionsWithIndex(functools.partial(pipe_bytes, [*job, "map"]))


def pipe_bytes(command, number, rows):
    """Does what `RDD.pipe` does, which can pipe nothing but text, with rows of bytes."""
    environment = {"MAP_REDUCE_SPLIT": str(number)}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    failed = []

    def feed():
        try:
            with process.stdin as sink:
                for (record,) in rows:
                    sink.write(record + b"\n")
        except BaseException as error:  # also of whoever makes the rows
            failed.append(error)
            process.kill()

    feeder = threading.Thread(target=feed)
    feeder.start()
    for line in process.stdout:
        yield line[:-1].decode("ascii")
    feeder.join()
    status = process.wait()
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise failed[0]
    if failed or status:
        raise RuntimeError(f"`{shlex.join(command)}` exited with error code {status}")


def reduce_pairs(pairs, job, partitions):
    """Brings equal keys together, sorts, and pipes each partition through a reducer.

    Whole lines are sorted: no key is the beginning of another one, so they come by key, and the values of
    a key in the order of the input, if the job asks for one.
    """
    keyed = pairs.map(lambda line: (line, None))
    grouped = keyed.repartitionAndSortWithinPartitions(partitions, partition_of)
    sorted_lines = grouped.map(lambda pair: pair[0])
    return sorted_lines.pipe(shlex.join([*job, "reduce"]), checkCode=True)


def partition_of(line):
    """The same on all machines, which Python's own hash is not."""
    key, _, _ = line.partition("\t")
    return zlib.crc32(key.encode("ascii"))


def write_merged(reduced, path):
    """Merges the partitions, which are sorted, into one file. They pass through this machine's memory."""
    parts = reduced.mapPartitions(lambda lines: ["\n".join(lines)]).collect()
    unfinished = f"{path}.unfinished"
    with open(unfinished, "w", encoding="ascii", newline="\n") as output:
        for line in heapq.merge(*(part.split("\n") for part in parts if part)):
            output.write(line + "\n")
    os.replace(unfinished, path)


def reason(error):
    """What Spark's page of stack traces says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "exited with error code" in line]
    return (telling or lines or [type(error).__name__])[0].split("] ")[-1]


if __name__ == "__main__":
    main()
