//! A log in the trace event format, which Perfetto reads.

use std::fmt::Write as _;
use std::time::Duration;

use super::Kind;
use super::recorder::{Log, Moment};

/// Who made the file, and in which edition of the form: `cargo xtask timeline` looks at it.
const MADE_BY: &str = "pattern-sync trace 1";

/// Renders `log` as JSON, an event a line.
pub(super) fn render(log: &Log) -> String {
    let mut out = Events::default();
    for (thread, lane) in log.lanes.iter().enumerate() {
        let name = Text(&lane.name);
        out.event(format_args!(
            r#""ph":"M","name":"thread_name","tid":{thread},"args":{{"name":{name}}}"#
        ));
        out.event(format_args!(
            r#""ph":"M","name":"thread_sort_index","tid":{thread},"args":{{"sort_index":{thread}}}"#
        ));
        let to = lane.to.unwrap_or(lane.from);
        out.slice("life", "runs", thread, lane.from, to);
        out.arrow("starts", lane.started_by, thread, lane.from);
        for span in &lane.spans {
            let category = match span.kind {
                Kind::Work => "work",
                Kind::Wait => "wait",
                Kind::Sleep => "sleep",
            };
            out.slice(category, &span.what, thread, span.from, span.to);
            out.arrow("wakes", span.ended_by, thread, span.to);
        }
    }
    format!(
        "{{\"displayTimeUnit\":\"ms\",\
         \"otherData\":{{\"made_by\":\"{MADE_BY}\",\"left_out\":{}}},\n\"traceEvents\":[\n{}\n]}}\n",
        log.left_out, out.text
    )
}

#[derive(Default)]
struct Events {
    text: String,
    arrows: usize,
}

impl Events {
    fn event(&mut self, fields: std::fmt::Arguments<'_>) {
        let separator = if self.text.is_empty() { "" } else { ",\n" };
        // Writing to a string does not fail.
        let _ = write!(self.text, "{separator}{{\"pid\":1,{fields}}}");
    }

    fn slice(&mut self, category: &str, name: &str, thread: usize, from: Duration, to: Duration) {
        let (name, from, lasted) = (Text(name), Micros(from), Micros(to.saturating_sub(from)));
        self.event(format_args!(
            r#""ph":"X","cat":"{category}","name":{name},"tid":{thread},"ts":{from},"dur":{lasted}"#
        ));
    }

    /// Draws an arrow to a moment from the one that caused it, if that is known.
    fn arrow(&mut self, name: &str, cause: Option<Moment>, thread: usize, at: Duration) {
        let Some(cause) = cause else { return };
        self.arrows += 1;
        let id = self.arrows;
        let ends = [
            ("s", cause.thread, cause.at, ""),
            ("f", thread, at, r#","bp":"e""#),
        ];
        for (end, thread, at, more) in ends {
            let at = Micros(at);
            self.event(format_args!(
                r#""ph":"{end}","cat":"arrow","name":"{name}","id":{id},"tid":{thread},"ts":{at}{more}"#
            ));
        }
    }
}

/// Microseconds, to the nanosecond.
struct Micros(Duration);

impl std::fmt::Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let nanos = self.0.as_nanos();
        write!(f, "{}.{:03}", nanos / 1000, nanos % 1000)
    }
}

/// A string as JSON has it.
struct Text<'a>(&'a str);

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
