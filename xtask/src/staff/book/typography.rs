//! Sets French text as French printers do: no line begins with a colon or a closing guillemet.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::links::edited;
use crate::messages::typography::binds;

/// Before `:` and inside of guillemets: as wide as a space between words.
const WIDE: char = '\u{a0}';
/// Before `;`, `!` and `?`.
const NARROW: char = '\u{202f}';

/// Makes the spaces of running text unbreakable where they have to be; code stays as it is.
pub(super) fn french(markdown: &str) -> String {
    let mut edits = Vec::new();
    let mut in_code = false;
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => {
                // The character before decides, too: `code` and *emphasis* end a text.
                let from = markdown[..range.start]
                    .chars()
                    .next_back()
                    .map_or(range.start, |c| range.start - c.len_utf8());
                let from = if markdown[from..range.start].contains('\n') {
                    range.start
                } else {
                    from
                };
                edits.extend(
                    spaces(&markdown[from..range.end])
                        .map(|(at, new)| (from + at..from + at + 1, new.to_string())),
                );
            }
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup_by_key(|(range, _)| range.start);
    edited(markdown, edits)
}

/// Returns the places of the spaces that must not break, and what belongs there.
fn spaces(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.match_indices(' ').filter_map(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        binds(before, after).then_some(match after {
            Some(';' | '!' | '?') => (at, NARROW),
            _ => (at, WIDE),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_before_double_punctuation_do_not_break() {
        let set = french("Qui ? « Moi » : `a : b` ; *lui* !\n\n```text\na : b\n```\n");
        let wanted = "Qui\u{202f}? «\u{a0}Moi\u{a0}»\u{a0}: `a : b`\u{202f}; *lui*\u{202f}!\n\n```text\na : b\n```\n";
        assert_eq!(set, wanted);
    }

    #[test]
    fn a_table_and_a_comment_stay_what_they_are() {
        let table = "<!-- follows: x -->\n\n| a | b |\n|:--|---|\n| c | d |\n";
        assert_eq!(french(table), table);
    }
}
