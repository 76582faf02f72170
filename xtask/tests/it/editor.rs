//! What editors are told: it can be read, and names what there is.

use std::fs;

use serde_json::Value;

use crate::common::real_root;

fn json(name: &str) -> Value {
    let text = fs::read_to_string(real_root().join(name)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_editor_is_offered_every_exercise() {
    let tasks = json(".vscode/tasks.json");
    let offered = tasks["inputs"][0]["options"].as_array().unwrap();
    let exercises = xtask::repo::Repo::at(real_root()).exercises().unwrap();
    let names: Vec<Value> = exercises.into_iter().map(|one| one.name.into()).collect();
    assert_eq!(*offered, names);
}

#[test]
fn all_editors_are_told_the_same() {
    let settings = json(".vscode/settings.json");
    let text = fs::read_to_string(real_root().join("rust-analyzer.toml")).unwrap();
    let told: toml::Table = toml::from_str(&text).unwrap();
    let mut count = 0;
    for (table, entries) in &told {
        for (key, value) in entries.as_table().unwrap() {
            let same = &settings[format!("rust-analyzer.{table}.{key}")];
            assert_eq!(*same, serde_json::to_value(value).unwrap(), "{table}.{key}");
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

#[test]
fn the_container_has_the_toolchain_that_the_workspace_asks_for() {
    let container = json(".devcontainer/devcontainer.json");
    let version = &container["features"]["ghcr.io/devcontainers/features/rust:1"]["version"];
    let manifest = fs::read_to_string(real_root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let wanted = manifest["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    let version = version.as_str().unwrap();
    assert!(
        version.starts_with(wanted),
        "{version}, and the workspace asks for {wanted}"
    );
    assert!(json(".vscode/extensions.json")["recommendations"].is_array());
}
