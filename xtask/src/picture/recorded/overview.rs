//! How each thread spent its time: a bar for each, true to scale, and the same in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::scene::milliseconds;
use super::{Kind, Lane, Run, Span, labels};
use crate::lang::Lang;
use crate::messages::Message;
use crate::picture::html;

/// The width of a bar in the picture's own units.
const WIDTH: f64 = 1000.0;
const HEIGHT: usize = 26;
/// What is narrower is not drawn by itself: it would not be seen.
const NARROWEST: f64 = 0.3;
/// So many spans of a thread are drawn; of more, the longest.
const MOST: usize = 2_000;

/// Draws it as HTML.
pub(super) fn draw(run: &Run, lang: Lang) -> String {
    let say = |message: Message| html(&message.to_text(lang));
    let lasted = run.lasted().max(f64::MIN_POSITIVE);
    let height = run.lanes.len() * HEIGHT;
    let mut out = format!(
        "<svg class=\"overview\" viewBox=\"0 0 {WIDTH} {height}\" preserveAspectRatio=\"none\" \
         style=\"height:{height}px\" role=\"img\" aria-label=\"{}\">\n",
        say(Message::RunOverview)
    );
    for (number, lane) in run.lanes.iter().enumerate() {
        let top = number * HEIGHT;
        let scale = WIDTH / lasted;
        let mut bar = |class: &str, from: f64, to: f64, title: &str| {
            let (x, width) = (from * scale, ((to - from) * scale).max(NARROWEST));
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" style=\"--c: var(--t{})\" x=\"{x:.2}\" y=\"{top}\" \
                 width=\"{width:.2}\" height=\"{HEIGHT}\"><title>{}</title></rect>",
                number % 6,
                html(title)
            );
        };
        bar("alive", lane.from, lane.to, &lane.name);
        for span in worth_drawing(lane, scale) {
            let (class, what) = match span.kind {
                Kind::Work => ("work", labels::say(&span.what, lang)),
                Kind::Wait => {
                    let what = labels::say(&span.what, lang);
                    ("wait", Message::RunWaits { what }.to_text(lang))
                }
                Kind::Sleep => ("nap", Message::RunSleeps.to_text(lang)),
            };
            let time = milliseconds(span.to - span.from);
            bar(
                class,
                span.from,
                span.to,
                &format!("{}: {what}, {time}", lane.name),
            );
        }
    }
    out.push_str("<line class=\"now\" x1=\"0\" x2=\"0\" y1=\"0\" y2=\"100%\"/>\n</svg>\n");
    let _ = writeln!(out, "<ul class=\"spent\">");
    for lane in &run.lanes {
        let _ = writeln!(
            out,
            "<li><b>{}</b> {}</li>",
            html(&lane.name),
            html(&spent(lane, lang))
        );
    }
    out + "</ul>\n"
}

/// The spans of a thread that can be seen, the outer before the inner.
fn worth_drawing(lane: &Lane, scale: f64) -> Vec<&Span> {
    let wide = |span: &&Span| (span.to - span.from) * scale >= NARROWEST;
    let mut spans: Vec<_> = lane.spans.iter().filter(wide).collect();
    spans.sort_by(|a, b| (b.to - b.from).total_cmp(&(a.to - a.from)));
    spans.truncate(MOST);
    spans
}

/// Says in words where a thread's time went.
fn spent(lane: &Lane, lang: Lang) -> String {
    let life = lane.to - lane.from;
    let mut waits: BTreeMap<&str, f64> = BTreeMap::new();
    let mut slept = 0.0;
    for edge in lane.edges().into_iter().filter(|edge| edge.begins) {
        let time = edge.span.to - edge.span.from;
        // What it works on while it waits is no wait.
        let (idle, time) = match (edge.span.kind, edge.around) {
            (Kind::Work, Some(around)) => (around, -time),
            _ => (edge.span, time),
        };
        match idle.kind {
            Kind::Work => {}
            Kind::Wait => *waits.entry(&idle.what).or_default() += time,
            Kind::Sleep => slept += time,
        }
    }
    let percent = |time: f64| format!("{:.0}", 100.0 * time / life.max(f64::MIN_POSITIVE));
    let waited: f64 = waits.values().sum();
    let mut parts = vec![
        Message::RunWorked {
            percent: percent((life - waited - slept).max(0.0)),
            time: milliseconds(life),
        }
        .to_text(lang),
    ];
    if slept > 0.0 {
        let percent = percent(slept);
        parts.push(Message::RunSlept { percent }.to_text(lang));
    }
    let mut waits: Vec<_> = waits.into_iter().collect();
    waits.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (what, time) in waits {
        let (percent, what) = (percent(time), labels::say(what, lang));
        parts.push(Message::RunWaited { percent, what }.to_text(lang));
    }
    parts.join(", ")
}
