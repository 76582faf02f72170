//! How each thread spent its time: a bar for each, true to scale, and the same in words.

use std::fmt::Write as _;

use super::scene::milliseconds;
use super::segments::{Doing, Segment};
use super::{Lane, Run, labels, spent};
use crate::lang::Lang;
use crate::messages::Message;
use crate::picture::{html, letter};

/// The width and the height of a bar in the picture's own units; it is as wide as the page.
const WIDTH: f64 = 1000.0;
const HEIGHT: u32 = 20;
/// What is narrower is drawn together with what comes after it: alone, it would not be seen.
const NARROWEST: f64 = 1.0;
/// From this width on, work is set apart from the work that comes after it.
const WIDE: f64 = 6.0;

/// Draws it as HTML.
pub(super) fn draw(run: &Run, lang: Lang) -> String {
    let scale = WIDTH / run.lasted().max(f64::MIN_POSITIVE);
    let mut out = format!(
        "<p class=\"key\">{}</p>\n<ul class=\"overview\">\n",
        html(&Message::RunOverview.to_text(lang))
    );
    for (number, lane) in run.lanes.iter().enumerate() {
        let segments = lane.segments();
        let spent = Message::RunSpent {
            time: milliseconds(lane.to - lane.from, lang),
            shares: spent::say(&segments, lang),
        };
        let _ = write!(
            out,
            "<li style=\"--c: var(--t{})\"><span class=\"badge\" aria-hidden=\"true\">{}</span>\
             <b>{}</b> {}\n\
             <svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
            number % 6,
            letter(number),
            html(&lane.name),
            html(&spent.to_text(lang))
        );
        for segment in visible(&segments, NARROWEST / scale) {
            bar(&mut out, &segment, lane, scale, lang);
        }
        out.push_str("<line class=\"now\" x1=\"0\" x2=\"0\" y1=\"0\" y2=\"100%\"/></svg></li>\n");
    }
    out + "</ul>\n"
}

/// Draws a piece of a thread's time: its height tells what the thread did.
fn bar(out: &mut String, segment: &Segment<'_>, lane: &Lane, scale: f64, lang: Lang) {
    let width = ((segment.to - segment.from) * scale).max(NARROWEST);
    let (class, top, height, what) = match segment.doing {
        Doing::Work(what) if width < WIDE => ("work", 0, HEIGHT, what),
        Doing::Work(what) => ("work wide", 0, HEIGHT, what),
        Doing::Sleep => ("sleep", HEIGHT / 2, HEIGHT / 2, None),
        Doing::Wait(what) => ("wait", HEIGHT / 2 - 1, 2, Some(what)),
    };
    let said = match (segment.doing, what.map(|what| labels::say(what, lang))) {
        (Doing::Wait(_), Some(what)) => Some(Message::RunWaits { what }.to_text(lang)),
        (Doing::Sleep, _) => Some(Message::RunSleeps.to_text(lang)),
        (_, what) => what,
    };
    let time = milliseconds(segment.to - segment.from, lang);
    let title = [Some(lane.name.clone()), said, Some(time)];
    let title: Vec<String> = title.into_iter().flatten().collect();
    let _ = write!(
        out,
        "\n<rect class=\"{class}\" x=\"{:.2}\" y=\"{top}\" width=\"{width:.2}\" height=\"{height}\">\
         <title>{}</title></rect>",
        segment.from * scale,
        html(&title.join(", "))
    );
}

/// Joins pieces until each is `narrowest` wide, and is what the thread did for most of that time.
fn visible<'r>(segments: &[Segment<'r>], narrowest: f64) -> Vec<Segment<'r>> {
    let mut out: Vec<Segment<'r>> = Vec::new();
    let mut rest = segments;
    while let Some(first) = rest.first() {
        let is_wide = |segment: &Segment<'_>| segment.to - first.from >= narrowest;
        let ends = rest.iter().position(is_wide);
        if let (None, Some(last)) = (ends, out.last_mut()) {
            last.to = rest[rest.len() - 1].to;
            break;
        }
        let (these, after) = rest.split_at(ends.map_or(rest.len(), |at| at + 1));
        let doing = longest(these).unwrap_or(first.doing);
        let (from, to) = (first.from, these[these.len() - 1].to);
        out.push(Segment { doing, from, to });
        rest = after;
    }
    out
}

/// Returns what took the most time.
fn longest<'r>(segments: &[Segment<'r>]) -> Option<Doing<'r>> {
    let mut times: Vec<(Doing<'r>, f64)> = Vec::new();
    for segment in segments {
        let time = segment.to - segment.from;
        match times.iter_mut().find(|(doing, _)| *doing == segment.doing) {
            Some((_, sum)) => *sum += time,
            None => times.push((segment.doing, time)),
        }
    }
    let most = times.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    most.map(|(doing, _)| doing)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(doing: Doing<'static>, from: f64, to: f64) -> Segment<'static> {
        Segment { doing, from, to }
    }

    #[test]
    fn what_is_too_narrow_to_be_seen_is_drawn_as_what_it_mostly_is() {
        let pieces = [
            piece(Doing::Work(None), 0.0, 10.0),
            piece(Doing::Wait("a lock"), 10.0, 10.4),
            piece(Doing::Work(None), 10.4, 10.5),
            piece(Doing::Wait("a lock"), 10.5, 11.0),
            piece(Doing::Sleep, 11.0, 20.0),
            piece(Doing::Work(None), 20.0, 20.1),
        ];
        let drawn = [
            piece(Doing::Work(None), 0.0, 10.0),
            piece(Doing::Wait("a lock"), 10.0, 11.0),
            piece(Doing::Sleep, 11.0, 20.1),
        ];
        assert_eq!(visible(&pieces, 1.0), drawn);
        assert_eq!(visible(&pieces, 0.0), pieces);
        assert_eq!(visible(&[], 1.0), []);
    }
}
