//! Mappers that die: they are run again, or the job fails; a result that lacks something is none.

use std::fs;

use super::spark::{DRIVER, JOBS, Spark, job, said, total};

/// Four splits of as many bytes and words.
const FOUR: [&str; 2] = ["--split-bytes", "40000"];

fn write_four_splits(spark: &Spark) {
    spark.write(
        "input/text",
        "a word or two, and a line end\n".repeat(5_334),
    );
}

/// A mapper that does something once, the first time that it is run, and then what it should.
fn once(spark: &Spark, faults: &[&str]) -> String {
    let mut lines = format!("job='{JOBS}'\n");
    for (number, fault) in faults.iter().enumerate() {
        // Of all who try to make the directory, one succeeds.
        let taken = spark.path(&format!("fault-{number}"));
        let condition = format!(
            "[ $2 = map-split ] && mkdir '{}' 2>/dev/null",
            taken.display()
        );
        lines += &format!("if {condition}; then {fault}; fi\n");
    }
    let script = spark.script("once", &format!("{lines}exec \"$job\" \"$@\""));
    format!("'{}' words", script.display())
}

/// Runs a job whose mappers fail in three ways, once each.
fn survives(name: &str, master: &str) {
    let Some(spark) = Spark::find(name) else {
        return;
    };
    write_four_splits(&spark);
    let faults = [
        "exit 3",
        "exec \"$job\" panics map-split",
        // With some lines written already, the last one not to its end.
        "\"$job\" \"$@\" | head -c 30; kill -9 $$",
    ];
    let counted = spark.run(master, &once(&spark, &faults), &FOUR);
    assert_eq!(total(&counted), 5_334 * 8);
    assert!(counted == spark.on_threads("words"), "the outputs differ");
    let left = (0..3).filter(|number| !spark.path(&format!("fault-{number}")).exists());
    assert_eq!(left.count(), 0, "not all faults happened");
}

#[test]
fn mappers_that_exit_panic_or_are_killed_once_are_run_again() {
    survives("faults", "local[2,4]");
}

#[test]
fn a_cluster_runs_them_again_without_being_told_how_often() {
    survives("faults-in-a-cluster", "local-cluster[2,1,1024]");
}

#[test]
fn a_mapper_that_always_panics_fails_the_job() {
    let Some(spark) = Spark::find("panics") else {
        return;
    };
    write_four_splits(&spark);
    let output = spark.drive(DRIVER, "local[2,4]", &job("panics"), &FOUR);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("exited with error code 101."),
        "{}",
        said(&output)
    );
    assert!(!spark.path("output").exists());
}

#[test]
fn a_local_master_that_is_not_told_how_often_never_tries_again() {
    let Some(spark) = Spark::find("local") else {
        return;
    };
    write_four_splits(&spark);
    let output = spark.drive(DRIVER, "local[2]", &once(&spark, &["exit 3"]), &FOUR);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let one_line =
        |line: &str| line.starts_with("map_reduce_spark: ") && line.ends_with("error code 3.");
    assert!(said(&output).lines().any(one_line), "{}", said(&output));
}

/// The driver as one would first write it. That it loses words is why ours says `checkCode=True`.
#[test]
fn without_the_check_of_exit_codes_a_quarter_of_the_words_is_lost_and_the_job_succeeds() {
    let Some(spark) = Spark::find("unchecked") else {
        return;
    };
    write_four_splits(&spark);
    let driver = fs::read_to_string(DRIVER).unwrap();
    assert_eq!(driver.matches("checkCode=True").count(), 2);
    let unchecked = driver.replace("checkCode=True", "checkCode=False");
    let unchecked = spark.write("unchecked.py", unchecked);
    let job = once(&spark, &["exit 3"]);
    let output = spark.drive(unchecked.to_str().unwrap(), "local[2,4]", &job, &FOUR);
    assert!(output.status.success(), "{}", said(&output));
    let counted = total(&fs::read(spark.path("output")).unwrap());
    let all = 5_334 * 8;
    assert!(
        (all * 70 / 100..all * 80 / 100).contains(&counted),
        "{counted} of {all}"
    );
}
