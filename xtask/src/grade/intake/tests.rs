//! What is taken from a folder, what is left out, and what is refused.

use super::*;
use crate::testing::Folder;

#[track_caller]
fn refused(folder: &Folder) -> Message {
    collect(folder.path()).unwrap_err()
}

#[test]
fn only_rust_files_with_plain_names_are_taken() {
    let folder = Folder::new();
    folder.write("src/lib.rs", "mod a;");
    folder.write("src/a/b_2.rs", "fn b() {}");
    folder.write("src/notes.txt", "no");
    folder.write("src/lib.rs.orig", "no");
    folder.write("src/.hidden.rs", "no");
    folder.write("src/with space.rs", "no");
    folder.write("src/..rs", "no");
    folder.write("src/.git/config.rs", "no");
    folder.write("build.rs", "no");
    folder.write("target/x", "no");
    let sources = collect(folder.path()).unwrap();
    let taken: Vec<_> = sources.files.keys().map(String::as_str).collect();
    assert_eq!(taken, ["src/a/b_2.rs", "src/lib.rs"]);
    assert_eq!(sources.files["src/a/b_2.rs"], "fn b() {}");
    let ignored: Vec<_> = sources
        .ignored
        .iter()
        .map(|one| (one.path.as_str(), one.why))
        .collect();
    assert_eq!(
        ignored,
        [
            ("src/..rs", Why::OddName),
            ("src/.git", Why::OddName),
            ("src/.hidden.rs", Why::OddName),
            ("src/lib.rs.orig", Why::NotRust),
            ("src/notes.txt", Why::NotRust),
            ("src/with space.rs", Why::OddName),
        ]
    );
    let outside = beside(folder.path());
    assert_eq!(
        outside,
        [Ignored {
            path: "build.rs".into(),
            why: Why::Outside
        }]
    );
}

#[test]
#[cfg(unix)]
fn links_and_pipes_are_neither_followed_nor_opened() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let folder = Folder::new();
    folder.write("src/lib.rs", "");
    let src = folder.path().join("src");
    symlink("/etc/passwd", src.join("passwd.rs")).unwrap();
    symlink("/etc", src.join("etc")).unwrap();
    mknodat(CWD, src.join("pipe.rs"), FileType::Fifo, Mode::RWXU, 0).unwrap();
    std::fs::write(src.join(OsStr::from_bytes(b"\xff\x1b[31m.rs")), "no").unwrap();
    let sources = collect(folder.path()).unwrap();
    assert_eq!(sources.files.len(), 1);
    let mut ignored: Vec<_> = sources
        .ignored
        .iter()
        .map(|one| (one.path.as_str(), one.why))
        .collect();
    ignored.sort_by_key(|(path, _)| *path);
    assert_eq!(
        ignored,
        [
            ("src/etc", Why::Link),
            ("src/passwd.rs", Why::Link),
            ("src/pipe.rs", Why::Special),
            ("src/\u{fffd}\\u{1b}[31m.rs", Why::OddName),
        ]
    );

    let linked = Folder::new();
    symlink(&src, linked.path().join("src")).unwrap();
    assert!(matches!(refused(&linked), Message::NoSources { .. }));
}

#[test]
fn a_folder_without_a_library_is_refused() {
    let folder = Folder::new();
    assert!(matches!(refused(&folder), Message::NoSources { .. }));
    folder.write("src/main.rs", "");
    assert!(matches!(refused(&folder), Message::NoSources { .. }));
    let file = Folder::new();
    file.write("src", "");
    assert!(matches!(refused(&file), Message::NoSources { .. }));
    let text = refused(&folder).to_text(crate::lang::Lang::En);
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn limits_are_limits() {
    let folder = Folder::new();
    folder.write("src/lib.rs", [b'x'; MAX_FILE as usize]);
    assert!(collect(folder.path()).is_ok());
    folder.write("src/lib.rs", [b'x'; MAX_FILE as usize + 1]);
    assert!(matches!(
        refused(&folder),
        Message::TooLarge {
            limit: MAX_FILE,
            ..
        }
    ));
    folder.write("src/lib.rs", b"\xff");
    assert!(matches!(refused(&folder), Message::NotUtf8 { .. }));

    let folder = Folder::new();
    folder.write("src/lib.rs", "");
    for number in 0..8 {
        folder.write(&format!("src/big{number}.rs"), [b'x'; MAX_FILE as usize]);
    }
    assert!(collect(folder.path()).is_ok());
    folder.write("src/more.rs", "x");
    assert!(matches!(
        refused(&folder),
        Message::TooLarge {
            limit: MAX_TOTAL,
            ..
        }
    ));

    let folder = Folder::new();
    folder.write("src/lib.rs", "");
    for number in 1..MAX_FILES {
        folder.write(&format!("src/n{number}.rs"), "");
    }
    assert!(collect(folder.path()).is_ok());
    folder.write("src/one_more.rs", "");
    assert!(matches!(refused(&folder), Message::TooManyFiles { .. }));

    let folder = Folder::new();
    folder.write("src/lib.rs", "");
    let mut path = "src/".to_string() + &"d/".repeat(MAX_DEPTH);
    folder.write(&format!("{path}a.rs"), "");
    assert!(collect(folder.path()).is_ok());
    path.push_str("d/");
    folder.write(&format!("{path}a.rs"), "");
    assert!(matches!(refused(&folder), Message::TooDeep { .. }));
}
