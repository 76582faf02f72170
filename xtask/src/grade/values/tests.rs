use std::time::Duration;

use super::*;
use crate::testing::Folder;

/// Longer than any test of this file takes.
const LONG: Duration = Duration::from_secs(600);

/// A judge that is this shell script.
fn of_shell(folder: &Folder, script: &str) -> Judge {
    let program = folder.path().join("judge");
    // Written by a shell: while this process has it open for writing, one that another test starts inherits
    // it, and a file that somebody may write to cannot be run.
    let write = "printf '%s\\n' '#!/bin/sh' \"$1\" >\"$0\" && chmod +x \"$0\"";
    let mut shell = Command::new("/bin/sh");
    let shell = shell.args(["-c", write]).arg(&program).arg(script);
    assert!(shell.status().unwrap().success());
    Judge { program, seed: 7 }
}

fn within(cpu: Duration, wall: Duration) -> Limits {
    Limits { cpu, wall }
}

#[test]
fn a_judge_says_by_its_status_what_answers_are() {
    let folder = Folder::new();
    // Two texts, each after its length.
    let script = "read answers; printf '\\002\\012%s' \"$1 $2\"; \
                  printf '\\002%s' \"$3\u{1b}\"; exit \"$answers\"";
    let judge = of_shell(&folder, script);
    let check = |answers: &[u8]| judge.check("adds", Some(answers), within(LONG, LONG));
    assert_eq!(check(b"0\n").unwrap(), Answers::Right);
    let wrong = Answers::Wrong {
        message: "check adds".to_string(),
        input: "7\\u{1b}".to_string(),
    };
    assert_eq!(check(b"10\n").unwrap(), wrong);
    assert_eq!(check(b"11\n").unwrap(), Answers::Unreadable);
    // Whatever is none of these, a crash for instance, is no verdict.
    assert!(check(b"1\n").is_err() && check(b"101\n").is_err());
}

#[test]
fn answers_that_keep_the_judge_waiting_or_busy_for_ever_are_late() {
    let folder = Folder::new();
    for (script, limits) in [
        ("exec sleep 600", within(LONG, Duration::from_millis(300))),
        (
            "exec >&-; exec sleep 600",
            within(LONG, Duration::from_millis(300)),
        ),
        #[cfg(target_os = "linux")]
        (
            "while :; do :; done",
            within(Duration::from_millis(100), LONG),
        ),
    ] {
        let judge = of_shell(&folder, script);
        // More than a pipe holds, which this judge never reads.
        let answers = vec![0; MAX_ANSWERS];
        let checked = judge.check("adds", Some(&answers), limits).unwrap();
        assert_eq!(checked, Answers::Late, "{script}");
        let error = judge.inputs("adds", limits).unwrap_err().to_string();
        assert!(
            error.contains("adds") && error.contains("too slow"),
            "{error}"
        );
    }
}
