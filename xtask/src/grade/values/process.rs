//! One run of the judge's process: bytes in, bytes out, and an end within limits.
//!
//! The program is ours; what it reads is not. Answers that keep it busy for ever must not keep the grader.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::grade::runner::{Limits, Watchdog};
use crate::grade::sandbox::Level;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// What a process that came to its end said.
pub(super) struct Output {
    /// How it ended.
    pub(super) status: ExitStatus,
    /// What it wrote on standard output.
    pub(super) stdout: Vec<u8>,
}

/// Runs `command` with `bytes` to read; `None` if it was killed, because it was not done within `limits`.
///
/// # Errors
///
/// When it cannot be started.
pub(super) fn run(command: &mut Command, bytes: &[u8], limits: Limits) -> Result<Option<Output>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // Neither pipe holds up this thread, which has to watch; both end with the process.
        scope.spawn(move || {
            // One that ends without reading says why by its status.
            let _ = stdin.map(|mut stdin| stdin.write_all(bytes));
        });
        let (done, ended) = mpsc::channel::<()>();
        let reader = scope.spawn(move || {
            let mut said = Vec::new();
            let read = stdout.map(|mut stdout| stdout.read_to_end(&mut said));
            drop(done);
            read.transpose().map(|_| said)
        });
        let status = watch(&mut child, &ended, limits)?;
        let stdout = reader.join().expect("it only reads");
        Ok(match status {
            Some(status) => Some(Output {
                status,
                stdout: stdout.context("its standard output")?,
            }),
            None => None,
        })
    })
}

/// Waits until `child` has ended, or kills it; `None` if it was not done within `limits`.
fn watch(
    child: &mut Child,
    ended: &mpsc::Receiver<()>,
    limits: Limits,
) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut watchdog = Watchdog::new(child.id(), limits, Level::L1);
    loop {
        // Its output closed mostly means that it has ended: no need to wait for a look.
        if ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Disconnected) {
            thread::sleep(Duration::from_millis(1));
        }
        let status = child.try_wait();
        if let Ok(Some(status)) = status {
            return Ok(Some(status));
        }
        if status.is_err() || watchdog.look(start.elapsed()).is_some() {
            let _ = child.kill();
            let _ = child.wait();
            return status.map(|_| None).context("cannot wait for it");
        }
    }
}
