//! What the judge makes of each way in which a process can end.

use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use super::*;
use crate::grade::runner::{Waiting, What, Who};

fn test(mode: &str) -> GradedTest {
    let text = format!(
        "name = \"it_works\"\nstep = 1\npoints = 4\nmode = \"{mode}\"\n\
         title = {{ en = \"T\", fr = \"T\" }}\nhint = {{ en = \"H\", fr = \"H\" }}\n"
    );
    toml::from_str(&text).unwrap()
}

fn report(passed: bool, cause: &str) -> Handed {
    Handed::Report(Box::new(Report {
        passed,
        cause: cause.to_string(),
        ..Report::new(String::new(), Mode::Value)
    }))
}

fn judged(ending: Ending, handed: Handed, stderr: &str) -> (Status, String) {
    let stdout = "\nrunning 1 test\ntest it_works ... hello\nFAILED\n".to_string();
    let cpu = Duration::from_secs(10);
    let stderr = stderr.to_string();
    let run = Run {
        cpu,
        ending,
        handed,
        stdout,
        stderr,
    };
    let verdict = judge(&test("value"), run, None, Lang::En);
    (verdict.status, verdict.cause)
}

fn exited(code: i32) -> Ending {
    Ending::Exited(ExitStatus::from_raw(code << 8))
}

fn killed_by(signal: i32) -> Ending {
    Ending::Exited(ExitStatus::from_raw(signal))
}

#[test]
fn only_a_passing_report_and_success_together_pass() {
    assert_eq!(
        judged(exited(0), report(true, ""), ""),
        (Status::Passed, String::new())
    );
    for (ending, handed) in [
        (exited(101), report(true, "")),
        (exited(0), report(false, "no")),
        (exited(0), Handed::Nothing),
        (exited(101), Handed::Nothing),
        (exited(0), Handed::Forged),
        (killed_by(6), report(true, "")),
        (Ending::CpuSpent(Duration::from_secs(9)), report(true, "")),
        (Ending::Deadlock(Vec::new()), report(true, "")),
    ] {
        let (status, cause) = judged(ending.clone(), handed.clone(), "");
        assert_eq!(status, Status::Failed, "{ending:?} {handed:?}");
        assert!(!cause.is_empty(), "{ending:?} {handed:?}");
    }
}

#[test]
fn a_report_of_another_mode_fails() {
    let run = Run {
        cpu: Duration::from_secs(10),
        ending: exited(0),
        handed: report(true, ""),
        stdout: String::new(),
        stderr: String::new(),
    };
    assert_eq!(
        judge(&test("explored"), run, None, Lang::En).status,
        Status::Failed
    );
}

#[test]
fn the_way_a_process_ended_is_said() {
    let cause = |ending, stderr| judged(ending, Handed::Nothing, stderr).1;
    assert!(cause(killed_by(11), "").contains("crash (SIGSEGV)"));
    assert!(cause(killed_by(6), "").contains("aborted (SIGABRT)"));
    assert!(cause(killed_by(6), "thread 'x' has overflowed its stack").contains("Stack overflow"));
    assert!(cause(killed_by(24), "").contains("budget of CPU time"));
    assert!(cause(exited(0), "").contains("without a verdict (exit status 0)"));
    let waits = Waiting {
        who: Who::Named("consumer0".into()),
        what: What::Lock,
    };
    assert!(cause(Ending::Deadlock(vec![waits]), "").contains("`consumer0` for a lock"));
}

#[test]
fn what_the_code_cannot_help_costs_no_points() {
    for ending in [
        killed_by(9),
        killed_by(15),
        Ending::TooSlow(Duration::from_secs(60)),
    ] {
        assert_eq!(
            judged(ending.clone(), Handed::Nothing, "").0,
            Status::NotGraded,
            "{ending:?}"
        );
    }
}

#[test]
fn an_unfinished_step_is_no_failure_of_its_own() {
    let todo = "main panicked at a.rs:3: not yet implemented: step 2: close it";
    let not_done = (
        Status::NotDone,
        "not done yet: step 2: close it".to_string(),
    );
    assert_eq!(judged(exited(101), report(false, todo), ""), not_done);
    // A test that expects another panic catches this one, and fails for its own reason.
    assert_eq!(
        judged(
            exited(101),
            report(false, "wrong panic"),
            &format!("{todo}\n")
        ),
        not_done
    );
    assert_eq!(
        judged(exited(101), report(false, "no"), "").0,
        Status::Failed
    );
}

#[test]
fn the_excerpt_has_what_the_test_printed_and_no_thread_numbers() {
    let stdout = "\nrunning 1 test\ntest it_works ... hello\nFAILED\n\nfailures:\n    it_works\n\n\
                  test result: FAILED. 0 passed; 1 failed; 0 ignored\n";
    let stderr = "thread 'a' (123) panicked at x.rs:1:2:\nno\nnote: run with `RUST_BACKTRACE=1`\n";
    let text = excerpt("it_works", &[stdout, stderr]);
    assert_eq!(text, "hello\nthread 'a' panicked at x.rs:1:2:\nno");
    let flood = "x\n".repeat(1000);
    assert_eq!(excerpt("it_works", &[&flood]).lines().count(), MAX_LINES);
}

#[test]
fn wrong_answers_fail_a_test_that_says_it_passed() {
    let judged = |answers, passed| {
        let run = Run {
            cpu: Duration::from_secs(10),
            ending: exited(0),
            handed: report(passed, "it panicked"),
            stdout: "told while it ran".to_string(),
            stderr: String::new(),
        };
        judge(&test("value"), run, answers, Lang::En)
    };
    let right = judged(Some(Answers::Right), true);
    assert_eq!((right.status, right.output.as_str()), (Status::Passed, ""));
    let answer = Answers::Wrong {
        message: "3, not 4".to_string(),
        input: "2".to_string(),
    };
    let wrong = judged(Some(answer.clone()), true);
    assert_eq!(
        (wrong.status, wrong.cause.as_str()),
        (Status::Failed, "3, not 4\n  input: 2")
    );
    // As data, for the language of the class.
    let explained = wrong.explanation.map(|cause| cause.to_string());
    assert_eq!(explained, Some(wrong.cause));
    assert_eq!(wrong.output, "told while it ran");
    assert_eq!(
        judged(Some(Answers::Unreadable), true).status,
        Status::Failed
    );
    let late = judged(Some(Answers::Late), true);
    assert_eq!(late.status, Status::NotGraded);
    assert!(late.cause.contains("too slow"), "{}", late.cause);
    // What the process says of itself comes first, and no answer makes up for it.
    for answers in [Answers::Right, answer, Answers::Unreadable, Answers::Late] {
        let failed = judged(Some(answers), false);
        assert_eq!(
            (failed.status, failed.cause.as_str()),
            (Status::Failed, "it panicked")
        );
    }
}
