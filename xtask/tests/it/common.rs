//! A small repository of the tests' own, with the exercise `tiny` in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository that these tests belong to.
pub(crate) fn real_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the repository")
}

/// A repository below the target folder; each test has its own.
pub(crate) struct Fixture {
    pub(crate) root: PathBuf,
}

impl Fixture {
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("repositories")
            .join(name);
        let _ = fs::remove_dir_all(&root);
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tiny");
        copy(&tiny.join("exercise"), &root.join("exercises/tiny"));
        copy(&tiny.join("solution"), &root.join("solutions/tiny"));
        fs::create_dir_all(root.join("xtask")).unwrap();
        let manifest = fs::read_to_string(real_root().join("Cargo.toml")).unwrap();
        let crates = real_root()
            .join("crates")
            .display()
            .to_string()
            .replace('\\', "/");
        fs::write(
            root.join("Cargo.toml"),
            manifest.replace("\"crates/", &format!("\"{crates}/")),
        )
        .unwrap();
        fs::copy(real_root().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
        let fixture = Self { root };
        fixture.write("exercises/tiny/src/lib.rs", &fixture.stub());
        fixture
    }

    pub(crate) fn stub(&self) -> String {
        xtask::stub::cut(&self.read("solutions/tiny/src/lib.rs")).unwrap()
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All tests share one folder of builds, so that the dependencies are compiled once.
    pub(crate) fn target() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("target")
    }

    /// Runs the students' program in this repository.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        self.run(env!("CARGO_BIN_EXE_xtask"), arguments)
    }

    /// Runs `program` as `cargo run` would in this repository.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Output {
        self.command(program).args(arguments).output().unwrap()
    }

    /// Returns the command that runs `program` so.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_PKG_NAME", "xtask")
            .env("CARGO_MANIFEST_DIR", self.root.join("xtask"))
            .env("CARGO_TARGET_DIR", Self::target())
            .env("LC_ALL", "C")
            .env("COLUMNS", "80");
        command
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
