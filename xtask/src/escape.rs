//! Makes text from a submission safe to print: no terminal escapes, no reversed lines.

use std::fmt::Write as _;

/// Replaces every character that could steer a terminal by a visible escape; line feeds and tabs stay.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || c == '\t' {
            out.push(c);
        } else if c.is_control() || is_invisible_steering(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Replaces, besides what [`visible`] does, line feeds and tabs: the result is one line.
pub fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Tells characters that change the direction of writing, or that separate lines.
fn is_invisible_steering(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_reversals_become_visible() {
        assert_eq!(
            visible("a\u{1b}[31mb\r\n\tc\u{202e}d"),
            "a\\u{1b}[31mb\\u{d}\n\tc\\u{202e}d"
        );
        assert_eq!(one_line("a\nb"), "a\\nb");
        assert_eq!(visible("déjà vu ✓"), "déjà vu ✓");
    }
}
