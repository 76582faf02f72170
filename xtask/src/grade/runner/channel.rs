//! The way between the grader and one graded process: key and inputs go in, the report comes out.
//!
//! On Unix it is a pair of sockets, one end of which is the process's standard input: no file, no
//! name, nothing that another process could open. Elsewhere the report is a file.

use std::path::Path;
use std::process::Stdio;

use anyhow::Result;

use super::group::Group;

/// The largest report that is read, in bytes.
const MAX_REPORT: usize = 16 * 1024 * 1024;

#[cfg(not(unix))]
pub(super) use self::file::Channel;
#[cfg(unix)]
pub(super) use self::unix::Channel;

/// Returns what goes in: a line with the key, a line with the length of the inputs, and themselves. If there
/// are none, that is said: who waits for them does not wait for ever.
fn message(key: &str, inputs: Option<&[u8]>) -> Vec<u8> {
    let length = inputs.map_or_else(|| "none".to_string(), |inputs| inputs.len().to_string());
    let mut message = format!("{key}\n{length}\n").into_bytes();
    message.extend_from_slice(inputs.unwrap_or_default());
    message
}

#[cfg(unix)]
mod unix {
    use std::io::{ErrorKind, Read as _, Write as _};
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::{self, JoinHandle};
    use std::time::Duration;

    use super::{Group, MAX_REPORT, Path, Result, Stdio};
    use crate::report::SOCKET;

    /// How long nothing may come, once the process has ended, until nothing more is awaited: a
    /// process that escaped the group could hold the other end open.
    const SILENCE: Duration = Duration::from_millis(50);

    pub(in super::super) struct Channel {
        ours: UnixStream,
        ended: Arc<AtomicBool>,
        reader: JoinHandle<Vec<u8>>,
    }

    impl Channel {
        /// Makes a channel; the other end is for the process's standard input.
        pub(in super::super) fn new(_: &Path) -> Result<(Self, Stdio)> {
            let (ours, theirs) = UnixStream::pair()?;
            ours.set_read_timeout(Some(SILENCE))?;
            // A process that reads nothing does not hold up the grader.
            ours.set_write_timeout(Some(SILENCE))?;
            let (mut from, ended) = (ours.try_clone()?, Arc::new(AtomicBool::new(false)));
            let over = Arc::clone(&ended);
            let reader = thread::spawn(move || read(&mut from, &over));
            let channel = Self {
                ours,
                ended,
                reader,
            };
            Ok((channel, Stdio::from(OwnedFd::from(theirs))))
        }

        /// Returns what the process is told about where its report goes.
        pub(in super::super) fn place(&self) -> &str {
            SOCKET
        }

        /// Sends the key, and inputs. A process that does not read them fails for that reason: no
        /// error here.
        pub(in super::super) fn send(&mut self, _: &mut Group, key: &str, inputs: Option<&[u8]>) {
            let _ = self.ours.write_all(&super::message(key, inputs));
        }

        /// Returns what came, once the process has ended.
        pub(in super::super) fn received(self) -> Vec<u8> {
            // Pairs with the load in `read`; what the process wrote before is in the socket.
            self.ended.store(true, Ordering::SeqCst);
            self.reader.join().unwrap_or_default()
        }
    }

    /// Reads until the other end is closed. What is too long is read on, and kept no more.
    fn read(from: &mut UnixStream, ended: &AtomicBool) -> Vec<u8> {
        let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
        loop {
            // Asked before reading, so that what was written before the end is not missed.
            let over = ended.load(Ordering::SeqCst);
            match from.read(&mut buffer) {
                Ok(0) => return bytes,
                Ok(count) if bytes.len() <= MAX_REPORT => bytes.extend_from_slice(&buffer[..count]),
                Ok(_) if over => return bytes,
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    let silence = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
                    if over || !silence.contains(&error.kind()) {
                        return bytes;
                    }
                }
            }
        }
    }
}

#[cfg(not(unix))]
mod file {
    use std::fs;
    use std::io::{Read as _, Write as _};
    use std::path::PathBuf;
    use std::process::ChildStdin;

    use super::{Group, MAX_REPORT, Path, Result, Stdio};

    pub(in super::super) struct Channel {
        path: PathBuf,
        stdin: Option<ChildStdin>,
    }

    impl Channel {
        /// Makes a channel; the other end is for the process's standard input.
        pub(in super::super) fn new(folder: &Path) -> Result<(Self, Stdio)> {
            let path = folder.join("report");
            Ok((Self { path, stdin: None }, Stdio::piped()))
        }

        /// Returns what the process is told about where its report goes.
        pub(in super::super) fn place(&self) -> &Path {
            &self.path
        }

        /// Sends the key, and inputs. A process that does not read them fails for that reason: no
        /// error here.
        pub(in super::super) fn send(
            &mut self,
            group: &mut Group,
            key: &str,
            inputs: Option<&[u8]>,
        ) {
            self.stdin = group.stdin();
            let bytes = super::message(key, inputs);
            let _ = self.stdin.as_mut().map(|stdin| stdin.write_all(&bytes));
        }

        /// Returns what came, once the process has ended.
        pub(in super::super) fn received(self) -> Vec<u8> {
            let mut bytes = Vec::new();
            let regular = fs::symlink_metadata(&self.path).is_ok_and(|data| data.is_file());
            if regular && let Ok(file) = fs::File::open(&self.path) {
                let _ = file.take(MAX_REPORT as u64 + 1).read_to_end(&mut bytes);
            }
            bytes
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    fn of_shell(script: &str) -> Vec<u8> {
        let (mut channel, theirs) = Channel::new(Path::new("")).unwrap();
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).stdin(theirs);
        let mut group = Group::start(&mut command).unwrap();
        drop(command);
        channel.send(&mut group, "00ff", Some(b"in"));
        group.wait().unwrap();
        channel.received()
    }

    #[test]
    fn key_and_inputs_go_in_and_the_report_comes_out() {
        assert_eq!(of_shell("read key; echo \"$key!\" >&0"), b"00ff!\n");
        let all = "read key; read length; echo \"$length $(head -c 2)\" >&0";
        assert_eq!(of_shell(all), b"2 in\n");
        assert_eq!(of_shell(":"), b"");
    }

    #[test]
    fn a_process_that_stays_behind_with_the_other_end_does_not_hold_up_the_grader() {
        let script = "setsid sleep 5 <&0 & read key; echo report >&0";
        assert_eq!(of_shell(script), b"report\n");
    }
}
