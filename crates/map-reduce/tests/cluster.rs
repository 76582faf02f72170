//! Jobs on a real Spark: what it gives is what threads give, byte for byte, also if mappers and executors
//! die on the way. Needs Java and `pyspark`, see `cluster/README.md`; without them all is skipped.

#![cfg(unix)]

#[path = "cluster/facts.rs"]
mod facts;
#[path = "cluster/failing.rs"]
mod failing;
#[path = "cluster/same.rs"]
mod same;
#[path = "cluster/spark.rs"]
mod spark;
#[path = "cluster/standalone.rs"]
mod standalone;
