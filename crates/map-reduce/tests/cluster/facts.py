"""Prints what Spark makes of odd input: spark-submit facts.py TEXT EXECUTABLE, the latter named `wc`."""

import sys

from pyspark.sql import SparkSession

text, wc = sys.argv[1:]
session = SparkSession.builder.appName("facts").getOrCreate()
context = session.sparkContext

print("textFile:", context.textFile(text).collect())
lines = session.read.option("lineSep", "\n").text(text).selectExpr("cast(value as binary)")
print("lineSep:", [bytes(line) for (line,) in lines.collect()])

context.addFile(wc)
session.range(1).createOrReplaceTempView("one")
for name in ["wc", "./wc"]:
    command = f"{name} -l" if name == "wc" else wc
    found = session.sql(f"SELECT TRANSFORM (id) USING '{command}' AS (said STRING) FROM one")
    print(f"TRANSFORM {name}:", [said.strip() for (said,) in found.collect()])
session.stop()
