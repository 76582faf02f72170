//! On which machine, with which compiler, of which commit, by which command: a number without them
//! says nothing.

use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::noise::cores;
use crate::options::Options;

/// What has to be known in order to measure again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Circumstances {
    pub(crate) machine: String,
    pub(crate) compiler: String,
    pub(crate) commit: String,
    pub(crate) command: String,
    pub(crate) rounds: usize,
    pub(crate) quick: bool,
    /// Seconds since 1970.
    pub(crate) started: u64,
}

impl Circumstances {
    /// Asks the system; what it does not say is called unknown.
    pub(crate) fn now(options: &Options) -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            machine: machine(),
            compiler: said("rustc", &["-V"]).unwrap_or_else(unknown),
            commit: commit().unwrap_or_else(unknown),
            command: format!("cargo staff bench {}", options.given),
            rounds: options.rounds,
            quick: options.quick,
            started: started.map_or(0, |time| time.as_secs()),
        }
    }
}

impl fmt::Display for Circumstances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "machine   {}", self.machine)?;
        writeln!(f, "compiler  {}", self.compiler)?;
        writeln!(f, "commit    {}", self.commit)?;
        writeln!(f, "command   {}", self.command)?;
        writeln!(f, "rounds    {}", self.rounds)
    }
}

fn unknown() -> String {
    "unknown".to_string()
}

fn machine() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = about
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or(std::env::consts::ARCH, |model| {
        model.trim_start_matches([' ', '\t', ':'])
    });
    format!("{} cores, {model}, {}", cores(), std::env::consts::OS)
}

fn commit() -> Option<String> {
    let commit = said("git", &["rev-parse", "--short=12", "HEAD"])?;
    let changes = said("git", &["status", "--porcelain"])?;
    let changed = if changes.is_empty() {
        ""
    } else {
        " and changes"
    };
    Some(commit + changed)
}

/// Returns what a command prints, if it can be run in the repository and says that all is well.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(repository)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}
