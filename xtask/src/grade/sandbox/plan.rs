//! What an isolated process may do, and the command that starts it so.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Isolation, Level};

/// Says what a process may do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Files and folders that it may read, and run programs from.
    pub read: Vec<PathBuf>,
    /// Folders that it may write in as well.
    pub write: Vec<PathBuf>,
    /// How much private memory each process may have, in bytes.
    pub memory: u64,
    /// How large a file may become, in bytes.
    pub file: u64,
    /// The CPU time of each process, in seconds.
    pub cpu: u64,
    /// Whether it is a build: it may start other processes, as the user who grades.
    pub build: bool,
}

/// What every program needs that is linked dynamically.
const LIBRARIES: [&str; 6] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/dev/null",
];

/// What compilers and linkers need besides.
const TOOLS: [&str; 6] = [
    "/bin",
    "/usr",
    "/etc/alternatives",
    "/dev/urandom",
    "/proc",
    "/etc/ld.so.conf",
];

impl Plan {
    /// A graded test: its program, its own `sources`, and nothing else; no file may be written.
    pub fn test(program: &Path, sources: Option<&Path>, cpu: u64) -> Self {
        let read = std::iter::once(program).chain(sources);
        Self {
            read: read.map(Path::to_path_buf).collect(),
            write: Vec::new(),
            memory: 1 << 30,
            file: 0,
            cpu,
            build: false,
        }
    }

    /// A build that reads `read` and writes in `write`.
    pub fn build(read: Vec<PathBuf>, write: Vec<PathBuf>) -> Self {
        Self {
            read,
            write,
            memory: 3 << 30,
            file: 1 << 30,
            cpu: 120,
            build: true,
        }
    }

    /// Returns the plan as arguments for [`super::confine`].
    pub(super) fn arguments(&self, program: &Path) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec![super::confine::WORD.into()];
        let mut add = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        add("--memory", self.memory.to_string().into());
        add("--file", self.file.to_string().into());
        add("--cpu", self.cpu.to_string().into());
        add("--build", self.build.to_string().into());
        for path in self.readable() {
            add("--read", path.into());
        }
        for path in &self.write {
            add("--write", path.into());
        }
        arguments.extend(["--".into(), program.into()]);
        arguments
    }

    /// Lists what it may read, as far as it is there.
    fn readable(&self) -> Vec<PathBuf> {
        let tools: &[&str] = if self.build { &TOOLS } else { &[] };
        let common = LIBRARIES.iter().chain(tools).map(PathBuf::from);
        let all = common.chain(self.read.iter().cloned());
        all.filter(|path| path.exists()).collect()
    }
}

impl Isolation {
    /// Returns the command that runs `program` as `plan` says; arguments are still to be added.
    ///
    /// At [`Level::L1`] that is the program itself.
    pub fn command(&self, plan: &Plan, program: &Path) -> Command {
        let mut command = match self.level {
            Level::L1 => return Command::new(program),
            Level::L2 => Command::new(&self.launcher),
            Level::L3 => self.in_namespaces(plan),
        };
        command.args(plan.arguments(program));
        if !plan.build {
            become_ordinary(&mut command);
        }
        command
    }

    /// Returns the command that runs the launcher in namespaces of its own.
    fn in_namespaces(&self, plan: &Plan) -> Command {
        let mut command = Command::new("bwrap");
        command.args(["--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]);
        if !plan.build {
            command.args(["--unshare-user", "--hostname", "grader"]);
        }
        for path in plan.readable() {
            // Links such as `/lib` are followed: what they point to is found under both names.
            command.arg("--ro-bind").arg(&path).arg(&path);
        }
        if plan.build {
            command.args(["--proc", "/proc", "--dev", "/dev"]);
        } else {
            command.args(["--dev-bind", "/dev/null", "/dev/null"]);
        }
        for path in &plan.write {
            command.arg("--bind").arg(path).arg(path);
        }
        command
            .arg("--ro-bind")
            .arg(&self.launcher)
            .arg("/launcher");
        if !plan.build {
            command.args(["--chdir", "/"]);
        }
        command.args(["--", "/launcher"]);
        command
    }
}

/// Lets a grader that runs as root start the process as a user who owns nothing.
///
/// Processes at the same time get different users, so that limits of one do not touch another.
#[cfg(unix)]
fn become_ordinary(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// The first of the numbers, which no distribution gives to a person or a service.
    const FIRST: u32 = 60_100;
    /// How many there are.
    const COUNT: u32 = 900;

    static NEXT: AtomicU32 = AtomicU32::new(0);
    if rustix::process::geteuid().is_root() {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let user = FIRST + std::process::id().wrapping_add(number) % COUNT;
        command.uid(user).gid(user);
    }
}

#[cfg(not(unix))]
fn become_ordinary(_: &mut Command) {}
