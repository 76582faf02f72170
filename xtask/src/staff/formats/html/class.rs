//! The page of a class: marks, their distribution, and which tests fail most.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{bar, emphasised, page, prose, visible};
use crate::grade::model::{ExerciseResult, Outcome, Status};
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::staff::class::record::Record;
use crate::staff::class::store::file_stem;

/// How many columns the distribution has.
const COLUMNS: usize = 10;

/// How many of the tests that fail most are listed.
const MOST: usize = 20;

/// Renders the page.
pub(crate) fn render(records: &[Record], lang: Lang) -> String {
    let say = |message: StaffMessage| message.to_text(lang);
    let graded: Vec<&Record> = records.iter().filter(|one| one.grading.is_some()).collect();
    // A mark that may still rise says nothing about the class.
    let last: Vec<&Record> = records.iter().filter(|one| one.is_final()).collect();
    let counts = StaffMessage::ClassGraded {
        graded: last.len(),
        all: records.len(),
    };
    let body = html! {
        header {
            h1 { (say(StaffMessage::Class)) }
            p {
                (emphasised(&say(counts)))
                @if let Some(middle) = middle(&last) { " " (emphasised(&said(middle, lang))) }
            }
        }
        (not_graded(records, lang))
        @if !graded.is_empty() {
            section { h2 { (say(StaffMessage::ClassDistribution)) } (distribution(&last, lang)) }
            section { h2 { (say(StaffMessage::ClassFailing)) } (failing(&graded, lang)) }
            section { h2 { (say(StaffMessage::ClassMarks)) } (marks(&graded, lang)) }
        }
    };
    page(&say(StaffMessage::Class), &body, lang)
}

fn not_graded(records: &[Record], lang: Lang) -> Markup {
    let others: Vec<&Record> = records.iter().filter(|one| one.grading.is_none()).collect();
    let why = |record: &Record| StaffMessage::ClassNotGradedWhy {
        who: record.who().to_string(),
        why: record.why_not().unwrap_or_default(),
    };
    html! {
        @if !others.is_empty() {
            section {
                h2 { (StaffMessage::ClassNotGraded.to_text(lang)) }
                ul.problems {
                    @for record in &others {
                        li.problem { (emphasised(&why(record).to_text(lang))) }
                    }
                }
            }
        }
    }
}

/// Returns mean, median and the highest possible points.
fn middle(graded: &[&Record]) -> Option<(f64, f64, u32)> {
    let mut points: Vec<u32> = graded
        .iter()
        .filter_map(|one| Some(one.marks()?.0))
        .collect();
    points.sort_unstable();
    let max = graded.iter().filter_map(|one| Some(one.marks()?.1)).max()?;
    let count = points.len();
    let sum: f64 = points.iter().copied().map(f64::from).sum();
    let median = f64::from(points[(count - 1) / 2] + points[count / 2]) / 2.0;
    Some((sum / count as f64, median, max))
}

/// Says what [`middle`] has found.
fn said((mean, median, max): (f64, f64, u32), lang: Lang) -> String {
    let (mean, median) = (lang.decimal(mean, 1), lang.decimal(median, 1));
    StaffMessage::ClassMiddle { mean, median, max }.to_text(lang)
}

/// Renders a column for each tenth of the points; full marks belong to the last.
fn distribution(graded: &[&Record], lang: Lang) -> Markup {
    let mut counts = [0_u32; COLUMNS];
    for (points, max) in graded.iter().filter_map(|one| one.marks()) {
        let at = (points as usize * COLUMNS)
            .checked_div(max as usize)
            .unwrap_or(0);
        counts[at.min(COLUMNS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    html! {
        table.columns aria-label=(StaffMessage::ClassDistribution.to_text(lang)) {
            tr {
                @for count in counts {
                    td {
                        span.count { (count) }
                        span.column
                            style=(format!("height:{:.1}em", f64::from(count) / f64::from(most) * 9.0)) {}
                    }
                }
            }
            tr {
                @for at in 0..COLUMNS {
                    th scope="col" { (at * 100 / COLUMNS) "–" ((at + 1) * 100 / COLUMNS) }
                }
            }
        }
        p.quiet.under { (StaffMessage::ClassPercent.to_text(lang)) }
    }
}

/// What became of one test over the class.
#[derive(Default)]
struct Tally<'a> {
    title: &'a str,
    failed: u32,
    not_done: u32,
    others: u32,
    total: u32,
}

fn tally<'a>(graded: &[&'a Record]) -> BTreeMap<(&'a str, &'a str), Tally<'a>> {
    let mut tallies: BTreeMap<(&str, &str), Tally<'_>> = BTreeMap::new();
    let exercises = graded
        .iter()
        .filter_map(|record| record.grading.as_ref())
        .flat_map(|grading| &grading.exercises);
    for exercise in exercises {
        for test in &exercise.tests {
            let tally = tallies.entry((&exercise.name, &test.name)).or_default();
            tally.title = &test.title;
            tally.total += 1;
            match test.status {
                Status::Passed => {}
                Status::Failed => tally.failed += 1,
                Status::NotDone => tally.not_done += 1,
                Status::NotRun | Status::NotGraded => tally.others += 1,
            }
        }
    }
    tallies
}

fn failing(graded: &[&Record], lang: Lang) -> Markup {
    let say = |message: StaffMessage| message.to_text(lang);
    let tallies = tally(graded);
    let several = exercises(graded).len() > 1;
    let mut rows: Vec<_> = tallies
        .iter()
        .filter(|(_, tally)| tally.failed + tally.not_done > 0)
        .collect();
    // A failure says more than a step that nobody has begun with.
    rows.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.failed, tally.not_done)));
    html! {
        @if rows.is_empty() { p { (say(StaffMessage::ClassNoneFails)) } } @else {
            table {
                thead {
                    tr {
                        th { (say(StaffMessage::ColumnTest)) }
                        @for status in [Status::Failed, Status::NotDone, Status::NotRun] {
                            th.number { (say(StaffMessage::TestIs { status })) }
                        }
                        th.number { (say(StaffMessage::ColumnOf)) } th { "" }
                    }
                }
                tbody {
                    @for ((exercise, name), tally) in rows.iter().take(MOST) {
                        tr {
                            td {
                                (prose(tally.title)) " "
                                code.quiet { @if several { (exercise) " " } (name) }
                            }
                            td.number { (tally.failed) } td.number { (tally.not_done) }
                            td.number { (tally.others) } td.number { (tally.total) }
                            td { (bar(tally.failed, tally.total)) }
                        }
                    }
                }
            }
            @if let Some(count @ 1..) = rows.len().checked_sub(MOST) {
                p.quiet { (say(StaffMessage::ClassMoreFail { count })) }
            }
        }
    }
}

/// Lists the exercises of a class, in their order.
fn exercises<'a>(graded: &[&'a Record]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for exercise in graded
        .iter()
        .filter_map(|one| one.grading.as_ref())
        .flat_map(|one| &one.exercises)
    {
        if !names.contains(&exercise.name.as_str()) {
            names.push(&exercise.name);
        }
    }
    names
}

fn marks(graded: &[&Record], lang: Lang) -> Markup {
    let say = |message: StaffMessage| message.to_text(lang);
    let names = exercises(graded);
    html! {
        table {
            thead {
                tr {
                    th { (say(StaffMessage::ColumnStudent)) }
                    th.number { (say(StaffMessage::ColumnPoints)) }
                    th.number { (say(StaffMessage::ColumnOf)) } th { "" }
                    @if names.len() > 1 { @for name in &names { th.number { (name) } } }
                }
            }
            tbody { @for record in graded { (row(record, &names, lang)) } }
        }
    }
}

fn row(record: &Record, names: &[&str], lang: Lang) -> Markup {
    let (points, max) = record.marks().unwrap_or_default();
    let page = format!("{}.html", file_stem(&record.student));
    let exercises = record
        .grading
        .as_ref()
        .map_or(&[][..], |one| &one.exercises);
    html! {
        tr {
            td {
                a href=(page) { (visible(record.who())) }
                @if record.name.is_some() { " " span.quiet { (visible(&record.student)) } }
                @if !record.is_final() {
                    " " span.problem { (StaffMessage::ClassOpenTests.to_text(lang)) }
                }
                @for one in exercises { (why_nothing(one, names.len() > 1, lang)) }
            }
            td.number { strong { (points) } } td.number { (max) } td { (bar(points, max)) }
            @if names.len() > 1 {
                @for name in names {
                    td.number {
                        @if let Some(one) = exercises.iter().find(|one| one.name == **name) {
                            (one.points)
                        }
                    }
                }
            }
        }
    }
}

/// Says of a zero that no test explains where it comes from.
fn why_nothing(exercise: &ExerciseResult, several: bool, lang: Lang) -> Markup {
    let why = match exercise.outcome {
        Outcome::NotBuilt if !exercise.has_no_verdict() => StaffMessage::DoesNotCompile,
        Outcome::Refused => StaffMessage::UsesWhatIsNotAllowed,
        Outcome::NotBuilt | Outcome::NotTaken | Outcome::Graded => return html! {},
    };
    let why = why.to_text(lang);
    let said = if several {
        let exercise = exercise.name.clone();
        StaffMessage::ClassOfExercise {
            exercise,
            said: why,
        }
        .to_text(lang)
    } else {
        why
    };
    html! { " " span.quiet { (said) } }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn marks_are_counted_in_tenths_and_failures_by_test() {
        let mut records = vec![example::record(); 3];
        records[2].grading = None;
        records[2].problem = Some("is no readable zip file".to_string());
        let graded: Vec<&Record> = records[..2].iter().collect();
        assert_eq!(middle(&graded), Some((20.0, 20.0, 100)));
        let tallies = tally(&graded);
        let lost = &tallies[&("tiny", "it_loses_an_update")];
        assert_eq!((lost.failed, lost.not_done, lost.total), (2, 0, 2));
        let page = render(&records, Lang::En);
        assert!(
            page.contains("<strong>2</strong> of 3 submissions graded"),
            "{page}"
        );
        assert!(page.contains("ada.zip is no readable zip file"));
        assert!(page.contains(">20–30<"));
    }

    #[test]
    fn what_has_no_verdict_is_left_out_of_mean_and_distribution() {
        let mut records = vec![example::record(); 2];
        let grading = records[1].grading.as_mut().unwrap();
        (grading.points, grading.not_graded_points) = (0, 100);
        let page = render(&records, Lang::En);
        assert!(
            page.contains(
                "<strong>1</strong> of 2 submissions graded. Mean <strong>20.0</strong>, median"
            ),
            "{page}"
        );
        assert!(page.contains("some tests have no verdict"));
    }

    #[test]
    fn a_zero_says_that_the_code_does_not_compile() {
        let mut record = example::record();
        record.grading.as_mut().unwrap().exercises[0].outcome = Outcome::NotBuilt;
        assert!(render(&[record.clone()], Lang::En).contains("The code does not compile."));
        assert!(render(&[record], Lang::Fr).contains("Le code ne compile pas."));
    }

    #[test]
    fn nobody_is_a_class_too() {
        assert!(render(&[], Lang::En).contains("0</strong> of 0"));
    }

    #[test]
    fn french_has_a_comma_in_the_mean_and_a_singular_up_to_one() {
        let page = render(&[example::record()], Lang::Fr);
        let said = "<strong>1</strong> rendu noté sur 1. Moyenne <strong>20,0</strong>, médiane <strong>20,0</strong> sur 100 points.";
        assert!(page.contains(said), "{page}");
        assert!(render(&[], Lang::Fr).contains("<strong>0</strong> rendu noté sur 0."));
    }
}
