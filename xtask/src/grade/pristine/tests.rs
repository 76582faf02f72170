//! What a slot holds: our files around the student's, and nothing of earlier runs.

use super::*;
use crate::testing::Folder;

fn repository() -> (Folder, Repo) {
    let folder = Folder::new();
    folder.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"crates/*\"]\ndefault-members = [\"crates/*\"]\n\
         [workspace.dependencies]\nours = { path = \"crates/ours\" }\nother = \"1\"\n\
         [profile.dev.package]\nours.opt-level = 2\nqueue-exercise.opt-level = 1\n",
    );
    folder.write("Cargo.lock", "version = 4\n");
    folder.write(
        "exercises/queue/Cargo.toml",
        "[package]\nname = \"queue-exercise\"\nbuild = \"build.rs\"\n[lib]\nname = \"queue\"\n\
         [dependencies]\nours.workspace = true\n[lints.rust]\nunsafe_code = \"allow\"\n",
    );
    folder.write("exercises/queue/tests/graded.rs", "// The suite.");
    folder.write("exercises/queue/tests/helpers/mod.rs", "// A helper.");
    let repo = Repo::at(folder.path()).with_target(folder.path().join("target"));
    (folder, repo)
}

fn sources(files: &[(&str, &str)]) -> Sources {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_string(), (*text).to_string()));
    Sources {
        files: files.collect(),
        ignored: Vec::new(),
    }
}

fn fill(repo: &Repo, files: &[(&str, &str)]) -> PathBuf {
    let mut slot = Workspace::open(repo, "slot").unwrap();
    slot.add(repo, "queue", "exercises/queue", &sources(files))
        .unwrap();
    slot.finish(repo).unwrap();
    slot.root().to_path_buf()
}

#[test]
fn the_package_is_ours_but_for_its_sources() {
    let (_folder, repo) = repository();
    let root = fill(&repo, &[("src/lib.rs", "mod a;"), ("src/a.rs", "")]);
    let package = read_toml(&root.join("exercises/queue/Cargo.toml")).unwrap();
    let get = |table: &str, key: &str| package[table].get(key).cloned();
    assert_eq!(get("package", "name"), Some("exercises-queue".into()));
    assert_eq!(get("package", "build"), Some(false.into()));
    assert_eq!(get("package", "autobins"), Some(false.into()));
    assert_eq!(package["lints"]["rust"]["unsafe_code"], "forbid".into());
    assert_eq!(package["test"][0]["path"], "tests/graded.rs".into());
    assert!(root.join("exercises/queue/tests/helpers/mod.rs").is_file());
    let workspace = read_toml(&root.join("Cargo.toml")).unwrap();
    assert_eq!(
        workspace["workspace"]["members"][0],
        "exercises/queue".into()
    );
    assert!(workspace["workspace"].get("default-members").is_none());
    let ours = workspace["workspace"]["dependencies"]["ours"]["path"]
        .as_str()
        .unwrap();
    assert!(
        Path::new(ours).is_absolute() && ours.ends_with("ours"),
        "{ours}"
    );
    assert_eq!(
        fs::read_to_string(root.join("Cargo.lock")).unwrap(),
        "version = 4\n"
    );
    let compiled =
        |package: &str| workspace["profile"]["dev"]["package"][package]["opt-level"].clone();
    assert_eq!(compiled("exercises-queue"), 1.into());
    assert_eq!(compiled("ours"), 2.into());
}

#[test]
fn nothing_of_an_earlier_run_stays_and_what_is_the_same_is_not_touched() {
    let (_folder, repo) = repository();
    let root = fill(
        &repo,
        &[
            ("src/lib.rs", "mod a;"),
            ("src/a.rs", ""),
            ("src/b/c.rs", ""),
        ],
    );
    let lib = root.join("exercises/queue/src/lib.rs");
    let written = fs::metadata(&lib).unwrap().modified().unwrap();
    fs::write(root.join("exercises/queue/build.rs"), "planted").unwrap();
    fs::create_dir_all(root.join(".cargo")).unwrap();
    fs::write(root.join(".cargo/config.toml"), "planted").unwrap();
    fill(&repo, &[("src/lib.rs", "mod a;"), ("src/a.rs", "changed")]);
    assert_eq!(fs::metadata(&lib).unwrap().modified().unwrap(), written);
    assert_eq!(
        fs::read_to_string(root.join("exercises/queue/src/a.rs")).unwrap(),
        "changed"
    );
    for gone in [
        "exercises/queue/src/b",
        "exercises/queue/build.rs",
        ".cargo",
    ] {
        assert!(!root.join(gone).exists(), "{gone}");
    }
}

#[test]
fn a_slot_is_held_by_one_at_a_time() {
    let (folder, repo) = repository();
    let slot = Workspace::open(&repo, "slot").unwrap();
    let lock = folder.path().join("target/grade/pristine/slot.lock");
    let other = File::open(lock).unwrap();
    assert!(other.try_lock().is_err());
    drop(slot);
    other.try_lock().unwrap();
}

#[test]
fn what_is_expected_of_values_is_not_beside_the_submission() {
    let (folder, repo) = repository();
    folder.write("exercises/queue/tests/judge/mod.rs", "// Expects 42.");
    folder.write("exercises/queue/tests/judge/more.rs", "// Expects 43.");
    let root = fill(&repo, &[("src/lib.rs", "")]);
    let tests = root.join("exercises/queue/tests");
    let stand_in = fs::read_to_string(tests.join("judge/mod.rs")).unwrap();
    assert_eq!(stand_in, values::STAND_IN);
    assert!(!tests.join("judge/more.rs").exists());
    assert!(tests.join("graded.rs").exists() && tests.join("helpers/mod.rs").exists());

    let suite = Suite::read(&repo.exercise_dir("queue")).unwrap();
    let mut slot = Workspace::open(&repo, "judge").unwrap();
    let manifest = slot.add_judge(&suite, "fn main() {}").unwrap();
    let judge = manifest.parent().unwrap();
    let text = |file: &str| fs::read_to_string(judge.join(file)).unwrap();
    assert_eq!(text("tests/judge/mod.rs"), "// Expects 42.");
    assert_eq!(text("tests/judge/more.rs"), "// Expects 43.");
    assert!(!judge.join("tests/graded.rs").exists());
}
