//! The spaces of French: those before `:`, `;`, `!`, `?` and `%` and inside quotation marks do not break.
//!
//! The texts are written with ordinary spaces, which every editor shows and types; a line of a
//! narrow terminal that began with a colon would be a mistake all the same.

use std::borrow::Cow;

const NO_BREAK_SPACE: char = '\u{a0}';

/// Tells whether no line may break at the space between these two.
pub fn binds(before: Option<char>, after: Option<char>) -> bool {
    before == Some('«') || after.is_some_and(|after| ":;!?%»".contains(after))
}

/// Keeps punctuation on the line of the word before it; code between backticks stays as it is.
///
/// The text may be a part of a message, with only one of two backticks in it.
pub fn french(text: &str) -> Cow<'_, str> {
    if !text.contains(" :") && !text.contains(['«', '»', ';', '!', '?', '%']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let (mut before, mut in_code) = (None, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if c == '`' {
            let goes_on = |c: char| c.is_whitespace() || ",;:.!?)»".contains(c);
            in_code = next.is_some_and(|next| !goes_on(next));
        }
        if c == ' ' && !in_code && binds(before, next) {
            out.push(NO_BREAK_SPACE);
        } else {
            out.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::french;

    #[test]
    fn punctuation_stays_with_its_word_and_code_as_it_is() {
        assert_eq!(
            french("Lisez « tout » : quoi ? `a : b` ; fin à 9 %"),
            "Lisez «\u{a0}tout\u{a0}»\u{a0}: quoi\u{a0}? `a : b`\u{a0}; fin à 9\u{a0}%"
        );
        assert_eq!(french("rien de tel, a:b"), "rien de tel, a:b");
        let after_a_name = french("` manque ; `a : b` en dit plus :");
        let wanted = "` manque\u{a0}; `a : b` en dit plus\u{a0}:";
        assert_eq!(after_a_name, wanted);
    }
}
