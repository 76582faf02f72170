//! Assembles the result model of one exercise from what the stages found.

use std::path::PathBuf;

use super::build;
use super::intake::{Ignored, Sources};
use super::judge::Verdict;
use super::model::{
    ExerciseResult, NextStep, Note, Outcome, Problem, Status, StepResult, TestResult, Times,
};
use super::pipeline::{Compiled, Source};
use super::sandbox::Level;
use super::source_check::Finding;
use super::todos;
use super::version::Versions;
use crate::escape;
use crate::exercise::{Exercise, GradedTest, Mode, Step};
use crate::lang::Lang;
use crate::messages::Message;
use crate::token::Token;

/// Holds what is graded.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Whose code it is.
    pub source: Source,
    /// The code.
    pub sources: Sources,
    /// The folder of the graded tests, if they do not lie with the exercise.
    pub suite: Option<PathBuf>,
    /// With what it is graded.
    pub versions: Versions,
    /// The language of the result.
    pub lang: Lang,
    /// How the code is isolated.
    pub isolation: Level,
}

impl Subject<'_> {
    /// Makes the result; there is one verdict for each test, or none at all.
    pub fn result(
        &self,
        compiled: &Compiled,
        verdicts: Vec<Verdict>,
        times: Times,
    ) -> ExerciseResult {
        let exercise = self.exercise;
        let mut result = ExerciseResult {
            name: exercise.name.clone(),
            title: exercise.title.get(self.lang).to_string(),
            difficulty: exercise.difficulty,
            path: self.source.shown(&exercise.name),
            isolation: self.isolation,
            seed: match compiled {
                Compiled::Program(program) => program.seed(),
                Compiled::Errors(_) | Compiled::Refused(_) => None,
            },
            versions: self.versions.clone(),
            outcome: Outcome::Graded,
            points: 0,
            max_points: 0,
            not_graded_points: 0,
            problems: Vec::new(),
            compiler_errors: Vec::new(),
            ignored: self
                .sources
                .ignored
                .iter()
                .map(|one| self.note(one))
                .collect(),
            steps: exercise.steps.iter().map(|step| self.step(step)).collect(),
            tests: exercise
                .tests
                .iter()
                .map(|test| self.not_run(test))
                .collect(),
            next: None,
            times,
        };
        for (at, verdict) in verdicts.into_iter().enumerate() {
            result.tests[at] = self.test_result(&exercise.tests[at], verdict);
        }
        require_values(&mut result.tests, self.lang);
        require_behaviour(&mut result.tests, self.lang);
        match compiled {
            Compiled::Program(..) => {}
            Compiled::Errors(errors) => {
                result.outcome = Outcome::NotBuilt;
                let said = |error: &String| match error.as_str() {
                    build::ENDED => Message::CompilerEnded.to_text(self.lang),
                    error => error.to_string(),
                };
                result.compiler_errors = errors.iter().map(said).collect();
            }
            Compiled::Refused(findings) => {
                result.outcome = Outcome::Refused;
                result.problems = findings
                    .iter()
                    .map(|finding| self.problem(finding))
                    .collect();
            }
        }
        add_up(&mut result);
        result.next = self.next(&result);
        result
    }

    /// Makes the result of one test.
    pub fn test_result(&self, test: &GradedTest, verdict: Verdict) -> TestResult {
        let verdict = self.in_its_words(verdict);
        let token = verdict.schedule.map(|schedule| {
            let kind = self.source.kind();
            Token::new(
                &self.exercise.name,
                &test.name,
                &schedule,
                kind,
                &self.sources,
            )
            .to_string()
        });
        TestResult {
            status: verdict.status,
            points: if verdict.status == Status::Passed {
                test.points
            } else {
                0
            },
            cause: verdict.cause,
            explanation: verdict.explanation,
            coverage: verdict.coverage,
            token,
            timeline: verdict.timeline,
            output: verdict.output,
            ..self.not_run(test)
        }
    }

    /// Puts into the student's language what the exercise's code says in English: its `todo!`s, and the
    /// assertions of its suite.
    pub fn in_its_words(&self, mut verdict: Verdict) -> Verdict {
        if let Some((step, task)) = &verdict.unfinished {
            let (step, task) = (*step, self.exercise.task(task, self.lang).to_string());
            verdict.cause = Message::NotDone { step, task }.to_text(self.lang);
        }
        if self.lang == Lang::Fr {
            let claims = &self.exercise.claims;
            if let Some(cause) = verdict.explanation.take() {
                let cause = claims.cause(cause);
                verdict.cause = escape::visible(&cause.said_in(&self.lang));
                verdict.explanation = Some(cause);
            }
            if let Some(timeline) = &mut verdict.timeline {
                claims.timeline(timeline);
            }
        }
        verdict
    }

    fn not_run(&self, test: &GradedTest) -> TestResult {
        TestResult {
            name: test.name.clone(),
            title: test.title.get(self.lang).to_string(),
            step: test.step,
            mode: test.mode,
            points: 0,
            max_points: test.points,
            status: Status::NotRun,
            cause: String::new(),
            explanation: None,
            coverage: None,
            token: None,
            timeline: None,
            output: String::new(),
            hidden: false,
        }
    }

    fn note(&self, ignored: &Ignored) -> Note {
        let reason = Message::Ignored { why: ignored.why }.to_text(self.lang);
        Note {
            path: ignored.path.clone(),
            reason,
        }
    }

    fn step(&self, step: &Step) -> StepResult {
        let title = step.title.get(self.lang).to_string();
        StepResult {
            number: step.number,
            title,
            points: 0,
            max_points: 0,
        }
    }

    fn problem(&self, finding: &Finding) -> Problem {
        Problem {
            file: format!(
                "{}/{}",
                self.source.shown(&self.exercise.name),
                finding.file
            ),
            line: finding.line,
            column: finding.column,
            reason: finding.rule.reason(self.lang),
            instead: finding.rule.instead(self.lang),
        }
    }

    /// Says what to do next: the first step that is not complete, and its first `todo!`.
    fn next(&self, result: &ExerciseResult) -> Option<NextStep> {
        let open = |step: u32| {
            result
                .tests
                .iter()
                .any(|test| test.step == step && test.status != Status::Passed)
        };
        let step = self.exercise.steps.iter().find(|step| open(step.number))?;
        let todo = todos::find(&self.sources)
            .into_iter()
            .find(|todo| todo.step == step.number);
        let (name, language) = (&self.exercise.name, self.lang.code());
        Some(NextStep {
            number: step.number,
            title: step.title.get(self.lang).to_string(),
            place: todo
                .as_ref()
                .map(|todo| format!("{}/{}:{}", result.path, todo.file, todo.line)),
            task: todo.map(|todo| self.exercise.task(&todo.task, self.lang).to_string()),
            statement: format!("exercises/{name}/README.{language}.md"),
        })
    }
}

/// Lets behaviour count only where the values are right: takes the points of a step's explored
/// tests, and of those on real threads, while a value test of the same step fails.
///
/// What a value test observed is compared outside the process, so that it cannot be made up there. A
/// test that is not done, or without a verdict, takes nothing: who has not come to it yet keeps the rest.
fn require_values(tests: &mut [TestResult], lang: Lang) {
    let wrong: Vec<(u32, String)> = tests
        .iter()
        .filter(|test| test.mode == Mode::Value && test.status == Status::Failed)
        .map(|test| (test.step, test.title.clone()))
        .collect();
    for test in tests.iter_mut().filter(|test| test.mode != Mode::Value) {
        let value = wrong.iter().find(|(step, _)| *step == test.step);
        if let (Status::Passed, Some((_, title))) = (test.status, value) {
            test.status = Status::Failed;
            test.points = 0;
            let title = title.clone();
            test.cause = Message::ValuesFirst { title }.to_text(lang);
        }
    }
}

/// Lets tests on real threads count only where all explored tests of their step, and of the steps
/// before, pass.
///
/// On real threads wrong code fails or passes by luck. The explorer knows, so its verdict decides:
/// the same code gets the same marks each time, with the same words.
fn require_behaviour(tests: &mut [TestResult], lang: Lang) {
    let explored = tests.iter().filter(|test| test.mode == Mode::Explored);
    let wrong: Vec<(u32, String)> = explored
        .filter(|test| matches!(test.status, Status::Failed | Status::NotDone))
        .map(|test| (test.step, test.title.clone()))
        .collect();
    for test in tests.iter_mut() {
        let lucky = test.mode == Mode::RealThreads
            && !matches!(test.status, Status::NotDone | Status::NotRun);
        let first = wrong.iter().find(|(step, _)| *step <= test.step);
        if let (true, Some((_, title))) = (lucky, first) {
            test.status = Status::Failed;
            test.points = 0;
            let title = title.clone();
            test.cause = Message::BehaviourFirst { title }.to_text(lang);
            test.output.clear();
        }
    }
}

/// Adds up the points of the tests.
fn add_up(result: &mut ExerciseResult) {
    for test in &result.tests {
        result.points += test.points;
        result.max_points += test.max_points;
        if test.status == Status::NotGraded {
            result.not_graded_points += test.max_points;
        }
        if let Some(step) = result
            .steps
            .iter_mut()
            .find(|step| step.number == test.step)
        {
            step.points += test.points;
            step.max_points += test.max_points;
        }
    }
}

#[cfg(test)]
mod tests;
