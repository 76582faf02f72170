//! What the lesson says of Spark itself, asked of Spark.

use super::spark::{Spark, ended, said};

const FACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/facts.py");

#[test]
fn what_the_lesson_says_of_spark_is_so() {
    let Some(spark) = Spark::find("facts") else {
        return;
    };
    let text = spark.write("text", b"one\rtwo\n\xFF\n");
    let wc = spark.script("wc", "echo ours");
    let arguments = [text.to_str().unwrap(), wc.to_str().unwrap()];
    let output = ended(spark.start("local[2]", FACTS, &arguments));
    assert!(output.status.success(), "{}", said(&output));
    let facts = [
        "textFile: ['one', 'two', '\u{FFFD}']",
        "lineSep: [b'one\\rtwo', b'\\xff']",
        "TRANSFORM wc: ['1']",
        "TRANSFORM ./wc: ['ours']",
    ];
    for fact in facts {
        assert!(
            said(&output).lines().any(|line| line == fact),
            "{fact}: {}",
            said(&output)
        );
    }
}
