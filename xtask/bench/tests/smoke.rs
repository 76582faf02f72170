//! Every family runs with tiny amounts, and leaves what it should.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for each test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::remove_dir_all(&path).ok();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn bench(folder: &Folder, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pattern-bench"))
        .args(arguments)
        .arg("--out")
        .arg(&folder.0)
        .output()
        .expect("it was compiled")
}

/// Runs a family, and checks its table, its JSON and its plots.
fn check(family: &str, scenarios: usize) {
    let folder = Folder::new(family);
    let output = bench(&folder, &[family, "--quick"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{error}");
    for line in [
        "machine ",
        "compiler ",
        "commit ",
        "command   cargo staff bench ",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let json = fs::read_to_string(folder.0.join(format!("{family}.json"))).unwrap();
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["schema"], 1);
    let groups = report["groups"].as_array().unwrap();
    let count = |group: &serde_json::Value| group["scenarios"].as_array().unwrap().len();
    assert_eq!(groups.iter().map(count).sum::<usize>(), scenarios, "{text}");
    let files = fs::read_dir(&folder.0)
        .unwrap()
        .map(|file| file.unwrap().path());
    let plots: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|end| end == "svg"))
        .collect();
    assert_eq!(plots.len(), groups.len());
    for plot in plots {
        let svg = fs::read_to_string(plot).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("<title>"), "{svg}");
    }
    let again = bench(&folder, &[family, "--again"]);
    assert!(again.status.success());
    let again = String::from_utf8_lossy(&again.stdout).into_owned();
    assert_eq!(again, text, "what is shown again is what was shown");
}

#[test]
fn the_queue_is_measured() {
    check("queue", 15 + 15 + 10 + 15 + 2 + 2);
}

#[test]
fn the_pool_is_measured() {
    let efficiencies = efficiencies();
    check("pool", 2 + 1 + 1 + 1 + 1 + efficiencies);
}

#[test]
fn the_pipeline_is_measured() {
    check("pipeline", 3 + 1);
}

#[test]
fn map_reduce_is_measured() {
    let efficiencies = efficiencies();
    check("map-reduce", 1 + 5 + efficiencies);
}

/// 2, 4, 8… workers, and as many as there are cores.
fn efficiencies() -> usize {
    let cores = std::thread::available_parallelism().unwrap().get();
    (1..).take_while(|exponent| 1 << exponent < cores).count() + 1
}

#[test]
fn a_name_that_no_scenario_has_is_refused_and_leaves_nothing() {
    let folder = Folder::new("nothing");
    let output = bench(&folder, &["pool", "--quick", "--only", "tea"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: no scenario has `tea` in its name\n"
    );
    assert!(!folder.0.exists());
}

#[test]
fn bad_input_is_refused_in_one_line() {
    let folder = Folder::new("bad");
    let output = bench(&folder, &["tea"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: there is no benchmark `tea`; `--help` lists them\n"
    );
}
