//! The grader, if it listens: what it sends through standard input, and where the report goes.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, Read as _};

use super::{Mode, REPORT, Report, SOCKET};
use crate::model::{Schedule, Timeline};

/// The grader, if it listens.
pub(super) struct Listener {
    /// Where the report goes, and the key that proves that it is ours.
    pub(super) grader: Option<(OsString, String)>,
}

impl Listener {
    pub(super) fn from_environment() -> Self {
        let grader = env::var_os(REPORT).map(|path| {
            let mut key = String::new();
            // Without a key the report will not be believed, which is all that can be said here.
            let _ = io::stdin().read_line(&mut key);
            (path, key.trim().to_owned())
        });
        Self { grader }
    }

    pub(super) fn report(&self, mode: Mode) -> Report {
        let key = self.grader.as_ref().map(|(_, key)| key.clone());
        Report::new(key.unwrap_or_default(), mode)
    }

    /// Reads the inputs that the grader sends behind the key: their length, then themselves.
    pub(super) fn inputs(&self) -> Vec<u8> {
        let (mut stdin, mut length) = (io::stdin().lock(), String::new());
        let mut bytes = Vec::new();
        // Without inputs there are no answers, and without answers the test fails.
        if stdin.read_line(&mut length).is_ok()
            && let Ok(length) = length.trim().parse()
        {
            let _ = stdin.take(length).read_to_end(&mut bytes);
        }
        bytes
    }

    /// Reports the schedule next to a failing one, if there is any that passes.
    pub(super) fn send_nearest(&self, mut report: Report, found: Option<(Schedule, Timeline)>) {
        if let Some((schedule, timeline)) = found {
            report.passed = true;
            report.schedule = Some(schedule.to_string());
            report.timeline = Some(timeline);
        }
        self.send(&report);
    }

    pub(super) fn send(&self, report: &Report) {
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
