//! `cargo xtask diff`: the student's work beside the solution, item by item.

mod compare;
mod html;
mod items;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, anyhow, bail};

use self::compare::{Pair, Side};
use super::options::Options;
use super::{Outcome, exercise};
use crate::escape;
use crate::grade::intake::{self, Sources};
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal::{self, Style};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let exercise = exercise(repo, &options.names[0], lang)?;
    let folder = repo.solution_dir(&exercise.name);
    if !folder.is_dir() {
        bail!(Message::NoSolutions.to_text(lang));
    }
    let take = |folder: &std::path::Path| {
        intake::collect(folder).map_err(|refusal| anyhow!(refusal.to_text(lang)))
    };
    let theirs = take(&options.source().folder(repo, &exercise.name))?;
    let solution = without_marks(take(&folder)?);
    let pairs = compare::compare(items::of(&theirs), items::of(&solution));
    let style = Style::of_stdout(lang);
    if let Some(path) = &options.html {
        let page = html::render(&exercise.name, &pairs, lang);
        fs::write(path, page).with_context(|| path.display().to_string())?;
        let path = path.display().to_string();
        terminal::print(&format!("{}\n", Message::Written { path }.to_text(lang)))?;
    } else {
        terminal::print(&render(&pairs, &style))?;
    }
    Ok(Outcome::Good)
}

/// Removes from a solution what only cuts its stub: the marks, and the stub's own lines.
fn without_marks(sources: Sources) -> Sources {
    let clean = |text: &String| {
        let mut in_stub = false;
        let mut out = String::new();
        for line in text.split_inclusive('\n') {
            match line.trim() {
                "// <stub>" => in_stub = true,
                "// </stub>" => in_stub = false,
                "// <solution>" => {}
                _ if in_stub => {}
                _ => out.push_str(line),
            }
        }
        out
    };
    let files: BTreeMap<String, String> = sources
        .files
        .iter()
        .map(|(path, text)| (path.clone(), clean(text)))
        .collect();
    Sources { files, ..sources }
}

/// Says in a few words how an item stands.
fn verdict(pair: &Pair) -> Message {
    match (&pair.theirs, &pair.solution) {
        (Some(_), Some(_)) if pair.is_same() => Message::DiffSame,
        (Some(theirs), Some(solution)) if theirs.name != solution.name => Message::DiffOtherName {
            name: escape::one_line(&theirs.name),
        },
        (Some(_), Some(_)) => Message::DiffDiffers,
        (None, _) => Message::DiffMissing,
        (_, None) => Message::DiffOnlyTheirs,
    }
}

/// Returns where the two sides of a pair are.
fn places(pair: &Pair) -> [Option<String>; 2] {
    [&pair.theirs, &pair.solution].map(|item| {
        let item = item.as_ref()?;
        Some(format!("{}:{}", escape::one_line(&item.file), item.line))
    })
}

/// Renders for a terminal: what is the same in one line, the rest line by line.
fn render(pairs: &[Pair], style: &Style) -> String {
    let mut out = format!("{}\n", Message::DiffLegend.to_text(style.lang));
    for pair in pairs {
        let [theirs, solution] = places(pair);
        let place = theirs.or(solution).unwrap_or_default();
        let name = style.bold(&escape::one_line(pair.name()));
        let said = verdict(pair).to_text(style.lang);
        let mark = if pair.is_same() {
            style.green("=")
        } else {
            style.yellow("≠")
        };
        let gap = if pair.is_same() { "" } else { "\n" };
        let _ = writeln!(out, "{gap}{mark} {name}  {place}  {said}");
        if pair.is_same() {
            continue;
        }
        for row in &pair.rows {
            let text = escape::visible(&row.text);
            let line = match row.side {
                Side::Both => format!("    {text}"),
                Side::Theirs => style.red(&format!("  - {text}")),
                Side::Solution => style.green(&format!("  + {text}")),
                Side::Moved => style.yellow(&format!("  ~ {text}")),
            };
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}
