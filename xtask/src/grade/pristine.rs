//! The pristine workspace: our manifest, our suite and our lock file around the student's sources.
//!
//! A slot is a folder `target/grade/pristine/<slot>` that is a Cargo workspace of its own. It
//! mirrors the repository, so that the compiler and the explorer name files as the student knows
//! them. Files that did not change are not written again: Cargo then has nothing to rebuild.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use toml::{Table, Value};

use super::intake::{self, Sources};
use super::values;
use crate::files;
use crate::lang::Lang;
use crate::repo::Repo;

/// Holds a slot, and keeps every other process out of it.
pub struct Workspace {
    root: PathBuf,
    kept: BTreeSet<PathBuf>,
    /// Where each package is, and what ours is called that it stands for.
    members: Vec<(String, String)>,
    incremental: bool,
    _lock: File,
}

impl Workspace {
    /// Takes the slot `name`; waits while another process holds it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(repo: &Repo, name: &str) -> Result<Self> {
        let slots = repo.grade_dir().join("pristine");
        let root = slots.join(name);
        fs::create_dir_all(&root).with_context(|| root.display().to_string())?;
        let path = slots.join(format!("{name}.lock"));
        let lock = File::create(&path).with_context(|| path.display().to_string())?;
        lock.lock().with_context(|| path.display().to_string())?;
        Ok(Self {
            root,
            kept: BTreeSet::new(),
            members: Vec::new(),
            incremental: true,
            _lock: lock,
        })
    }

    /// Compiles without keeping what makes the next build of the same sources faster: that takes
    /// three times the room of all else, which hundreds of packages fill a disk with.
    #[must_use]
    pub fn without_incremental(mut self) -> Self {
        self.incremental = false;
        self
    }

    /// Returns the folder in which Cargo runs.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Adds a package for `exercise` at `path`, with `sources` as its library.
    ///
    /// # Errors
    ///
    /// When our own manifest or suite cannot be read, or the slot not be written.
    pub fn add(
        &mut self,
        repo: &Repo,
        exercise: &str,
        path: &str,
        sources: &Sources,
    ) -> Result<PathBuf> {
        let ours = repo.exercise_dir(exercise);
        self.add_with_suite(&ours, &ours, path, sources)
    }

    /// Does as [`Workspace::add`], for the exercise in `ours`, with the tests of the folder `tests`.
    ///
    /// # Errors
    ///
    /// When our own manifest or the suite cannot be read, or the slot not be written.
    pub fn add_with_suite(
        &mut self,
        tests: &Path,
        ours: &Path,
        path: &str,
        sources: &Sources,
    ) -> Result<PathBuf> {
        let ours = read_toml(&ours.join("Cargo.toml"))?;
        let name = package_name(&ours);
        let manifest = package_manifest(ours, path)?;
        self.put(&format!("{path}/Cargo.toml"), &manifest)?;
        let suite = Suite::read(tests)?;
        for (file, text) in &suite.worker {
            self.put(&format!("{path}/{file}"), text)?;
        }
        if !suite.judge.is_empty() {
            self.put(&format!("{path}/{JUDGE}"), values::STAND_IN)?;
        }
        for (file, text) in &sources.files {
            self.put(&format!("{path}/{file}"), text)?;
        }
        self.members.push((path.to_string(), name));
        Ok(self.root.join(path).join("Cargo.toml"))
    }

    /// Adds a package with the judge's half of `suite` and the program `main`.
    ///
    /// # Errors
    ///
    /// When the slot cannot be written.
    pub fn add_judge(&mut self, suite: &Suite, main: &str) -> Result<PathBuf> {
        self.put("judge/Cargo.toml", JUDGE_MANIFEST)?;
        for (file, text) in &suite.judge {
            self.put(&format!("judge/{file}"), text)?;
        }
        self.put("judge/main.rs", main)?;
        // Cargo wants a library, or a program that is no test.
        self.put("judge/lib.rs", "")?;
        self.members
            .push(("judge".to_string(), "judge".to_string()));
        Ok(self.root.join("judge/Cargo.toml"))
    }

    /// Writes the workspace's own files, and removes whatever earlier runs left.
    ///
    /// # Errors
    ///
    /// When the root manifest cannot be read, or the slot not be written.
    pub fn finish(&mut self, repo: &Repo) -> Result<()> {
        let manifest = root_manifest(repo, &self.members, self.incremental)?;
        self.put("Cargo.toml", &manifest)?;
        let lock = repo.root().join("Cargo.lock");
        let lock = fs::read_to_string(&lock).with_context(|| lock.display().to_string())?;
        self.put("Cargo.lock", &lock)?;
        let root = self.root.clone();
        self.sweep(&root)
    }

    fn put(&mut self, path: &str, text: &str) -> Result<()> {
        let file = self.root.join(path);
        if fs::read(&file).ok().as_deref() != Some(text.as_bytes()) {
            files::write(&file, text)?;
        }
        self.kept.insert(file);
        Ok(())
    }

    fn sweep(&self, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let path = entry.path();
            if !entry.file_type()?.is_dir() {
                if !self.kept.contains(&path) {
                    fs::remove_file(&path).with_context(|| path.display().to_string())?;
                }
            } else if self.kept.iter().any(|kept| kept.starts_with(&path)) {
                self.sweep(&path)?;
            } else {
                fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
            }
        }
        Ok(())
    }
}

/// Where the judge's half of a suite begins.
pub const JUDGE: &str = "tests/judge/mod.rs";

/// The manifest of the package of the judge's half. (A test target without a harness is built by the same
/// run of Cargo as suites are.)
const JUDGE_MANIFEST: &str = "[package]\nname = \"judge\"\nedition = \"2024\"\nbuild = false\nautotests = false\n\
    [lib]\npath = \"lib.rs\"\n\
    [[test]]\nname = \"graded\"\npath = \"main.rs\"\nharness = false\n\
    [dependencies]\npattern-sync = { workspace = true, features = [\"model\"] }\n";

/// Holds the files of a graded suite: `tests/**/*.rs`, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// Those that are compiled with a submission.
    pub worker: BTreeMap<String, String>,
    /// Those that are compiled without: see [`super::values`].
    pub judge: BTreeMap<String, String>,
}

impl Suite {
    /// Reads the suite of the exercise in `folder`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn read(folder: &Path) -> Result<Self> {
        let files = match intake::collect_below(folder, "tests", "graded.rs") {
            Ok(sources) => sources.files,
            Err(refusal) => bail!("{}", refusal.to_text(Lang::En)),
        };
        let of_judge = |file: &str| Path::new(file).starts_with("tests/judge");
        let (judge, worker) = files.into_iter().partition(|(file, _)| of_judge(file));
        Ok(Self { worker, judge })
    }
}

/// Returns what the package of `manifest` is called.
fn package_name(manifest: &Table) -> String {
    let package = manifest.get("package");
    let name = package.and_then(|package| package.get("name")?.as_str());
    name.unwrap_or_default().to_string()
}

/// Returns what the package at `path` is called.
fn name_at(path: &str) -> String {
    path.replace('/', "-")
}

/// Returns the exercise's manifest as a package at `path`: only a library and the graded suite.
fn package_manifest(mut manifest: Table, path: &str) -> Result<String> {
    let package = table(&mut manifest, "package");
    package.insert("name".into(), name_at(path).into());
    package.insert("build".into(), false.into());
    for auto in ["autobins", "autobenches", "autoexamples", "autotests"] {
        package.insert(auto.into(), false.into());
    }
    table(&mut manifest, "lib").insert("path".into(), "src/lib.rs".into());
    let mut graded = Table::new();
    graded.insert("name".into(), "graded".into());
    graded.insert("path".into(), "tests/graded.rs".into());
    manifest.insert("test".into(), Value::Array(vec![graded.into()]));
    let lints = table(&mut manifest, "lints");
    if lints.get("workspace").is_none() {
        table(lints, "rust").insert("unsafe_code".into(), "forbid".into());
    }
    Ok(toml::to_string(&manifest)?)
}

/// Returns the repository's manifest with other members, and with the paths that it names made absolute.
fn root_manifest(repo: &Repo, members: &[(String, String)], incremental: bool) -> Result<String> {
    let mut manifest = read_toml(&repo.root().join("Cargo.toml"))?;
    let workspace = table(&mut manifest, "workspace");
    let paths = members.iter().map(|(path, _)| path.as_str().into());
    workspace.insert("members".into(), Value::Array(paths.collect()));
    for other in ["default-members", "exclude"] {
        workspace.remove(other);
    }
    for (_, dependency) in table(workspace, "dependencies").iter_mut() {
        if let Some(Value::String(path)) = dependency.get_mut("path") {
            *path = repo.root().join(&*path).display().to_string();
        }
    }
    // Nobody steps through graded code with a debugger, and linking is faster without.
    let profile = table(table(&mut manifest, "profile"), "dev");
    profile.insert("debug".into(), false.into());
    profile.insert("incremental".into(), incremental.into());
    // How our package is compiled, the one that stands for it is as well.
    let packages = table(profile, "package");
    for (path, name) in members {
        if let Some(how) = packages.get(name).cloned() {
            packages.insert(name_at(path), how);
        }
    }
    Ok(toml::to_string(&manifest)?)
}

fn read_toml(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.parse().with_context(|| path.display().to_string())
}

/// Returns the table `key` of `parent`, which is made if it is missing.
fn table<'a>(parent: &'a mut Table, key: &str) -> &'a mut Table {
    let entry = parent
        .entry(key)
        .or_insert_with(|| Value::Table(Table::new()));
    if !entry.is_table() {
        *entry = Value::Table(Table::new());
    }
    match entry {
        Value::Table(table) => table,
        _ => unreachable!("it was just made a table"),
    }
}

#[cfg(test)]
mod tests;
