//! The manifests of a handout: ours, without what students neither have nor need.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use toml::{Table, Value};

use crate::exercise::Exercise;
use crate::repo::Repo;

/// What a manifest may have that only those need who work on the set itself.
const OF_MAINTAINERS: [&str; 4] = ["dev-dependencies", "test", "bench", "example"];

/// Returns the library crates that the grader and the exercises are built from: folder by name.
pub(super) fn crates_of(repo: &Repo, exercises: &[Exercise]) -> Result<BTreeMap<String, PathBuf>> {
    let root = read(&repo.root().join("Cargo.toml"))?;
    let shared = root
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies")?.as_table())
        .context("the workspace has no shared dependencies")?;
    let own = |name: &str| {
        let path = shared.get(name)?.get("path")?.as_str()?;
        Some(repo.root().join(path))
    };
    let mut open: Vec<PathBuf> = vec![repo.root().join("xtask/Cargo.toml")];
    open.extend(
        exercises
            .iter()
            .map(|one| repo.exercise_dir(&one.name).join("Cargo.toml")),
    );
    let mut found = BTreeMap::new();
    while let Some(path) = open.pop() {
        for name in named(&read(&path)?, |one| !is_optional(one)) {
            let Some(folder) = own(&name) else { continue };
            let short = folder.file_name().context("a crate without a folder")?;
            let short = short.to_string_lossy().into_owned();
            if found.insert(short, folder.clone()).is_none() {
                open.push(folder.join("Cargo.toml"));
            }
        }
    }
    Ok(found)
}

/// Tells whether a dependency is there only with a feature.
fn is_optional(dependency: &Value) -> bool {
    dependency.get("optional").and_then(Value::as_bool) == Some(true)
}

/// Lists the dependencies of a manifest, for all platforms, that are `wanted`.
fn named(manifest: &Table, wanted: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let of_targets = targets
        .into_iter()
        .flatten()
        .filter_map(|(_, one)| one.get("dependencies"));
    let tables = manifest.get("dependencies").into_iter().chain(of_targets);
    let entries = tables.filter_map(Value::as_table).flatten();
    let wanted = entries.filter(|(_, dependency)| wanted(dependency));
    wanted.map(|(name, _)| name.clone()).collect()
}

/// Removes from a manifest what only maintainers need, also where it is so for some targets only.
fn without_ours(mut manifest: Table) -> Table {
    let targets = manifest.get_mut("target").and_then(Value::as_table_mut);
    for (_, target) in targets.into_iter().flatten() {
        if let Value::Table(target) = target {
            target.remove("dev-dependencies");
        }
    }
    for part in OF_MAINTAINERS {
        manifest.remove(part);
    }
    manifest
}

/// Returns the manifest of a library crate at `path`, as part of a handout.
pub(super) fn library(path: &Path) -> Result<String> {
    Ok(toml::to_string(&without_ours(read(path)?))?)
}

/// Returns the manifest of the grader at `path` without the instructors' program.
pub(super) fn grader(path: &Path) -> Result<String> {
    let mut manifest = without_ours(read(path)?);
    if let Some(Value::Array(programs)) = manifest.get_mut("bin") {
        programs.retain(|one| one.get("name").and_then(Value::as_str) != Some("staff"));
    }
    // Those tests read files that are not handed out.
    let library = manifest.entry("lib").or_insert_with(|| Table::new().into());
    if let Value::Table(library) = library {
        library.insert("test".into(), false.into());
        library.insert("doctest".into(), false.into());
    }
    if let Some(Value::Table(dependencies)) = manifest.get_mut("dependencies") {
        dependencies.retain(|_, one| !is_optional(one));
    }
    if let Some(Value::Table(features)) = manifest.get_mut("features") {
        // Automatic graders ask for isolation; its dependencies are those of Linux alone.
        features.retain(|name, _| name == "isolation");
        // The sources still ask for it; without its dependencies it is never there.
        features.insert("staff".into(), Value::Array(Vec::new()));
    }
    Ok(toml::to_string(&manifest)?)
}

/// Returns the manifest of the workspace, whose packages are written below `into` already.
pub(super) fn root(
    repo: &Repo,
    crates: &[String],
    exercises: &[Exercise],
    into: &Path,
) -> Result<String> {
    let mut manifest = read(&repo.root().join("Cargo.toml"))?;
    let mut members: Vec<String> = crates.to_vec();
    members.extend(
        exercises
            .iter()
            .map(|one| format!("exercises/{}", one.name)),
    );
    members.push("xtask".to_string());
    let mut used = BTreeSet::new();
    let mut packages = BTreeSet::new();
    for member in &members {
        let member = read(&into.join(member).join("Cargo.toml"))?;
        used.extend(named(&member, |_| true));
        let name = member
            .get("package")
            .and_then(|package| package.get("name")?.as_str());
        packages.extend(name.map(str::to_string));
    }
    let workspace = manifest
        .get_mut("workspace")
        .and_then(Value::as_table_mut)
        .context("the root has no workspace")?;
    let strings =
        |all: &[String]| Value::Array(all.iter().map(|one| one.as_str().into()).collect());
    workspace.insert("members".into(), strings(&members));
    // The stubs fail until they are solved, and the grader's own tests stay with us: a plain `cargo test`
    // leaves both out.
    workspace.insert("default-members".into(), strings(crates));
    // Ours, by the names of their packages.
    let all = repo.exercises()?;
    let mut own: BTreeSet<String> = all
        .iter()
        .map(|one| format!("{}-exercise", one.name))
        .collect();
    if let Some(Value::Table(dependencies)) = workspace.get_mut("dependencies") {
        let is_own = |one: &Value| one.get("path").is_some();
        let names = dependencies.iter().filter(|(_, one)| is_own(one));
        own.extend(names.map(|(name, _)| name.clone()));
        dependencies.retain(|name, _| used.contains(name));
        for (_, dependency) in dependencies.iter_mut() {
            if let Some(Value::String(path)) = dependency.get_mut("path") {
                // Wherever ours lies, in a handout it lies with the others.
                let name = Path::new(path.as_str()).file_name().unwrap_or_default();
                *path = format!("crates/{}", name.to_string_lossy());
            }
        }
    }
    // Profiles name packages; Cargo warns of those that are not there.
    let of_packages = manifest
        .get_mut("profile")
        .and_then(|profile| profile.get_mut("dev")?.get_mut("package"));
    if let Some(Value::Table(tuned)) = of_packages {
        tuned.retain(|name, _| packages.contains(name) || !own.contains(name));
    }
    Ok(toml::to_string(&manifest)?)
}

fn read(path: &Path) -> Result<Table> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.parse().with_context(|| path.display().to_string())
}
