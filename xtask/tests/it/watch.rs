//! `cargo xtask watch`, driven through a terminal: keys go in, and what is on the screen is read.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::common::{Fixture, copy};

/// Much longer than anything takes, for a busy machine that compiles everything first.
const DEADLINE: Duration = Duration::from_secs(400);
/// The escape character, with which all that steers a terminal begins.
const ESCAPE: u8 = 0x1b;

/// What the program has drawn so far.
struct Drawn {
    terminal: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

/// A terminal in which watch runs.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    drawn: Arc<(Mutex<Drawn>, Condvar)>,
    /// How it was set before.
    before: String,
}

impl Terminal {
    fn start(fixture: &Fixture, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(size(24, 100)).unwrap();
        let before = settings(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments);
        command.cwd(&fixture.root);
        for foreign in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "NO_COLOR",
            "COLUMNS",
            "LINES",
            "LC_ALL",
            "LC_MESSAGES",
        ] {
            command.env_remove(foreign);
        }
        let root = fixture.root.join("xtask");
        command.env("CARGO_PKG_NAME", "xtask");
        command.env("CARGO_MANIFEST_DIR", &root);
        command.env("CARGO_TARGET_DIR", Fixture::target());
        command.env("LANG", "C");
        command.env("TERM", "xterm-256color");
        // Nobody sits in front of this machine: no browser opens.
        command.env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let keys = pair.master.take_writer().unwrap();
        let mut output = pair.master.try_clone_reader().unwrap();
        let drawn = Drawn {
            terminal: vt100::Parser::new(count(24), count(100), 0),
            bytes: Vec::new(),
            ended: false,
        };
        let drawn = Arc::new((Mutex::new(drawn), Condvar::new()));
        let shared = Arc::clone(&drawn);
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of the program ends this, as an error on some systems.
            while let Ok(count @ 1..) = output.read(&mut buffer) {
                let mut drawn = shared.0.lock().unwrap();
                drawn.terminal.process(&buffer[..count]);
                drawn.bytes.extend_from_slice(&buffer[..count]);
                shared.1.notify_all();
            }
            shared.0.lock().unwrap().ended = true;
            shared.1.notify_all();
        });
        Self {
            child,
            master: pair.master,
            keys,
            drawn,
            before,
        }
    }

    /// Waits until what was drawn is as `wanted`.
    #[track_caller]
    fn wait(&self, what: &str, wanted: impl Fn(&Drawn) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut drawn = self.drawn.0.lock().unwrap();
        while !wanted(&drawn) {
            let left = deadline.saturating_duration_since(Instant::now());
            let screen = drawn.terminal.screen().contents();
            assert!(
                !left.is_zero() && !drawn.ended,
                "waiting for {what}:\n{screen}"
            );
            drawn = self.drawn.1.wait_timeout(drawn, left).unwrap().0;
        }
    }

    /// Waits until all of `texts` are on the screen.
    #[track_caller]
    fn see(&self, texts: &[&str]) {
        self.wait(&texts.join(" and "), |drawn| {
            let screen = drawn.terminal.screen().contents();
            texts.iter().all(|text| screen.contains(text))
        });
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn resize(&self, rows: u16, columns: u16) {
        let mut drawn = self.drawn.0.lock().unwrap();
        drawn
            .terminal
            .screen_mut()
            .set_size(count(rows), count(columns));
        drop(drawn);
        self.master.resize(size(rows, columns)).unwrap();
    }

    /// Waits for the end; returns how the program ended, and what it drew.
    #[track_caller]
    fn end(mut self) -> (ExitStatus, Vec<u8>) {
        let status = self.child.wait().unwrap();
        let screen = |drawn: &Drawn| {
            let screen = drawn.terminal.screen();
            !screen.alternate_screen() && !screen.hide_cursor()
        };
        self.wait("the terminal as it was", screen);
        assert_eq!(settings(&*self.master), self.before);
        let bytes = self.drawn.0.lock().unwrap().bytes.clone();
        (status, bytes)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Returns how a terminal is set, in words that can be compared.
fn settings(master: &dyn MasterPty) -> String {
    let settings = master.get_termios().unwrap();
    format!(
        "{:?} {:?} {:?}",
        settings.local_flags, settings.input_flags, settings.output_flags
    )
}

fn count(number: u16) -> NonZero<u16> {
    NonZero::new(number).unwrap()
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

/// A repository with two exercises, `tiny` and `small`.
fn fixture(name: &str) -> Fixture {
    let fixture = Fixture::new(name);
    for folder in ["exercises", "solutions"] {
        let root = fixture.root.join(folder);
        copy(&root.join("tiny"), &root.join("small"));
    }
    let described = fixture.read("exercises/tiny/exercise.toml");
    let described = described.replace("name = \"tiny\"", "name = \"small\"");
    let described = described.replace("number = 1\ndifficulty", "number = 2\ndifficulty");
    fixture.write("exercises/small/exercise.toml", &described);
    fixture
}

/// The solution, but for an update that can be lost.
fn racy(fixture: &Fixture) -> String {
    let right = fixture.read("solutions/tiny/src/lib.rs");
    let wrong = "let seen = *count.lock();\n    *count.lock() = seen + 1;";
    right.replace("*count.lock() += 1;", wrong)
}

const TINY: &str = "exercises/tiny/src/lib.rs";

#[test]
fn a_save_is_graded_and_every_key_does_what_it_says() {
    let fixture = fixture("watch");
    let mut terminal = Terminal::start(&fixture, &["watch"], &[]);
    terminal.see(&[
        "tiny ★",
        "Next to write",
        "lib.rs:6",
        "whole set 0/200",
        "compiled in",
    ]);

    fixture.write(TINY, &racy(&fixture));
    terminal.see(&[
        "80/100",
        "✗ It loses an update",
        "found 1, expected 2",
        "● ",
        "whole set 80/200",
    ]);

    terminal.press("h");
    terminal.see(&["Hint 1 of 3: It loses an update", "panicked"]);
    terminal.press("h");
    terminal.see(&["Hint 2 of 3", "Keep the lock."]);
    terminal.press("h");
    terminal.see(&["Hint 3 of 3", "Press t", "tests/graded.rs:"]);
    terminal.press("\u{1b}");
    terminal.see(&["✗ It loses an update", "q quit  ? help"]);

    terminal.press("t");
    terminal.see(&["The timeline is "]);
    let page = Fixture::target().join("grade/timelines/tiny-it_loses_an_update.html");
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .contains("A schedule that passes")
    );

    terminal.press("n");
    terminal.see(&["small ★", "Next to write", "compiled in"]);
    terminal.press("l");
    terminal.see(&["Exercises", "▸ ○ small", "  ○ tiny ★"]);
    terminal.press("k");
    terminal.see(&["▸ ○ tiny"]);
    terminal.press("\r");
    terminal.see(&["tiny ★", "✗ It loses an update", "compiled in"]);

    terminal.press("r");
    terminal.see(&["Start tiny over?", "y reset"]);
    terminal.press("n");
    terminal.see(&["✗ It loses an update"]);
    assert_eq!(fixture.read(TINY), racy(&fixture));
    terminal.press("r");
    terminal.see(&["Start tiny over?"]);
    terminal.press("y");
    terminal.see(&["tiny ★", "Next to write", "whole set 0/200", "compiled in"]);
    assert_eq!(fixture.read(TINY), fixture.stub());
    let backups = fs::read_dir(fixture.root.join("backups")).unwrap();
    let kept =
        backups.map(|entry| fs::read_to_string(entry.unwrap().path().join("src/lib.rs")).unwrap());
    assert_eq!(kept.collect::<Vec<_>>(), [racy(&fixture)]);

    terminal.resize(20, 60);
    terminal.see(&[&format!("\n{}\n", "─".repeat(60)), "? help"]);
    terminal.press("nq");
    let (status, _) = terminal.end();
    assert!(status.success());

    // The next time it goes on where it was, also when it is started without a command.
    let mut terminal = Terminal::start(&fixture, &[], &[("LANG", "fr_CH.UTF-8")]);
    terminal.see(&["small ★", "q quitter"]);
    terminal.press("\u{3}");
    assert!(terminal.end().0.success());
}

#[test]
fn of_ten_saves_in_a_second_the_last_one_is_graded() {
    let fixture = fixture("watch-saves");
    let mut terminal = Terminal::start(&fixture, &["watch", "tiny"], &[]);
    terminal.see(&["Next to write"]);
    let right = fixture.read("solutions/tiny/src/lib.rs");
    let start = Instant::now();
    for save in 1..=9 {
        let text = format!("{right}\nconst SAVE_{save}: () = 0;\n");
        if save % 2 == 0 {
            fixture.write(TINY, &text);
        } else {
            // As many editors do.
            fixture.write("exercises/tiny/src/lib.rs~", &text);
            fs::rename(
                fixture.root.join("exercises/tiny/src/lib.rs~"),
                fixture.root.join(TINY),
            )
            .unwrap();
        }
        // The pace of the student, not a synchronisation: fast enough to cut a run short.
        thread::sleep(Duration::from_millis(90));
    }
    fixture.write(TINY, &right);
    let took = start.elapsed();
    terminal.see(&["✓ compiled in", "tiny ★", "100/100", "All of tiny is done."]);
    assert!(
        took < Duration::from_secs(30),
        "{took:?} is not a burst of saves"
    );
    assert_ne!(settings(&*terminal.master), terminal.before);
    terminal.press("q");
    assert!(terminal.end().0.success());
}

#[test]
fn a_terminal_without_colour_or_cursor_gets_plain_lines() {
    let fixture = fixture("watch-plain");
    fixture.write(".watch.json", "{\"exercise\": what is this?");
    let mut terminal = Terminal::start(&fixture, &["watch"], &[("TERM", "dumb")]);
    terminal.see(&["starts anew", "Next to write", "compiled in"]);
    fixture.write(TINY, "pub fn f( {\n");
    terminal.see(&["does not compile", "unclosed", "stopped after"]);
    terminal.press("q");
    let (status, bytes) = terminal.end();
    assert!(status.success() && !bytes.contains(&ESCAPE));

    let mut terminal = Terminal::start(&fixture, &["watch"], &[("NO_COLOR", "1")]);
    terminal.see(&["does not compile", "unclosed"]);
    terminal.press("q");
    let (_, bytes) = terminal.end();
    let text = String::from_utf8_lossy(&bytes);
    let colours = text.split("\u{1b}[").skip(1).filter(|rest| {
        let end = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        end.starts_with('m')
    });
    assert_eq!(colours.count(), 0, "{text}");
}

#[test]
fn a_signal_ends_it_and_gives_the_terminal_back() {
    let fixture = fixture("watch-signal");
    let terminal = Terminal::start(&fixture, &["watch"], &[]);
    terminal.see(&["tiny ★"]);
    let pid = terminal.child.process_id().unwrap();
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &pid.to_string()])
        .status();
    assert!(killed.unwrap().success());
    let (status, _) = terminal.end();
    assert!(status.success());
    // Without a terminal there is nothing to watch on.
    let output = fixture.xtask(&["watch"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("watch needs a terminal")
    );
}
