//! The book, as a reader uses it: another language, a quiz, a search, every page on every screen.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

use crate::chromium::Browser;

/// Builds the book, once for all tests.
fn book() -> &'static Path {
    static BOOK: OnceLock<PathBuf> = OnceLock::new();
    BOOK.get_or_init(|| {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book");
        let output = Command::new(env!("CARGO_BIN_EXE_staff"))
            .args(["book", "--out"])
            .arg(&out)
            .env("CARGO_PKG_NAME", "xtask")
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        out
    })
}

/// Returns where the browser is, below the book.
fn place(browser: &mut Browser) -> String {
    let path = browser.evaluate("decodeURI(location.pathname)");
    let path = path.as_str().unwrap_or_default();
    path.rsplit_once("/book/")
        .map_or(path, |(_, place)| place)
        .to_owned()
}

#[test]
fn the_switch_shows_the_same_page_in_the_other_language() {
    let Some(mut browser) = crate::browser("switch") else {
        return;
    };
    browser.look(1400, 900, "light");
    browser.open(&book().join("en/worker-pool/lesson.html"));
    for (page, lang) in [
        ("fr/worker-pool/lesson.html", "fr"),
        ("en/worker-pool/lesson.html", "en"),
    ] {
        browser.evaluate("document.querySelector('.language').focus()");
        browser.press("Enter");
        browser.loaded();
        assert_eq!(place(&mut browser), page);
        assert_eq!(
            browser.evaluate("document.documentElement.lang"),
            json!(lang)
        );
    }
    browser.is_content("the switch of language");
}

#[test]
fn a_quiz_is_answered_by_keyboard_and_says_why() {
    let Some(mut browser) = crate::browser("quiz") else {
        return;
    };
    browser.look(1400, 900, "light");
    for (lang, right, wrong, score) in [
        ("en", "✓ Right.", "✗ Not quite.", "Right answers: 1 of 1"),
        (
            "fr",
            "✓ Juste.",
            "✗ Pas tout à fait.",
            "Réponses justes\u{a0}: 1 sur 1",
        ),
    ] {
        browser.open(&book().join(lang).join("producer-consumer/quiz.html"));
        let verdict = "document.querySelector('fieldset.quiz .verdict').textContent";
        let unfolded = "document.querySelector('.quiz-answer').open";
        let choose = |browser: &mut Browser, which: &str| {
            let found = browser.evaluate(&format!(
                "document.querySelectorAll('fieldset.quiz')[0].querySelectorAll('{which}').length"
            ));
            for number in 0..found.as_u64().unwrap() {
                browser.evaluate(&format!("document.querySelectorAll('fieldset.quiz')[0].querySelectorAll('{which}')[{number}].focus()"));
                browser.press(" ");
            }
            browser.press("Enter");
        };
        assert_eq!(browser.evaluate(unfolded), json!(false));
        choose(&mut browser, "label:not([data-right]) input");
        assert_eq!(browser.evaluate(verdict), json!(wrong));
        assert_eq!(
            browser.evaluate(unfolded),
            json!(true),
            "the reason is shown"
        );
        // Once more takes the wrong ones back.
        choose(&mut browser, "label input");
        assert_eq!(browser.evaluate(verdict), json!(right));
        let total = "document.querySelector('.quiz-score').textContent";
        assert_eq!(browser.evaluate(total), json!(score));
        assert_eq!(
            place(&mut browser),
            format!("{lang}/producer-consumer/quiz.html")
        );
    }
    browser.is_content("a quiz");
}

#[test]
fn a_quiz_without_scripts_is_a_list_with_answers_to_unfold() {
    let page = fs::read_to_string(book().join("en/pipeline/quiz.html")).unwrap();
    let questions = page.matches("<fieldset class=\"quiz\"").count();
    assert!(questions >= 4, "{questions} questions");
    assert_eq!(
        page.matches("<details class=\"quiz-answer\">").count(),
        questions
    );
}

#[test]
fn a_search_finds_words_with_accents_and_after_an_apostrophe() {
    let Some(mut browser) = crate::browser("search") else {
        return;
    };
    browser.look(1400, 900, "light");
    let searches = [
        ("en", "deadlock", true),
        ("en", "zzyzx", false),
        ("fr", "élément", true),
        ("fr", "elements bornes", true),
        ("fr", "l'entrelacement", true),
    ];
    for (lang, words, there) in searches {
        browser.open(&book().join(lang).join("index.html"));
        browser.press("/");
        browser.until("document.activeElement.id === 'mdbook-searchbar'");
        for letter in words.chars() {
            browser.press(&letter.to_string());
        }
        // What was found for the first letters alone does not count.
        browser.until(&format!(
            "document.getElementById('mdbook-searchresults-header').textContent.includes(\"{words}\")"
        ));
        let found =
            browser.evaluate("document.querySelectorAll('#mdbook-searchresults li').length > 0");
        assert_eq!(found, json!(there), "{words}");
        if there {
            browser.press("Enter");
            browser.until("location.search.includes('highlight')");
        }
    }
    browser.is_content("a search");
}

#[test]
fn every_page_fits_on_a_phone_and_complains_of_nothing() {
    let Some(mut browser) = crate::browser("pages") else {
        return;
    };
    let shots = std::env::var_os("BOOK_SHOTS").map(PathBuf::from);
    let mut pages = Vec::new();
    html_files(book(), &mut pages);
    pages.retain(|page| !page.ends_with("toc.html"));
    assert!(pages.len() > 30, "{} pages", pages.len());
    for page in pages {
        let name = page.strip_prefix(book()).unwrap().display().to_string();
        for (width, height, scheme) in [(400, 860, "light"), (1400, 1000, "dark")] {
            browser.look(width, height, scheme);
            browser.open(&page);
            let overflow =
                browser.evaluate(&format!("document.documentElement.scrollWidth - {width}"));
            assert!(
                overflow.as_i64().unwrap() <= 0,
                "{name} is {overflow} pixels too wide for {width}"
            );
            let smallest = browser.evaluate(
                "Math.min(1, ...[...document.querySelectorAll('.content p img')].filter((one) => one.width > 0).map((one) => one.width / one.naturalWidth))",
            );
            assert!(
                smallest.as_f64().unwrap() > 0.7,
                "{name}: a figure is shrunk to {smallest} of its size, and its words with it"
            );
            if let Some(folder) = &shots {
                let file = folder.join(format!(
                    "{}-{width}-{scheme}.png.base64",
                    name.replace('/', "-")
                ));
                fs::create_dir_all(folder).unwrap();
                fs::write(file, browser.screenshot()).unwrap();
            }
        }
        browser.is_content(&name);
    }
}

fn html_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            html_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            found.push(path);
        }
    }
    found.sort();
}
