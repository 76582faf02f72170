//! Gives every page its switch of language, and mdBook's own words, which are English, in French.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::links::PICTURES;
use super::pages::{LANGUAGES, html_files};
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;

/// Where the switch goes: among the buttons at the right.
const BUTTONS: &str = "<div class=\"right-buttons\">";

/// Where it goes on the page of a schedule, which has no such buttons.
const HEADER: &str = "<header>";

/// How a phrase of mdBook's stands in its pages and scripts, `{}` being the phrase: the same words elsewhere
/// stay as they are.
const ANYWHERE: &str = "{}";
const LABEL: &str = "aria-label=\"{}\"";
const BUTTON: &str = ">{}</button>";
const SCRIPT: &str = "'{}'";
const AFTER_A_NUMBER: &str = "' {}'";

/// Stands for what was searched for.
const TERM: &str = "TERM";

/// mdBook's phrases, which in English are its own: the catalogue repeats them.
fn phrases() -> [(&'static str, StaffMessage); 28] {
    let term = || TERM.to_string();
    [
        (ANYWHERE, StaffMessage::MdBookKeys),
        (ANYWHERE, StaffMessage::MdBookKeysTurn),
        (ANYWHERE, StaffMessage::MdBookKeysSearch),
        (ANYWHERE, StaffMessage::MdBookKeysHelp),
        (ANYWHERE, StaffMessage::MdBookKeysHide),
        (LABEL, StaffMessage::MdBookContents),
        (ANYWHERE, StaffMessage::MdBookToggleContents),
        (ANYWHERE, StaffMessage::MdBookChangeTheme),
        (LABEL, StaffMessage::MdBookThemes),
        (BUTTON, StaffMessage::MdBookAuto),
        (BUTTON, StaffMessage::MdBookLight),
        (BUTTON, StaffMessage::MdBookRust),
        (BUTTON, StaffMessage::MdBookCoal),
        (BUTTON, StaffMessage::MdBookNavy),
        (ANYWHERE, StaffMessage::MdBookSearch),
        (ANYWHERE, StaffMessage::MdBookToggleSearch),
        (ANYWHERE, StaffMessage::MdBookSearchThis),
        (ANYWHERE, StaffMessage::MdBookPages),
        (ANYWHERE, StaffMessage::MdBookPrevious),
        (ANYWHERE, StaffMessage::MdBookNext),
        (ANYWHERE, StaffMessage::MdBookShowLines),
        (ANYWHERE, StaffMessage::MdBookHideLines),
        (ANYWHERE, StaffMessage::MdBookCopy),
        (SCRIPT, StaffMessage::MdBookCopied),
        (SCRIPT, StaffMessage::MdBookNotCopied),
        (SCRIPT, StaffMessage::MdBookNothing { term: term() }),
        (AFTER_A_NUMBER, StaffMessage::MdBookOne { term: term() }),
        (AFTER_A_NUMBER, StaffMessage::MdBookMany { term: term() }),
    ]
}

/// Returns a phrase as it stands in a page or script.
fn in_place(place: &str, phrase: &StaffMessage, lang: Lang) -> String {
    let mut text = phrase.to_text(lang);
    if place.starts_with('\'') {
        text = text.replace('\'', "\\'");
        text = text.replace(TERM, "' + searchterm + '");
    }
    place.replace("{}", &text)
}

/// The scripts of mdBook that say something.
const SCRIPTS: [&str; 2] = ["book.js", "searcher.js"];

/// Goes over the pages of the book in `lang`, below `site`.
pub(super) fn finish(site: &Path, lang: Lang) -> Result<()> {
    let folder = site.join(lang.code());
    let mut files = Vec::new();
    html_files(&folder, &mut files)?;
    files.extend(SCRIPTS.map(|name| folder.join(name)));
    let phrases: Vec<[String; 2]> = phrases()
        .iter()
        .map(|(place, phrase)| LANGUAGES.map(|lang| in_place(place, phrase, lang)))
        .collect();
    let mut met = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let name = file.strip_prefix(&folder).unwrap_or(&file);
        let place = [BUTTONS, HEADER]
            .into_iter()
            .find(|place| text.contains(place))
            .unwrap_or(BUTTONS);
        let added = back(name, lang).unwrap_or_default() + &switch(name, lang);
        let mut new = text.replacen(place, &format!("{place}{added}"), 1);
        if lang == Lang::Fr {
            for [english, french] in &phrases {
                if new.contains(english) {
                    met.insert(english);
                    new = new.replace(english, french);
                }
            }
        }
        if new != text {
            fs::write(&file, new).with_context(|| file.display().to_string())?;
        }
    }
    let missing = phrases.iter().find(|[english, _]| !met.contains(english));
    if let (Lang::Fr, Some([english, _])) = (lang, missing) {
        bail!("mdBook no longer says `{english}`: give its new words a translation");
    }
    Ok(())
}

/// Returns links to the same page in the other languages.
fn switch(page: &Path, lang: Lang) -> String {
    let up = "../".repeat(page.components().count());
    let page = page.display().to_string().replace('\\', "/");
    let to = |other: Lang| {
        let code = other.code();
        let (title, name) = (StaffMessage::BookReadInThis, StaffMessage::BookLanguage);
        format!(
            "\n<a class=\"language\" rel=\"alternate\" lang=\"{code}\" hreflang=\"{code}\" href=\"{up}{code}/{page}\" title=\"{}\">{}</a>",
            title.to_text(other),
            name.to_text(other)
        )
    };
    LANGUAGES
        .into_iter()
        .filter(|other| *other != lang)
        .map(to)
        .collect()
}

/// Returns a link from the page of a figure, which is no page of mdBook's, to the lesson that shows it.
fn back(page: &Path, lang: Lang) -> Option<String> {
    let crates = page.strip_prefix(PICTURES).ok()?.strip_prefix("crates");
    let pattern = crates.ok()?.components().next()?.as_os_str();
    let up = "../".repeat(page.components().count() - 1);
    Some(format!(
        "\n<a class=\"back\" href=\"{up}{}/lesson.html\">← {}</a> ·",
        pattern.display(),
        StaffMessage::BookBackToLesson.to_text(lang)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_of_a_script_stays_within_its_quotes() {
        let nothing = StaffMessage::MdBookNothing {
            term: TERM.to_string(),
        };
        assert_eq!(
            in_place(SCRIPT, &nothing, Lang::En),
            "'No search results for \\'' + searchterm + '\\'.'"
        );
        assert_eq!(
            in_place(SCRIPT, &nothing, Lang::Fr),
            "'Aucun résultat pour «\u{a0}' + searchterm + '\u{a0}».'"
        );
    }

    #[test]
    fn the_switch_leads_to_the_same_page_of_the_other_language() {
        let link = switch(Path::new("worker-pool/quiz.html"), Lang::En);
        assert!(
            link.contains("href=\"../../fr/worker-pool/quiz.html\""),
            "{link}"
        );
        let figure = Path::new("pictures/crates/pipeline/docs/runs/bottleneck.html");
        let link = back(figure, Lang::Fr).unwrap();
        assert!(
            link.contains("href=\"../../../../../pipeline/lesson.html\""),
            "{link}"
        );
        assert_eq!(back(Path::new("pipeline/quiz.html"), Lang::Fr), None);
        let link = switch(Path::new("index.html"), Lang::Fr);
        assert!(link.contains("href=\"../en/index.html\""), "{link}");
    }
}
