//! A course and results for the tests of this module.

use super::course::{Course, Entry};
use super::event::{Effect, Event, Key, Size};
use super::lines::Line;
use super::memory::Standing;
use super::news::News;
use super::state::State;
use super::view::Frame;
use crate::exercise::{Exercise, Mode};
use crate::grade::model::{ExerciseResult, NextStep, Outcome, Status, TestResult, Times};
use crate::lang::Lang;
use crate::report::{Cause, Timeline};
use pattern_sync::model::{End, Lane, Object, ObjectKind, Position, Silence, Waiting};

/// The size that most terminals begin with.
pub(crate) const USUAL: Size = Size {
    columns: 80,
    rows: 24,
};

pub(crate) const SUITE: &str =
    "//! Tests.\n\n#[test]\nfn it_sleeps() {\n    graded::explored(|| push());\n}\n";

/// An exercise with one step of two tests, worth 10 points.
pub(crate) fn exercise(name: &str) -> Exercise {
    let text = format!(
        r#"
        name = "{name}"
        number = 1
        difficulty = 2
        title = {{ en = "A queue that makes threads wait", fr = "Une file qui fait attendre" }}
        [[step]]
        number = 1
        title = {{ en = "Waiting", fr = "Attendre" }}
        modules = ["sync", "time"]
        [[test]]
        name = "it_counts"
        step = 1
        points = 4
        mode = "value"
        title = {{ en = "It counts", fr = "Elle compte" }}
        hint = {{ en = "Count under the lock.", fr = "Comptez sous le verrou." }}
        [[test]]
        name = "it_sleeps"
        step = 1
        points = 6
        mode = "explored"
        title = {{ en = "It sleeps until it is woken", fr = "Elle dort jusqu'au réveil" }}
        hint = {{ en = "Who notifies?", fr = "Qui notifie ?" }}
        "#
    );
    toml::from_str(&text).unwrap()
}

pub(crate) fn entry(name: &str, points: Option<u32>) -> Entry {
    Entry {
        exercise: exercise(name),
        suite: SUITE.to_string(),
        standing: points.map(|points| Standing { points, sources: 1 }),
        stale: false,
    }
}

/// A state that has three exercises, `a` in hand, and waits for its first run.
pub(crate) fn state() -> State {
    state_of(["a", "b", "c"].map(|name| entry(name, None)).into())
}

pub(crate) fn state_of(entries: Vec<Entry>) -> State {
    State::start(Lang::En, USUAL, Course::new(entries, None, ""), None).0
}

/// The result of an exercise with these tests, of which the first that does not pass decides.
pub(crate) fn result(name: &str, statuses: [Status; 2]) -> ExerciseResult {
    let exercise = exercise(name);
    let tests = exercise.tests.iter().zip(statuses);
    let tests: Vec<TestResult> = tests
        .map(|(test, status)| TestResult {
            name: test.name.clone(),
            title: test.title.get(Lang::En).to_string(),
            step: 1,
            mode: test.mode,
            points: if status == Status::Passed {
                test.points
            } else {
                0
            },
            max_points: test.points,
            status,
            cause: if status == Status::Passed {
                ""
            } else {
                "consumer0 sleeps for ever"
            }
            .to_string(),
            explanation: (status == Status::Failed && test.mode == Mode::Explored).then(sleeps),
            coverage: None,
            token: (status == Status::Failed && test.mode == Mode::Explored)
                .then(|| format!("{name}/{}/1/e", test.name)),
            timeline: (status == Status::Failed && test.mode == Mode::Explored).then(timeline),
            output: String::new(),
            hidden: false,
        })
        .collect();
    let title = exercise.title.get(Lang::En);
    let result = ExerciseResult::of_one_step(name, title, "Waiting", 10, tests);
    let next = NextStep {
        number: 1,
        title: "Waiting".to_string(),
        place: Some(format!("exercises/{name}/src/lib.rs:6")),
        task: Some("build the queue".to_string()),
        statement: format!("exercises/{name}/README.en.md"),
    };
    ExerciseResult {
        next: (result.points < 10).then_some(next),
        times: Times {
            build_ms: 840,
            run_ms: 1_260,
        },
        ..result
    }
}

/// The same exercise when it does not compile.
pub(crate) fn not_built(name: &str, errors: &[&str]) -> ExerciseResult {
    ExerciseResult {
        outcome: Outcome::NotBuilt,
        compiler_errors: errors.iter().map(|error| (*error).to_string()).collect(),
        ..result(name, [Status::NotRun, Status::NotRun])
    }
}

pub(crate) fn at() -> Position {
    Position {
        file: "exercises/a/src/lib.rs".to_string(),
        line: 12,
        column: 1,
    }
}

/// `consumer0` sleeps for ever.
fn sleeps() -> Cause {
    Cause::Asleep {
        thread: "consumer0".to_string(),
        condvar: "not_empty".to_string(),
        at: at(),
        silence: Silence::Never,
        others: Vec::new(),
    }
}

/// A schedule at whose end `consumer0` sleeps.
pub(crate) fn timeline() -> Timeline {
    let at = at();
    let sleeps = End::Waiting {
        waiting: Waiting::Notification,
        object: Some(0),
        at: at.clone(),
    };
    let mut timeline = Timeline::default();
    timeline.threads.push(Lane {
        name: "consumer0".to_string(),
        end: sleeps,
    });
    timeline.objects.push(Object {
        kind: ObjectKind::Condvar,
        name: "not_empty".to_string(),
    });
    let line = (12, "self.not_empty.wait(&mut state);".to_string());
    timeline.sources.insert(at.file, [line].into());
    timeline
}

/// What happens when the run `number` has this result.
pub(crate) fn done(number: u64, result: ExerciseResult) -> Event {
    let result = Box::new(result);
    Event::Run {
        number,
        news: News::Done { result, sources: 1 },
    }
}

pub(crate) fn press(state: &mut State, key: char) -> Vec<Effect> {
    state.handle(Event::Key(Key::Char(key)))
}

/// Returns the screen as text.
pub(crate) fn screen(state: &State) -> String {
    let lines = Frame::of(state).lines();
    let lines: Vec<String> = lines.iter().map(|line: &Line| line.render(false)).collect();
    lines.join("\n")
}
