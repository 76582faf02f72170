//! A schedule as a figure for a text: lanes, arrows, what each step does, and its source line.
//!
//! An SVG file by itself, without scripts or fonts of its own; light or dark as the reader's system
//! is. Threads differ by letter and place, not by colour alone.

use std::fmt::Write as _;

use super::arrows::Kind;
use super::lanes::State;
use super::view::{Scene, View};
use super::{html, letter};

/// Pixels between the middles of two lanes.
const LANE: usize = 40;
/// From the edge to the middle of the first lane.
const LEFT: usize = 26;
/// The height of a step.
const ROW: usize = 24;
/// Above the first step.
const TOP: usize = 34;
/// For what a step does, after the name of the thread.
const SAYS: usize = 390;
const SAYS_LETTERS: usize = 57;
/// For a source line: about this many characters of it.
const CODE: usize = 330;
const CODE_LETTERS: usize = 46;

/// The colours of all figures, by day and by night.
pub(super) const COLORS: &str = "\
:root{--ink:#1c2024;--soft:#5f6770;--paper:#fdfdfb;--line:#d9d7d0;--bad:#b3261e;\
--t0:#0060a8;--t1:#b34700;--t2:#00735a;--t3:#8c3a80}\
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--soft:#a2a7ad;--paper:#17191c;--line:#393d43;--bad:#ff9a8f;\
--t0:#6db7f2;--t1:#ffab70;--t2:#62d2b4;--t3:#e39ad8}}";

const STYLE: &str = "\
svg{font:13px system-ui,sans-serif;fill:var(--ink)}\
.paper{fill:var(--paper);stroke:var(--line)}\
.code{font:11.5px ui-monospace,'DejaVu Sans Mono',monospace;fill:var(--soft)}\
.lane{stroke-width:2.5;fill:none}.blocked{stroke-width:2;stroke-dasharray:1 5;stroke-linecap:round}\
.hold{opacity:.26}.dot{stroke:var(--paper);stroke-width:1.5}\
.letter{fill:var(--paper);font-weight:700;font-size:11px;text-anchor:middle}\
.arrow{fill:none;stroke:var(--soft);stroke-width:1.4}.unlock{stroke-dasharray:7 3}.send{stroke-dasharray:2 3}.start{stroke-dasharray:8 3 2 3}\
.tip{fill:var(--soft)}.stuck{stroke:var(--bad);stroke-width:3;fill:none}.name{font-weight:600}.bad{fill:var(--bad);font-weight:600}";

/// Draws the first schedule of `view`.
pub fn figure(view: &View) -> String {
    let Some(scene) = view.scenes.first() else {
        return String::new();
    };
    let lanes = 2 * LEFT + (scene.threads.len().max(1) - 1) * LANE;
    let (width, height) = (lanes + SAYS + CODE, TOP + scene.rows.len() * ROW + 14);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" lang=\"{}\">\n\
         <title>{}</title>\n<desc>{}</desc>\n<style>{COLORS}{STYLE}</style>\n\
         <rect class=\"paper\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n",
        view.lang.code(),
        html(&view.title),
        html(&scene.cause),
        width - 1,
        height - 1
    );
    holds(&mut out, scene);
    for thread in 0..scene.threads.len() {
        lane(&mut out, scene, thread);
    }
    arrows(&mut out, scene);
    for (number, row) in scene.rows.iter().enumerate() {
        let (y, place) = (y(number), x(row.thread));
        let (thread, letter) = (row.thread % 4, letter(row.thread));
        let name = &scene.threads[row.thread].name;
        // `PANICS` or `PANIQUE`: the words are those of the table.
        let bad = if row.text.starts_with("PANI") {
            " class=\"bad\""
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "<circle class=\"dot\" cx=\"{place}\" cy=\"{y}\" r=\"8.5\" fill=\"var(--t{thread})\"/><text class=\"letter\" x=\"{place}\" y=\"{}\">{letter}</text>\
             <text x=\"{lanes}\" y=\"{}\"{bad}><tspan class=\"name\">{}</tspan> {}</text><text class=\"code\" x=\"{}\" y=\"{}\">{}</text>",
            y + 4,
            y + 4,
            html(name),
            html(&shortened(
                &row.text,
                SAYS_LETTERS.saturating_sub(name.chars().count())
            )),
            lanes + SAYS,
            y + 4,
            html(&shortened(&row.code, CODE_LETTERS)),
        );
    }
    out.push_str("</svg>\n");
    out
}

fn x(thread: usize) -> usize {
    LEFT + thread * LANE
}

fn y(row: usize) -> usize {
    TOP + row * ROW
}

/// The time in which a thread holds a lock, as a band.
fn holds(out: &mut String, scene: &Scene) {
    for hold in &scene.holds {
        let (from, to) = (y(hold.from), hold.to.map_or(y(scene.rows.len()) - 10, y));
        let _ = writeln!(
            out,
            "<rect class=\"hold\" x=\"{}\" y=\"{from}\" width=\"16\" height=\"{}\" rx=\"4\" fill=\"var(--t{})\"/>",
            x(hold.thread) - 8,
            (to - from).max(4),
            hold.thread % 4
        );
    }
}

/// A line from step to step, dotted while the thread waits; with a cross at the end if it still does.
fn lane(out: &mut String, scene: &Scene, thread: usize) {
    let end = y(scene.rows.len()) - 12;
    let mut state = if thread == 0 {
        State::Running
    } else {
        State::Absent
    };
    let mut from = TOP - 16;
    let mut line = |state: State, from: usize, to: usize| {
        if state != State::Absent && to > from {
            let blocked = if state == State::Blocked {
                " blocked"
            } else {
                ""
            };
            let _ = writeln!(
                out,
                "<path class=\"lane{blocked}\" stroke=\"var(--t{})\" d=\"M{} {from}V{to}\"/>",
                thread % 4,
                x(thread)
            );
        }
    };
    for (number, row) in scene.rows.iter().enumerate() {
        if row.states[thread] != state {
            line(state, from, y(number));
            (from, state) = (y(number), row.states[thread]);
        }
    }
    line(state, from, end);
    if scene.threads[thread].end.is_some() {
        let _ = writeln!(
            out,
            "<path class=\"stuck\" d=\"M{} {}l10 10m0-10l-10 10\"/>",
            x(thread) - 5,
            end - 3
        );
    }
}

/// What one step makes possible, from lane to lane.
fn arrows(out: &mut String, scene: &Scene) {
    for arrow in &scene.arrows {
        let (from, to) = (scene.rows[arrow.from].thread, scene.rows[arrow.to].thread);
        let kind = match arrow.kind {
            Kind::Unlock => "unlock",
            Kind::Notify => "notify",
            Kind::Send => "send",
            Kind::Start => "start",
        };
        let (a, b) = (y(arrow.from), y(arrow.to));
        // To the right or to the left, from the edge of one dot to that of the other.
        let path = if from < to {
            let (one, other) = (x(from) + 9, x(to) - 11);
            (
                format!("M{one} {a}C{} {a} {} {b} {other} {b}", one + 14, other - 14),
                format!("{other} {} {} {b} {other} {}", b - 4, other + 6, b + 4),
            )
        } else {
            let (one, other) = (x(from) - 9, x(to) + 11);
            (
                format!("M{one} {a}C{} {a} {} {b} {other} {b}", one - 14, other + 14),
                format!("{other} {} {} {b} {other} {}", b - 4, other - 6, b + 4),
            )
        };
        let _ = writeln!(
            out,
            "<path class=\"arrow {kind}\" d=\"{}\"/><polygon class=\"tip\" points=\"{}\"/>",
            path.0, path.1
        );
    }
}

fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_string();
    }
    let start: String = text.chars().take(letters - 1).collect();
    format!("{}…", start.trim_end())
}
