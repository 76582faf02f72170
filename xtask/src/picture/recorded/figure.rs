//! A real run as a figure for a text: a row per thread, true to scale, and below the scale in words.
//!
//! An SVG file by itself, as the figure of a schedule is. What threads do differs by shape, not by
//! colour alone: a bar works, half a bar sleeps, a dotted line waits. Nothing crosses a word: arrows pass
//! behind the bars, whose ground is opaque, and behind the words, which have a rim.

use std::fmt::Write as _;

use super::segments::{Doing, Segment};
use super::{Run, labels, spent};
use crate::lang::Lang;
use crate::messages::Message;
use crate::picture::figure::COLORS;
use crate::picture::html;

/// The width of the whole, that of the edge, and of a letter of a name.
const WIDTH: f64 = 776.0;
const EDGE: f64 = 12.0;
const BOLD_LETTER: f64 = 7.4;
/// From one row to the next, and where in it the bar begins.
const ROW: f64 = 34.0;
const TOP: f64 = 8.0;
const BAR: f64 = 20.0;
/// Below the last row, for the scale; and below all, for the legend.
const SCALE: f64 = 26.0;
const LEGEND: f64 = 30.0;
/// From one line of words to the next.
const LINE: f64 = 16.0;
/// About how wide a letter is.
const LETTER: f64 = 6.1;
/// What is narrower is not drawn; and who woke whom is drawn only for a wait that is this wide.
const NARROWEST: f64 = 0.4;
const WORTH_AN_ARROW: f64 = 10.0;
/// The most marks on the scale.
const MARKS: f64 = 9.0;
const MILLISECOND: f64 = 1_000.0;

const STYLE: &str = "\
svg{font:12px system-ui,sans-serif;fill:var(--ink)}\
.paper{fill:var(--paper);stroke:var(--line)}.name{font-weight:600}\
.ground{fill:var(--paper)}\
.work{fill:var(--c);fill-opacity:.32;stroke:var(--c)}.sleep{fill:var(--c);fill-opacity:.14;stroke:var(--c);stroke-dasharray:4 2}\
.wait{stroke:var(--c);stroke-width:2;stroke-dasharray:1 4;stroke-linecap:round}\
.in{text-anchor:middle;font-size:11px}.rim{stroke:var(--paper);stroke-width:4px;stroke-linejoin:round;paint-order:stroke}\
.soft{fill:var(--soft);font-size:11px}.soft .name{fill:var(--ink)}.mark{stroke:var(--line)}\
.arrow{fill:none;stroke:var(--soft);stroke-width:1.2}.tip{fill:var(--soft)}";

/// Draws `run`.
pub(super) fn draw(run: &Run, title: &str, lang: Lang) -> String {
    let mut rows = rows(run);
    let lasted = run.lasted().max(f64::MIN_POSITIVE);
    let longest = rows.iter().map(|row| row.name.chars().count()).max();
    let left = EDGE + BOLD_LETTER * longest.unwrap_or_default() as f64 + EDGE;
    let scale = (WIDTH - 2.0 * EDGE - left) / lasted;
    let figure = Figure { lang, left, scale };
    rows.retain(|row| row.lived() * scale >= NARROWEST);
    let scale_at = TOP + ROW * rows.len() as f64 + 4.0;
    let words_at = scale_at + SCALE;
    let height = words_at + LINE * rows.len() as f64 + LEGEND;
    let words: Vec<_> = rows
        .iter()
        .map(|row| spent::say(&row.segments, lang))
        .collect();
    let told = rows.iter().zip(&words);
    let told = told.map(|(row, words)| format!("{} {words}", row.name));
    let told = told.reduce(|before, after| Message::Clauses { before, after }.to_text(lang));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" lang=\"{}\">\n\
         <title>{}</title>\n<desc>{}.</desc>\n<style>{COLORS}{STYLE}</style>\n\
         <rect class=\"paper\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n",
        lang.code(),
        html(title),
        html(&told.unwrap_or_default()),
        WIDTH - 1.0,
        height - 1.0,
    );
    figure.time(&mut out, lasted, scale_at);
    let mut tips = String::new();
    figure.wake_ups(&mut out, &mut tips, run, &rows);
    for (number, row) in rows.iter().enumerate() {
        figure.row(&mut out, number, row);
    }
    out.push_str(&tips);
    for (number, (row, words)) in rows.iter().zip(&words).enumerate() {
        let _ = writeln!(
            out,
            "<text class=\"soft\" y=\"{}\"><tspan class=\"name\" x=\"{EDGE}\">{}</tspan><tspan x=\"{left:.1}\">{}</tspan></text>",
            words_at + LINE * (number + 1) as f64,
            html(row.name),
            html(words)
        );
    }
    let mut legend = Message::RunFigure.to_text(lang);
    let mut segments = rows.iter().flat_map(|row| &row.segments);
    if segments.any(|segment| segment.doing == Doing::Sleep) {
        legend = format!("{legend} {}", Message::RunFigureSleeps.to_text(lang));
    }
    let _ = writeln!(
        out,
        "<text class=\"soft\" x=\"{EDGE}\" y=\"{}\">{}</text>\n</svg>",
        height - 10.0,
        html(&legend)
    );
    out
}

/// The threads of one name that came one after the other: mostly one.
struct Row<'r> {
    name: &'r str,
    /// Their numbers.
    lanes: Vec<usize>,
    segments: Vec<Segment<'r>>,
}

fn rows(run: &Run) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (number, lane) in run.lanes.iter().enumerate() {
        let is_over = |row: &Row<'_>| {
            let ends = row.lanes.iter().map(|&lane| run.lanes[lane].to);
            ends.fold(0.0, f64::max) <= lane.from
        };
        let mut before = rows.iter_mut();
        if let Some(row) = before.find(|row| row.name == lane.name && is_over(row)) {
            row.lanes.push(number);
            row.segments.extend(lane.segments());
        } else {
            rows.push(Row {
                name: &lane.name,
                lanes: vec![number],
                segments: lane.segments(),
            });
        }
    }
    rows
}

impl Row<'_> {
    fn lived(&self) -> f64 {
        let times = self.segments.iter().map(|one| one.to - one.from);
        times.sum()
    }
}

struct Figure {
    lang: Lang,
    /// Where the recording begins.
    left: f64,
    /// From microseconds to the picture's units.
    scale: f64,
}

impl Figure {
    fn x(&self, at: f64) -> f64 {
        self.left + at * self.scale
    }

    /// Draws the scale, whose numbers stand at `bottom`.
    fn time(&self, out: &mut String, lasted: f64, bottom: f64) {
        let step = step(lasted / MILLISECOND);
        let mut at = 0.0;
        while at * MILLISECOND <= lasted {
            let x = self.x(at * MILLISECOND);
            let _ = writeln!(
                out,
                "<path class=\"mark\" d=\"M{x:.1} {TOP}V{bottom:.1}\"/>\
                 <text class=\"soft in\" x=\"{x:.1}\" y=\"{:.1}\">{at}\u{a0}ms</text>",
                bottom + 13.0
            );
            at += step;
        }
    }

    fn row(&self, out: &mut String, number: usize, row: &Row<'_>) {
        let (top, color) = (top(number), number % 4);
        let _ = writeln!(
            out,
            "<g style=\"--c:var(--t{color})\"><text class=\"name\" x=\"{EDGE}\" y=\"{}\">{}</text>",
            top + 14.0,
            html(row.name)
        );
        for segment in &row.segments {
            self.segment(out, top, segment);
        }
        out.push_str("</g>\n");
    }

    fn segment(&self, out: &mut String, top: f64, segment: &Segment<'_>) {
        let (from, width) = (
            self.x(segment.from),
            (segment.to - segment.from) * self.scale,
        );
        if width < NARROWEST {
            return;
        }
        let middle = top + BAR / 2.0;
        let (what, class, baseline) = match segment.doing {
            Doing::Work(what) => {
                let _ = write!(
                    out,
                    "<rect class=\"ground\" x=\"{from:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\"/>\
                     <rect class=\"work\" x=\"{from:.1}\" y=\"{top}\" width=\"{width:.1}\" height=\"{BAR}\"/>"
                );
                (what, "in", middle + 4.0)
            }
            Doing::Sleep => {
                let _ = write!(
                    out,
                    "<rect class=\"sleep\" x=\"{from:.1}\" y=\"{middle}\" width=\"{width:.1}\" height=\"{}\"/>",
                    BAR / 2.0
                );
                (None, "in", middle)
            }
            Doing::Wait(what) => {
                let to = from + width;
                let _ = write!(
                    out,
                    "<path class=\"wait\" d=\"M{from:.1} {middle}H{to:.1}\"/>"
                );
                (Some(what), "in rim", middle - 4.0)
            }
        };
        let what = what.map(|what| labels::say(what, self.lang));
        let fits = |what: &String| what.chars().count() as f64 * LETTER < width;
        if let Some(what) = what.filter(fits) {
            let x = from + width / 2.0;
            let _ = write!(
                out,
                "<text class=\"{class}\" x=\"{x:.1}\" y=\"{baseline}\">{}</text>",
                html(&what)
            );
        }
        out.push('\n');
    }

    /// Draws who woke whom out of a wait that can be seen; what lies above the bars goes into `tips`.
    fn wake_ups(&self, out: &mut String, tips: &mut String, run: &Run, rows: &[Row<'_>]) {
        let row_of = |lane: usize| rows.iter().position(|row| row.lanes.contains(&lane));
        for arrow in run.arrows.iter().filter(|arrow| !arrow.starts) {
            let (Some(from), Some(to)) = (row_of(arrow.from.lane), row_of(arrow.to.lane)) else {
                continue;
            };
            let is_ended = |one: &&Segment<'_>| {
                matches!(one.doing, Doing::Wait(_)) && (one.to - arrow.to.at).abs() < 1.0
            };
            let wait = rows[to].segments.iter().find(is_ended);
            let width = wait.map_or(0.0, |wait| (wait.to - wait.from) * self.scale);
            if from == to || width < WORTH_AN_ARROW {
                continue;
            }
            let (x1, x2) = (self.x(arrow.from.at), self.x(arrow.to.at));
            // From the edge of a bar to the line of a wait: downwards, or upwards.
            let y2 = top(to) + BAR / 2.0;
            let (y1, back) = if from < to {
                (top(from) + BAR, -5.0)
            } else {
                (top(from), 5.0)
            };
            let base = y2 + back;
            let _ = writeln!(
                out,
                "<path class=\"arrow\" d=\"M{x1:.1} {y1}L{x2:.1} {base}\"/>"
            );
            let _ = writeln!(
                tips,
                "<polygon class=\"tip\" points=\"{x2:.1} {y2} {:.1} {base} {:.1} {base}\"/>",
                x2 - 3.0,
                x2 + 3.0,
            );
        }
    }
}

fn top(row: usize) -> f64 {
    TOP + ROW * row as f64 + 6.0
}

/// Returns the distance of two marks: a round number of milliseconds that makes few enough.
fn step(lasted: f64) -> f64 {
    let mut step = 1.0;
    // 1, 2, 5, 10, 20, 50, …
    for factor in [2.0, 2.5, 2.0].into_iter().cycle() {
        if lasted / step <= MARKS {
            break;
        }
        step *= factor;
    }
    step
}

#[cfg(test)]
mod tests {
    use super::super::{Arrow, Kind, Lane, Moment, Span};
    use super::*;

    fn lane(name: &str, from: f64, to: f64, spans: &[(Kind, &str, f64, f64)]) -> Lane {
        let span = |&(kind, what, from, to): &(Kind, &str, f64, f64)| Span {
            kind,
            what: what.to_owned(),
            from,
            to,
        };
        Lane {
            name: name.to_owned(),
            from,
            to,
            spans: spans.iter().map(span).collect(),
        }
    }

    fn kitchen() -> Run {
        let cook = [
            (Kind::Work, "soup", 0.0, 4e3),
            (Kind::Wait, "room in the queue", 4e3, 10e3),
        ];
        Run {
            lanes: vec![
                lane("cook", 0.0, 10e3, &cook),
                lane("<waiter>", 0.0, 4e3, &[]),
                lane("<waiter>", 6e3, 10e3, &[(Kind::Sleep, "sleeps", 6e3, 8e3)]),
                lane("mouse", 5e3, 5e3 + 1.0, &[]),
            ],
            arrows: vec![Arrow {
                starts: false,
                from: Moment { lane: 2, at: 10e3 },
                to: Moment { lane: 0, at: 10e3 },
            }],
            left_out: 0,
        }
    }

    #[test]
    fn a_figure_says_in_words_what_it_shows_in_the_language_of_its_text() {
        let english = draw(&kitchen(), "A kitchen", Lang::En);
        for wanted in [
            "<title>A kitchen</title>",
            "<desc>cook worked 40%, waited 60% for room in the queue; ",
            "&lt;waiter&gt; worked 75%, slept 25%",
            ">soup</text>",
            "sleeps.</text>",
            ">10\u{a0}ms</text>",
        ] {
            assert!(english.contains(wanted), "{wanted}: {english}");
        }
        let french = draw(&kitchen(), "Une cuisine", Lang::Fr);
        let told = "<desc>cook 40\u{a0}% à travailler, 60\u{a0}% à attendre de la place dans la file\u{a0}; ";
        assert!(french.contains(told), "{french}");
        assert!(french.contains("lang=\"fr\""), "{french}");
    }

    #[test]
    fn threads_of_one_name_that_follow_each_other_share_a_row_and_the_shortest_have_none() {
        let figure = draw(&kitchen(), "A kitchen", Lang::En);
        assert_eq!(
            figure.matches("<text class=\"name\"").count(),
            2,
            "{figure}"
        );
        assert!(!figure.contains("mouse"), "{figure}");
    }

    #[test]
    fn what_a_thread_does_is_told_by_shape_and_who_woke_it_by_an_arrow() {
        let figure = draw(&kitchen(), "A kitchen", Lang::En);
        let count = |class: &str| figure.matches(&format!("class=\"{class}\"")).count();
        assert_eq!(
            [count("wait"), count("sleep"), count("arrow")],
            [1, 1, 1],
            "{figure}"
        );
        let mut nobody = kitchen();
        nobody.arrows.clear();
        assert!(!draw(&nobody, "", Lang::En).contains("class=\"arrow\""));
    }

    #[test]
    fn no_arrow_crosses_a_word() {
        let figure = draw(&kitchen(), "A kitchen", Lang::En);
        let at = |what: &str| {
            figure
                .find(what)
                .unwrap_or_else(|| panic!("{what}: {figure}"))
        };
        // What is drawn later lies above: bars hide the arrows behind them, and so do words with a rim.
        assert!(at("class=\"arrow\"") < at("class=\"ground\""));
        assert!(at("class=\"ground\"") < at("class=\"work\""));
        assert!(at("class=\"arrow\"") < at("class=\"in rim\""));
        // Those on what each thread did stand below the scale, where no arrow comes.
        let scale = figure.rfind("class=\"mark\"").unwrap();
        assert!(scale < at("<tspan class=\"name\""));
    }

    #[test]
    fn marks_are_round_and_few() {
        for (lasted, expected) in [
            (5.0, 1.0),
            (10.0, 2.0),
            (85.0, 10.0),
            (100.0, 20.0),
            (860.0, 100.0),
        ] {
            assert!(
                (step(lasted) - expected).abs() < 1e-9,
                "{lasted}: {}",
                step(lasted)
            );
        }
    }
}
