//! Build: compiles a pristine workspace once, and finds each package's graded suite.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::sandbox::{Isolation, Plan};
use crate::escape;
use crate::repo::Repo;

/// Holds what became of one package.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// The program with the graded tests, if everything compiled.
    pub program: Option<PathBuf>,
    /// The submission's own library.
    pub library: Option<PathBuf>,
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

/// Stands for an error of the compiler where it was ended itself and said none.
pub(super) const ENDED: &str = "error: the compiler was ended";

/// One line of Cargo's JSON output, as far as it is read.
#[derive(Deserialize)]
struct Line {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    message: Option<Diagnostic>,
}

#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    rendered: Option<String>,
}

/// Compiles all packages of the workspace at `root`; the result is by the path of the manifest.
///
/// The compiler is isolated, too: it reads the toolchain, our crates and the workspace, and has no
/// network. Nothing is downloaded unless something is missing: `waiting` is called before that.
///
/// # Errors
///
/// When Cargo cannot be started, or fails for another reason than the student's code.
pub fn build(
    repo: &Repo,
    root: &Path,
    isolation: &Isolation,
    waiting: &dyn Fn(),
) -> Result<BTreeMap<PathBuf, Built>> {
    let mut output = compile(repo, root, isolation)?;
    let mut built = read(&output.stdout);
    let offline = |output: &Output| String::from_utf8_lossy(&output.stderr).contains("offline");
    if !output.status.success() && !built.values().any(failed) && offline(&output) {
        waiting();
        fetch(repo, root)?;
        output = compile(repo, root, isolation)?;
        built = read(&output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    blame(&said, root, &mut built);
    if !output.status.success() && !built.values().any(failed) {
        bail!("cargo could not build: {}", escape::one_line(said.trim()));
    }
    Ok(built)
}

fn failed(built: &Built) -> bool {
    !built.errors.is_empty()
}

/// Finds the packages on which the compiler itself was ended by a limit, of time or of memory.
///
/// Cargo says so in two lines: which package, and how the compiler ended.
fn blame(said: &str, root: &Path, built: &mut BTreeMap<PathBuf, Built>) {
    let members = members(root);
    let mut package = None;
    for line in said.lines() {
        if let Some((_, rest)) = line.split_once("could not compile `") {
            package = rest.split('`').next().map(str::to_string);
        }
        let ended = ["(signal: ", "rustc interrupted", "memory allocation"];
        let Some(name) = package
            .clone()
            .filter(|_| ended.iter().any(|one| line.contains(one)))
        else {
            continue;
        };
        // Packages are named after their folder: see `pristine`.
        let folder = members.iter().find(|one| one.replace('/', "-") == name);
        let manifest = folder.map(|folder| root.join(folder).join("Cargo.toml"));
        if let Some(package) = manifest.map(|path| built.entry(path).or_default())
            && package.errors.is_empty()
        {
            package.errors.push(ENDED.to_string());
            package.program = None;
        }
    }
}

/// Lists the folders of the packages of the workspace at `root`.
fn members(root: &Path) -> Vec<String> {
    let workspace = workspace(root);
    let members = workspace.get("members").and_then(toml::Value::as_array);
    let each = members.into_iter().flatten();
    each.filter_map(|one| one.as_str().map(str::to_string))
        .collect()
}

/// Reads what the manifest at `root`, which is ours, says of its workspace.
fn workspace(root: &Path) -> toml::Table {
    let text = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    let workspace = manifest.get("workspace").and_then(toml::Value::as_table);
    workspace.cloned().unwrap_or_default()
}

fn compile(repo: &Repo, root: &Path, isolation: &Isolation) -> Result<Output> {
    let target = repo.grade_dir().join("build");
    let temporary = target.join("tmp");
    fs::create_dir_all(&temporary).with_context(|| temporary.display().to_string())?;
    let program = cargo();
    let mut read = toolchain(&program);
    read.extend([repo.root().join("crates"), repo.root().join("Cargo.toml")]);
    read.extend(paths_of_dependencies(root));
    let plan = Plan::build(read, vec![root.to_path_buf(), target.clone()]);
    let mut command = isolation.command(&plan, &program);
    command
        .args([
            "build",
            "--workspace",
            "--test",
            "graded",
            "--keep-going",
            "--quiet",
            "--offline",
        ])
        .arg("--message-format=json");
    run(command, root, &target, &[("TMPDIR", &temporary)])
}

/// Downloads what is missing. Nothing of a submission is compiled meanwhile, or decides what.
fn fetch(repo: &Repo, root: &Path) -> Result<()> {
    let mut command = Command::new(cargo());
    command.args(["fetch", "--quiet"]);
    let output = run(command, root, &repo.grade_dir().join("build"), &[])?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!(
            "cargo could not download: {}",
            escape::one_line(said.trim())
        );
    }
    Ok(())
}

fn run(
    mut command: Command,
    root: &Path,
    target: &Path,
    more: &[(&str, &PathBuf)],
) -> Result<Output> {
    command
        .current_dir(root)
        .stdin(Stdio::null())
        .env_clear()
        .envs(env::vars_os().filter(|(name, _)| passes(name)))
        .envs(more.iter().copied())
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_TERM_COLOR", "never");
    command.output().context("cannot start cargo")
}

/// Returns Cargo's program: the one that runs us, or the first on the path.
fn cargo() -> PathBuf {
    let named = env::var_os("CARGO").map(PathBuf::from);
    let on_path = || {
        let path = env::var_os("PATH")?;
        env::split_paths(&path)
            .map(|folder| folder.join("cargo"))
            .find(|file| file.is_file())
    };
    named
        .or_else(on_path)
        .unwrap_or_else(|| PathBuf::from("cargo"))
}

/// Lists where the toolchain and the downloaded sources lie. (Not Cargo's whole folder, in which
/// somebody's credentials may be.)
fn toolchain(program: &Path) -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let folder = |variable: &str, usual: &str| {
        env::var_os(variable).map_or_else(|| home.join(usual), PathBuf::from)
    };
    let cargo_home = folder("CARGO_HOME", ".cargo");
    let mut read = vec![folder("RUSTUP_HOME", ".rustup")];
    for part in ["bin", "registry", "git", "config.toml", "config"] {
        read.push(cargo_home.join(part));
    }
    // `…/bin/cargo` of a toolchain that rustup does not know.
    let own = program.parent().and_then(Path::parent);
    read.extend(
        own.filter(|folder| folder.join("lib").is_dir())
            .map(PathBuf::from),
    );
    read
}

/// Lists the folders of our crates that the workspace at `root` depends on, and the manifests of the
/// workspaces from which these inherit.
fn paths_of_dependencies(root: &Path) -> Vec<PathBuf> {
    let workspace = workspace(root);
    let dependencies = workspace
        .get("dependencies")
        .and_then(toml::Value::as_table);
    let each = dependencies.into_iter().flatten();
    let folders = each.filter_map(|(_, one)| one.get("path")?.as_str().map(PathBuf::from));
    let mut read: Vec<PathBuf> = folders.collect();
    let of_workspace = |folder: &PathBuf| {
        let mut manifests = folder.ancestors().skip(1).map(|one| one.join("Cargo.toml"));
        manifests.find(|manifest| manifest.is_file())
    };
    let manifests: Vec<PathBuf> = read.iter().filter_map(of_workspace).collect();
    read.extend(manifests);
    read.sort();
    read.dedup();
    read
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
                let is_library = |path: &PathBuf| path.extension().is_some_and(|e| e == "rlib");
                let library = line.filenames.into_iter().find(is_library);
                package.library = library.or(package.library.take());
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
