//! Whatever the bytes, however many: Spark gives what threads give.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use super::spark::{DRIVER, JOBS, Spark, ended, job, said};

/// Two executors with processes of their own.
const TWO: &str = "local-cluster[2,1,1024]";

/// Writes a text of so many bytes: 200,000 different words, some of them more often.
fn write_text(path: &Path, bytes: usize) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut random = fastrand::Rng::with_seed(13);
    let mut text = BufWriter::new(File::create(path).unwrap());
    let mut written = 0;
    while written < bytes {
        let word = random.u32(..200_000).min(random.u32(..200_000));
        let word = format!("word{word}{}", if random.u8(..) < 25 { '\n' } else { ' ' });
        text.write_all(word.as_bytes()).unwrap();
        written += word.len();
    }
    text.flush().unwrap();
}

#[test]
fn a_text_of_200_megabytes_is_counted_as_on_threads() {
    let Some(spark) = Spark::find("large") else {
        return;
    };
    write_text(&spark.path("input/text"), 206_000_000);
    let counted = spark.run(TWO, &job("text"), &[]);
    assert!(counted == spark.on_threads("text"), "the outputs differ");
}

/// Empty files, a file without an end, CR, empty lines, what is not UTF-8, and a line of a megabyte.
fn write_odd_files(spark: &Spark) {
    spark.write("input/a", b"");
    spark.write(
        "input/b",
        b"\n\n\r\n\ra\rb\r\n\xFF\xFE \xC3\n\t\\t\\\n~ff !0\n\0\n",
    );
    let mut long = vec![b'x'; 1 << 20];
    long[5_000] = 0xFF;
    spark.write("input/c", [&long, &b"\nno end"[..]].concat());
    spark.write("input/d", b"");
    spark.write("input/e", b"\r\n\nno end\n");
}

#[test]
fn odd_lines_survive_as_parts_of_files() {
    let Some(spark) = Spark::find("odd-splits") else {
        return;
    };
    write_odd_files(&spark);
    let counted = spark.run(TWO, &job("lines"), &["--split-bytes", "10000"]);
    assert!(counted == spark.on_threads("lines"), "the outputs differ");
}

#[test]
fn odd_lines_survive_as_records() {
    let Some(spark) = Spark::find("odd-records") else {
        return;
    };
    write_odd_files(&spark);
    let counted = spark.run(TWO, &job("lines"), &["--records", "--split-bytes", "10000"]);
    assert!(counted == spark.on_threads("lines"), "the outputs differ");
}

#[test]
fn values_that_are_not_combined_come_in_the_order_of_the_input_and_parts_are_sorted() {
    let Some(spark) = Spark::find("order") else {
        return;
    };
    let lines = (0..5_000).map(|number| format!("{} {}\n", number % 7, number % 1_000));
    spark.write("input/text", lines.collect::<String>());
    let parts = spark.path("parts");
    let (url, input) = (format!("file:{}", parts.display()), spark.path("input"));
    let arguments = [
        "--job",
        &job("index"),
        "--split-bytes",
        "5000",
        "--partitions",
        "3",
        "--output",
        &url,
        input.to_str().unwrap(),
    ];
    let output = ended(spark.start("local[2]", DRIVER, &arguments));
    assert!(output.status.success(), "{}", said(&output));
    let merge = "LC_ALL=C sort -m \"$1\"/part-*";
    let merged = Command::new("sh")
        .args(["-c", merge, "sh"])
        .arg(parts)
        .output()
        .unwrap();
    assert!(
        merged.stdout == spark.on_threads("index"),
        "the outputs differ"
    );
}

#[test]
fn a_file_that_does_not_exist_is_named_before_spark_is_started() {
    let Some(spark) = Spark::find("no-file") else {
        return;
    };
    let output = spark.drive(DRIVER, "local[2]", &job("words"), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let name = Path::new(JOBS).file_name().unwrap().to_str().unwrap();
    assert!(said(&output).contains(&format!("{name}: {}: ", spark.path("input").display())));
}
