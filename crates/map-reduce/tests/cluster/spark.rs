//! The engine, if it is there, and what is given to it.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use map_reduce::stdio::from_line;
use pattern_sync::channel::bounded;
use pattern_sync::sync::{Mutex, MutexGuard};
use pattern_sync::thread;
use pattern_sync::time::Duration;

pub(crate) const JOBS: &str = env!("CARGO_BIN_EXE_stdio-test-jobs");
pub(crate) const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster/map_reduce_spark.py");

/// Far more than a job takes; only one that hangs gets there.
pub(crate) const DEADLINE: Duration = Duration::from_secs(540);

/// One test at a time: each of them starts several Java machines.
static TURN: Mutex<()> = Mutex::new(());

/// An installed Spark, and a directory for a test's files, which goes away.
pub(crate) struct Spark {
    python: PathBuf,
    /// Where its programs are, in `bin`.
    home: PathBuf,
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Spark {
    /// Finds it, or says that a test is skipped. `MAP_REDUCE_PYTHON` may say which Python has it.
    pub(crate) fn find(test: &str) -> Option<Self> {
        let turn = TURN.lock();
        let python = std::env::var_os("MAP_REDUCE_PYTHON").unwrap_or_else(|| "python3".into());
        let ask = "import pyspark, sys; print(sys.executable); print(pyspark.__path__[0])";
        let answer = Command::new(python).args(["-c", ask]).output().ok();
        let answer = answer.filter(|answer| answer.status.success());
        let java = Command::new("java").arg("-version").output();
        let has_java = java.is_ok_and(|java| java.status.success());
        let (Some(answer), true) = (answer, has_java) else {
            let missing = if has_java { "pyspark" } else { "Java" };
            let message = format!(
                "\nSKIPPED: {test}: no {missing}; see crates/map-reduce/cluster/README.md\n"
            );
            // Past the harness, which shows what is printed only if a test fails.
            let _ = std::io::stderr().write_all(message.as_bytes());
            return None;
        };
        let answer = String::from_utf8(answer.stdout).unwrap();
        let (python, home) = answer.trim().split_once('\n').unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Some(Self {
            python: python.into(),
            home: home.into(),
            folder,
            _turn: turn,
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Makes an executable of lines of shell, in which `$0` is in the directory of the test.
    pub(crate) fn script(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.write(name, format!("#!/bin/sh\n{lines}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// One of Spark's own programs.
    pub(crate) fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.home.join("bin").join(name));
        command
            .env("PYSPARK_PYTHON", &self.python)
            .env("SPARK_LOCAL_IP", "127.0.0.1")
            .env("SPARK_HOME", &self.home)
            .env("TMPDIR", &self.folder)
            .env("SPARK_LOCAL_DIRS", &self.folder);
        command
    }

    /// Begins to run a Python script on a master.
    pub(crate) fn start(&self, master: &str, script: &str, arguments: &[&str]) -> Child {
        let mut command = self.program("spark-submit");
        command.args(["--master", master, "--conf", "spark.ui.enabled=false"]);
        command.arg(script).args(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Runs the driver on the files of the directory `input`, and gives the output file's content.
    pub(crate) fn run(&self, master: &str, job: &str, options: &[&str]) -> Vec<u8> {
        let output = self.drive(DRIVER, master, job, options);
        assert!(output.status.success(), "{}", said(&output));
        fs::read(self.path("output")).unwrap()
    }

    /// As `run`, with any driver, and whatever comes of it.
    pub(crate) fn drive(&self, driver: &str, master: &str, job: &str, options: &[&str]) -> Output {
        let (input, output) = (self.path("input"), self.path("output"));
        let (input, output) = (input.to_str().unwrap(), output.to_str().unwrap());
        let arguments = [options, &["--job", job, "--output", output, input]].concat();
        ended(self.start(master, driver, &arguments))
    }

    /// What a job gives on threads, on the same files.
    pub(crate) fn on_threads(&self, job: &str) -> Vec<u8> {
        let input = self.path("input");
        let output = Command::new(JOBS)
            .args([job, "threads"])
            .arg(input)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    }
}

impl Drop for Spark {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Waits for a process to end.
pub(crate) fn ended(child: Child) -> Output {
    let (sender, receiver) = bounded(1);
    let id = child.id();
    let waiting = thread::spawn(move || sender.send(child.wait_with_output()));
    let Ok(output) = receiver.recv_timeout(DEADLINE) else {
        kill(id);
        panic!("Spark still runs after {DEADLINE:?}");
    };
    waiting.join().unwrap().unwrap();
    output.unwrap()
}

pub(crate) fn kill(id: u32) {
    let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
}

/// What a process said, for messages. (Spark passes on what the driver says as standard output.)
pub(crate) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!(
        "{}\n{}\n{}",
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    )
}

/// The command line of a job of the tests.
pub(crate) fn job(name: &str) -> String {
    format!("'{JOBS}' {name}")
}

/// Adds up the counts of the words that have been counted.
pub(crate) fn total(counted: &[u8]) -> u64 {
    let lines = counted
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .map(|line| from_line::<Vec<u8>, u64>(line).unwrap().1)
        .sum()
}
