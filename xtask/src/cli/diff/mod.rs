//! `cargo xtask diff`: the student's work beside the solution, item by item.

mod compare;
mod html;
mod items;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, anyhow, bail};

use self::compare::{Pair, Row, Side};
use super::options::Options;
use super::{Outcome, exercise};
use crate::escape;
use crate::grade::intake::{self, Sources};
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};

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
        super::write(path, &page, lang)?;
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

/// How many lines that are the same are shown around a difference.
const AROUND: usize = 3;

/// Renders for a terminal: what is the same in one line, the rest line by line.
fn render(pairs: &[Pair], style: &Style) -> String {
    let mut out = wrap(&Message::DiffLegend.to_text(style.lang), style.width, 0);
    for pair in pairs {
        // A blank line on both sides of what differs.
        if !pair.is_same() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(&heading(pair, style));
        if pair.is_same() {
            continue;
        }
        let shown = shown(&pair.rows);
        let mut left_out = 0;
        for (row, shown) in pair.rows.iter().zip(shown) {
            if shown {
                out.push_str(&omission(std::mem::take(&mut left_out)));
                out.push_str(&line(row, style));
            } else {
                left_out += 1;
            }
        }
        out.push_str(&omission(left_out));
        out.push('\n');
    }
    out
}

/// Renders the name of an item, where it is, and how it stands.
fn heading(pair: &Pair, style: &Style) -> String {
    let [theirs, solution] = places(pair);
    let place = theirs.or(solution).unwrap_or_default();
    let name = escape::one_line(pair.name());
    let said = verdict(pair).to_text(style.lang);
    let mark = if pair.is_same() {
        style.green("=")
    } else {
        style.yellow("≠")
    };
    let length = format!("= {name}  {place}  {said}").chars().count();
    let name = folded(&name, style.width.saturating_sub(2), 4).join("\n");
    let name = style.bold(&name);
    // What does not fit beside the name stands below it.
    let between = if length > style.width { "\n    " } else { "  " };
    format!("{mark} {name}{between}{place}  {said}\n")
}

/// Tells of each row whether it is shown: what differs, and a few lines around it.
fn shown(rows: &[Row]) -> Vec<bool> {
    let mut shown = vec![false; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        if row.side != Side::Both {
            let to = (at + AROUND + 1).min(rows.len());
            shown[at.saturating_sub(AROUND)..to].fill(true);
        }
    }
    // One line says no less than that it was left out.
    for at in 1..rows.len().saturating_sub(1) {
        shown[at] |= shown[at - 1] && shown[at + 1];
    }
    shown
}

/// Stands for lines that are the same.
fn omission(count: usize) -> String {
    match count {
        0 => String::new(),
        _ => "    ⋮\n".to_string(),
    }
}

/// Renders one line; what is too long for the terminal goes on below, further in.
fn line(row: &Row, style: &Style) -> String {
    let text = escape::visible(&row.text).replace('\t', "    ");
    let indent = text.chars().take_while(|c| *c == ' ').count();
    let sign = match row.side {
        Side::Both => ' ',
        Side::Theirs => '-',
        Side::Solution => '+',
        Side::Moved => '~',
    };
    let mut out = String::new();
    for (at, part) in folded(&text, style.width.saturating_sub(4), indent + 4)
        .iter()
        .enumerate()
    {
        let sign = if at == 0 { sign } else { ' ' };
        let plain = format!("  {sign} {part}");
        let plain = plain.trim_end();
        let painted = match row.side {
            Side::Both => plain.to_string(),
            Side::Theirs => style.red(plain),
            Side::Solution => style.green(plain),
            Side::Moved => style.yellow(plain),
        };
        let _ = writeln!(out, "{painted}");
    }
    out
}

/// Breaks a line of code into parts of `width` columns at most, at spaces where there are some; all but
/// the first are indented.
fn folded(text: &str, width: usize, indent: usize) -> Vec<String> {
    let indent = indent.min(width / 2);
    let mut rest: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    while rest.len() > width {
        let from = if parts.is_empty() { indent } else { indent + 1 };
        let space = (from..width).rev().find(|at| rest[*at] == ' ');
        let tail = rest.split_off(space.unwrap_or(width));
        parts.push(rest.into_iter().collect());
        let tail: String = tail.into_iter().collect();
        rest = format!("{}{}", " ".repeat(indent), tail.trim_start())
            .chars()
            .collect();
    }
    parts.push(rest.into_iter().collect());
    parts
}

#[cfg(test)]
mod tests {
    use super::compare::compare;
    use super::items::Item;
    use super::*;
    use crate::lang::Lang;

    fn item(name: &str, text: &str) -> Item {
        Item {
            name: name.to_string(),
            file: "src/lib.rs".to_string(),
            line: 1,
            lines: text.lines().map(str::to_string).collect(),
        }
    }

    #[test]
    fn what_is_the_same_is_left_out_but_for_a_few_lines_around_a_difference() {
        let same: Vec<String> = (0..10).map(|at| format!("let x{at} = {at};")).collect();
        let same = same.join("\n");
        let theirs = item("f", &format!("{same}\none();\n{same}"));
        let solution = item("f", &format!("{same}\nother();\n{same}"));
        let out = render(
            &compare(vec![theirs], vec![solution]),
            &Style::plain(80, Lang::En),
        );
        let lines: Vec<&str> = out.lines().map(str::trim).collect();
        let from = lines.iter().position(|line| *line == "⋮").unwrap();
        assert_eq!(
            lines[from + 1..],
            [
                "let x7 = 7;",
                "let x8 = 8;",
                "let x9 = 9;",
                "- one();",
                "+ other();",
                "let x0 = 0;",
                "let x1 = 1;",
                "let x2 = 2;",
                "⋮",
                ""
            ]
        );
    }

    #[test]
    fn nothing_is_wider_than_the_terminal_and_nothing_is_lost() {
        let long =
            "    let much = a_function_of_a_long_name(argument_one, argument_two, argument_three);";
        let theirs = item("a_function_of_quite_some_name", long);
        let solution = item("a_function_of_quite_some_name", &"x".repeat(150));
        for width in [40, 60] {
            let style = Style::plain(width, Lang::En);
            let out = render(
                &compare(vec![theirs.clone()], vec![solution.clone()]),
                &style,
            );
            assert!(
                out.lines().all(|line| line.chars().count() <= width),
                "{out}"
            );
            let words = |text: &str| text.split_whitespace().collect::<String>();
            assert!(words(&out).contains(&words(long)), "{out}");
            assert!(words(&out).contains(&"x".repeat(150)), "{out}");
        }
    }
}
