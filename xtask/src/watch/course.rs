//! The exercises in the order of the course, and how each of them stands.

use std::collections::BTreeMap;

use super::memory::Standing;
use crate::exercise::Exercise;

/// One exercise of the course.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The exercise.
    pub exercise: Exercise,
    /// The text of its graded suite.
    pub suite: String,
    /// How it stood when it was graded last, if ever.
    pub standing: Option<Standing>,
    /// Whether its sources have changed since.
    pub stale: bool,
}

impl Entry {
    /// Returns the points earned so far.
    pub fn points(&self) -> u32 {
        let points = self.standing.map_or(0, |standing| standing.points);
        points.min(self.exercise.max_points())
    }

    /// Tells whether every point was earned.
    pub fn is_complete(&self) -> bool {
        self.points() == self.exercise.max_points()
    }
}

/// The exercises, of which one is in hand.
#[derive(Clone, Debug)]
pub struct Course {
    entries: Vec<Entry>,
    at: usize,
}

impl Course {
    /// Takes up the exercise that is `asked` for, or else the `remembered` one, or else the first
    /// that is not complete. One that is complete is taken up only if it is asked for.
    ///
    /// # Panics
    ///
    /// When there are no exercises.
    pub fn new(entries: Vec<Entry>, asked: Option<&str>, remembered: &str) -> Self {
        assert!(!entries.is_empty(), "a course has exercises");
        let named = |name: &str| entries.iter().position(|entry| entry.exercise.name == name);
        let open = |at: &usize| !entries[*at].is_complete();
        let at = asked
            .and_then(named)
            .or_else(|| named(remembered).filter(open))
            .or_else(|| entries.iter().position(|entry| !entry.is_complete()))
            .unwrap_or(0);
        Self { entries, at }
    }

    /// Returns the exercises.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the place of the exercise in hand.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Returns the exercise in hand.
    pub fn in_hand(&self) -> &Entry {
        &self.entries[self.at]
    }

    /// Takes up the exercise at `at`.
    pub fn turn_to(&mut self, at: usize) {
        self.at = at.min(self.entries.len() - 1);
    }

    /// Returns the place of the next exercise that is not complete, from the first one again after
    /// the last; of the next one, if all of them are.
    pub fn next(&self) -> usize {
        let count = self.entries.len();
        let mut others = (1..count).map(|step| (self.at + step) % count);
        let open = others.find(|at| !self.entries[*at].is_complete());
        open.unwrap_or((self.at + 1) % count)
    }

    /// Notes what the exercise in hand earned.
    pub fn graded(&mut self, points: u32, sources: u64) {
        let entry = &mut self.entries[self.at];
        entry.standing = Some(Standing { points, sources });
        entry.stale = false;
    }

    /// Notes that the exercise in hand has changed and could not be graded: its points are those of
    /// before.
    pub fn not_graded(&mut self) {
        let entry = &mut self.entries[self.at];
        entry.stale = entry.standing.is_some();
    }

    /// Returns the points earned so far, and those of the whole set.
    pub fn points(&self) -> (u32, u32) {
        let earned = self.entries.iter().map(Entry::points).sum();
        let possible = self
            .entries
            .iter()
            .map(|entry| entry.exercise.max_points())
            .sum();
        (earned, possible)
    }

    /// Returns how each exercise stands that was ever graded.
    pub fn standings(&self) -> BTreeMap<String, Standing> {
        let graded = self.entries.iter().filter_map(|entry| {
            let standing = entry.standing?;
            Some((entry.exercise.name.clone(), standing))
        });
        graded.collect()
    }
}
