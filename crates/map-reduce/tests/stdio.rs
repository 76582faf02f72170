//! Jobs as executables: in a shell they give what they give on threads, byte for byte; and the reducer
//! refuses what is not sorted or not well formed.

#![cfg(unix)]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::{Folder, must_end};
use map_reduce::MapReduce;
use map_reduce::stdio::{Stage, StdioError, Streaming, to_line};

const JOBS: &str = env!("CARGO_BIN_EXE_stdio-test-jobs");

/// Runs a line of shell, in which `$JOB` is a job and `"$@"` some paths, in the locale of plain bytes.
fn shell(line: &str, job: &str, paths: &[&Path]) -> Output {
    let mut command = Command::new("bash");
    command.args(["-o", "pipefail", "-c", line, "bash"]);
    command
        .args(paths)
        .env("JOB", format!("{JOBS} {job}"))
        .env("LC_ALL", "C");
    must_end(move || command.output()).unwrap()
}

/// The output, if all went well.
fn good(output: Output) -> Vec<u8> {
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// What a shell and threads make of the same lines, which must be the same; at least `lines` lines.
fn same_in_a_shell(job: &str, text: &[u8], lines: usize) {
    let folder = Folder::new(job);
    let half = text.len() / 2;
    let (one, two) = (
        folder.write("one", &text[..half]),
        folder.write("two", &text[half..]),
    );
    let paths = [&*one, &*two];
    let threads = good(shell("$JOB threads \"$@\"", job, &paths));
    assert!(threads.iter().filter(|&&byte| byte == b'\n').count() >= lines);
    let split = "$JOB splits --split-bytes 1000 \"$@\" | $JOB map-split | sort | $JOB reduce";
    assert_eq!(good(shell(split, job, &paths)), threads);
    // As two mappers would have done it, with the later part first.
    let shuffled =
        "$JOB splits --split-bytes 1000 \"$@\" | tac | $JOB map-split | sort | $JOB reduce";
    assert_eq!(good(shell(shuffled, job, &paths)), threads);
    // And from the standard input, which is one file to it.
    let whole = folder.write("whole", text);
    let threads = good(shell("$JOB threads \"$@\"", job, &[&whole]));
    let piped = "cat \"$@\" | $JOB map | sort | $JOB reduce";
    assert_eq!(good(shell(piped, job, &[&whole])), threads);
}

/// Lines of words of any bytes, from a small generator that always begins alike.
fn text(lines: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(7);
    let mut text = Vec::new();
    for _ in 0..lines {
        for _ in 0..random.usize(0..6) {
            let length = 1 + random.usize(0..3);
            text.extend(std::iter::repeat_with(|| random.u8(..)).take(length));
            text.push(b' ');
        }
        text.push(b'\n');
    }
    text
}

#[test]
fn words_of_any_bytes_are_counted_in_a_shell_as_on_threads() {
    same_in_a_shell("words", &text(2_000), 1_000);
}

#[test]
fn values_that_are_not_combined_come_in_the_order_of_the_input() {
    same_in_a_shell("index", &text(1_000), 1_000);
}

#[test]
fn negative_numbers_sort_before_positive_ones() {
    let numbers = (-500..500_i64).map(|n| format!("{}\n", n * 7_919));
    same_in_a_shell("numbers", numbers.collect::<String>().as_bytes(), 1_000);
}

#[test]
fn odd_lines_and_a_key_of_a_megabyte_come_through() {
    let mut text = b"\n\r\n\\t\n\xFF\xFE\n\tx\n\n\0\n~7e\na\rb\n".to_vec();
    text.extend(std::iter::repeat_n(b'\\', 1 << 20));
    text.push(b'\n');
    text.extend_from_slice(b"no end");
    same_in_a_shell("lines", &text, 9);
}

#[test]
fn no_input_gives_no_output() {
    let folder = Folder::new("empty");
    let empty = folder.write("empty", "");
    let piped = "cat \"$@\" | $JOB map | sort | $JOB reduce";
    assert_eq!(good(shell(piped, "words", &[&empty])), b"");
    let split = "$JOB splits \"$@\" | $JOB map-split | sort | $JOB reduce";
    assert_eq!(good(shell(split, "words", &[&empty])), b"");
}

/// What a stage of the job `words` says of an input that it refuses, after its name: one line.
fn refusal(stage: &str, input: &[u8]) -> String {
    let mut child = Command::new(JOBS)
        .args(["words", stage])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read all.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = must_end(move || child.wait_with_output()).unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    let message = message.strip_suffix('\n').unwrap().to_owned();
    assert!(!message.contains('\n'), "{message}");
    message
        .strip_prefix("stdio-test-jobs: ")
        .unwrap()
        .to_owned()
}

#[test]
fn the_reducer_refuses_lines_that_are_not_sorted() {
    let line = |word: &str| to_line(&word.as_bytes().to_vec(), &1_u64);
    let lines = [line("a"), line("c"), line("b")].join(&b'\n');
    let message = refusal("reduce", &[&lines[..], b"\n"].concat());
    assert!(
        message.starts_with("line 3 sorts before the line in front of it: "),
        "{message}"
    );
}

#[test]
fn the_reducer_refuses_malformed_lines() {
    let good = to_line(&b"word".to_vec(), &1_u64);
    let with = |bad: &[u8]| [&good[..], b"\n", bad].concat();
    for (input, what) in [
        (with(b"no tab\n"), "line 2 is malformed: a TAB is missing"),
        (
            with(b"x!0!0\t!0!0\n"),
            "line 2 is malformed: a value is not of the job's type",
        ),
        (
            with(b"x\t!0!0!0!0!0!0!0!1\n"),
            "line 2 is malformed: a value is not of the job's type",
        ),
        (
            with(b"x\\t!0!0\t!0!0!0!0!0!0!0!1\n"),
            "line 2 is malformed: a byte is not escaped as it should be",
        ),
        (
            with(b"x!0!0\t!0!0!0!0!0!0!0!1\r\n"),
            "line 2 is malformed: a byte is not escaped as it should be",
        ),
        (
            with(b"x!0!0\t!0!0!0!0!0!0!0!1"),
            "line 2 is malformed: it is cut off, or longer than a gibibyte",
        ),
        (b"\n".to_vec(), "line 1 is malformed: a TAB is missing"),
    ] {
        assert_eq!(refusal("reduce", &input), what);
    }
}

#[test]
fn the_mapper_of_splits_refuses_what_names_none_and_files_that_lack_bytes() {
    assert_eq!(
        refusal("map-split", b"words.txt\n"),
        "line 1 is malformed: it names no split"
    );
    let folder = Folder::new("lacking");
    let path = folder.write("short", "ab\n");
    let message = refusal(
        "map-split",
        format!("{}\t0\t4\t0\n", path.display()).as_bytes(),
    );
    assert!(
        message.ends_with("short: 3 bytes long, and 4 are asked for"),
        "{message}"
    );
    let message = refusal("map-split", b"/no/such/file\t0\t4\t0\n");
    assert!(
        message.starts_with("cannot read the input: /no/such/file: "),
        "{message}"
    );
}

#[test]
fn a_shell_that_asks_for_it_is_told_that_a_mapper_panicked() {
    let piped = shell("echo word | $JOB map | sort | $JOB reduce", "panics", &[]);
    assert_eq!(piped.status.code(), Some(101));
    assert!(String::from_utf8_lossy(&piped.stderr).contains("this mapper panics"));
}

#[test]
fn a_mapper_keeps_no_more_pairs_than_its_table_has_room_for() {
    let count = MapReduce::map(|line: &[u8], out| out.emit_ref(line, 1))
        .combine(|total, more| *total += more)
        .reduce(|_line, totals| totals.sum::<u64>());
    let lines: Vec<String> = (0..20_000)
        .map(|number| format!("{}\n", number % 10_000))
        .collect();
    let pairs = |bytes| {
        let mut pairs = Vec::new();
        let streaming = Streaming::new(count.job()).table_bytes(bytes);
        let mapped = streaming.run(Stage::Map, lines.concat().as_bytes(), &mut pairs);
        mapped.unwrap();
        pairs.iter().filter(|&&byte| byte == b'\n').count()
    };
    assert_eq!(pairs(64 << 20), 10_000);
    // With room for a part of the lines, those of the second half do not meet the first.
    assert_eq!(pairs(100_000), 20_000);
}

#[test]
fn an_error_of_reduce_and_an_output_that_is_full_end_the_stage() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let picky =
        MapReduce::map(|line: &[u8], out| out.emit(line.len(), ())).try_reduce(|&length, _| {
            if length == 0 {
                Err("an empty\nline")
            } else {
                Ok(())
            }
        });
    let streaming = Streaming::new(picky.job());
    let mut pairs = Vec::new();
    streaming.run(Stage::Map, &b"\n"[..], &mut pairs).unwrap();
    let refused = streaming
        .run(Stage::Reduce, &pairs[..], Vec::new())
        .unwrap_err();
    assert_eq!(refused.to_string(), "reduce failed: an empty line");
    let full = streaming.run(Stage::Map, &b"\n"[..], Full).unwrap_err();
    assert!(matches!(full, StdioError::Output(_)));
}
