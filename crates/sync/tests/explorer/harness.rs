//! What the programs of this folder share: exploring twice, replaying, and reading sentences.

use pattern_sync::model::{Cause, Coverage, Explorer, Failure, Position, Schedule};
use pattern_sync::thread::{Builder, JoinHandle};

/// Explores a program that has a bug. It is found, the report is the same twice in a row, and the
/// schedule shows the same again after a trip through its text form.
#[track_caller]
pub(crate) fn bug(body: impl Fn() + Clone + 'static) -> Box<Failure> {
    let explorer = Explorer::new();
    let failure = match explorer.check(body.clone()) {
        Ok(coverage) => panic!("the bug was not found in {coverage}"),
        Err(failure) => failure,
    };
    let again = explorer.check(body.clone()).expect_err("found before");
    assert_eq!(failure, again, "another report:\n{failure}\n\n{again}");
    let schedule: Schedule = failure.schedule().to_string().parse().expect("a schedule");
    assert_eq!(schedule, *failure.schedule());
    let replayed = explorer.replay(&schedule, body).expect_err("fails again");
    assert_eq!(
        failure.timeline(),
        replayed.timeline(),
        "\n{failure}\n\n{replayed}"
    );
    assert_eq!(failure.explanation(), replayed.explanation());
    assert_eq!(replayed.schedule(), &schedule);
    assert_eq!(replayed.coverage(), None);
    for width in [60, 80, 100] {
        let text = failure.timeline().render_text(width);
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(width), "wider than {width}:\n{text}");
    }
    failure
}

/// Explores a program that has no bug: twice, with the same coverage.
#[track_caller]
pub(crate) fn holds(body: impl Fn() + Clone + 'static) -> Coverage {
    let explorer = Explorer::new();
    let coverage = explorer
        .check(body.clone())
        .unwrap_or_else(|failure| panic!("{failure}"));
    let again = explorer
        .check(body)
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(coverage, again);
    coverage
}

/// Starts a thread with a name.
#[track_caller]
pub(crate) fn spawn<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    let builder = Builder::new().name(name.to_owned());
    builder.spawn(body).expect("a modelled thread starts")
}

/// Joins threads none of which has panicked.
#[track_caller]
pub(crate) fn join_all<T>(threads: impl IntoIterator<Item = JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for thread in threads {
        results.push(thread.join().unwrap());
    }
    results
}

/// The sentence of the cause, without the line numbers.
pub(crate) fn said(failure: &Failure) -> String {
    let mut text = String::new();
    let sentence = failure.cause();
    let mut rest = sentence.as_str();
    while let Some(end) = rest.find(".rs:") {
        let (before, after) = rest.split_at(end + 3);
        text.push_str(before);
        rest = after[1..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    text + rest
}

/// The source line at `position`.
#[track_caller]
pub(crate) fn line<'a>(failure: &'a Failure, position: &Position) -> &'a str {
    failure
        .timeline()
        .source(position)
        .expect("the source is here")
}

/// Asserts what panicked, and with what message.
#[track_caller]
pub(crate) fn assert_panicked(failure: &Failure, thread: &str, message: &str) {
    let Cause::Panic {
        thread: panicked,
        message: said,
        ..
    } = failure.explanation()
    else {
        panic!("not a panic:\n{failure}");
    };
    assert_eq!(
        (panicked.as_str(), said.as_str()),
        (thread, message),
        "\n{failure}"
    );
}
