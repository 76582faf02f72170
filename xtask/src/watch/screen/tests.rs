//! What a panic leaves behind: a terminal as it was found, with what the panic says.

use std::io::Read as _;
use std::thread;

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::*;
use crate::watch::event::Event;
use crate::watch::news::News;
use crate::watch::testing;

/// What the panics of these tests say.
const SAID: &str = "the desk has fallen over";
/// How a terminal is told to show its usual screen, the cursor, and long lines.
const GIVEN_BACK: [&str; 3] = ["\x1b[?1049l", "\x1b[?25h", "\x1b[?7h"];

/// Returns how a terminal is set, in words that can be compared.
fn settings(master: &dyn MasterPty) -> String {
    let settings = master.get_termios().unwrap();
    let (local, input) = (settings.local_flags, settings.input_flags);
    format!("{local:?} {input:?} {:?}", settings.output_flags)
}

/// Runs one of the ignored tests below in a terminal of its own; returns what it wrote there.
fn in_a_terminal(test: &str) -> String {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let before = settings(&*pair.master);
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    let test = format!("{}::{test}", module_path!().split_once("::").unwrap().1);
    command.args([test.as_str(), "--exact", "--ignored", "--nocapture"]);
    command.env("RUST_BACKTRACE", "0");
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut output = pair.master.try_clone_reader().unwrap();
    // Read while it runs: what a terminal holds is little.
    let reader = thread::spawn(move || {
        let (mut written, mut buffer) = (Vec::new(), [0; 4096]);
        // The end of the program is an error on some systems.
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            written.extend_from_slice(&buffer[..count]);
        }
        String::from_utf8_lossy(&written).into_owned()
    });
    assert!(!child.wait().unwrap().success(), "the test panics");
    assert_eq!(settings(&*pair.master), before);
    drop(pair.slave);
    reader.join().unwrap()
}

/// Makes sure that the terminal was taken and given back, and that the panic is said after that.
fn assert_given_back(written: &str) {
    let taken = written.find("\x1b[?1049h").expect("the terminal was taken");
    let said = written.find(SAID).expect("the panic is said");
    for given_back in GIVEN_BACK {
        let at = written.rfind(given_back).expect(given_back);
        assert!(taken < at && at < said, "{written:?}");
    }
    let after = written.rfind("\x1b[?1049h");
    assert_eq!(after, Some(taken), "nobody takes it again: {written:?}");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_said_after_that() {
    assert_given_back(&in_a_terminal("panics"));
}

#[test]
fn a_panic_of_another_thread_does_so_too() {
    assert_given_back(&in_a_terminal("panics_in_another_thread"));
}

#[test]
fn where_lines_stay_no_line_is_printed_for_each_test_that_ends() {
    let mut screen = Screen {
        colour: false,
        dumb: true,
        shown: Vec::new(),
    };
    let mut state = testing::state();
    let run = |news| Event::Run { number: 1, news };
    assert!(screen.news(&state).contains("Compiling…"));
    state.handle(run(News::Testing { ended: 0, all: 9 }));
    let first = screen.news(&state);
    assert!(first.contains("Testing… 0 of 9") && first.contains("q quit"));
    for ended in 1..=9 {
        state.handle(run(News::Testing { ended, all: 9 }));
        assert_eq!(screen.news(&state), "");
    }
    // Anything else is printed, with the number as it is then.
    state.notice = Some("The timeline opens.".into());
    let news = screen.news(&state);
    assert!(news.contains("The timeline opens.") && news.contains("Testing… 9 of 9"));
    state.handle(testing::done(1, testing::not_built("a", &["error: one"])));
    let news = screen.news(&state);
    assert!(news.contains("error: one") && news.contains("stopped after"));
}

#[test]
#[ignore = "runs in a terminal that another test makes"]
fn panics() {
    let _screen = Screen::open(true, false).unwrap();
    assert!(terminal::is_raw_mode_enabled().unwrap());
    panic!("{SAID}");
}

#[test]
#[ignore = "runs in a terminal that another test makes"]
fn panics_in_another_thread() {
    let mut screen = Screen::open(true, false).unwrap();
    let state = testing::state();
    screen.draw(&state).unwrap();
    let other = thread::spawn(|| panic!("{SAID}"));
    let ended = other.join();
    // What is drawn now would be drawn over what the panic says.
    assert!(screen.draw(&state).is_err());
    ended.unwrap();
}
