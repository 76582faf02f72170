//! What comes from outside: keys, a new size, and signals. Each on a thread of its own.

use std::sync::mpsc::Sender;
use std::thread;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::event::{Event, Key, Size};

/// Tells of keys and sizes; of the end, when there is no more input.
pub(super) fn listen(events: Sender<Event>) {
    thread::spawn(move || {
        let _end = AtTheEnd(events.clone());
        while let Ok(read) = event::read() {
            let told = match read {
                event::Event::Key(read) => key(&read).map(Event::Key),
                event::Event::Resize(columns, rows) => {
                    Some(Event::Resized(Size::new(columns, rows)))
                }
                _ => None,
            };
            if told.is_some_and(|event| events.send(event).is_err()) {
                return;
            }
        }
    });
}

/// Tells of the end when its thread comes to one, also by a panic.
struct AtTheEnd(Sender<Event>);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        let _ = self.0.send(Event::Ended);
    }
}

fn key(read: &KeyEvent) -> Option<Key> {
    if read.kind == KeyEventKind::Release {
        return None;
    }
    if read.modifiers.contains(KeyModifiers::CONTROL) {
        return match read.code {
            KeyCode::Char('c' | 'd') => Some(Key::Interrupt),
            KeyCode::Char('z') => Some(Key::Suspend),
            KeyCode::Char('l') => Some(Key::Redraw),
            _ => None,
        };
    }
    Some(match read.code {
        KeyCode::Char(c) => Key::Char(c.to_ascii_lowercase()),
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc | KeyCode::Backspace | KeyCode::Left => Key::Escape,
        _ => return None,
    })
}

/// Tells of signals that end the program, and of its going on after it was stopped.
///
/// # Errors
///
/// When the system does not let them be caught.
#[cfg(unix)]
pub(super) fn heed_signals(events: Sender<Event>) -> std::io::Result<()> {
    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM};

    let mut signals =
        signal_hook::iterator::Signals::new([SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let event = if signal == SIGCONT {
                Event::Resumed
            } else {
                Event::Ended
            };
            if events.send(event).is_err() {
                return;
            }
        }
    });
    Ok(())
}

/// Does nothing: elsewhere the system ends a program without asking.
#[cfg(not(unix))]
pub(super) fn heed_signals(_: Sender<Event>) -> std::io::Result<()> {
    Ok(())
}

/// Stops this program and whoever waits for it, until the shell lets them go on.
#[cfg(unix)]
pub(super) fn suspend() {
    use rustix::process::{Signal, kill_current_process_group};

    // Without a shell that could let it go on, the system ignores this.
    let _ = kill_current_process_group(Signal::TSTP);
}

#[cfg(not(unix))]
pub(super) fn suspend() {}
