//! Which mark is whose: above the rows, on as many lines as it takes.

use anyhow::Result;

use super::canvas::{Canvas, Mark};
use super::{MARGIN, WIDTH};
use crate::report::ReportedGroup;
use crate::report::words::Words;
use crate::scenario::Role;

/// Where its lines begin.
const LEFT: i32 = MARGIN + 8;
/// Pixels from a mark to its text.
const INDENT: i32 = 13;
/// Pixels for a letter, and some to spare.
const LETTER: i32 = 7;
/// Pixels around a line and what is drawn beside it.
const LINE: i32 = 34;
/// Pixels for each further line.
const FURTHER_LINE: i32 = 24;

/// Everybody's mark, and the flag of the goals.
pub(super) struct Legend<'a> {
    /// In the order in which they first appear.
    pub(super) names: Vec<(String, Mark)>,
    goal: Option<&'a str>,
    /// To which side the flag points.
    towards: i32,
}

impl<'a> Legend<'a> {
    /// Makes that of a group.
    pub(super) fn new(group: &ReportedGroup, words: &'a Words) -> Self {
        let mut scenarios = group.scenarios.iter();
        let with_goals = scenarios.any(|scenario| !scenario.goals.is_empty());
        Self {
            names: names(group),
            goal: with_goals.then_some(words.goal_for_ours),
            towards: if group.unit.more_is_better() { 1 } else { -1 },
        }
    }

    /// Returns how much room it takes.
    pub(super) fn height(&self) -> i32 {
        let lines = self.places().last().map_or(0, |&(_, line)| line);
        LINE + FURTHER_LINE * lines
    }

    /// Draws it below `top`.
    pub(super) fn draw(&self, canvas: &Canvas<'_>, top: i32) -> Result<()> {
        let marks = self.names.iter().map(|(_, mark)| Some(*mark));
        let marks = marks.chain([None]); // the flag
        for ((text, mark), (x, line)) in self.texts().zip(marks).zip(self.places()) {
            let y = top + 12 + FURTHER_LINE * line;
            match mark {
                Some(mark) => canvas.mark(mark, (x, y))?,
                None => canvas.goal(x, (y - 8, y + 8), self.towards)?,
            }
            canvas.text(x + INDENT, y, text)?;
        }
        Ok(())
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().map(|(name, _)| name.as_str());
        names.chain(self.goal)
    }

    /// Returns for each text the pixel from the left where its mark is, and its line.
    fn places(&self) -> Vec<(i32, i32)> {
        let (mut x, mut line) = (LEFT, 0);
        let places = self.texts().map(|text| {
            let width = LETTER * text.chars().count() as i32;
            if x > LEFT && x + INDENT + width > WIDTH - MARGIN {
                (x, line) = (LEFT, line + 1);
            }
            let place = (x, line);
            x += 23 + INDENT + width;
            place
        });
        places.collect()
    }
}

fn names(group: &ReportedGroup) -> Vec<(String, Mark)> {
    let mut names: Vec<(String, Mark)> = Vec::new();
    let (mut ours, mut peers, mut references) = (0, 0, 0);
    for entrant in group
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.measured.entrants)
    {
        if names.iter().any(|(name, _)| *name == entrant.name) {
            continue;
        }
        let next = |count: &mut usize| {
            *count += 1;
            *count - 1
        };
        let mark = match entrant.role {
            Role::Ours => Mark::Ours(next(&mut ours)),
            Role::Peer => Mark::Peer(next(&mut peers)),
            Role::Reference => Mark::Reference(next(&mut references)),
        };
        names.push((entrant.name.clone(), mark));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::group;

    fn legend(count: usize) -> Legend<'static> {
        Legend {
            names: vec![("rayon in place".to_string(), Mark::Ours(0)); count],
            goal: Some("goal for ours"),
            towards: 1,
        }
    }

    #[test]
    fn everybody_has_a_mark_of_their_own() {
        let mut group = group();
        let entrants = &mut group.scenarios[1].measured.entrants;
        let mut more = entrants.clone();
        for one in &mut more {
            one.name += ", together";
        }
        entrants.extend(more);
        let marks: Vec<Mark> = names(&group).into_iter().map(|(_, mark)| mark).collect();
        assert_eq!(marks.len(), 8);
        assert!(marks.iter().all(|mark| {
            let same = |other: &&Mark| *other == mark;
            marks.iter().filter(same).count() == 1
        }));
    }

    #[test]
    fn what_has_no_room_on_a_line_stands_on_the_next() {
        assert_eq!(legend(5).height(), LINE);
        assert_eq!(legend(6).height(), LINE + FURTHER_LINE);
        let places = legend(13).places();
        assert!(places.iter().all(|&(x, _)| x + INDENT < WIDTH - MARGIN));
        assert_eq!(places.last().map(|&(_, line)| line), Some(2));
    }

    #[test]
    fn a_text_wider_than_a_line_has_one_to_itself() {
        let mut legend = legend(1);
        legend.names[0].0 = "rayon".repeat(50);
        assert_eq!(legend.places(), [(LEFT, 0), (LEFT, 1)]);
    }
}
