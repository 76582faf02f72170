//! A process together with everything that it starts, so that all of it can be killed.

use std::io;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus};

/// Holds a process that leads a group of its own (on Unix; elsewhere the process alone).
pub(super) struct Group {
    child: Child,
}

impl Group {
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        command.spawn().map(|child| Self { child })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    #[cfg(not(unix))]
    pub(super) fn stdin(&mut self) -> Option<std::process::ChildStdin> {
        self.child.stdin.take()
    }

    pub(super) fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub(super) fn stderr(&mut self) -> Option<ChildStderr> {
        self.child.stderr.take()
    }

    /// Collects the exit status; the process has ended or was killed.
    pub(super) fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }
}

#[cfg(unix)]
impl Group {
    /// Tells whether the process has ended. Its number stays taken until [`Group::wait`].
    pub(super) fn has_ended(&mut self) -> bool {
        use rustix::process::{WaitId, WaitIdOptions, waitid};

        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        self.pid()
            .is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
    }

    /// Kills whatever is left of the group.
    pub(super) fn kill(&mut self) {
        use rustix::process::{Signal, kill_process_group};

        // Fails when nothing is left, which is as good.
        let _ = self.pid().map(|pid| kill_process_group(pid, Signal::KILL));
    }

    fn pid(&self) -> Option<rustix::process::Pid> {
        rustix::process::Pid::from_raw(i32::try_from(self.id()).ok()?)
    }
}

/// A process that kills a group should the grader come to its end first.
///
/// It waits for the end of a pipe, which the grader holds open and the system closes.
#[cfg(unix)]
pub(super) struct Guard(Option<Child>);

#[cfg(unix)]
impl Group {
    /// Lets the group not outlive the grader.
    pub(super) fn guard(&self) -> Guard {
        use std::os::unix::process::CommandExt as _;
        use std::process::Stdio;

        let script = "read -r nothing; kill -KILL \"-$0\"";
        let child = Command::new("/bin/sh")
            .args(["-c", script, &self.id().to_string()])
            // Whoever ends the grader's whole group, as Ctrl-C does, must not end this one with it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        // Without it the limits of CPU time still end what loops.
        Guard(child.ok())
    }
}

#[cfg(unix)]
impl Guard {
    /// Does what the end of the grader would do.
    #[cfg(test)]
    pub(super) fn lose_the_grader(mut self) {
        if let Some(mut child) = self.0.take() {
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}

#[cfg(unix)]
impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Nothing: elsewhere than on Unix a process may outlive the grader, until its own end.
#[cfg(not(unix))]
pub(super) struct Guard;

#[cfg(not(unix))]
impl Group {
    /// Lets the group not outlive the grader, where that can be done.
    pub(super) fn guard(&self) -> Guard {
        Guard
    }
}

#[cfg(not(unix))]
impl Group {
    /// Tells whether the process has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills the process.
    pub(super) fn kill(&mut self) {
        let _ = self.child.kill();
    }
}
