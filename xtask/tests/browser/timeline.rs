//! The page of a schedule: stepping through it by keyboard.

use std::fs;
use std::path::Path;

use pattern_sync::model::{Explorer, Schedule};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use serde_json::json;
use xtask::lang::Lang;
use xtask::picture::{self, Run, Scene, View};

/// Two threads that take two locks, each in its own order.
fn crosswise() {
    let locks = Arc::new((Mutex::new(0), Mutex::new(0)));
    let theirs = Arc::clone(&locks);
    let other = thread::spawn(move || {
        let _second = theirs.1.lock();
        let _first = theirs.0.lock();
    });
    let first = locks.0.lock();
    let second = locks.1.lock();
    drop((first, second));
    other.join().unwrap();
}

/// The page of a schedule in which they block each other, beside one in which they do not.
fn page(lang: Lang) -> String {
    let failure = Explorer::new().check(crosswise).unwrap_err();
    let passing = Explorer::new()
        .replay(&Schedule::default(), crosswise)
        .unwrap();
    let failed = Scene::new(failure.timeline(), true, failure.cause(), lang);
    let scenes = vec![failed, Scene::new(&passing, false, String::new(), lang)];
    let source = |_: &str| {
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/timeline.rs"))
            .ok()
    };
    picture::page(&View::new(
        lang,
        "Crosswise".into(),
        "a test".into(),
        scenes,
        source,
    ))
}

const STEP: &str =
    "document.querySelector('.schedule:not([hidden]) [aria-current=step] td').textContent";
const SAID: &str = "document.getElementById('step').textContent";

#[test]
fn a_schedule_is_stepped_through_and_compared_by_keyboard() {
    let Some(mut browser) = crate::browser("timeline") else {
        return;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crosswise.html");
    for lang in [Lang::En, Lang::Fr] {
        fs::write(&file, page(lang)).unwrap();
        browser.open(&file);
        assert_eq!(
            browser.evaluate("document.documentElement.lang"),
            json!(lang.code())
        );
        assert_eq!(browser.evaluate(STEP), json!("1"));
        let first = browser.evaluate(SAID);
        browser.press("ArrowDown");
        browser.press("j");
        assert_eq!(browser.evaluate(STEP), json!("3"));
        assert_ne!(browser.evaluate(SAID), first, "what is said follows");
        browser.press("ArrowUp");
        assert_eq!(browser.evaluate(STEP), json!("2"));
        browser.press("End");
        let rows = browser
            .evaluate("String(document.querySelectorAll('.schedule:not([hidden]) .row').length)");
        assert_eq!(browser.evaluate(STEP), rows);
        assert_eq!(
            browser.evaluate("document.getElementById('next').disabled"),
            json!(true)
        );
        browser.press("Home");
        assert_eq!(browser.evaluate(STEP), json!("1"));

        // After mark and number, the line that is indented least begins at once.
        let lines =
            "[...document.querySelectorAll('#code span')].map((one) => one.textContent.slice(7))";
        let least = format!(
            "Math.min(...{lines}.filter((one) => one.trim()).map((one) => one.search(/\\S/)))"
        );
        assert_eq!(browser.evaluate(&least), json!(0));

        // The last step, the end of a thread, is at no line: none is shown.
        browser.press("c");
        browser.press("End");
        assert_eq!(
            browser.evaluate("document.getElementById('code').textContent"),
            json!("")
        );
        browser.press("c");

        let shown = "document.querySelector('.schedule:not([hidden])').className";
        assert_eq!(browser.evaluate(shown), json!("schedule failed"));
        browser.press("c");
        assert_eq!(browser.evaluate(shown), json!("schedule passed"));
        let drawn = browser
            .evaluate("document.querySelectorAll('.schedule:not([hidden]) .dot').length > 3");
        assert_eq!(drawn, json!(true), "the lanes are drawn");
    }
    browser.is_content("the page of a schedule");
}

/// The page of a real run, as `--trace` recorded it for a lesson.
fn run_page(lang: Lang) -> String {
    let recording = "../crates/producer-consumer/docs/runs/full_queue.json";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(recording)).unwrap();
    let run = Run::parse(&text).unwrap();
    let (title, subtitle) = ("A run".to_owned(), run.subtitle(lang));
    picture::page(&View::new(
        lang,
        title,
        subtitle,
        vec![run.scene(lang)],
        |_| None,
    ))
}

#[test]
fn a_real_run_has_a_bar_for_each_thread_and_nothing_to_compare_with() {
    let Some(mut browser) = crate::browser("run") else {
        return;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("run.html");
    for lang in [Lang::En, Lang::Fr] {
        fs::write(&file, run_page(lang)).unwrap();
        browser.look(1280, 300, "light");
        browser.open(&file);
        assert_eq!(
            browser.evaluate("scrollY"),
            json!(0),
            "it begins at the top"
        );
        let is_there = |id: &str| format!("document.getElementById('{id}').offsetHeight > 0");
        assert_eq!(browser.evaluate(&is_there("panel")), json!(true));
        assert_eq!(browser.evaluate(&is_there("tabs")), json!(false));
        let bars = "[document.querySelectorAll('.overview svg').length, document.querySelectorAll('#threads tr').length]";
        assert_eq!(browser.evaluate(bars), json!([3, 3]));
        // Who waits all the time has a line, and no bar.
        let heights = "[...document.querySelectorAll('.overview li:first-child rect')].every((one) => one.getBoundingClientRect().height < 5)";
        assert_eq!(browser.evaluate(heights), json!(true));
        browser.press("End");
        assert_ne!(
            browser.evaluate("scrollY"),
            json!(0),
            "it follows the steps"
        );
        let moved = "[...document.querySelectorAll('.overview .now')].every((one) => one.x1.baseVal.value > 990)";
        assert_eq!(browser.evaluate(moved), json!(true));
    }
    browser.is_content("the page of a run");
}

#[test]
fn on_a_phone_the_step_and_the_buttons_stay_in_sight() {
    let Some(mut browser) = crate::browser("phone") else {
        return;
    };
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("phone.html");
    fs::write(&file, run_page(Lang::Fr)).unwrap();
    browser.look(400, 800, "light");
    browser.open(&file);
    let overlap = "(() => { const [row, panel] = ['.row.here', '#panel'].map((one) => document.querySelector(one).getBoundingClientRect()); \
                   return row.top >= 0 && row.bottom <= panel.top && panel.bottom <= innerHeight + 1; })()";
    for step in 0..60 {
        browser.evaluate("document.getElementById('next').click()");
        assert_eq!(browser.evaluate(overlap), json!(true), "step {step}");
    }
    browser.is_content("the page of a run on a phone");
}
