//! Builds the index of the search anew, so that French words are found.
//!
//! mdBook's own takes `l’élément` for one word, and its script cuts letters with accents off the
//! ends of words: neither `élément` nor `borné` would be found. Here words end at an apostrophe, and
//! are indexed without accents; `front/search.js` does the same with what is searched for.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use elasticlunr::IndexBuilder;
use serde_json::Value;

const FIELDS: [&str; 3] = ["title", "body", "breadcrumbs"];
/// What mdBook writes around the index.
const BEFORE: &str = "window.search = Object.assign(window.search, JSON.parse('";
const AFTER: &str = "'));";

/// Replaces the index of the book in `folder`, and has its searches cut as the index is.
pub(super) fn rebuild(folder: &Path) -> Result<()> {
    let path = folder.join("searchindex.js");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let new = rebuilt(&text).with_context(|| path.display().to_string())?;
    fs::write(&path, new).with_context(|| path.display().to_string())?;
    let path = folder.join("elasticlunr.min.js");
    let library = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let library = format!("{library}\n{}", include_str!("front/search.js"));
    fs::write(&path, library).with_context(|| path.display().to_string())
}

fn rebuilt(script: &str) -> Result<String> {
    let inside = script
        .strip_prefix(BEFORE)
        .and_then(|rest| rest.strip_suffix(AFTER));
    let inside = inside.context("mdBook writes its index in another way")?;
    let json = inside.replace("\\'", "'").replace("\\\\", "\\");
    let mut search: Value = serde_json::from_str(&json)?;
    let documents = search["index"]["documentStore"]["docs"]
        .as_object()
        .context("the index has no documents")?;
    let builder = FIELDS.iter().fold(IndexBuilder::new(), |builder, field| {
        builder.add_field_with_tokenizer(field, Box::new(words))
    });
    let mut index = builder.build();
    for (id, document) in documents {
        index.add_doc(
            id,
            FIELDS.map(|field| document[field].as_str().unwrap_or_default()),
        );
    }
    search["index"] = serde_json::to_value(&index)?;
    let json = serde_json::to_string(&search)?;
    Ok(format!(
        "{BEFORE}{}{AFTER}",
        json.replace('\\', "\\\\").replace('\'', "\\'")
    ))
}

/// Cuts a text into words, in small letters without accents.
fn words(text: &str) -> Vec<String> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '-' | '\'' | '’');
    let folded = text.split(ends).map(|word| {
        word.chars()
            .flat_map(char::to_lowercase)
            .map(plain)
            .collect::<String>()
    });
    folded
        .filter(|word| !word.is_empty() && word.len() <= 80)
        .collect()
}

/// Takes the accent off a small letter.
fn plain(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ÿ' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_apostrophes_and_lose_their_accents() {
        assert_eq!(
            words("L’élément borné, rendez-vous"),
            ["l", "element", "borne,", "rendez", "vous"]
        );
    }
}
