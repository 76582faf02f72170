//! Attacks by what a folder holds: links, FIFOs, odd names, giant trees, files beside `src`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use xtask::grade::intake;
use xtask::lang::Lang;

/// Makes a folder by `make`, and returns what the intake takes of it: the files' names or a refusal.
fn taken(name: &str, make: impl FnOnce(&Path)) -> Result<Vec<String>, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("folders")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), "// The answer.").unwrap();
    make(&folder);
    let sources = intake::collect(&folder);
    fs::remove_dir_all(&folder).unwrap();
    match sources {
        Ok(sources) => Ok(sources.files.into_keys().collect()),
        Err(refusal) => Err(refusal.to_text(Lang::En)),
    }
}

#[track_caller]
fn only_the_library(name: &str, make: impl FnOnce(&Path)) {
    assert_eq!(taken(name, make), Ok(vec!["src/lib.rs".to_string()]));
}

#[track_caller]
fn refused(name: &str, says: &str, make: impl FnOnce(&Path)) {
    let refusal = taken(name, make).unwrap_err();
    assert!(refusal.contains(says), "{refusal}");
    assert_eq!(refusal.lines().count(), 1, "{refusal}");
}

#[test]
fn what_is_no_plain_file_of_rust_is_left_out() {
    only_the_library("link", |folder| {
        symlink("/etc/passwd", folder.join("src/secret.rs")).unwrap();
        symlink("/etc", folder.join("src/etc")).unwrap();
        symlink("/nowhere", folder.join("src/nowhere.rs")).unwrap();
        symlink(folder, folder.join("src/loop")).unwrap();
    });
    only_the_library("fifo", |folder| {
        let made = Command::new("mkfifo")
            .arg(folder.join("src/wait.rs"))
            .status();
        assert!(made.unwrap().success());
    });
    only_the_library("odd-names", |folder| {
        for name in [
            "a b.rs",
            "\u{1b}[2J.rs",
            "-rf.rs",
            "é.rs",
            "..rs",
            "$(id).rs",
            "=1+1.rs",
            "a\nb.rs",
        ] {
            fs::write(folder.join("src").join(name), "").unwrap();
        }
    });
    only_the_library("beside", |folder| {
        for path in [
            "build.rs",
            "Cargo.toml",
            "Cargo.lock",
            ".cargo/config.toml",
            "rust-toolchain.toml",
            "clippy.toml",
            "tests/graded.rs",
            "examples/a.rs",
            "src/../harness.rs",
            "src/config.toml",
        ] {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "fn main() { panic!() }").unwrap();
        }
    });
}

#[test]
fn what_cannot_be_taken_whole_is_refused_in_one_line() {
    refused("empty", "no file src/lib.rs", |folder| {
        fs::remove_dir_all(folder.join("src")).unwrap();
    });
    refused("library-link", "no file src/lib.rs", |folder| {
        fs::remove_file(folder.join("src/lib.rs")).unwrap();
        symlink("/etc/passwd", folder.join("src/lib.rs")).unwrap();
    });
    refused("source-link", "no file src/lib.rs", |folder| {
        fs::rename(folder.join("src"), folder.join("other")).unwrap();
        symlink("other", folder.join("src")).unwrap();
    });
    refused("library-folder", "no file src/lib.rs", |folder| {
        fs::remove_file(folder.join("src/lib.rs")).unwrap();
        fs::create_dir(folder.join("src/lib.rs")).unwrap();
    });
    refused("deep", "nested more than", |folder| {
        fs::create_dir_all(folder.join("src").join("a/".repeat(200))).unwrap();
    });
    refused("many", "more than", |folder| {
        for number in 0..6_000 {
            fs::write(folder.join(format!("src/f{number}.txt")), "").unwrap();
        }
    });
    refused("large", "larger than", |folder| {
        fs::File::create(folder.join("src/lib.rs"))
            .unwrap()
            .set_len(1 << 40)
            .unwrap();
    });
    refused("large-together", "larger than", |folder| {
        for number in 0..100 {
            fs::write(
                folder.join(format!("src/f{number}.rs")),
                vec![b' '; 200_000],
            )
            .unwrap();
        }
    });
    refused("no-text", "UTF-8", |folder| {
        fs::write(folder.join("src/lib.rs"), [0xff, 0xfe, 0]).unwrap();
    });
}
