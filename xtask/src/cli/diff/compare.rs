//! Compare: which item answers which, and what differs between their lines.

use std::collections::BTreeMap;

use super::items::Item;

/// Items of more lines than this are compared as they stand, line by line from the top.
const MAX_LINES: usize = 1500;

/// From which part of their lines on two items of different names are taken for one.
const ALIKE: f64 = 0.6;

/// The shortest line that is followed when it moves, in characters: all code has braces.
const TELLING: usize = 12;

/// Says where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In both.
    Both,
    /// Only in the student's work.
    Theirs,
    /// Only in the solution.
    Solution,
    /// In the student's work here, and in the solution elsewhere.
    Moved,
}

/// One row of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) side: Side,
    pub(super) text: String,
}

/// An item of the student, of the solution, or of both.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) theirs: Option<Item>,
    pub(super) solution: Option<Item>,
    pub(super) rows: Vec<Row>,
}

impl Pair {
    /// Tells whether both are there and say the same.
    pub(super) fn is_same(&self) -> bool {
        self.theirs.is_some()
            && self.solution.is_some()
            && self.rows.iter().all(|row| row.side == Side::Both)
    }

    /// Returns the name of the item.
    pub(super) fn name(&self) -> &str {
        let item = self.solution.as_ref().or(self.theirs.as_ref());
        item.map_or("", |item| &item.name)
    }
}

/// Compares item by item, in the order of the solution; what only the student has comes last.
pub(super) fn compare(theirs: Vec<Item>, solution: Vec<Item>) -> Vec<Pair> {
    let mut left: Vec<Option<Item>> = theirs.into_iter().map(Some).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for item in solution {
        let at = by_name(&left, &item);
        let theirs = at.and_then(|at| left[at].take());
        pairs.push(Pair {
            theirs,
            solution: Some(item),
            rows: Vec::new(),
        });
    }
    // Under another name, code is known by what it says.
    for pair in pairs.iter_mut().filter(|pair| pair.theirs.is_none()) {
        let Some(item) = &pair.solution else { continue };
        let best = (0..left.len())
            .filter_map(|at| Some((alike(&left[at].as_ref()?.lines, &item.lines), at)))
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by(|one, other| one.0.total_cmp(&other.0));
        pair.theirs = best.and_then(|(_, at)| left[at].take());
    }
    let only_theirs = |item| Pair {
        theirs: Some(item),
        solution: None,
        rows: Vec::new(),
    };
    pairs.extend(left.into_iter().flatten().map(only_theirs));
    for pair in &mut pairs {
        let lines = |item: &Option<Item>| item.clone().map_or_else(Vec::new, |item| item.lines);
        pair.rows = rows(&lines(&pair.theirs), &lines(&pair.solution));
    }
    follow(&mut pairs);
    pairs
}

/// Finds the item of the same name, else the only one whose name ends alike (it has moved to another
/// type or module).
fn by_name(left: &[Option<Item>], wanted: &Item) -> Option<usize> {
    let there = || {
        left.iter()
            .enumerate()
            .filter_map(|(at, item)| Some((at, item.as_ref()?)))
    };
    let same: Vec<usize> = there()
        .filter(|(_, item)| item.name == wanted.name)
        .map(|(at, _)| at)
        .collect();
    let same_file = same.iter().find(|at| {
        left[**at]
            .as_ref()
            .is_some_and(|item| item.file == wanted.file)
    });
    if let Some(at) = same_file.or(same.first()) {
        return Some(*at);
    }
    let last = |name: &str| name.rsplit("::").next().unwrap_or(name).to_string();
    // `Drop for Queue::drop` and the like have their fixed names: those say nothing.
    if wanted.name.contains(" for ") {
        return None;
    }
    let mut alike = there()
        .filter(|(_, item)| last(&item.name) == last(&wanted.name) && !item.name.contains(" for "));
    match (alike.next(), alike.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// Returns which part of the lines of two items is the same.
fn alike(one: &[String], other: &[String]) -> f64 {
    let same = rows(one, other)
        .iter()
        .filter(|row| row.side == Side::Both)
        .count();
    let most = one.len().max(other.len()).max(1);
    same as f64 / most as f64
}

/// Aligns lines by their longest common subsequence; indentation does not count.
fn rows(theirs: &[String], solution: &[String]) -> Vec<Row> {
    let row = |side, text: &String| Row {
        side,
        text: text.clone(),
    };
    let same = |a: usize, b: usize| theirs[a].trim() == solution[b].trim();
    let (n, m) = (theirs.len(), solution.len());
    if n > MAX_LINES || m > MAX_LINES {
        let all = theirs.iter().map(|text| row(Side::Theirs, text));
        return all
            .chain(solution.iter().map(|text| row(Side::Solution, text)))
            .collect();
    }
    // `longest[a][b]`: how much is common from line `a` and line `b` on.
    let mut longest = vec![vec![0_u16; m + 1]; n + 1];
    for a in (0..n).rev() {
        for b in (0..m).rev() {
            longest[a][b] = if same(a, b) {
                longest[a + 1][b + 1] + 1
            } else {
                longest[a + 1][b].max(longest[a][b + 1])
            };
        }
    }
    let (mut a, mut b, mut out) = (0, 0, Vec::new());
    while a < n || b < m {
        if a < n && b < m && same(a, b) {
            out.push(row(Side::Both, &theirs[a]));
            (a, b) = (a + 1, b + 1);
        } else if b == m || (a < n && longest[a + 1][b] >= longest[a][b + 1]) {
            out.push(row(Side::Theirs, &theirs[a]));
            a += 1;
        } else {
            out.push(row(Side::Solution, &solution[b]));
            b += 1;
        }
    }
    out
}

/// Marks the student's lines that the solution has elsewhere.
fn follow(pairs: &mut [Pair]) {
    let mut elsewhere: BTreeMap<String, usize> = BTreeMap::new();
    for row in pairs.iter().flat_map(|pair| &pair.rows) {
        if row.side == Side::Solution && row.text.trim().chars().count() >= TELLING {
            *elsewhere.entry(row.text.trim().to_string()).or_default() += 1;
        }
    }
    for row in pairs.iter_mut().flat_map(|pair| &mut pair.rows) {
        if row.side != Side::Theirs {
            continue;
        }
        if let Some(count) = elsewhere
            .get_mut(row.text.trim())
            .filter(|count| **count > 0)
        {
            *count -= 1;
            row.side = Side::Moved;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, file: &str, text: &str) -> Item {
        let lines = text.lines().map(str::to_string).collect();
        Item {
            name: name.to_string(),
            file: file.to_string(),
            line: 1,
            lines,
        }
    }

    fn sides(pair: &Pair) -> String {
        let sign = |row: &Row| match row.side {
            Side::Both => '=',
            Side::Theirs => '-',
            Side::Solution => '+',
            Side::Moved => '~',
        };
        pair.rows.iter().map(sign).collect()
    }

    #[test]
    fn functions_are_matched_by_name_wherever_they_are() {
        let solution = vec![
            item(
                "Queue::push",
                "src/queue.rs",
                "fn push() {\n    lock();\n    notify();\n}",
            ),
            item("Queue::pop", "src/queue.rs", "fn pop() {\n}"),
        ];
        let theirs = vec![
            item("Queue::pop", "src/lib.rs", "fn pop() {\n}"),
            item("Other::push", "src/lib.rs", "fn push() {\n    lock();\n}"),
            item("helper", "src/lib.rs", "fn helper() {}"),
        ];
        let pairs = compare(theirs, solution);
        let names: Vec<_> = pairs
            .iter()
            .map(|pair| (pair.name(), sides(pair)))
            .collect();
        let wanted = [
            ("Queue::push", "==+="),
            ("Queue::pop", "=="),
            ("helper", "-"),
        ];
        assert_eq!(names, wanted.map(|(name, sides)| (name, sides.to_string())));
        assert!(pairs[1].is_same() && !pairs[0].is_same() && !pairs[2].is_same());
    }

    #[test]
    fn code_that_has_moved_or_was_renamed_is_recognised() {
        let body =
            "    let mut state = lock();\n    state.count += 1;\n    self.changed.notify_all();";
        let solution = vec![
            item("arrive", "src/a.rs", &format!("fn arrive() {{\n{body}\n}}")),
            item(
                "join",
                "src/a.rs",
                "fn join() {\n    self.changed.wait_while(state);\n}",
            ),
            item("close", "src/a.rs", "fn close() {\n}"),
        ];
        let theirs = vec![
            item(
                "add_one",
                "src/b.rs",
                &format!("fn add_one() {{\n{body}\n}}"),
            ),
            item(
                "close",
                "src/a.rs",
                "fn close() {\n    self.changed.wait_while(state);\n}",
            ),
        ];
        let pairs = compare(theirs, solution);
        assert_eq!(pairs[0].theirs.as_ref().unwrap().name, "add_one");
        assert_eq!(sides(&pairs[0]), "-+====");
        assert_eq!(sides(&pairs[1]), "+++");
        assert_eq!(sides(&pairs[2]), "=~=");
    }
}
