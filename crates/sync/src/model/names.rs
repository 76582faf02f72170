//! What the source calls the objects of a schedule: `not_empty` for `self.not_empty.wait(…)`.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::timeline::Object;
use crate::engine::{ObjectKind, Outcome, Site};

/// Where the worker finds the sources, if not above the working directory.
const SOURCE_ROOT: &str = "PATTERN_SOURCE_ROOT";

/// Source files, read when first asked for.
#[derive(Default)]
pub(super) struct Sources {
    files: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    /// Returns a line of a file, if the file can be found.
    pub(super) fn line(&mut self, file: &str, line: u32) -> Option<&str> {
        let lines = self
            .files
            .entry(file.to_owned())
            .or_insert_with(|| read(file))
            .as_ref()?;
        lines
            .get(usize::try_from(line).ok()?.checked_sub(1)?)
            .map(String::as_str)
    }

    /// Returns what stands before a place: that line up to the column, or if that is only white
    /// space, the lines before it too.
    fn before(&mut self, site: Site) -> Option<String> {
        let (file, mut number) = (site.file(), site.line());
        let column = usize::try_from(site.column()).ok()?.checked_sub(1)?;
        let mut text: String = self.line(file, number)?.chars().take(column).collect();
        while text.trim().trim_start_matches('.').is_empty() {
            number = number.checked_sub(1)?;
            text = self.line(file, number)?.trim_end().to_owned() + text.trim();
        }
        Some(text)
    }
}

/// Reads a file whose path is relative to the root of the workspace that was compiled.
fn read(file: &str) -> Option<Vec<String>> {
    let file = Path::new(file);
    let roots = || {
        let given = env::var_os(SOURCE_ROOT).map(PathBuf::from);
        given
            .into_iter()
            .chain(env::current_dir().into_iter().flat_map(|directory| {
                directory
                    .ancestors()
                    .map(Path::to_owned)
                    .collect::<Vec<_>>()
            }))
    };
    let text = roots().find_map(|root| fs::read_to_string(root.join(file)).ok())?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Names every object of a recorded schedule.
pub(super) fn of_objects(outcome: &Outcome, sources: &mut Sources) -> Vec<Object> {
    let declaration = |&(_, made): &(_, Option<Site>)| declared(&sources.before(made?)?);
    let mut names: Vec<Option<String>> = outcome.objects.iter().map(declaration).collect();
    for event in &outcome.events {
        if let Some(name @ None) = event.object.and_then(|object| names.get_mut(object)) {
            *name = sources.before(event.site).as_deref().and_then(receiver);
        }
    }
    let mut objects: Vec<Object> = Vec::new();
    for (&(kind, _), name) in outcome.objects.iter().zip(names) {
        let name = name.unwrap_or_else(|| fallback(kind).to_owned());
        let numbered = (2..).map(|number| format!("{name} #{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        let free = |name: &String| objects.iter().all(|object| object.name != *name);
        let name = candidates.find(free).expect("numbers do not run out");
        objects.push(Object { kind, name });
    }
    objects
}

/// The name of an object that the source does not name: the same in all languages.
fn fallback(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Mutex => "Mutex",
        ObjectKind::RwLock => "RwLock",
        ObjectKind::Condvar => "Condvar",
        ObjectKind::Atomic => "Atomic",
        ObjectKind::Barrier => "Barrier",
        ObjectKind::Once => "Once",
        ObjectKind::Channel => "Channel",
    }
}

/// The names of both ends of a channel, where `text` stands before the call that makes it:
/// `let (jobs, mut todo) =` is `jobs/todo`.
fn declared(text: &str) -> Option<String> {
    let pattern = text.trim_end().strip_suffix('=')?;
    let (_, ends) = pattern.split_once("let (")?;
    let (ends, _) = ends.split_once(')')?;
    let names: Vec<&str> = ends
        .split(',')
        .map(|end| end.trim().trim_start_matches("mut "))
        .filter(|end| !end.is_empty())
        .collect();
    let is_name = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (names.len() == 2 && names.iter().all(is_name)).then(|| names.join("/"))
}

/// The last name of the expression that `text` ends with, a dot being next: `self.not_empty.` is
/// `not_empty`, `queues[0].lock.` is `lock`, `shared.state().` is `state`, `pair.0.` is `pair.0`.
fn receiver(text: &str) -> Option<String> {
    let text = text.trim_end().strip_suffix('.')?.trim_end();
    let text = without_brackets(text.trim_end_matches('?'));
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let start = text
        .rfind(|c| !is_name(c))
        .map_or(0, |position| position + 1);
    let start = text.ceil_char_boundary(start);
    let name = &text[start..];
    if name.is_empty() {
        return None;
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        let owner = receiver(&text[..start])?;
        return Some(format!("{owner}.{name}"));
    }
    Some(name.to_owned())
}

/// Cuts off what is in brackets at the end.
fn without_brackets(mut text: &str) -> &str {
    while let Some(close) = text.chars().last().filter(|c| matches!(c, ')' | ']')) {
        let open = if close == ')' { '(' } else { '[' };
        let mut depth = 0;
        let start = text.char_indices().rev().find(|&(_, c)| {
            depth += i32::from(c == close) - i32::from(c == open);
            depth == 0
        });
        let Some((start, _)) = start else { return text };
        text = text[..start].trim_end();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{declared, receiver};

    #[test]
    fn a_channel_is_called_by_both_its_ends() {
        for (text, name) in [
            ("    let (jobs, todo) = ", Some("jobs/todo")),
            ("let (mut a, _b): (Sender<u8>, _) =", Some("a/_b")),
            ("let ends = ", None),
            ("let ((a, b), c) = ", None),
            ("(self.sender, self.receiver) = ", None),
        ] {
            assert_eq!(declared(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn the_receiver_is_the_last_name_before_the_call() {
        for (text, name) in [
            ("        self.not_empty.", Some("not_empty")),
            ("let mut state = self.state.", Some("state")),
            ("queues[0].lock.", Some("lock")),
            ("locks[i + 1].", Some("locks")),
            ("shared.state().", Some("state")),
            ("pair.0.", Some("pair.0")),
            ("self.inner()?.gate.", Some("gate")),
            ("(*shared).", None),
            ("lock(&state)", None),
        ] {
            assert_eq!(receiver(text).as_deref(), name, "{text}");
        }
    }
}
