//! Progress: what is known while an exercise is still being graded.

use super::judge::Verdict;
use super::model::{ExerciseResult, Status};

/// Says how far grading an exercise is.
#[derive(Debug)]
pub enum Stage {
    /// The tests run.
    Testing {
        /// Tests that have ended.
        ended: usize,
        /// All of them.
        all: usize,
    },
    /// It is known which test stands in the way: the result up to that one.
    Trouble(Box<ExerciseResult>),
}

/// How far the tests are.
#[derive(Debug)]
pub struct Progress {
    verdicts: Vec<Option<Verdict>>,
    /// What stands in the way was told.
    told: bool,
}

/// Says what the end of a test has brought.
#[derive(Clone, Debug)]
pub struct Step {
    /// Tests that have ended.
    pub ended: usize,
    /// Once, when it is known which test stands in the way: the verdicts up to that test.
    pub trouble: Option<Vec<Verdict>>,
}

impl Progress {
    /// Begins with `tests` tests, none of which has ended.
    pub fn new(tests: usize) -> Self {
        Self {
            verdicts: vec![None; tests],
            told: false,
        }
    }

    /// Takes in the end of the test at `at`.
    ///
    /// What stands in the way is the first test that fails, and it is known once those before it have
    /// passed: they end in any order.
    pub fn ended(&mut self, at: usize, verdict: &Verdict) -> Step {
        self.verdicts[at] = Some(verdict.clone());
        let passes = |verdict: &&Option<Verdict>| {
            let passed = |verdict: &Verdict| verdict.status == Status::Passed;
            verdict.as_ref().is_some_and(passed)
        };
        let passed = self.verdicts.iter().take_while(passes).count();
        let first = self.verdicts.get(passed).and_then(Option::as_ref);
        let fails = first.is_some_and(|verdict| verdict.status == Status::Failed);
        let news = fails && !std::mem::replace(&mut self.told, fails);
        Step {
            ended: self.verdicts.iter().flatten().count(),
            trouble: news.then(|| self.verdicts[..=passed].iter().flatten().cloned().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: Status) -> Verdict {
        Verdict {
            status,
            cause: String::new(),
            schedule: None,
            timeline: None,
            coverage: None,
            explanation: None,
            unfinished: None,
            output: String::new(),
        }
    }

    /// Lets tests end one after the other; returns for each how many verdicts are told.
    fn told(ends: &[(usize, Status)]) -> Vec<usize> {
        let mut progress = Progress::new(4);
        let end = |&(at, status): &(usize, Status)| progress.ended(at, &verdict(status)).trouble;
        let troubles = ends.iter().map(end);
        troubles
            .map(|told| told.map_or(0, |all| all.len()))
            .collect()
    }

    #[test]
    fn the_first_test_that_fails_is_told_once_and_when_those_before_it_have_passed() {
        use Status::{Failed, NotDone, Passed};
        assert_eq!(told(&[(1, Failed), (0, Passed), (2, Failed)]), [0, 2, 0]);
        assert_eq!(told(&[(0, Failed), (1, Failed)]), [1, 0]);
        assert_eq!(told(&[(2, Failed), (0, Passed), (1, Failed)]), [0, 0, 2]);
        assert_eq!(told(&[(0, NotDone), (1, Failed), (2, Passed)]), [0, 0, 0]);
        assert_eq!(
            told(&[(3, Passed), (2, Passed), (1, Passed), (0, Passed)]),
            [0; 4]
        );
    }

    #[test]
    fn it_counts_the_tests_that_have_ended() {
        let mut progress = Progress::new(2);
        for ended in 1..=2 {
            let step = progress.ended(2 - ended, &verdict(Status::Passed));
            assert_eq!(step.ended, ended);
        }
    }
}
