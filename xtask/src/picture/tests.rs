//! What a page says without its script, and what the script is given.

use pattern_sync::model::{Explorer, Schedule};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::{channel, thread};

use super::arrows::Kind;
use super::lanes::State;
use super::*;

/// A consumer that waits for a number, and main that hands it over: by itself, all is well.
fn handed_over() -> Scene {
    let body = || {
        let shared = Arc::new((Mutex::new(None), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let consumer = thread::Builder::new().name("<consumer>".to_owned());
        let consumer = consumer.spawn(move || {
            let (number, given) = &*theirs;
            given.wait_while(&mut number.lock(), |number| number.is_none());
        });
        pattern_sync::model::settle();
        *shared.0.lock() = Some(1);
        shared.1.notify_one();
        consumer.unwrap().join().unwrap();
    };
    let timeline = Explorer::new().replay(&Schedule::default(), body).unwrap();
    Scene::new(&timeline, false, String::new(), Lang::En)
}

fn page_of(scenes: Vec<Scene>, lang: Lang) -> String {
    let view = View::new(lang, "A <title>".into(), String::new(), scenes, |_| None);
    page(&view)
}

/// The rows in which each arrow of `kind` starts and ends, in words.
fn arrows(scene: &Scene, kind: Kind) -> Vec<(&str, &str)> {
    let of_kind = scene.arrows.iter().filter(|arrow| arrow.kind == kind);
    let text = |row: usize| scene.rows[row].text.as_str();
    of_kind
        .map(|arrow| (text(arrow.from), text(arrow.to)))
        .collect()
}

#[test]
fn arrows_lead_from_what_was_done_to_what_it_made_possible() {
    let scene = handed_over();
    let notified = ("notifies `given`: wakes <consumer>", "wakes: notified");
    assert_eq!(arrows(&scene, Kind::Notify), [notified]);
    let started = ("starts <consumer>", "locks `number`");
    let joined = ("ends", "joins <consumer>");
    assert_eq!(arrows(&scene, Kind::Start), [started, joined]);
    let slept = ("sleeps on `given`, unlocking `number`", "locks `number`");
    assert_eq!(arrows(&scene, Kind::Unlock)[0], slept);
}

#[test]
fn an_item_leads_to_who_receives_it() {
    let body = || {
        let (sender, receiver) = channel::bounded(2);
        let maker = thread::spawn(move || (1..=2).try_for_each(|n| sender.send(n)).unwrap());
        assert_eq!(receiver.iter().count(), 2);
        maker.join().unwrap();
    };
    let timeline = Explorer::new().replay(&Schedule::default(), body).unwrap();
    let scene = Scene::new(&timeline, false, String::new(), Lang::En);
    let sends = scene.arrows.iter().filter(|arrow| arrow.kind == Kind::Send);
    let rows: Vec<_> = sends.map(|arrow| (arrow.from, arrow.to)).collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].0 < rows[1].0 && rows[0].1 < rows[1].1,
        "in order: {rows:?}"
    );
}

#[test]
fn a_lane_tells_who_waits_and_who_holds_what() {
    let scene = handed_over();
    let row = |text: &str| scene.rows.iter().position(|row| row.text == text).unwrap();
    let (asleep, woken) = (
        row("sleeps on `given`, unlocking `number`"),
        row("notifies `given`: wakes <consumer>"),
    );
    assert_eq!(scene.rows[asleep].states[1], State::Blocked);
    assert_eq!(scene.rows[woken].states[1], State::Running);
    let last = scene.rows.last().unwrap();
    assert_eq!(last.states[1], State::Absent);
    assert!(
        scene.holds.iter().all(|hold| hold.to.is_some()),
        "every lock was let go"
    );
    assert_eq!(scene.holds[0].to, Some(asleep), "a sleeper holds nothing");
}

#[test]
fn the_table_says_every_step_and_nothing_can_break_out_of_it() {
    let scene = handed_over();
    let steps = scene.rows.len();
    let page = page_of(vec![scene], Lang::En);
    assert_eq!(page.matches("<tr class=\"row\"").count(), steps);
    assert!(page.contains("<th scope=\"row\">&lt;consumer&gt;</th>"));
    assert!(!page.contains("<consumer>") && !page.contains("A <title>"));
    assert!(page.contains("At the end every thread has ended."));
    let page = page.replace("http://www.w3.org/2000/svg", "");
    for reference in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!page.contains(reference), "a page is one file: {reference}");
    }
}

#[test]
fn two_schedules_part_where_they_first_differ() {
    let (one, mut other) = (handed_over(), handed_over());
    other.rows[4].text = "does something else".into();
    let source = |_: &str| None;
    let differs =
        |scenes| View::new(Lang::Fr, String::new(), String::new(), scenes, source).differs;
    assert_eq!(differs(vec![one.clone(), one.clone()]), None);
    assert_eq!(differs(vec![one.clone(), other]), Some(4));
    let mut longer = one.clone();
    longer.rows.push(longer.rows[0].clone());
    assert_eq!(differs(vec![one.clone(), longer]), Some(one.rows.len()));
}

#[test]
fn the_words_around_are_in_the_language_asked_for() {
    let page = page_of(vec![handed_over()], Lang::Fr);
    assert!(page.contains("<html lang=\"fr\">"));
    assert!(page.contains("Un entrelacement qui réussit"));
}
