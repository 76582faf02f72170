//! The comparison as a page of its own: the student's work on the left, the solution on the right.

use std::fmt::Write as _;

use super::compare::{Pair, Row, Side};
use super::{places, verdict};
use crate::escape;
use crate::lang::Lang;
use crate::messages::Message;

/// How the page looks; a line's sign says what its colour does.
const STYLE: &str = include_str!("style.css");

/// Renders the page. Whatever comes from sources passes through [`text`].
pub(super) fn render(exercise: &str, pairs: &[Pair], lang: Lang) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{exercise}</title><style>{STYLE}</style></head>\n<body><h1>{exercise}</h1>\n<p>{}</p>\n",
        lang.code(),
        text(&Message::DiffLegend.to_text(lang)),
        exercise = text(exercise),
    );
    for pair in pairs {
        let open = if pair.is_same() {
            " class=\"same\""
        } else {
            " open"
        };
        let said = text(&verdict(pair).to_text(lang));
        let [theirs, solution] = places(pair).map(|place| text(&place.unwrap_or_default()));
        let _ = write!(
            out,
            "<details{open}><summary><code>{}</code> {said}</summary>\n\
             <table><colgroup><col class=\"sign\"><col><col class=\"sign\"><col></colgroup><thead><tr><th colspan=\"2\">{theirs}</th><th colspan=\"2\">{solution}</th></tr></thead><tbody>\n",
            text(pair.name()),
        );
        for (left, right) in side_by_side(&pair.rows) {
            let _ = writeln!(out, "<tr>{}{}</tr>", cell(left), cell(right));
        }
        out.push_str("</tbody></table></details>\n");
    }
    out.push_str("</body></html>\n");
    out
}

/// Pairs the rows of one side with those of the other that stand in their place.
fn side_by_side(rows: &[Row]) -> Vec<(Option<&Row>, Option<&Row>)> {
    let mut out = Vec::new();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in rows {
        match row.side {
            Side::Theirs | Side::Moved => left.push(row),
            Side::Solution => right.push(row),
            Side::Both => {
                flush(&mut left, &mut right, &mut out);
                out.push((Some(row), Some(row)));
            }
        }
    }
    flush(&mut left, &mut right, &mut out);
    out
}

fn flush<'r>(
    left: &mut Vec<&'r Row>,
    right: &mut Vec<&'r Row>,
    out: &mut Vec<(Option<&'r Row>, Option<&'r Row>)>,
) {
    for at in 0..left.len().max(right.len()) {
        out.push((left.get(at).copied(), right.get(at).copied()));
    }
    left.clear();
    right.clear();
}

fn cell(row: Option<&Row>) -> String {
    let Some(row) = row else {
        return "<td></td><td class=\"none\"></td>".to_string();
    };
    let (class, sign) = match row.side {
        Side::Both => ("both", " "),
        Side::Theirs => ("theirs", "-"),
        Side::Solution => ("solution", "+"),
        Side::Moved => ("moved", "~"),
    };
    format!(
        "<td class=\"sign\">{sign}</td><td class=\"{class}\"><pre>{}</pre></td>",
        text(&row.text)
    )
}

/// Writes text so that it stays text.
fn text(text: &str) -> String {
    escape::visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_stay_text_and_stand_beside_each_other() {
        let row = |side, text: &str| Row {
            side,
            text: text.to_string(),
        };
        let rows = [
            row(Side::Both, "fn f() {"),
            row(Side::Theirs, "<script>alert('x')</script>"),
            row(Side::Solution, "a && b"),
            row(Side::Solution, "c"),
            row(Side::Both, "}"),
        ];
        let beside = side_by_side(&rows);
        assert_eq!(beside.len(), 4);
        assert!(beside[2].0.is_none());
        let pair = Pair {
            theirs: None,
            solution: None,
            rows: rows.to_vec(),
        };
        let page = render("x", &[pair], Lang::En);
        assert!(page.contains("&lt;script&gt;") && page.contains("a &amp;&amp; b"));
        assert!(!page.contains("<script"));
    }
}
