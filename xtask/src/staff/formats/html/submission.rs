//! The page of one submission: marks, and for each test that did not pass the reason.

use maud::{Markup, html};

use super::{bar, emphasised, page, prose, status, visible};
use crate::grade::model::{ExerciseResult, Grading, Outcome, Status, StepResult, TestResult};
use crate::lang::Lang;
use crate::messages::Message;
use crate::messages::staff::StaffMessage;
use crate::staff::class::record::Record;

/// How wide timelines are laid out, in columns.
const WIDTH: usize = 110;

/// Renders the page.
pub(crate) fn render(record: &Record, lang: Lang) -> String {
    let time = record.times.graded_at.clone();
    let when = if record.grading.is_some() {
        StaffMessage::GradedAt {
            time,
            isolation: record.isolation,
            sources: record.sources.clone(),
        }
    } else {
        StaffMessage::LookedAt { time }
    };
    let body = html! {
        header {
            h1 { (visible(record.who())) }
            @if record.name.is_some() { p.quiet { (visible(&record.student)) } }
            @if let Some((points, max)) = record.marks() {
                p.mark {
                    (emphasised(&StaffMessage::MarksAre { points, max }.to_text(lang)))
                    " " (bar(points, max))
                }
            }
            @if let Some(why) = record.why_not() {
                p.problem { (visible(&StaffMessage::SubmissionNotGraded { why }.to_text(lang))) }
            }
            @if let Some(grading) = &record.grading { (open_points(grading, lang)) }
        }
        @if let Some(grading) = &record.grading {
            @for exercise in &grading.exercises { (section(exercise, lang)) }
        }
        footer { p { (prose(&when.to_text(lang))) } }
    };
    let who = record.who().to_string();
    page(&StaffMessage::MarksOf { who }.to_text(lang), &body, lang)
}

fn open_points(grading: &Grading, lang: Lang) -> Markup {
    let points = grading.not_graded_points;
    html! {
        @if points > 0 { p.problem { (Message::NotGradedPoints { points }.to_text(lang)) } }
    }
}

fn section(exercise: &ExerciseResult, lang: Lang) -> Markup {
    let not_taken = StaffMessage::NotTakenAlong {
        count: exercise.ignored.len(),
    };
    html! {
        section {
            h2 {
                (exercise.name) " " span.quiet { (exercise.title) }
                span.points { (exercise.points) "/" (exercise.max_points) }
            }
            (whole(exercise, lang))
            @if exercise.outcome == Outcome::Graded {
                @for step in &exercise.steps {
                    h3 {
                        (prose(&heading(step).to_text(lang)))
                        span.points { (step.points) "/" (step.max_points) }
                    }
                    ul.tests {
                        @for test in exercise.tests.iter().filter(|one| one.step == step.number) {
                            li { (case(test, lang)) }
                        }
                    }
                }
            }
            @if !exercise.ignored.is_empty() {
                details {
                    summary { (not_taken.to_text(lang)) }
                    ul {
                        @for note in &exercise.ignored {
                            li { code { (visible(&note.path)) } " (" (note.reason) ")" }
                        }
                    }
                }
            }
            p.quiet { (exercise.versions.said(&exercise.name).to_text(lang)) }
        }
    }
}

fn heading(step: &StepResult) -> Message {
    Message::Step {
        number: step.number,
        title: step.title.clone(),
    }
}

/// Says why no test ran, if none did.
fn whole(exercise: &ExerciseResult, lang: Lang) -> Markup {
    html! {
        @match exercise.outcome {
            Outcome::Graded => {}
            Outcome::NotBuilt => {
                p.problem {
                    @if exercise.has_no_verdict() { (Message::CouldNotBuild.to_text(lang)) }
                    @else { (StaffMessage::DoesNotCompile.to_text(lang)) }
                }
                @for error in &exercise.compiler_errors { pre { (visible(error)) } }
            }
            Outcome::Refused => {
                p.problem { (StaffMessage::UsesWhatIsNotAllowed.to_text(lang)) }
                ul {
                    @for problem in &exercise.problems {
                        li {
                            code { (visible(&problem.file)) ":" (problem.line) ":" (problem.column) }
                            " " (prose(&problem.reason)) " " (prose(&problem.instead))
                        }
                    }
                }
            }
            Outcome::NotTaken => {
                @for problem in &exercise.problems { p.problem { (visible(&problem.reason)) } }
            }
        }
    }
}

fn case(test: &TestResult, lang: Lang) -> Markup {
    html! {
        div.case {
            (status(test.status, lang))
            span.title { (prose(&test.title)) " " code.quiet { (test.name) } }
            span.points { (test.points) "/" (test.max_points) }
        }
        @if test.status != Status::Passed && !test.cause.is_empty() {
            p.cause { (prose(&test.cause)) }
        }
        @if let Some(timeline) = &test.timeline {
            details {
                summary { (StaffMessage::WhatTheThreadsDid.to_text(lang)) }
                pre { (visible(&timeline.render_text_in(&lang, WIDTH))) }
            }
        }
        @if !test.output.is_empty() {
            details {
                summary { (StaffMessage::WhatItPrinted.to_text(lang)) }
                pre { (visible(&test.output)) }
            }
        }
        @if let Some(token) = &test.token {
            p.quiet { (prose(&StaffMessage::ReplayIt { token: token.clone() }.to_text(lang))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn whatever_a_submission_says_stays_text() {
        let mut record = example::record();
        record.name = Some("<script>alert(1)</script>".to_string());
        let tests = &mut record.grading.as_mut().unwrap().exercises[0].tests;
        tests[1].cause = "</pre><img src=x onerror=alert(1)>\u{1b}[2J\u{202e}".to_string();
        let page = render(&record, Lang::En);
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;") && page.contains("\\u{1b}[2J\\u{202e}"));
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "it loads nothing"
        );
    }

    #[test]
    fn a_status_is_said_in_words() {
        let page = render(&example::record(), Lang::En);
        for said in [
            "> passed<",
            "> failed<",
            "> not done<",
            "</strong> of 100 points",
            "1, not 2",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
    }

    #[test]
    fn a_page_speaks_the_language_of_the_class() {
        let page = render(&example::record(), Lang::Fr);
        for said in [
            "lang=\"fr\"",
            "> réussi<",
            "</strong> points sur 100",
            "Étape 1\u{a0}: ",
        ] {
            assert!(page.contains(said), "{said}\n{page}");
        }
        for said in ["passed", "points have", "Graded", "Step"] {
            assert!(!page.contains(said), "{said}\n{page}");
        }
    }

    #[test]
    fn a_machine_that_could_not_compile_does_not_blame_the_code() {
        let mut record = example::record();
        let exercise = &mut record.grading.as_mut().unwrap().exercises[0];
        exercise.outcome = Outcome::NotBuilt;
        assert!(render(&record, Lang::En).contains("The code does not compile."));
        let exercise = &mut record.grading.as_mut().unwrap().exercises[0];
        exercise.not_graded_points = exercise.max_points;
        let page = render(&record, Lang::En);
        assert!(
            !page.contains("The code does not compile.")
                && page.contains("through no fault of the code"),
            "{page}"
        );
    }

    #[test]
    fn a_submission_that_cannot_be_graded_says_why() {
        let mut record = example::record();
        record.grading = None;
        record.problem = Some("is no readable zip file".to_string());
        let page = render(&record, Lang::En);
        assert!(page.contains("Not graded: ada.zip is no readable zip file"));
        assert!(page.contains("Looked at") && !page.contains("Graded"));
    }
}
