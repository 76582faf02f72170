//! A small repository of the corpus's own, with the exercise `till` in it.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::exercise::Exercise;
use xtask::repo::Repo;

/// A repository below the target folder.
pub(crate) struct Fixture {
    pub(crate) root: PathBuf,
    pub(crate) repo: Repo,
}

impl Fixture {
    pub(crate) fn new(name: &str) -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let real = package.parent().unwrap();
        let home = package.join("tests/attacks");
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let root = temporary.join("attacks").join(name);
        let _ = fs::remove_dir_all(&root);
        let ours = root.join("exercises/till");
        fs::create_dir_all(ours.join("tests/judge")).unwrap();
        for file in [
            "Cargo.toml",
            "exercise.toml",
            "tests/graded.rs",
            "tests/judge/mod.rs",
        ] {
            fs::copy(home.join("exercise").join(file), ours.join(file)).unwrap();
        }
        let manifest = fs::read_to_string(real.join("Cargo.toml")).unwrap();
        let crates = format!("\"{}/", real.join("crates").display());
        fs::write(
            root.join("Cargo.toml"),
            manifest.replace("\"crates/", &crates),
        )
        .unwrap();
        fs::copy(real.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
        let repo = Repo::at(&root).with_target(temporary.join("target"));
        Self { root, repo }
    }

    pub(crate) fn exercise(&self) -> Exercise {
        self.repo.exercises().unwrap().remove(0)
    }
}
