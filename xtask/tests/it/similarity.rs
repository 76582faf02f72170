//! `cargo staff similarity` on the real set: disguised copies are found, and honest work is not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::real_root;

const EXERCISE: &str = "producer-consumer";

/// Renames, drops comments, and hands the items out in the reverse order.
fn disguised(text: &str) -> String {
    let renamed = text.replace("state", "inner").replace("item", "thing");
    let code = renamed
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.map(|line| format!("{line}\n\n")).collect();
    let items: Vec<&str> = code.split_inclusive("\n}\n").collect();
    items.into_iter().rev().collect()
}

#[test]
fn disguised_copies_are_found_and_independent_answers_are_not_alike() {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let inbox = temporary.join("similar");
    let _ = fs::remove_dir_all(&inbox);
    let home = real_root().join("solutions").join(EXERCISE);
    let given = fs::read_to_string(home.join("src/lib.rs")).unwrap();
    let mut wanted = BTreeSet::new();
    for answer in fs::read_dir(home.join("variants/unusual")).unwrap() {
        let answer = answer.unwrap();
        let name = answer.file_name().into_string().unwrap();
        let (one, other) = (format!("a-{name}"), format!("b-{name}"));
        for student in [&one, &other] {
            fs::create_dir_all(inbox.join(student).join("src")).unwrap();
            fs::write(inbox.join(student).join("src/lib.rs"), &given).unwrap();
        }
        // What the student wrote; what everybody has in common proves nothing about anybody.
        for file in fs::read_dir(answer.path()).unwrap() {
            let file = file.unwrap();
            let text = fs::read_to_string(file.path()).unwrap();
            let at = |student: &str| inbox.join(student).join("src").join(file.file_name());
            fs::write(at(&one), &text).unwrap();
            fs::write(at(&other), disguised(&text)).unwrap();
        }
        wanted.insert(format!("{one} ~ {other}"));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_staff"))
        .args(["similarity", "--exercises", EXERCISE, "--submissions"])
        .arg(&inbox)
        .env("CARGO_PKG_NAME", "xtask")
        .env("CARGO_MANIFEST_DIR", real_root().join("xtask"))
        .env("CARGO_TARGET_DIR", temporary.join("target"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let named = |line: &str| Some(line.split_once(EXERCISE)?.1.trim().to_string());
    let found: BTreeSet<String> = text.lines().filter_map(named).collect();
    assert_eq!(found, wanted, "{text}");
    assert!(wanted.len() >= 8, "{wanted:?}");
}
