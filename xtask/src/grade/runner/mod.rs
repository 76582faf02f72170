//! Runner: one graded test in a process of its own, which cannot outlive it or hold it up.
//!
//! The process gets an empty environment, a random key, which its report must repeat, and the inputs of a
//! value test; all go through a socket of its own (`channel`). It is isolated by [`super::sandbox`], watched by
//! `watchdog`, and killed with everything that it started.

mod capture;
mod channel;
mod group;
mod private;
#[cfg(any(target_os = "linux", test))]
pub mod proc;
mod watchdog;

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use pattern_sync::graded;

use self::channel::Channel;
use self::private::Private;
pub use self::private::{random_key, sweep};
pub(super) use self::watchdog::Watchdog;
pub use self::watchdog::{Limits, Waiting, What, Who};
use super::received;
use super::sandbox::confine::NOT_CONFINED;
use super::sandbox::{Isolation, Level, Plan};
use crate::report::{REPORT, Report};

/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(100);

/// After this time somebody who waits for the verdict wants to know why.
const A_WHILE: Duration = Duration::from_secs(2);

/// Held by a test that must not run beside another.
static ALONE: Mutex<()> = Mutex::new(());

/// Says what to run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The program with the graded tests.
    pub program: &'a Path,
    /// The test.
    pub test: &'a str,
    /// What the test is to do.
    pub asked: Asked<'a>,
    /// The inputs of a value test that has a judge.
    pub inputs: Option<&'a [u8]>,
    /// When to stop it.
    pub limits: Limits,
    /// Where the process may read the sources that it was compiled from: what it tells about a schedule
    /// calls locks by the names that they have there.
    pub sources: Option<&'a Path>,
    /// A folder for private files.
    pub scratch: &'a Path,
    /// What keeps it away from everything else.
    pub isolation: &'a Isolation,
}

/// Says what a graded test is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Run under all the schedules that it is worth.
    Everything,
    /// Run under this schedule, and record it.
    Replay(&'a str),
    /// Find and record a schedule that passes, as like to this failing one as possible.
    Nearest(&'a str),
}

impl<'a> Asked<'a> {
    /// Returns the variable of the environment that asks for it.
    fn variable(self) -> Option<(&'static str, &'a str)> {
        match self {
            Self::Everything => None,
            Self::Replay(schedule) => Some((graded::REPLAY, schedule)),
            Self::Nearest(schedule) => Some((graded::NEAREST, schedule)),
        }
    }
}

/// Says how a process ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// By itself.
    Exited(ExitStatus),
    /// It was killed: it had spent its CPU budget.
    CpuSpent(Duration),
    /// It was killed: none of its threads could ever go on.
    Deadlock(Vec<Waiting>),
    /// It was killed: neither finished nor proven stuck.
    TooSlow(Duration),
}

/// Says what was handed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Handed {
    /// A report with the right key.
    Report(Box<Report>),
    /// Nothing.
    Nothing,
    /// Something else than a report with the right key.
    Forged,
}

impl Handed {
    /// Returns what was answered to the inputs of a value test.
    pub fn answers(&self) -> Option<&[u8]> {
        match self {
            Self::Report(report) => report.answers.as_deref(),
            Self::Nothing | Self::Forged => None,
        }
    }
}

/// Holds what became of one run.
#[derive(Clone, Debug)]
pub struct Run {
    /// The CPU time that it was allowed to spend.
    pub cpu: Duration,
    /// How the process ended.
    pub ending: Ending,
    /// What it handed in.
    pub handed: Handed,
    /// What it printed on stdout, capped and made safe to print.
    pub stdout: String,
    /// What it printed on stderr, capped and made safe to print.
    pub stderr: String,
}

/// Runs `job` to its end; calls `slow` once if that takes a while.
///
/// # Errors
///
/// When the process cannot be started or the private folder not be made.
///
/// # Blocking
///
/// Until the process ended or ran into a limit; and, where the limits of one test touch another
/// ([`Isolation::counts_tests_together`]), until no other one runs.
pub fn run(job: &Job<'_>, slow: &dyn Fn()) -> Result<Run> {
    let one_at_a_time = job.isolation.counts_tests_together().then_some(&ALONE);
    let _alone = one_at_a_time.map(|alone| alone.lock().unwrap_or_else(PoisonError::into_inner));
    let folder = Private::new(job.scratch)?;
    let key = random_key();
    let (mut channel, theirs) = Channel::new(folder.path())?;
    let mut command = limited(job);
    if job.isolation.level() == Level::L1 {
        command.current_dir(folder.path());
    } else {
        // An isolated process could not enter the folder, and has no business there.
        command.current_dir("/");
    }
    command
        .args([job.test, "--exact", "--nocapture", "--test-threads=1"])
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| cfg!(windows) && name == "SystemRoot"))
        .env(REPORT, channel.place())
        .envs(job.sources.map(|root| ("PATTERN_SOURCE_ROOT", root)))
        .env("RUST_BACKTRACE", "0")
        .envs(job.asked.variable())
        .stdin(theirs)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut group = group::Group::start(&mut command)
        .with_context(|| format!("cannot start {}", job.program.display()))?;
    // The command keeps a copy of the other end, without which nobody would see the end.
    drop(command);
    let _guard = group.guard();
    channel.send(&mut group, &key, job.inputs);
    let (done, ended) = mpsc::channel::<()>();
    let stdout = capture::Capture::start(group.stdout(), done.clone());
    let stderr = capture::Capture::start(group.stderr(), done);
    let stopped = watch(&mut group, &ended, job, slow);
    group.kill();
    let status = group.wait()?;
    let (stdout, stderr) = (stdout.text(), stderr.text());
    ensure!(
        job.isolation.level() == Level::L1 || status.code() != Some(NOT_CONFINED),
        "the test could not be isolated: {}",
        stderr.lines().next().unwrap_or_default()
    );
    Ok(Run {
        cpu: job.limits.cpu,
        ending: stopped.unwrap_or(Ending::Exited(as_it_was(status, job.isolation.level()))),
        handed: handed(&channel.received(), &key),
        stdout,
        stderr,
    })
}

/// Returns the command that becomes the program, with limits that hold even if nobody watches: no
/// core dump; and an end to an endless loop some time after the watchdog would have ended it. Where
/// there is no `/proc`, this limit is the proof.
fn limited(job: &Job<'_>) -> Command {
    let seconds = job.limits.cpu.as_secs() + 2;
    if job.isolation.level() != Level::L1 {
        let plan = Plan::test(job.program, job.sources, seconds);
        return job.isolation.command(&plan, job.program);
    }
    if cfg!(not(unix)) {
        return Command::new(job.program);
    }
    // The shell sets the limits and is replaced by the program.
    let script = format!(
        "ulimit -c 0; ulimit -S -t {seconds}; ulimit -H -t {}; exec \"$0\" \"$@\"",
        seconds + 2
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).arg(job.program);
    command
}

/// Returns how the program itself ended: bubblewrap says by its own status which signal it was.
#[cfg(unix)]
fn as_it_was(status: ExitStatus, level: Level) -> ExitStatus {
    use std::os::unix::process::ExitStatusExt as _;

    match status.code() {
        Some(code @ 129..=192) if level == Level::L3 => ExitStatus::from_raw(code - 128),
        _ => status,
    }
}

#[cfg(not(unix))]
fn as_it_was(status: ExitStatus, _: Level) -> ExitStatus {
    status
}

/// Waits until the process has ended (`None`) or must be stopped.
fn watch(
    group: &mut group::Group,
    ended: &mpsc::Receiver<()>,
    job: &Job<'_>,
    slow: &dyn Fn(),
) -> Option<Ending> {
    let start = Instant::now();
    let mut told = false;
    let mut watchdog = Watchdog::new(group.id(), job.limits, job.isolation.level());
    let mut next_look = LOOK;
    loop {
        // Both pipes closed mostly means that the process has ended: no need to wait for a look.
        if ended.recv_timeout(LOOK / 2) == Err(RecvTimeoutError::Disconnected) {
            thread::sleep(Duration::from_millis(1));
        }
        if group.has_ended() {
            return None;
        }
        let elapsed = start.elapsed();
        if elapsed >= A_WHILE && !told {
            told = true;
            slow();
        }
        if elapsed >= next_look {
            next_look = elapsed + LOOK;
            if let Some(ending) = watchdog.look(elapsed) {
                return Some(ending);
            }
        }
    }
}

/// Reads what was handed in; whatever is not a report with the right key is a forgery.
fn handed(bytes: &[u8], key: &str) -> Handed {
    if bytes.is_empty() {
        return Handed::Nothing;
    }
    let is_sound = |report: &Report| report.timeline.as_ref().is_none_or(received::is_sound);
    match Report::from_bytes(bytes) {
        Some(report) if report.key == key && is_sound(&report) => Handed::Report(Box::new(report)),
        _ => Handed::Forged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(key: &str) -> Vec<u8> {
        let report = Report {
            passed: true,
            ..Report::new(key.to_string(), crate::report::Mode::Value)
        };
        report.to_bytes()
    }

    #[test]
    #[cfg(unix)]
    fn a_process_ends_with_the_grader_that_guards_it() {
        use std::os::unix::process::ExitStatusExt as _;

        let mut group = group::Group::start(Command::new("sleep").arg("600")).unwrap();
        let guard = group.guard();
        assert!(!group.has_ended());
        // What the end of the grader does to the pipe that it holds.
        guard.lose_the_grader();
        assert_eq!(group.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn a_report_counts_only_whole_and_with_its_key() {
        let handed = |bytes: &[u8]| handed(bytes, "00ff");
        let whole = report("00ff");
        assert!(matches!(handed(&whole), Handed::Report(report) if report.passed));
        assert_eq!(handed(&report("00fe")), Handed::Forged);
        assert_eq!(handed(&report("")), Handed::Forged);
        assert_eq!(handed(&whole[..whole.len() - 1]), Handed::Forged);
        assert_eq!(handed(&[&whole[..], b"!"].concat()), Handed::Forged);
        assert_eq!(handed(b"passed"), Handed::Forged);
        assert_eq!(handed(b""), Handed::Nothing);
    }
}
