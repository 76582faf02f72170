//! The wrappers of graded tests: run a test's body, and report to the grader if it listens.
//!
//! Under plain `cargo test` a wrapper panics with what went wrong. Under the grader the process
//! finds a key in the first line of its standard input, and in the environment where its report goes
//! ([`REPORT`]) and the schedule that it is to replay ([`REPLAY`]).
//!
//! What value tests expect is known to a [`Judge`], which under the grader is another process.

mod judge;
mod listener;

use std::cell::RefCell;
use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::judge::{Judge, SEED, Wrong, exit};
use self::listener::Listener;
use crate::engine::panic_text;
use crate::model::{Cause, Coverage, Explorer, Failure, Schedule, Timeline};
pub use crate::random::Random;

/// Environment variable that says where the report goes: the path of a file, or [`SOCKET`].
pub const REPORT: &str = "PATTERN_REPORT";

/// Says that standard input is a socket, into which the report is written: no file is needed.
pub const SOCKET: &str = "stdin";

/// Environment variable with the schedule to replay.
pub const REPLAY: &str = "PATTERN_REPLAY";

/// Environment variable with a failing schedule: one next to it that passes is to be shown.
pub const NEAREST: &str = "PATTERN_NEAREST";

/// What a graded test came to.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The key that the grader gave to this process.
    pub key: String,
    /// How the test runs.
    pub mode: Mode,
    /// Whether it passed.
    pub passed: bool,
    /// Why not, in one sentence; empty if it passed.
    pub cause: String,
    /// The same as data, where the explorer found it: whoever reads it may want another language.
    pub explanation: Option<Cause>,
    /// The failing schedule, or the one that was replayed.
    pub schedule: Option<String>,
    /// What every thread did in that schedule.
    pub timeline: Option<Timeline>,
    /// What was explored.
    pub coverage: Option<Coverage>,
    /// What the submission answered to the inputs of a judge.
    pub answers: Option<Vec<u8>>,
}

/// How a graded test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Under one schedule after another.
    Explored,
    /// Once, on real threads.
    RealThreads,
    /// Once; values in, values out.
    Value,
}

/// Explores `body`, in which at least two modelled threads must run.
///
/// # Panics
///
/// If a schedule fails, or if the body never starts a second modelled thread.
///
/// # Examples
///
/// ```
/// use pattern_sync::{graded, thread};
///
/// graded::explored(|| assert_eq!(thread::spawn(|| 1).join().unwrap(), 1));
/// ```
#[track_caller]
pub fn explored(body: impl Fn() + 'static) {
    let listener = Listener::from_environment();
    let mut report = listener.report(Mode::Explored);
    let explorer = Explorer::new().timeless();
    if let Some(failing) = schedule_in(NEAREST) {
        return listener.send_nearest(report, explorer.nearest(&failing, body));
    }
    let outcome = match schedule_in(REPLAY) {
        Some(schedule) => explorer.replay(&schedule, body).map(|timeline| {
            report.schedule = Some(schedule.to_string());
            report.timeline = Some(timeline);
        }),
        None => explorer
            .check(body)
            .map(|coverage| report.coverage = Some(coverage)),
    };
    match outcome {
        Ok(()) => {
            report.passed = true;
            let alone = report
                .coverage
                .as_ref()
                .is_some_and(|coverage| coverage.threads < 2);
            if alone {
                report.passed = false;
                report.cause = Cause::Alone.to_string();
                report.explanation = Some(Cause::Alone);
            }
            listener.send(&report);
            assert!(!alone, "{}", Cause::Alone);
        }
        Err(failure) => {
            report.fail(&failure);
            listener.send(&report);
            panic!("{failure}");
        }
    }
}

/// The schedule in a variable of the environment.
fn schedule_in(variable: &str) -> Option<Schedule> {
    env::var(variable).ok()?.parse().ok()
}

/// Runs `body` once, on real threads.
///
/// # Panics
///
/// If `body` does. Without a grader, which looks after that itself, also if `body` has not come to
/// its end after a minute.
///
/// # Examples
///
/// ```
/// pattern_sync::graded::real_threads(|| {
///     assert_eq!(pattern_sync::thread::spawn(|| 1).join().unwrap(), 1);
/// });
/// ```
pub fn real_threads(body: impl FnOnce() + Send + 'static) {
    let listener = Listener::from_environment();
    if listener.grader.is_some() {
        once(&listener, Mode::RealThreads, || {
            body();
            None
        });
        return;
    }
    let (ended, end) = mpsc::channel();
    let thread = thread::spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(body));
        // Nobody listens any more once the minute is over.
        let _ = ended.send(outcome);
    });
    match end.recv_timeout(PATIENCE) {
        Ok(outcome) => {
            thread.join().expect("it catches what it runs");
            outcome.unwrap_or_else(|panic| resume_unwind(panic));
        }
        Err(_) => panic!("no end after {} seconds: a deadlock?", PATIENCE.as_secs()),
    }
}

/// How long a body on real threads may take where no grader watches: far longer than it needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `body` first as the explorer runs it, which tells where a failure comes from, then for real.
///
/// What `body` expects lies in the process of the submission. Where that is a value, take [`judged`].
///
/// # Panics
///
/// If `body` does, or if it cannot come to its end.
///
/// # Examples
///
/// ```
/// pattern_sync::graded::value(|| assert_eq!(1 + 1, 2));
/// ```
#[track_caller]
pub fn value(body: impl Fn() + 'static) {
    let listener = Listener::from_environment();
    let body = Rc::new(body);
    let modelled = Rc::clone(&body);
    match in_the_model(&listener, move || modelled()) {
        InTheModel::Replayed => {}
        InTheModel::Ended | InTheModel::TooLong => {
            once(&listener, Mode::Value, || {
                body();
                None
            });
        }
    }
}

/// Answers the inputs that `judge` has for the test `name`, each by one call of `answer`, as the explorer
/// runs it: its answers are the same each time, also where threads are at work. Only what takes too many steps
/// for it is answered for real.
///
/// Under the grader the inputs come from another process, and the answers go there to be judged; `judge`
/// is empty then. Otherwise it is asked here, for the inputs of [`SEED`].
///
/// # Panics
///
/// If `answer` does, if it cannot come to its end, or if an answer is wrong.
///
/// # Examples
///
/// [`Judge`] has one.
#[track_caller]
pub fn judged<I, O>(judge: &Judge, name: &str, answer: impl Fn(I) -> O + 'static)
where
    I: DeserializeOwned + 'static,
    O: Serialize + 'static,
{
    let listener = Listener::from_environment();
    let inputs = match listener.grader {
        Some(_) => listener.inputs(),
        None => judge.inputs(name, SEED).unwrap_or_else(|| unknown(name)),
    };
    let answers = Rc::new(move || {
        let inputs: Vec<I> = judge::from_bytes(&inputs).expect("the inputs are of another type");
        let answers: Vec<O> = inputs.into_iter().map(&answer).collect();
        judge::to_bytes(&answers)
    });
    let kept = Rc::new(RefCell::new(None));
    let in_the_model = in_the_model(&listener, {
        let (answers, kept) = (Rc::clone(&answers), Rc::clone(&kept));
        move || *kept.borrow_mut() = Some(answers())
    });
    let answers = match in_the_model {
        InTheModel::Replayed => return,
        InTheModel::Ended => once(&listener, Mode::Value, || kept.take()),
        InTheModel::TooLong => once(&listener, Mode::Value, || Some(answers())),
    };
    if let (None, Some(answers)) = (&listener.grader, answers) {
        match judge
            .check(name, SEED, &answers)
            .unwrap_or_else(|| unknown(name))
        {
            Ok(()) => {}
            Err(Wrong::Answer { message, input }) => {
                panic!("{}", Cause::WrongAnswer { message, input })
            }
            Err(Wrong::Unreadable) => {
                panic!("the answers are not of the type that the judge expects")
            }
        }
    }
}

fn unknown<T>(name: &str) -> T {
    panic!("the judge knows no test `{name}`")
}

/// What became of a body that the explorer ran once and that did not fail.
enum InTheModel {
    /// It came to its end.
    Ended,
    /// It came to its end under the schedule that the grader asked for, which is reported.
    Replayed,
    /// It takes too long for the model. That is not wrong: a real run tells.
    TooLong,
}

/// Runs `body` once as the explorer runs it; reports a failure, and panics with it.
#[track_caller]
fn in_the_model(listener: &Listener, body: impl Fn() + 'static) -> InTheModel {
    let explorer = Explorer::new().timeless().steps(VALUE_STEPS);
    let asked = schedule_in(REPLAY);
    let schedule = asked.clone().unwrap_or_default();
    let mut report = listener.report(Mode::Value);
    match explorer.run_once(&schedule, body) {
        Err(failure)
            if matches!(
                failure.explanation(),
                Cause::Endless { .. } | Cause::Diverged
            ) =>
        {
            InTheModel::TooLong
        }
        Err(failure) => {
            report.fail(&failure);
            listener.send(&report);
            panic!("{failure}");
        }
        Ok(timeline) if asked.is_some() => {
            report.passed = true;
            report.schedule = Some(schedule.to_string());
            report.timeline = Some(timeline);
            listener.send(&report);
            InTheModel::Replayed
        }
        Ok(_) => InTheModel::Ended,
    }
}

/// The most steps of a value test that the explorer follows.
const VALUE_STEPS: usize = 20_000;

/// Runs `body` once, and reports what it came to and what it returned.
fn once(
    listener: &Listener,
    mode: Mode,
    body: impl FnOnce() -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut report = listener.report(mode);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    report.passed = outcome.is_ok();
    match outcome {
        Ok(answers) => {
            report.answers.clone_from(&answers);
            listener.send(&report);
            answers
        }
        Err(panic) => {
            report.cause = panic_text(&*panic)
                .unwrap_or("a panic without a text")
                .to_owned();
            listener.send(&report);
            resume_unwind(panic);
        }
    }
}

impl Report {
    /// Says nothing yet: the test has not passed, and there is no cause for that.
    #[must_use]
    pub fn new(key: String, mode: Mode) -> Self {
        Self {
            key,
            mode,
            passed: false,
            cause: String::new(),
            explanation: None,
            schedule: None,
            timeline: None,
            coverage: None,
            answers: None,
        }
    }

    /// Writes the report in the form that it travels in.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("a report has only plain data")
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; `None` if `bytes` is anything else.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::graded::Report;
    ///
    /// assert_eq!(Report::from_bytes(b"passed!"), None);
    /// ```
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match postcard::take_from_bytes(bytes) {
            Ok((report, [])) => Some(report),
            _ => None,
        }
    }

    fn fail(&mut self, failure: &Failure) {
        self.passed = false;
        self.cause = failure.cause();
        self.explanation = Some(failure.explanation().clone());
        self.schedule = Some(failure.schedule().to_string());
        self.timeline = Some(failure.timeline().clone());
        self.coverage = failure.coverage().cloned();
    }
}
