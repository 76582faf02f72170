//! Which points count only where others were earned.

use super::*;

fn test(mode: Mode, step: u32, status: Status) -> TestResult {
    TestResult {
        name: format!("{mode:?}_{step}"),
        title: format!("{mode:?} of step {step}"),
        step,
        mode,
        points: if status == Status::Passed { 5 } else { 0 },
        max_points: 5,
        status,
        cause: String::new(),
        explanation: None,
        coverage: None,
        token: None,
        timeline: None,
        output: "by luck".to_string(),
        hidden: false,
    }
}

/// Returns status and cause of a test on real threads in step 2, beside `other`.
fn beside(other: &TestResult, status: Status) -> (Status, String) {
    let mut tests = [test(Mode::RealThreads, 2, status), other.clone()];
    require_behaviour(&mut tests, Lang::En);
    let [on_threads, _] = tests;
    assert_eq!(on_threads.points > 0, on_threads.status == Status::Passed);
    (on_threads.status, on_threads.cause)
}

#[test]
fn luck_on_real_threads_is_worth_nothing_where_an_explored_test_fails() {
    for (step, status) in [
        (1, Status::Failed),
        (2, Status::Failed),
        (2, Status::NotDone),
    ] {
        let explored = test(Mode::Explored, step, status);
        let lucky = beside(&explored, Status::Passed);
        assert!(lucky.1.contains(&explored.title), "{lucky:?}");
        assert_eq!(lucky.0, Status::Failed);
        assert_eq!(lucky, beside(&explored, Status::Failed));
        assert_eq!(lucky, beside(&explored, Status::NotGraded));
    }
}

#[test]
fn tests_on_real_threads_count_where_the_explored_ones_up_to_their_step_pass() {
    for other in [
        test(Mode::Explored, 2, Status::Passed),
        test(Mode::Explored, 3, Status::Failed),
        test(Mode::Explored, 1, Status::NotGraded),
        test(Mode::RealThreads, 1, Status::Failed),
    ] {
        assert_eq!(beside(&other, Status::Passed).0, Status::Passed);
    }
    let failed = test(Mode::Explored, 1, Status::Failed);
    assert_eq!(beside(&failed, Status::NotDone).0, Status::NotDone);
}

#[test]
fn behaviour_counts_where_no_value_of_its_step_is_wrong() {
    let of = |step, status| {
        let mut tests = [
            test(Mode::Explored, 1, Status::Passed),
            test(Mode::Value, step, status),
        ];
        require_values(&mut tests, Lang::En);
        tests[0].status
    };
    assert_eq!(of(1, Status::Failed), Status::Failed);
    assert_eq!(of(1, Status::NotDone), Status::Passed);
    assert_eq!(of(2, Status::Failed), Status::Passed);
}
