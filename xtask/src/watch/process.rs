//! Another process of this program, which is stopped together with all that it started.

use std::io::{self, BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

/// The most of what it prints on stderr that is kept, in bytes.
const KEPT: u64 = 4 * 1024;

/// A process at work; it is stopped when this is dropped.
pub(super) struct Process(Child);

impl Process {
    /// Starts this program with `arguments`. Calls `line` with each line that it prints, and `ended`
    /// at the end, with the last line of its complaints; both on a thread of their own.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub(super) fn start(
        arguments: &[&str],
        line: impl Fn(&str) + Send + 'static,
        ended: impl FnOnce(String) + Send + 'static,
    ) -> io::Result<Self> {
        let mut command = Command::new(this_program()?);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let complaints = thread::spawn(move || stderr.map(last_line).unwrap_or_default());
        thread::spawn(move || {
            for read in stdout
                .into_iter()
                .flat_map(|pipe| BufReader::new(pipe).lines())
            {
                let Ok(read) = read else { break };
                line(&read);
            }
            ended(complaints.join().unwrap_or_default());
        });
        Ok(Self(child))
    }

    /// Stops the process and its group: Cargo and the compilers in it. The tests have groups of their
    /// own, whose guards see the end of the grader and end them.
    #[cfg(unix)]
    fn stop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};

        // Nobody has waited for it: its number is still its own.
        let group = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        // Fails when nothing is left, which is as good.
        let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    }

    #[cfg(not(unix))]
    fn stop(&mut self) {
        let _ = self.0.kill();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
        let _ = self.0.wait();
    }
}

fn last_line(pipe: impl Read) -> String {
    let mut pipe = BufReader::new(pipe);
    let mut text = Vec::new();
    let _ = pipe.by_ref().take(KEPT).read_to_end(&mut text);
    // What is too much is read nonetheless, so that the process can go on.
    let _ = io::copy(&mut pipe, &mut io::sink());
    let text = String::from_utf8_lossy(&text);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.unwrap_or_default().trim().to_string()
}

/// Returns this program, also when Cargo has put a newer one in its place meanwhile.
fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok(PathBuf::from("/proc/self/exe"));
    }
    std::env::current_exe()
}
