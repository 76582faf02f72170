//! Plots as SVG: one per group, readable without colour.

mod axis;
mod canvas;
mod growth;
mod rows;

use anyhow::Result;

use self::canvas::Canvas;
use super::ReportedGroup;
use super::circumstances::Circumstances;
use crate::scenario::Goal;

/// Pixels, from left to right.
const WIDTH: i32 = 900;
/// Pixels, around everything.
const MARGIN: i32 = 20;

/// Draws a group, and returns the SVG.
pub(super) fn of(
    family: &str,
    group: &ReportedGroup,
    circumstances: &Circumstances,
) -> Result<String> {
    let title = format!("{family}: {}", group.title);
    let mut goals = group.scenarios.iter().flat_map(|scenario| &scenario.goals);
    let grows = goals.any(|judged| matches!(judged.goal, Goal::Flat { .. }));
    let about = wrapped(&group.about, 125);
    let head = 50 + 17 * about.len() as i32;
    let body = if grows {
        growth::HEIGHT
    } else {
        rows::height(group)
    };
    let foot = 50;
    Canvas::draw(&title, (WIDTH, head + body + foot), |canvas| {
        canvas.title(MARGIN, 30, &title)?;
        for (line, text) in (0..).zip(&about) {
            canvas.text(MARGIN, 52 + 17 * line, text)?;
        }
        if grows {
            growth::draw(canvas, head, group)?;
        } else {
            rows::draw(canvas, head, group)?;
        }
        let below = head + body + 18;
        let Circumstances {
            machine,
            compiler,
            commit,
            command,
            rounds,
            ..
        } = circumstances;
        canvas.note(MARGIN, below, &format!("{machine}; {compiler}"))?;
        let quick = if circumstances.quick {
            "; quick: no measurement"
        } else {
            ""
        };
        let how =
            format!("{command}; commit {commit}; medians and quartiles of {rounds} rounds{quick}");
        canvas.note(MARGIN, below + 16, &how)
    })
}

/// Breaks a text into lines of at most so many letters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a line");
        if line.is_empty() {
            *line += word;
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            *line += " ";
            *line += word;
        } else {
            lines.push(word.to_string());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::group;

    fn circumstances() -> Circumstances {
        Circumstances {
            machine: "2 cores <fast>".into(),
            compiler: "rustc".into(),
            commit: "0123456789ab".into(),
            command: "cargo staff bench queue".into(),
            rounds: 7,
            quick: false,
            started: 0,
        }
    }

    #[test]
    fn a_plot_names_everybody_and_says_how_it_was_measured() {
        let svg = of("queue", &group(), &circumstances()).unwrap();
        let expected = [
            "<title>queue: usize",
            "ours",
            "crossbeam farm",
            "kanal",
            "ideal",
            "cap 1024 4p4c",
        ];
        for text in
            expected
                .into_iter()
                .chain(["0123456789ab", "2 cores &lt;fast&gt;", "ns/item", "goal"])
        {
            assert!(svg.contains(text), "{text}");
        }
    }

    #[test]
    fn lines_are_wrapped_at_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
    }
}
