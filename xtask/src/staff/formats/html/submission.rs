//! The page of one submission: marks, and for each test that did not pass the reason.

use maud::{Markup, html};

use super::{bar, page, status, visible};
use crate::grade::model::{ExerciseResult, Grading, Outcome, Status, TestResult};
use crate::staff::class::record::Record;

/// How wide timelines are laid out, in columns.
const WIDTH: usize = 110;

/// Renders the page.
pub(crate) fn render(record: &Record) -> String {
    let body = html! {
        header {
            h1 { (visible(record.who())) }
            @if record.name.is_some() { p.quiet { (visible(&record.student)) } }
            @if let Some((points, max)) = record.marks() {
                p.mark { strong { (points) } " of " (max) " points " (bar(points, max)) }
            }
            @if let Some(problem) = &record.problem {
                p.problem { "Not graded: " (visible(&record.submission)) " " (visible(problem)) }
            }
            @if let Some(grading) = &record.grading { (open_points(grading)) }
        }
        @if let Some(grading) = &record.grading {
            @for exercise in &grading.exercises { (section(exercise)) }
        }
        footer {
            p {
                "Graded " (record.times.graded_at) " at isolation "
                (format!("{:?}", record.isolation)) ", sources " code { (record.sources) } "."
            }
        }
    };
    page(&format!("Marks of {}", record.who()), &body)
}

fn open_points(grading: &Grading) -> Markup {
    html! {
        @if grading.not_graded_points > 0 {
            p.problem {
                (grading.not_graded_points)
                " points have no verdict, through no fault of the code: they are neither earned nor lost."
            }
        }
    }
}

fn section(exercise: &ExerciseResult) -> Markup {
    html! {
        section {
            h2 {
                (exercise.name) " " span.quiet { (exercise.title) }
                span.points { (exercise.points) "/" (exercise.max_points) }
            }
            (whole(exercise))
            @if exercise.outcome == Outcome::Graded {
                @for step in &exercise.steps {
                    h3 {
                        "Step " (step.number) ": " (step.title)
                        span.points { (step.points) "/" (step.max_points) }
                    }
                    ul.tests {
                        @for test in exercise.tests.iter().filter(|one| one.step == step.number) {
                            li { (case(test)) }
                        }
                    }
                }
            }
            @if !exercise.ignored.is_empty() {
                details {
                    summary { (exercise.ignored.len()) " files were not taken" }
                    ul {
                        @for note in &exercise.ignored {
                            li { code { (visible(&note.path)) } " (" (note.reason) ")" }
                        }
                    }
                }
            }
            p.quiet {
                "suite " code { (exercise.versions.suite) } ", explorer "
                code { (exercise.versions.explorer) }
            }
        }
    }
}

/// Says why no test ran, if none did.
fn whole(exercise: &ExerciseResult) -> Markup {
    html! {
        @match exercise.outcome {
            Outcome::Graded => {}
            Outcome::NotBuilt => {
                p.problem { "The code does not compile." }
                @for error in &exercise.compiler_errors { pre { (visible(error)) } }
            }
            Outcome::Refused => {
                p.problem { "The code uses what is not allowed." }
                ul {
                    @for problem in &exercise.problems {
                        li {
                            code { (visible(&problem.file)) ":" (problem.line) ":" (problem.column) }
                            " " (visible(&problem.reason)) " " (visible(&problem.instead))
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

fn case(test: &TestResult) -> Markup {
    html! {
        div.case {
            (status(test.status))
            span.title { (test.title) " " code.quiet { (test.name) } }
            span.points { (test.points) "/" (test.max_points) }
        }
        @if test.status != Status::Passed && !test.cause.is_empty() {
            p.cause { (visible(&test.cause)) }
        }
        @if let Some(timeline) = &test.timeline {
            details {
                summary { "What the threads did" }
                pre { (visible(&timeline.render_text(WIDTH))) }
            }
        }
        @if !test.output.is_empty() {
            details { summary { "What it printed" } pre { (visible(&test.output)) } }
        }
        @if let Some(token) = &test.token {
            p.quiet { "Again: " code { "cargo xtask replay " (token) " --submission DIR" } }
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
        let page = render(&record);
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
        let page = render(&example::record());
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
    fn a_submission_that_cannot_be_graded_says_why() {
        let mut record = example::record();
        record.grading = None;
        record.problem = Some("is no readable zip file".to_string());
        assert!(render(&record).contains("Not graded: ada.zip is no readable zip file"));
    }
}
