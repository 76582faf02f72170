//! `cargo staff handout` on the real set: what students get holds no answers, and grades.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{copy, real_root};

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn staff(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_staff"))
        .args(arguments)
        .env("CARGO_PKG_NAME", "xtask")
        .env("CARGO_MANIFEST_DIR", real_root().join("xtask"))
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// Grades in `folder` as a student does, with nothing but what is there.
fn grade(folder: &Path) -> Output {
    let home = scratch("empty-cargo-home");
    fs::create_dir_all(&home).unwrap();
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["xtask", "grade", "producer-consumer"])
        .current_dir(folder)
        .env("CARGO_HOME", home)
        .env("CARGO_NET_OFFLINE", "true")
        .env("LC_ALL", "C")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("target") || path.ends_with("vendor") {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        }
        found.push(path);
    }
}

#[test]
fn a_handout_holds_no_answers_and_grades_without_a_network() {
    let (folder, builds) = (scratch("handout"), scratch("handout-target"));
    // What an earlier run has compiled is kept: it is the same.
    if folder.join("target").exists() {
        let _ = fs::remove_dir_all(&builds);
        fs::rename(folder.join("target"), &builds).unwrap();
    }
    let _ = fs::remove_dir_all(&folder);
    let (classroom, gradescope) = (scratch("classroom50"), scratch("gradescope.zip"));
    let at = |path: &Path| path.display().to_string();
    let arguments = [
        "handout",
        &at(&folder),
        "--exercises",
        "producer-consumer",
        "--vendor",
        "--github",
        "--classroom50",
        &at(&classroom),
        "--gradescope",
        &at(&gradescope),
    ];
    let (code, text) = staff(&arguments);
    assert_eq!(code, 0, "{text}");
    let (code, text) = staff(&arguments);
    assert!(code == 2 && text.contains("is not empty"), "{text}");
    if builds.exists() {
        fs::rename(&builds, folder.join("target")).unwrap();
    }

    let mut found = Vec::new();
    walk(&folder, &mut found);
    for path in &found {
        let path = path.strip_prefix(&folder).unwrap();
        let secret = |part: std::path::Component<'_>| {
            ["solutions", "variants", "staff", "staff.rs", "hidden"]
                .iter()
                .any(|name| part.as_os_str() == *name)
        };
        assert!(!path.components().any(secret), "{}", path.display());
    }
    let solution = real_root().join("solutions/producer-consumer/src");
    let answer = fs::read_to_string(solution.join("bounded_queue.rs")).unwrap();
    let stub = xtask::stub::cut(&answer).unwrap();
    let handed = folder.join("exercises/producer-consumer/src/bounded_queue.rs");
    assert_eq!(fs::read_to_string(&handed).unwrap(), stub);
    let workflow = fs::read_to_string(folder.join(".github/workflows/grade.yml")).unwrap();
    assert!(workflow.contains("cargo xtask grade producer-consumer --format github"));
    for file in [
        ".vscode/settings.json",
        ".devcontainer/devcontainer.json",
        "rust-analyzer.toml",
    ] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let tasks = fs::read_to_string(folder.join(".vscode/tasks.json")).unwrap();
    assert!(
        tasks.contains("producer-consumer") && !tasks.contains("capstone"),
        "{tasks}"
    );
    let root = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    assert!(
        root.contains("default-members = [\"crates/sync\"]"),
        "a plain `cargo test` builds no tests of the grader, whose files are not there\n{root}"
    );
    autograders_are_whole(&classroom, &gradescope);

    let output = grade(&folder);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}{said}");
    assert!(text.contains("0/100"), "{text}{said}");
    copy(&solution, handed.parent().unwrap());
    let output = grade(&folder);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains("100/100"),
        "{text}"
    );
}

#[test]
fn all_exercises_can_be_handed_out_with_the_libraries_that_they_need() {
    let folder = scratch("handout-of-all");
    let _ = fs::remove_dir_all(&folder);
    let (code, text) = staff(&["handout", &folder.display().to_string()]);
    assert_eq!(code, 0, "{text}");
    for path in [
        "exercises/pipeline/src/lib.rs",
        "exercises/capstone/src/lib.rs",
        "crates/core/src/lib.rs",
    ] {
        assert!(folder.join(path).is_file(), "{path}");
    }
    let _ = fs::remove_dir_all(&folder);
}

fn autograders_are_whole(classroom: &Path, gradescope: &Path) {
    let script = fs::read_to_string(classroom.join("autograder.py")).unwrap();
    assert!(script.contains("\"producer-consumer\".split()"), "{script}");
    let names = |path: &Path| -> Vec<(String, Option<u32>)> {
        let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
        let all = 0..archive.len();
        all.map(|at| {
            let entry = archive.by_index(at).unwrap();
            (entry.name().unwrap().into_owned(), entry.unix_mode())
        })
        .collect()
    };
    let grader = names(&classroom.join("grader.zip"));
    assert!(
        grader
            .iter()
            .any(|(name, _)| name == "xtask/src/cli/grade.rs")
    );
    let vendored = |(name, _): &(String, _)| name.contains("vendor/");
    assert!(
        !grader.iter().any(vendored),
        "the bundle would be too large"
    );
    let image = names(gradescope);
    assert!(image.iter().any(vendored), "it is as handed out");
    for program in ["setup.sh", "run_autograder"] {
        let entry = image.iter().find(|(name, _)| name == program).unwrap();
        assert_eq!(
            entry.1.map(|mode| mode & 0o111),
            Some(0o111),
            "{program} can be run"
        );
    }
    assert!(
        image
            .iter()
            .any(|(name, _)| name == "grader/.cargo/config.toml")
    );
}

#[test]
#[cfg(unix)]
fn gradescope_gets_a_zero_for_a_bad_submission_and_nothing_for_a_grader_that_fails() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = scratch("gradescope-run");
    let _ = fs::remove_dir_all(&folder);
    for name in [
        "home/.cargo",
        "bin",
        "results",
        "submission",
        "source/grader",
    ] {
        fs::create_dir_all(folder.join(name)).unwrap();
    }
    fs::write(folder.join("home/.cargo/env"), "").unwrap();
    let cargo = folder.join("bin/cargo");
    let text = "#!/bin/sh\necho '{\"score\": 7}'\necho 'what is wrong' >&2\nexit $STATUS\n";
    fs::write(&cargo, text).unwrap();
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let template = include_str!("../../src/staff/handout/templates/gradescope_run.sh");
    let at = folder.display().to_string();
    let said = format!("{at}/said");
    let script = template
        .replace("/autograder", &at)
        .replace("/tmp/said", &said);
    let path = format!("{at}/bin:{}", std::env::var("PATH").unwrap());
    let results = folder.join("results/results.json");
    for (status, wanted) in [
        ("0", Some("7")),
        ("2", Some("what is wrong")),
        ("101", None),
    ] {
        let _ = fs::remove_file(&results);
        let output = Command::new("bash")
            .args(["-c", &script])
            .env("HOME", folder.join("home"))
            .env("PATH", &path)
            .env("STATUS", status)
            .output()
            .unwrap();
        assert_eq!(output.status.success(), wanted.is_some(), "{output:?}");
        let text = fs::read_to_string(&results).ok();
        assert_eq!(text.is_some(), wanted.is_some(), "{status}: {text:?}");
        let text = text.unwrap_or_default();
        assert!(text.contains(wanted.unwrap_or_default()), "{text}");
    }
}
