//! The wrappers of graded tests: run a test's body, and report to the grader if it listens.
//!
//! Under plain `cargo test` a wrapper panics with what went wrong. Under the grader the process
//! finds a key in the first line of its standard input, and in the environment where its report goes
//! ([`REPORT`]) and the schedule that it is to replay ([`REPLAY`]).

use std::env;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::engine::panic_text;
use crate::model::{Cause, Coverage, Explorer, Failure, Schedule, Timeline};

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
        return once(&listener, Mode::RealThreads, body);
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

/// Runs `body`, values in and values out: first as the explorer runs it, which tells where a
/// failure comes from, then for real.
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
    let explorer = Explorer::new().timeless().steps(VALUE_STEPS);
    let asked = schedule_in(REPLAY);
    let schedule = asked.clone().unwrap_or_default();
    let outcome = explorer.run_once(&schedule, move || modelled());
    let mut report = listener.report(Mode::Value);
    match outcome {
        // Long is not wrong, and what cannot be explored may still be right: the real run tells.
        Err(failure)
            if !matches!(
                failure.explanation(),
                Cause::Endless { .. } | Cause::Diverged
            ) =>
        {
            report.fail(&failure);
            listener.send(&report);
            panic!("{failure}");
        }
        Ok(timeline) if asked.is_some() => {
            report.passed = true;
            report.schedule = Some(schedule.to_string());
            report.timeline = Some(timeline);
            listener.send(&report);
        }
        _ => once(&listener, Mode::Value, || body()),
    }
}

/// The most steps of a value test that the explorer follows.
const VALUE_STEPS: usize = 20_000;

fn once(listener: &Listener, mode: Mode, body: impl FnOnce()) {
    let mut report = listener.report(mode);
    let outcome = catch_unwind(AssertUnwindSafe(body));
    report.passed = outcome.is_ok();
    if let Err(panic) = outcome {
        report.cause = panic_text(&*panic)
            .unwrap_or("a panic without a text")
            .to_owned();
        listener.send(&report);
        resume_unwind(panic);
    }
    listener.send(&report);
}

impl Report {
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

/// The grader, if it listens.
struct Listener {
    /// Where the report goes, and the key that proves that it is ours.
    grader: Option<(std::ffi::OsString, String)>,
}

impl Listener {
    fn from_environment() -> Self {
        let grader = env::var_os(REPORT).map(|path| {
            let mut key = String::new();
            // Without a key the report will not be believed, which is all that can be said here.
            let _ = io::stdin().read_line(&mut key);
            (path, key.trim().to_owned())
        });
        Self { grader }
    }

    fn report(&self, mode: Mode) -> Report {
        Report {
            key: self
                .grader
                .as_ref()
                .map(|(_, key)| key.clone())
                .unwrap_or_default(),
            mode,
            passed: false,
            cause: String::new(),
            explanation: None,
            schedule: None,
            timeline: None,
            coverage: None,
        }
    }

    /// Reports the schedule next to a failing one, if there is any that passes.
    fn send_nearest(&self, mut report: Report, found: Option<(Schedule, Timeline)>) {
        if let Some((schedule, timeline)) = found {
            report.passed = true;
            report.schedule = Some(schedule.to_string());
            report.timeline = Some(timeline);
        }
        self.send(&report);
    }

    fn send(&self, report: &Report) {
        if let Some((place, _)) = &self.grader {
            let bytes = report.to_bytes();
            let sent = if place == SOCKET {
                reply(&bytes)
            } else {
                fs::write(place, bytes)
            };
            sent.expect("the grader takes the report");
        }
    }
}

/// Writes into the socket that is standard input.
#[cfg(unix)]
fn reply(bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::fd::AsFd as _;

    let socket = io::stdin().as_fd().try_clone_to_owned()?;
    fs::File::from(socket).write_all(bytes)
}

#[cfg(not(unix))]
fn reply(_: &[u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
