//! Tests of the state machine: what happened, and what it makes of it.

use super::*;
use crate::watch::testing::{done, entry, not_built, press, result, screen, state, state_of};
use Status::{Failed, NotDone, Passed};

fn grade(number: u64, exercise: &str) -> Effect {
    let exercise = exercise.to_string();
    Effect::Grade { number, exercise }
}

/// A state in which `a` was graded, and a thread sleeps for ever.
fn failing() -> State {
    let mut state = state();
    state.handle(done(1, result("a", [Passed, Failed])));
    state
}

#[test]
fn the_first_exercise_that_is_not_complete_is_taken_up() {
    let entries = || vec![entry("a", Some(10)), entry("b", Some(4)), entry("c", None)];
    let at = |asked, remembered| Course::new(entries(), asked, remembered).at();
    assert_eq!(at(None, ""), 1);
    assert_eq!(at(None, "c"), 2);
    assert_eq!(at(None, "a"), 1, "it is complete");
    assert_eq!(at(Some("a"), "c"), 0, "it was asked for");
    assert_eq!(at(None, "gone"), 1);
    let (_, effects) = State::start(
        Lang::En,
        crate::watch::testing::USUAL,
        Course::new(entries(), None, ""),
        None,
    );
    assert_eq!(effects, [grade(1, "b")]);
}

#[test]
fn each_save_begins_a_run_and_only_the_last_one_counts() {
    let mut state = state();
    let runs: Vec<_> = (0..10).flat_map(|_| state.handle(Event::Saved)).collect();
    let wanted: Vec<_> = (2..=11).map(|number| grade(number, "a")).collect();
    assert_eq!(runs, wanted);
    for number in 1..=10 {
        assert_eq!(
            state.handle(done(number, result("a", [Passed, Passed]))),
            []
        );
        assert!(
            state.verdict.is_none(),
            "run {number} is about older sources"
        );
    }
    let effects = state.handle(done(11, result("a", [Passed, Failed])));
    assert_eq!(effects, [Effect::Remember]);
    assert_eq!(state.course.points(), (4, 30));
}

#[test]
fn what_stands_in_the_way_is_shown_while_the_other_tests_run() {
    let mut state = state();
    let trouble = |run_ms| {
        let mut result = result("a", [Passed, Failed]);
        result.times.run_ms = run_ms;
        Box::new(result)
    };
    let news = |news| Event::Run { number: 1, news };
    state.handle(news(News::Testing { ended: 2, all: 3 }));
    assert_eq!(state.handle(news(News::Trouble(trouble(100)))), []);
    let text = screen(&state);
    for seen in [
        "sleeps for ever",
        "the other tests are running",
        "Testing… 2 of 3",
        "…/10",
    ] {
        assert!(text.contains(seen), "{seen}:\n{text}");
    }
    assert!(
        !text.contains("4/10"),
        "points before all is known:\n{text}"
    );
    assert_eq!(state.course.points(), (0, 30));
    press(&mut state, 'h');
    assert!(matches!(state.screen, super::Screen::Hint));
    state.handle(done(1, *trouble(200)));
    assert!(
        matches!(state.screen, super::Screen::Hint),
        "it is about the same"
    );
    press(&mut state, '?');
    press(&mut state, '?');
    let text = screen(&state);
    assert!(
        text.contains("4/10") && !text.contains("other tests"),
        "{text}"
    );
}

#[test]
fn what_is_being_read_stays_where_it_is_when_the_last_test_has_ended() {
    let mut state = state();
    let (columns, rows) = (80, 8);
    state.handle(Event::Resized(Size { columns, rows }));
    let trouble = Box::new(result("a", [Passed, Failed]));
    let news = News::Trouble(trouble.clone());
    state.handle(Event::Run { number: 1, news });
    press(&mut state, 'j');
    assert_eq!(state.scroll, 1, "there is more than fits");
    state.handle(done(1, *trouble));
    assert_eq!(state.scroll, 1);
    state.handle(Event::Saved);
    state.handle(done(2, result("a", [Passed, Failed])));
    assert_eq!(state.scroll, 0, "a new run is read from its beginning");
}

#[test]
fn what_stood_in_the_way_of_a_stopped_run_is_from_before_the_save() {
    let mut state = state();
    let trouble = Box::new(result("a", [Passed, Failed]));
    let news = News::Trouble(trouble);
    state.handle(Event::Run { number: 1, news });
    state.handle(Event::Saved);
    let text = screen(&state);
    assert!(
        text.contains("before this save") && text.contains("sleeps for ever"),
        "{text}"
    );
}

#[test]
fn a_run_tells_how_far_it_is_and_its_end_does_not_undo_its_result() {
    let mut state = state();
    let news = |news| Event::Run { number: 1, news };
    assert!(screen(&state).contains("Compiling…"));
    state.handle(news(News::Testing { ended: 1, all: 2 }));
    assert!(screen(&state).contains("Testing… 1 of 2"));
    state.handle(news(News::Slow("Still running: x…".into())));
    assert!(screen(&state).contains("Still running: x…"));
    state.handle(done(1, result("a", [Passed, Passed])));
    state.handle(news(News::Failed(String::new())));
    let text = screen(&state);
    assert!(
        text.contains("✓ compiled in 0.8 s, tested in 1.3 s"),
        "{text}"
    );
    assert!(!text.contains("without a verdict"), "{text}");
    state.handle(Event::Saved);
    state.handle(Event::Run {
        number: 2,
        news: News::Failed(String::new()),
    });
    assert!(screen(&state).contains("without a verdict"));
}

#[test]
fn the_verdict_of_before_stays_in_sight_and_says_so_while_a_run_goes_on() {
    let mut state = failing();
    state.handle(Event::Saved);
    let text = screen(&state);
    assert!(
        text.contains("before this save") && text.contains("consumer0 sleeps for ever"),
        "{text}"
    );
}

#[test]
fn a_run_without_result_leaves_no_verdict_that_could_pass_for_its_own() {
    let mut state = state();
    state.handle(done(1, result("a", [Passed, Passed])));
    state.handle(Event::Saved);
    let news = News::Failed("src/lib.rs is not text in UTF-8".into());
    assert_eq!(state.handle(Event::Run { number: 2, news }), []);
    let text = screen(&state);
    for seen in ["src/lib.rs is not text in UTF-8", "10/10?"] {
        assert!(text.contains(seen), "{seen}:\n{text}");
    }
    assert!(!text.contains('✓') && !text.contains("complete"), "{text}");
    press(&mut state, 'h');
    assert_eq!(state.screen, Screen::Verdict);
    assert!(screen(&state).contains("not text in UTF-8"));
    assert_eq!(press(&mut state, 't'), [], "there is no timeline of it");
    state.handle(Event::Saved);
    assert!(screen(&state).contains("before this save"));
    state.handle(done(3, result("a", [Passed, Passed])));
    let text = screen(&state);
    assert!(text.contains("10/10") && !text.contains("10/10?"), "{text}");
    assert!(!text.contains("UTF-8"), "{text}");
}

#[test]
fn what_was_seen_of_these_sources_stays_though_their_run_comes_to_no_end() {
    let mut state = state();
    let news = News::Trouble(Box::new(result("a", [Passed, Failed])));
    state.handle(Event::Run { number: 1, news });
    let news = News::Failed(String::new());
    state.handle(Event::Run { number: 1, news });
    let text = screen(&state);
    for seen in ["sleeps for ever", "ended without a verdict"] {
        assert!(text.contains(seen), "{seen}:\n{text}");
    }
}

#[test]
fn code_that_does_not_compile_loses_no_points_and_earns_none() {
    let mut state = state();
    state.handle(done(1, not_built("a", &["error: x"])));
    assert!(screen(&state).contains("0/10\n"), "it never had any");
    state.handle(Event::Saved);
    state.handle(done(2, result("a", [Passed, Failed])));
    state.handle(Event::Saved);
    assert_eq!(state.handle(done(3, not_built("a", &["error: x"]))), []);
    assert_eq!(state.course.points(), (4, 30));
    let text = screen(&state);
    assert!(text.contains("4/10?") && text.contains("…/10"), "{text}");
}

#[test]
fn a_machine_that_could_not_compile_does_not_blame_the_code() {
    let mut result = not_built("a", &["error: no space left on device"]);
    let mut state = state();
    state.handle(done(1, result.clone()));
    assert!(screen(&state).contains("the code does not compile"));
    result.not_graded_points = result.max_points;
    state.handle(Event::Saved);
    state.handle(done(2, result));
    assert!(screen(&state).contains("through no fault of the code"));
}

#[test]
fn hints_come_one_by_one_and_stay_while_the_failure_does() {
    let mut state = failing();
    for level in [1, 2, 3, 3] {
        press(&mut state, 'h');
        assert_eq!(state.hinted.1, level);
        let text = screen(&state);
        assert!(text.contains(&format!("Hint {level} of 3")), "{text}");
        assert_eq!(text.contains("h a more telling one"), level < 3, "{text}");
    }
    state.handle(Event::Key(Key::Escape));
    assert_eq!(state.screen, Screen::Verdict);
    press(&mut state, 'h');
    assert_eq!(
        state.hinted.1, 3,
        "what was told is told again, and no more"
    );
    state.handle(Event::Saved);
    state.handle(done(2, result("a", [Passed, Failed])));
    assert_eq!(
        (state.screen, state.hinted.1),
        (Screen::Hint, 3),
        "the same failure"
    );
    state.handle(Event::Saved);
    state.handle(done(3, result("a", [Failed, Passed])));
    assert_eq!(
        (state.screen, state.hinted.1),
        (Screen::Verdict, 0),
        "another one"
    );
    press(&mut state, 'h');
    assert_eq!(state.hinted.1, 1);
}

#[test]
fn where_nothing_stands_in_the_way_there_is_nothing_to_hint_at() {
    let mut state = state();
    press(&mut state, 'h');
    assert_eq!(state.screen, Screen::Verdict);
    assert!(screen(&state).contains("The verdict comes here"));
    state.handle(done(1, result("a", [Passed, Passed])));
    press(&mut state, 'h');
    assert!(screen(&state).contains("nothing to hint at"));
}

#[test]
fn the_timeline_is_that_of_the_failure_or_else_of_a_test_that_passes() {
    let mut state = failing();
    assert_eq!(
        press(&mut state, 't'),
        [Effect::Page("a/it_sleeps/1/e".into())]
    );
    let page = Page {
        path: "target/page.html".into(),
        opened: false,
    };
    state.handle(Event::Page(Ok(page)));
    assert!(screen(&state).contains("The timeline is target/page.html"));
    state.handle(Event::Saved);
    state.handle(done(2, result("a", [Passed, Passed])));
    assert_eq!(press(&mut state, 't'), [Effect::Page("a/it_sleeps".into())]);
    state.handle(Event::Saved);
    state.handle(done(3, result("a", [Failed, Passed])));
    assert_eq!(press(&mut state, 't'), [], "values have no timeline");
    assert!(screen(&state).contains("There is no timeline"));
}

#[test]
fn next_goes_to_what_is_not_complete_and_round_the_end() {
    let mut state = state_of(vec![
        entry("a", None),
        entry("b", Some(10)),
        entry("c", Some(4)),
    ]);
    assert_eq!(press(&mut state, 'n'), [Effect::Remember, grade(2, "c")]);
    assert!(state.verdict.is_none());
    assert_eq!(press(&mut state, 'n'), [Effect::Remember, grade(3, "a")]);
    let mut state = state_of(["a", "b"].map(|name| entry(name, Some(10))).into());
    assert_eq!(press(&mut state, 'n'), [Effect::Remember, grade(2, "b")]);
    let mut alone = state_of(vec![entry("a", None)]);
    assert_eq!(press(&mut alone, 'n'), []);
}

#[test]
fn the_list_chooses_and_can_be_left() {
    let mut state = failing();
    press(&mut state, 'l');
    assert!(screen(&state).contains("▸ ○ a ★★"), "{}", screen(&state));
    press(&mut state, 'k');
    for _ in 0..5 {
        state.handle(Event::Key(Key::Down));
    }
    assert_eq!(state.screen, Screen::List { chosen: 2 });
    assert_eq!(
        state.handle(Event::Key(Key::Enter)),
        [Effect::Remember, grade(2, "c")]
    );
    press(&mut state, 'l');
    assert_eq!(state.handle(Event::Key(Key::Escape)), []);
    assert_eq!((state.screen, state.course.at()), (Screen::Verdict, 2));
}

#[test]
fn only_a_yes_resets() {
    let mut state = failing();
    for no in ['n', 'q', 'r', 'x'] {
        press(&mut state, 'r');
        assert!(screen(&state).contains("Start a over?"));
        assert_eq!(press(&mut state, no), []);
        assert_eq!(state.screen, Screen::Verdict);
    }
    press(&mut state, 'r');
    assert_eq!(state.handle(Event::Key(Key::Enter)), []);
    press(&mut state, 'r');
    assert_eq!(press(&mut state, 'y'), [Effect::Reset("a".into())]);
    state.handle(Event::Reset("as it was handed out".into()));
    assert!(screen(&state).contains("as it was handed out"));
    assert_eq!(
        state.handle(Event::Saved),
        [grade(2, "a")],
        "the files it wrote are a save"
    );
    assert!(
        screen(&state).contains("as it was handed out"),
        "whoever reset it has not saved"
    );
    state.handle(done(2, result("a", [NotDone, NotDone])));
    state.handle(Event::Saved);
    assert!(!screen(&state).contains("as it was handed out"));
}

#[test]
fn what_was_done_last_is_in_sight_until_the_next_save() {
    let mut state = failing();
    state.handle(Event::Reset("kept in backups/a".into()));
    state.handle(Event::Key(Key::Down));
    assert!(screen(&state).contains("kept in backups/a"));
}

#[test]
fn it_ends_on_q_on_ctrl_c_and_on_signals_whatever_is_on_the_screen() {
    for keys in ["", "h", "l", "r", "?"] {
        let mut state = failing();
        keys.chars().for_each(|key| drop(press(&mut state, key)));
        assert_eq!(
            state.clone().handle(Event::Key(Key::Interrupt)),
            [Effect::Quit]
        );
        assert_eq!(state.clone().handle(Event::Ended), [Effect::Quit]);
        let q = press(&mut state, 'q');
        assert_eq!(q == [Effect::Quit], keys != "r", "{keys}: {q:?}");
    }
}

#[test]
fn a_long_verdict_scrolls_and_says_how_far() {
    let mut state = state();
    let error: String = (1..=60).map(|n| format!("line {n}\n")).collect();
    state.handle(done(1, not_built("a", &[&error])));
    let text = screen(&state);
    assert!(
        text.contains("line 1\n") && text.contains("of 64, ↓ for more"),
        "{text}"
    );
    state.handle(Event::Key(Key::End));
    let text = screen(&state);
    assert!(
        text.contains("line 60\n") && !text.contains("line 1\n"),
        "{text}"
    );
    assert!(text.contains("–64 of 64, ↑ for more"), "{text}");
    let end = state.scroll;
    state.handle(Event::Key(Key::PageDown));
    state.handle(Event::Key(Key::Down));
    assert_eq!(state.scroll, end);
    state.handle(Event::Key(Key::PageUp));
    assert!(state.scroll < end);
    // A larger window has room for what was scrolled away.
    state.handle(Event::Resized(Size {
        columns: 80,
        rows: 200,
    }));
    assert_eq!(state.scroll, 0);
    assert!(!screen(&state).contains("for more"));
}

#[test]
fn what_takes_long_is_told_whole_in_a_narrow_terminal() {
    let mut state = state();
    let size = Size {
        columns: 40,
        rows: 24,
    };
    state.handle(Event::Resized(size));
    let sentence = "It is still running, and will for some time to come…";
    state.handle(Event::Run {
        number: 1,
        news: News::Slow(sentence.into()),
    });
    let lines: Vec<_> = view::Frame::of(&state).lines();
    let text: Vec<_> = lines.iter().map(|line| line.render(false)).collect();
    let words = text.join(" ");
    let words: Vec<_> = words.split_whitespace().collect();
    assert!(words.join(" ").contains(sentence), "{text:?}");
}

#[test]
fn every_screen_fits_every_terminal() {
    let long = "error: ".to_string() + &"much too long ".repeat(40);
    let verdicts = [
        result("a", [Passed, Failed]),
        result("a", [NotDone, NotDone]),
        result("a", [Passed, Passed]),
        not_built("a", &[&long, "error: another"]),
    ];
    for verdict in verdicts {
        for keys in ["", "h", "hhh", "l", "r", "?"] {
            for (columns, rows) in [
                (200, 60),
                (100, 30),
                (60, 24),
                (60, 20),
                (40, 12),
                (20, 5),
                (1, 1),
            ] {
                let mut state = state();
                state.handle(Event::Resized(Size { columns, rows }));
                state.handle(done(1, verdict.clone()));
                state.notice = Some(long.clone());
                keys.chars().for_each(|key| drop(press(&mut state, key)));
                let lines = view::Frame::of(&state).lines();
                assert!(
                    lines.len() <= rows,
                    "{columns}×{rows} {keys}: {}",
                    lines.len()
                );
                let widest = lines.iter().map(crate::watch::lines::Line::width).max();
                assert!(
                    widest <= Some(columns),
                    "{columns}×{rows} {keys}: {widest:?}"
                );
            }
        }
    }
}
