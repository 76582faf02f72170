//! The page of one submission: marks, and for each test that did not pass the reason.

use maud::{Markup, html};

use super::words::{Words, words};
use super::{bar, page, prose, status, visible};
use crate::grade::model::{ExerciseResult, Grading, Outcome, Status, TestResult};
use crate::lang::Lang;
use crate::staff::class::record::Record;

/// How wide timelines are laid out, in columns.
const WIDTH: usize = 110;

/// Renders the page.
pub(crate) fn render(record: &Record, lang: Lang) -> String {
    let words = words(lang);
    let body = html! {
        header {
            h1 { (visible(record.who())) }
            @if record.name.is_some() { p.quiet { (visible(&record.student)) } }
            @if let Some((points, max)) = record.marks() {
                p.mark {
                    strong { (points) } " " (words.of) " " (max) " " (words.points) " " (bar(points, max))
                }
            }
            @if let Some(why) = record.why_not() {
                p.problem { (words.not_graded) (words.colon) (visible(&why)) }
            }
            @if let Some(grading) = &record.grading { (open_points(grading, words)) }
        }
        @if let Some(grading) = &record.grading {
            @for exercise in &grading.exercises { (section(exercise, words, lang)) }
        }
        footer {
            p {
                (words.graded) " " (record.times.graded_at) ", " (words.isolation) " "
                (format!("{:?}", record.isolation)) ", " (words.sources) " "
                code { (record.sources) } "."
            }
        }
    };
    page(&format!("{} {}", words.marks_of, record.who()), &body, lang)
}

fn open_points(grading: &Grading, words: &Words) -> Markup {
    html! {
        @if grading.not_graded_points > 0 {
            p.problem { (grading.not_graded_points) " " (words.points_without_a_verdict) }
        }
    }
}

fn section(exercise: &ExerciseResult, words: &Words, lang: Lang) -> Markup {
    html! {
        section {
            h2 {
                (exercise.name) " " span.quiet { (exercise.title) }
                span.points { (exercise.points) "/" (exercise.max_points) }
            }
            (whole(exercise, words))
            @if exercise.outcome == Outcome::Graded {
                @for step in &exercise.steps {
                    h3 {
                        (words.step) " " (step.number) (words.colon) (prose(&step.title))
                        span.points { (step.points) "/" (step.max_points) }
                    }
                    ul.tests {
                        @for test in exercise.tests.iter().filter(|one| one.step == step.number) {
                            li { (case(test, words, lang)) }
                        }
                    }
                }
            }
            @if !exercise.ignored.is_empty() {
                details {
                    summary { (exercise.ignored.len()) " " (words.not_taken) }
                    ul {
                        @for note in &exercise.ignored {
                            li { code { (visible(&note.path)) } " (" (note.reason) ")" }
                        }
                    }
                }
            }
            p.quiet {
                (words.suite) " " code { (exercise.versions.suite) } ", " (words.explorer) " "
                code { (exercise.versions.explorer) }
            }
        }
    }
}

/// Says why no test ran, if none did.
fn whole(exercise: &ExerciseResult, words: &Words) -> Markup {
    html! {
        @match exercise.outcome {
            Outcome::Graded => {}
            Outcome::NotBuilt => {
                p.problem {
                    @if exercise.has_no_verdict() { (words.could_not_compile) }
                    @else { (words.does_not_compile) }
                }
                @for error in &exercise.compiler_errors { pre { (visible(error)) } }
            }
            Outcome::Refused => {
                p.problem { (words.uses_what_is_not_allowed) }
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

fn case(test: &TestResult, words: &Words, lang: Lang) -> Markup {
    html! {
        div.case {
            (status(test.status, words))
            span.title { (prose(&test.title)) " " code.quiet { (test.name) } }
            span.points { (test.points) "/" (test.max_points) }
        }
        @if test.status != Status::Passed && !test.cause.is_empty() {
            p.cause { (prose(&test.cause)) }
        }
        @if let Some(timeline) = &test.timeline {
            details {
                summary { (words.what_the_threads_did) }
                pre { (visible(&timeline.render_text_in(&lang, WIDTH))) }
            }
        }
        @if !test.output.is_empty() {
            details { summary { (words.what_it_printed) } pre { (visible(&test.output)) } }
        }
        @if let Some(token) = &test.token {
            p.quiet { (words.again) " " code { "cargo xtask replay " (token) " --submission DIR" } }
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
            "</strong> sur 100 points",
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
            !page.contains("The code does not compile.") && page.contains("not to blame"),
            "{page}"
        );
    }

    #[test]
    fn a_submission_that_cannot_be_graded_says_why() {
        let mut record = example::record();
        record.grading = None;
        record.problem = Some("is no readable zip file".to_string());
        assert!(render(&record, Lang::En).contains("Not graded: ada.zip is no readable zip file"));
    }
}
