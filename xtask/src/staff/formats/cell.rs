//! Cells of tables that spreadsheets open: text that would be run as a formula is made text.

/// Returns `text` as the content of a cell that no spreadsheet takes for a formula.
///
/// A leading apostrophe is what spreadsheets themselves mark text with. Lines and tabs become spaces:
/// some programs begin a new cell there.
pub(super) fn text(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let first = plain.trim_start().chars().next();
    // Full-width signs are taken for the usual ones by some versions.
    let steers = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
    );
    let moved = text.starts_with(['\t', '\r', '\n']);
    if steers || moved {
        format!("'{plain}")
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_names_stay_names() {
        for formula in ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "＝1"] {
            assert!(text(formula).starts_with('\''), "{formula:?}");
        }
        for plain in ["Ada Lovelace", "85", "a=b", "Anne-Marie", ""] {
            assert_eq!(text(plain), plain);
        }
        assert_eq!(text("a\nb\tc"), "a b c");
    }
}
