//! Runner: one graded test in a process of its own, which cannot outlive it or hold it up.
//!
//! The process gets an empty environment, a private folder, and a random key on stdin that its
//! report must repeat. It is watched by `watchdog`, and killed with everything that it started.

mod capture;
mod group;
mod private;
#[cfg(any(target_os = "linux", test))]
pub mod proc;
mod watchdog;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

pub use self::private::{random_key, sweep};
use self::private::Private;
pub use self::watchdog::{Limits, Waiting, What, Who};
use crate::report::Report;

/// The largest report that is read, in bytes.
const MAX_REPORT: u64 = 16 * 1024 * 1024;
/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(100);

/// After this time somebody who waits for the verdict wants to know why.
const A_WHILE: Duration = Duration::from_secs(2);

/// Says what to run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The program with the graded tests.
    pub program: &'a Path,
    /// The test.
    pub test: &'a str,
    /// The one schedule to run; otherwise the test explores.
    pub replay: Option<&'a str>,
    /// When to stop it.
    pub limits: Limits,
    /// The workspace from which the program was compiled.
    pub root: &'a Path,
    /// A folder for private files.
    pub scratch: &'a Path,
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

/// Says what the report file held.
#[derive(Clone, Debug, PartialEq)]
pub enum Handed {
    /// A report with the right key.
    Report(Box<Report>),
    /// Nothing.
    Nothing,
    /// Something else than a report with the right key.
    Forged,
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
/// Until the process ended or ran into a limit.
pub fn run(job: &Job<'_>, slow: &dyn Fn()) -> Result<Run> {
    let folder = Private::new(job.scratch)?;
    let path = folder.path().join("report");
    let key = random_key();
    let mut command = limited(job);
    command
        .args([job.test, "--exact", "--nocapture", "--test-threads=1"])
        .current_dir(folder.path())
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| cfg!(windows) && name == "SystemRoot"))
        .env("PATTERN_REPORT", &path)
        .env("PATTERN_SOURCE_ROOT", job.root)
        .env("RUST_BACKTRACE", "0")
        .envs(job.replay.map(|schedule| ("PATTERN_REPLAY", schedule)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut group = group::Group::start(&mut command)
        .with_context(|| format!("cannot start {}", job.program.display()))?;
    // A process that does not read its key fails for that reason: no error here.
    let mut stdin = group.stdin();
    let _ = stdin.as_mut().map(|stdin| writeln!(stdin, "{key}"));
    let (done, ended) = mpsc::channel::<()>();
    let stdout = capture::Capture::start(group.stdout(), done.clone());
    let stderr = capture::Capture::start(group.stderr(), done);
    let stopped = watch(&mut group, &ended, job.limits, slow);
    group.kill();
    drop(stdin);
    let status = group.wait()?;
    Ok(Run {
        cpu: job.limits.cpu,
        ending: stopped.unwrap_or(Ending::Exited(status)),
        handed: read_report(&path, &key),
        stdout: stdout.text(),
        stderr: stderr.text(),
    })
}

/// Returns the command that becomes the program, with limits that hold even if nobody watches.
///
/// The shell sets them and is replaced by the program: no core dump; and an end to an endless loop
/// some time after the watchdog would have ended it. Where there is no `/proc`, this limit is the
/// proof.
///
/// Beside it, in the same group, stays a guard that waits for the end of stdin, which the grader
/// keeps open: if the grader is interrupted, the guard kills the group, so that nothing outlives it.
/// The key is read before and handed on, for the guard would take it.
#[cfg(unix)]
fn limited(job: &Job<'_>) -> Command {
    let seconds = job.limits.cpu.as_secs() + 2;
    let script = format!(
        "ulimit -c 0; ulimit -S -t {seconds}; ulimit -H -t {}
exec 3<&0
IFS= read -r key
{{ cat; kill -KILL 0; }} <&3 >/dev/null 2>&1 &
exec \"$0\" \"$@\" 3<&- <<END
$key
END",
        seconds + 2
    );
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &script]).arg(job.program);
    command
}

#[cfg(not(unix))]
fn limited(job: &Job<'_>) -> Command {
    Command::new(job.program)
}

/// Waits until the process has ended (`None`) or must be stopped.
fn watch(
    group: &mut group::Group,
    ended: &mpsc::Receiver<()>,
    limits: Limits,
    slow: &dyn Fn(),
) -> Option<Ending> {
    let start = Instant::now();
    let mut told = false;
    let mut watchdog = watchdog::Watchdog::new(group.id(), limits);
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
fn read_report(path: &Path, key: &str) -> Handed {
    let Ok(data) = fs::symlink_metadata(path) else {
        return Handed::Nothing;
    };
    if !data.is_file() || data.len() > MAX_REPORT {
        return Handed::Forged;
    }
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(MAX_REPORT).read_to_end(&mut bytes));
    if read.is_err() {
        return Handed::Forged;
    }
    if bytes.is_empty() {
        return Handed::Nothing;
    }
    match Report::from_bytes(&bytes) {
        Some(report) if report.key == key => Handed::Report(Box::new(report)),
        _ => Handed::Forged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed(bytes: &[u8]) -> Handed {
        let folder = Private::new(&std::env::temp_dir()).unwrap();
        let path = folder.path().join("report");
        fs::write(&path, bytes).unwrap();
        read_report(&path, "00ff")
    }

    fn report(key: &str) -> Vec<u8> {
        let report = Report {
            key: key.to_string(),
            mode: crate::report::Mode::Value,
            passed: true,
            cause: String::new(),
            schedule: None,
            timeline: None,
            coverage: None,
        };
        report.to_bytes()
    }

    #[test]
    #[cfg(unix)]
    fn a_process_ends_with_the_grader_that_keeps_its_stdin_open() {
        use std::os::unix::process::ExitStatusExt as _;

        let folder = std::env::temp_dir();
        let job = Job {
            program: Path::new("sleep"),
            test: "",
            replay: None,
            limits: Limits::default(),
            root: &folder,
            scratch: &folder,
        };
        let mut command = limited(&job);
        command.arg("600").stdin(Stdio::piped());
        let mut group = group::Group::start(&mut command).unwrap();
        let mut stdin = group.stdin().unwrap();
        writeln!(stdin, "key").unwrap();
        assert!(!group.has_ended());
        // What the end of the grader does to this pipe.
        drop(stdin);
        assert_eq!(group.wait().unwrap().signal(), Some(9));
    }

    #[test]
    fn a_report_counts_only_whole_and_with_its_key() {
        let whole = report("00ff");
        assert!(matches!(handed(&whole), Handed::Report(report) if report.passed));
        assert_eq!(handed(&report("00fe")), Handed::Forged);
        assert_eq!(handed(&report("")), Handed::Forged);
        assert_eq!(handed(&whole[..whole.len() - 1]), Handed::Forged);
        assert_eq!(handed(&[&whole[..], b"!"].concat()), Handed::Forged);
        assert_eq!(handed(b"passed"), Handed::Forged);
        assert_eq!(handed(b""), Handed::Nothing);
        assert_eq!(
            read_report(Path::new("/nowhere/report"), "00ff"),
            Handed::Nothing
        );
        assert_eq!(read_report(&std::env::temp_dir(), "00ff"), Handed::Forged);
    }
}
