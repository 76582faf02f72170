//! Gives every page its switch of language, and mdBook's own words, which are English, in French.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::links::PICTURES;
use super::pages::{LANGUAGES, html_files};
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;

/// Where the switch goes: among the buttons at the right.
const BUTTONS: &str = "<div class=\"right-buttons\">";

/// Where it goes on the page of a schedule, which has no such buttons.
const HEADER: &str = "<header>";

/// mdBook's phrases, as they stand in its pages and scripts, and ours for them.
const PHRASES: [(&str, &str); 28] = [
    ("Keyboard shortcuts", "Raccourcis clavier"),
    (
        "Press <kbd>←</kbd> or <kbd>→</kbd> to navigate between chapters",
        "<kbd>←</kbd> et <kbd>→</kbd> passent d’un chapitre à l’autre",
    ),
    (
        "Press <kbd>S</kbd> or <kbd>/</kbd> to search in the book",
        "<kbd>S</kbd> ou <kbd>/</kbd> cherche dans le livre",
    ),
    (
        "Press <kbd>?</kbd> to show this help",
        "<kbd>?</kbd> montre cette aide",
    ),
    (
        "Press <kbd>Esc</kbd> to hide this help",
        "<kbd>Échap</kbd> la referme",
    ),
    (
        "aria-label=\"Table of contents\"",
        "aria-label=\"Table des matières\"",
    ),
    (
        "Toggle Table of Contents",
        "Montrer ou cacher la table des matières",
    ),
    ("Change theme", "Changer de thème"),
    ("aria-label=\"Themes\"", "aria-label=\"Thèmes\""),
    (">Auto</button>", ">Automatique</button>"),
    (">Light</button>", ">Clair</button>"),
    (">Rust</button>", ">Rouille</button>"),
    (">Coal</button>", ">Charbon</button>"),
    (">Navy</button>", ">Nuit</button>"),
    ("Search (`/`)", "Chercher (`/`)"),
    ("Toggle Searchbar", "Montrer ou cacher la recherche"),
    ("Search this book ...", "Chercher dans ce livre…"),
    ("Page navigation", "D’une page à l’autre"),
    ("Previous chapter", "Chapitre précédent"),
    ("Next chapter", "Chapitre suivant"),
    ("Show hidden lines", "Montrer les lignes cachées"),
    ("Hide lines", "Cacher des lignes"),
    ("Copy to clipboard", "Copier"),
    ("'Copied!'", "'Copié !'"),
    ("'Clipboard error!'", "'Échec de la copie'"),
    (
        "'No search results for \\'' + searchterm + '\\'.'",
        "'Aucun résultat pour « ' + searchterm + ' ».'",
    ),
    (
        "' search result for \\'' + searchterm + '\\':'",
        "' résultat pour « ' + searchterm + ' » :'",
    ),
    (
        "' search results for \\'' + searchterm + '\\':'",
        "' résultats pour « ' + searchterm + ' » :'",
    ),
];

/// The scripts of mdBook that say something.
const SCRIPTS: [&str; 2] = ["book.js", "searcher.js"];

/// Goes over the pages of the book in `lang`, below `site`.
pub(super) fn finish(site: &Path, lang: Lang) -> Result<()> {
    let folder = site.join(lang.code());
    let mut files = Vec::new();
    html_files(&folder, &mut files)?;
    files.extend(SCRIPTS.map(|name| folder.join(name)));
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
            for (place, (english, french)) in PHRASES.iter().enumerate() {
                if new.contains(english) {
                    met.insert(place);
                    new = new.replace(english, french);
                }
            }
        }
        if new != text {
            fs::write(&file, new).with_context(|| file.display().to_string())?;
        }
    }
    let missing = (0..PHRASES.len()).find(|place| !met.contains(place));
    ensure!(
        lang == Lang::En || missing.is_none(),
        "mdBook no longer says `{}`: give its new words a translation",
        PHRASES[missing.unwrap_or_default()].0
    );
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
