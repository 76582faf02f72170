//! What a page says without its script, and what the script is given.

use pattern_sync::model::{Explorer, Schedule};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::{channel, thread};

use super::arrows::Kind;
use super::lanes::State;
use super::*;
use crate::lang::Lang;

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

/// A recording in which `worker` waits for a task, is woken, works, naps, and ends.
const RECORDING: &str = r#"{"displayTimeUnit":"ms","otherData":{"made_by":"pattern-sync trace 1","left_out":0},
"traceEvents":[
{"pid":1,"ph":"M","name":"thread_name","tid":0,"args":{"name":"main"}},
{"pid":1,"ph":"X","cat":"life","name":"runs","tid":0,"ts":0.000,"dur":1000.000},
{"pid":1,"ph":"M","name":"thread_name","tid":1,"args":{"name":"<worker>"}},
{"pid":1,"ph":"X","cat":"life","name":"runs","tid":1,"ts":100.000,"dur":800.000},
{"pid":1,"ph":"s","cat":"arrow","name":"starts","id":1,"tid":0,"ts":50.000},
{"pid":1,"ph":"f","cat":"arrow","name":"starts","id":1,"tid":1,"ts":100.000,"bp":"e"},
{"pid":1,"ph":"X","cat":"wait","name":"a task","tid":1,"ts":100.000,"dur":400.000},
{"pid":1,"ph":"s","cat":"arrow","name":"wakes","id":2,"tid":0,"ts":450.000},
{"pid":1,"ph":"f","cat":"arrow","name":"wakes","id":2,"tid":1,"ts":500.000,"bp":"e"},
{"pid":1,"ph":"X","cat":"work","name":"parse","tid":1,"ts":500.000,"dur":300.000},
{"pid":1,"ph":"X","cat":"sleep","name":"sleeps","tid":1,"ts":600.000,"dur":80.000}
]}"#;

#[test]
fn a_real_run_has_a_step_for_each_thing_that_begins_or_ends() {
    let scene = Run::parse(RECORDING).unwrap().scene(Lang::En);
    let steps = scene.rows.iter();
    let steps: Vec<_> = steps.map(|row| (row.thread, row.text.as_str())).collect();
    let expected = [
        (0, "begins"),
        (0, "starts <worker>"),
        (1, "begins"),
        (1, "waits for a task"),
        (0, "wakes <worker>"),
        (1, "goes on"),
        (1, "begins: parse"),
        (1, "sleeps"),
        (1, "goes on"),
        (1, "is done with: parse"),
        (1, "ends"),
        (0, "ends"),
    ];
    assert_eq!(steps, expected);
    let blocked = |row: usize| scene.rows[row].states[1] == State::Blocked;
    assert!(blocked(3) && blocked(4) && !blocked(5) && blocked(7) && !blocked(8));
    assert_eq!(scene.rows[5].place, "0.500\u{a0}ms");
    assert_eq!(arrows(&scene, Kind::Start), [("starts <worker>", "begins")]);
    assert_eq!(
        arrows(&scene, Kind::Notify),
        [("wakes <worker>", "goes on")]
    );
}

#[test]
fn a_real_run_is_told_in_bars_and_in_words_of_the_language() {
    let run = Run::parse(RECORDING).unwrap();
    let page = page_of(vec![run.scene(Lang::Fr)], Lang::Fr);
    assert!(page.contains("Une exécution réelle"));
    let spent = "<b>&lt;worker&gt;</b> (0,800\u{a0}ms)\u{a0}: 50\u{a0}% à travailler, \
                 50\u{a0}% à attendre une tâche";
    assert!(page.contains(spent), "{page}");
    assert_eq!(page.matches("<rect class=\"wait\"").count(), 1);
    assert!(!page.contains("<worker>") && !page.contains("class=\"ends\""));
}

#[test]
fn who_works_while_waiting_works_and_waits_again() {
    let spans = r#",
{"ph":"X","cat":"wait","name":"a lock","tid":0,"ts":250,"dur":100},
{"ph":"X","cat":"work","name":"helps","tid":0,"ts":200,"dur":200},
{"ph":"X","cat":"wait","name":"the others at a barrier","tid":0,"ts":100,"dur":500}
]}"#;
    let run = Run::parse(&RECORDING.replace("\n]}", spans)).unwrap();
    let scene = run.scene(Lang::En);
    let main: Vec<_> = scene.rows.iter().filter(|row| row.thread == 0).collect();
    let steps: Vec<_> = main
        .iter()
        .map(|row| (row.text.as_str(), row.states[0]))
        .collect();
    let expected = [
        ("begins", State::Running),
        ("starts <worker>", State::Running),
        ("waits for the others at a barrier", State::Blocked),
        ("begins: helps", State::Running),
        ("waits for a lock", State::Blocked),
        ("goes on", State::Running),
        ("is done with: helps", State::Blocked),
        ("wakes <worker>", State::Blocked),
        ("goes on", State::Running),
        ("ends", State::Absent),
    ];
    assert_eq!(steps, expected);
    let page = page_of(vec![scene], Lang::En);
    let spent = "(1.000\u{a0}ms): worked 60%, waited 30% for the others at a barrier, waited 10% for a lock";
    assert!(page.contains(spent), "{page}");
}

#[test]
fn what_trace_did_not_make_is_refused() {
    for text in [
        "",
        "{}",
        "[]",
        &RECORDING.replace("trace 1", "trace 2"),
        &RECORDING.replace("\"tid\":1", "\"tid\":7"),
        &RECORDING[..RECORDING.len() - 2],
    ] {
        assert_eq!(Run::parse(text), None, "{text}");
    }
}

#[test]
fn what_the_facade_records_can_be_read() {
    let recording = pattern_sync::trace::Recording::start();
    let worker = thread::Builder::new().name("a \"worker\"".to_owned());
    let worker = worker.spawn(|| pattern_sync::trace::work("sums", || 1 + 1));
    worker.unwrap().join().unwrap();
    let run = Run::parse(&recording.finish()).unwrap();
    let scene = run.scene(Lang::En);
    assert_eq!(scene.threads[1].name, "a \"worker\"");
    let steps = |text: &str| scene.rows.iter().filter(|row| row.text == text).count();
    assert_eq!(
        (steps("begins"), steps("is done with: sums"), steps("ends")),
        (2, 1, 2)
    );
    let waits = "waits for the end of a \"worker\"";
    assert_eq!(steps(waits), 1);
}

#[test]
fn of_a_long_run_the_middle_is_left_out() {
    let span = |at: usize| {
        format!(r#",{{"ph":"X","cat":"work","name":"adds","tid":0,"ts":{at},"dur":0.5}}"#)
    };
    let spans: String = (1..900).map(span).collect();
    let text = RECORDING.replace("\n]}", &format!("{spans}\n]}}"));
    let scene = Run::parse(&text).unwrap().scene(Lang::En);
    let gap = scene.omitted.unwrap();
    assert_eq!(scene.rows.len() + gap.events, 12 + 2 * 899);
    assert_eq!(scene.rows.last().unwrap().text, "ends");
    let after = &scene.rows[gap.before];
    assert_eq!(
        after.states[1],
        State::Running,
        "it was woken where nothing is shown"
    );
}

#[test]
fn what_stands_between_backticks_is_code_and_other_backticks_stay() {
    assert_eq!(
        prose("waits for `a<b>`, held"),
        "waits for <code>a&lt;b&gt;</code>, held"
    );
    assert_eq!(prose("panics: a ` alone"), "panics: a ` alone");
}
