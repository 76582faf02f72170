//! Build: compiles a pristine workspace once, and finds each package's graded suite.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::escape;
use crate::repo::Repo;

/// Holds what became of one package.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The program with the graded tests, if everything compiled.
    pub program: Option<PathBuf>,
    /// The compiler's errors, as it renders them.
    pub errors: Vec<String>,
}

/// Variables of the environment that Cargo, the compiler and the linker need; no others are passed on.
const PASSED_ON: &[&str] = &[
    "APPDATA",
    "CARGO_HOME",
    "COMSPEC",
    "HOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "INCLUDE",
    "LIB",
    "LIBPATH",
    "LOCALAPPDATA",
    "NO_PROXY",
    "PATH",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "SDKROOT",
    "SSL_CERT_FILE",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USERPROFILE",
    "VSINSTALLDIR",
    "VCINSTALLDIR",
    "WINDIR",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// One line of Cargo's JSON output, as far as it is read.
#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// Compiles all packages of the workspace at `root`; the result is by the path of the manifest.
///
/// Nothing is downloaded unless something is missing: `waiting` is called before a download.
///
/// # Errors
///
/// When Cargo cannot be started, or fails for another reason than the student's code.
pub fn build(repo: &Repo, root: &Path, waiting: &dyn Fn()) -> Result<BTreeMap<PathBuf, Built>> {
    let mut output = cargo(repo, root, true)?;
    let mut built = read(&output.stdout);
    let offline = |output: &Output| String::from_utf8_lossy(&output.stderr).contains("offline");
    if !output.status.success() && !built.values().any(failed) && offline(&output) {
        waiting();
        output = cargo(repo, root, false)?;
        built = read(&output.stdout);
    }
    if !output.status.success() && !built.values().any(failed) {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("cargo could not build: {}", escape::one_line(said.trim()));
    }
    Ok(built)
}

fn failed(built: &Built) -> bool {
    !built.errors.is_empty()
}

fn cargo(repo: &Repo, root: &Path, offline: bool) -> Result<Output> {
    let target = repo.grade_dir().join("build");
    fs::create_dir_all(&target).with_context(|| target.display().to_string())?;
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(&program);
    command
        .args([
            "build",
            "--workspace",
            "--test",
            "graded",
            "--keep-going",
            "--quiet",
        ])
        .arg("--message-format=json")
        .args(offline.then_some("--offline"))
        .current_dir(root)
        .stdin(Stdio::null())
        .env_clear()
        .envs(env::vars_os().filter(|(name, _)| passes(name)))
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_TERM_COLOR", "never");
    command
        .output()
        .with_context(|| format!("cannot start {}", program.display()))
}

fn passes(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    PASSED_ON.iter().any(|passed| {
        if cfg!(windows) {
            passed.eq_ignore_ascii_case(&name)
        } else {
            *passed == name
        }
    })
}

/// Reads Cargo's messages. Lines that are no message are skipped: macros may print.
fn read(output: &[u8]) -> BTreeMap<PathBuf, Built> {
    let mut packages: BTreeMap<PathBuf, Built> = BTreeMap::new();
    for line in output
        .split(|byte| *byte == b'\n')
        .filter(|line| line.starts_with(b"{"))
    {
        let Ok(line) = serde_json::from_slice::<Line>(line) else {
            continue;
        };
        let Some(manifest) = line.manifest_path else {
            continue;
        };
        let package = packages.entry(manifest).or_default();
        match (line.reason.as_str(), line.message) {
            ("compiler-message", Some(message)) if message.level.starts_with("error") => {
                let text = message.rendered.unwrap_or_default();
                // "aborting due to …" repeats what was said.
                if !text.starts_with("error: aborting due to") {
                    package.errors.push(escape::visible(text.trim_end()));
                }
            }
            ("compiler-artifact", _) => {
                package.program = line.executable.or(package.program.take());
            }
            _ => {}
        }
    }
    for package in packages.values_mut().filter(|package| failed(package)) {
        package.program = None;
    }
    packages
}

#[cfg(test)]
mod tests;
