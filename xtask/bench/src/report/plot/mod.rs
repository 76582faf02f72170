//! Plots as SVG: one per group, readable without colour.

mod axis;
mod canvas;
mod growth;
mod legend;
mod rows;

use anyhow::Result;

use self::canvas::{Canvas, Hold};
use super::ReportedGroup;
use super::circumstances::Circumstances;
use super::translation::translated;
use super::words::Words;
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
///
/// # Errors
///
/// When there are no words for something that it shows.
pub(super) fn of(
    family: &str,
    groups: &[&ReportedGroup],
    circumstances: &Circumstances,
    words: &Words,
) -> Result<String> {
    let family = (words.text)(family)?;
    let groups = groups.iter().map(|group| translated(group, words));
    let groups = groups.collect::<Result<Vec<_>>>()?;
    let (title, heading) = match groups.as_slice() {
        [group] => (format!("{family}{}{}", words.colon, group.title), false),
        _ => (family, true),
    };
    let sections = groups
        .iter()
        .map(|group| Section::new(group, heading, words));
    let sections: Vec<Section<'_>> = sections.collect();
    let body: i32 = sections.iter().map(Section::height).sum();
    Canvas::draw(&title, (WIDTH, TITLE + body + FOOT), |canvas| {
        canvas.title(MARGIN, 30, &title)?;
        let mut top = TITLE;
        for section in &sections {
            section.draw(canvas, top)?;
            top += section.height();
        }
        foot(canvas, top + 18, circumstances, words)
    })
}

/// A group on its plot.
struct Section<'a> {
    group: &'a ReportedGroup,
    /// If the plot's title does not name it.
    heading: bool,
    about: Vec<String>,
    words: &'a Words,
}

impl<'a> Section<'a> {
    fn new(group: &'a ReportedGroup, heading: bool, words: &'a Words) -> Self {
        Self {
            group,
            heading,
            about: wrapped(&group.about, 125),
            words,
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
            rows::height(self.group, self.words)
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
            growth::draw(canvas, below, self.group, self.words)
        } else {
            rows::draw(canvas, below, self.group, self.words)
        }
    }
}

/// Says on what it was measured, and how.
fn foot(canvas: &Canvas<'_>, top: i32, circumstances: &Circumstances, words: &Words) -> Result<()> {
    let machine = words.circumstance(&circumstances.machine);
    let compiler = words.circumstance(&circumstances.compiler);
    let on_what = [machine, compiler].join(words.semicolon);
    canvas.note(MARGIN, top, &on_what)?;
    let [before, after] = words.rounds;
    let mut how = vec![
        circumstances.command.clone(),
        format!("commit {}", words.circumstance(&circumstances.commit)),
        format!("{before}{}{after}", circumstances.rounds),
    ];
    if circumstances.quick {
        how.push(words.quick.to_string());
    }
    canvas.note(MARGIN, top + 16, &how.join(words.semicolon))
}

/// Breaks a text into lines of at most so many letters, where it has ordinary spaces.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
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
    use crate::report::words::ENGLISH;

    #[test]
    fn a_plot_names_everybody_and_says_how_it_was_measured() {
        let svg = of("queue", &[&group()], &circumstances(), &ENGLISH).unwrap();
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
        assert_eq!(wrapped("un deux\u{a0}!", 7), ["un", "deux\u{a0}!"]);
    }
}
