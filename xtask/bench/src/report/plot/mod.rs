//! Plots as SVG: one per group, readable without colour.

mod axis;
mod canvas;
mod growth;
mod rows;

use anyhow::Result;

use self::canvas::{Canvas, Hold};
use super::ReportedGroup;
use super::circumstances::Circumstances;
use crate::scenario::Goal;

/// Pixels, from left to right.
const WIDTH: i32 = 900;
/// Pixels, around everything.
const MARGIN: i32 = 20;

/// Pixels for the title.
const TITLE: i32 = 40;
/// Pixels for the notes at the end.
const FOOT: i32 = 50;
/// Pixels for a line of text.
const LINE: i32 = 17;

/// Draws groups of one family, one below the other, and returns the SVG.
pub(super) fn of(
    family: &str,
    groups: &[&ReportedGroup],
    circumstances: &Circumstances,
) -> Result<String> {
    let (title, sections): (_, Vec<Section<'_>>) = match groups {
        [group] => {
            let title = format!("{family}: {}", group.title);
            (title, vec![Section::new(group, false)])
        }
        groups => {
            let sections = groups.iter().map(|group| Section::new(group, true));
            (family.to_string(), sections.collect())
        }
    };
    let body: i32 = sections.iter().map(Section::height).sum();
    Canvas::draw(&title, (WIDTH, TITLE + body + FOOT), |canvas| {
        canvas.title(MARGIN, 30, &title)?;
        let mut top = TITLE;
        for section in &sections {
            section.draw(canvas, top)?;
            top += section.height();
        }
        foot(canvas, top + 18, circumstances)
    })
}

/// A group on its plot.
struct Section<'a> {
    group: &'a ReportedGroup,
    /// If the plot's title does not name it.
    heading: bool,
    about: Vec<String>,
}

impl<'a> Section<'a> {
    fn new(group: &'a ReportedGroup, heading: bool) -> Self {
        Self {
            group,
            heading,
            about: wrapped(&group.about, 125),
        }
    }

    fn head(&self) -> i32 {
        let heading = if self.heading { LINE + 4 } else { 0 };
        10 + heading + LINE * self.about.len() as i32
    }

    fn grows(&self) -> bool {
        let mut goals = self
            .group
            .scenarios
            .iter()
            .flat_map(|scenario| &scenario.goals);
        goals.any(|judged| matches!(judged.goal, Goal::Flat { .. }))
    }

    fn height(&self) -> i32 {
        let body = if self.grows() {
            growth::HEIGHT
        } else {
            rows::height(self.group)
        };
        self.head() + body
    }

    fn draw(&self, canvas: &Canvas<'_>, top: i32) -> Result<()> {
        let mut y = top + 12;
        if self.heading {
            canvas.strong(MARGIN, y, &self.group.title, Hold::Left)?;
            y += LINE + 4;
        }
        for text in &self.about {
            canvas.text(MARGIN, y, text)?;
            y += LINE;
        }
        let below = top + self.head();
        if self.grows() {
            growth::draw(canvas, below, self.group)
        } else {
            rows::draw(canvas, below, self.group)
        }
    }
}

/// Says on what it was measured, and how.
fn foot(canvas: &Canvas<'_>, top: i32, circumstances: &Circumstances) -> Result<()> {
    let Circumstances {
        machine,
        compiler,
        commit,
        command,
        rounds,
        ..
    } = circumstances;
    canvas.note(MARGIN, top, &format!("{machine}; {compiler}"))?;
    let quick = if circumstances.quick {
        "; quick: no measurement"
    } else {
        ""
    };
    let how =
        format!("{command}; commit {commit}; medians and quartiles of {rounds} rounds{quick}");
    canvas.note(MARGIN, top + 16, &how)
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
    use crate::report::tests::{circumstances, group};

    #[test]
    fn a_plot_names_everybody_and_says_how_it_was_measured() {
        let svg = of("queue", &[&group()], &circumstances()).unwrap();
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
