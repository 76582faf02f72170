//! The timeline of a failure as a page: `cargo xtask timeline` draws it, a browser shows it.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use super::event::{Event, Page};
use super::process::Process;
use crate::lang::Lang;
use crate::repo::Repo;

/// Draws the page of `what`, a replay token or `EXERCISE/TEST`, shows it if somebody sits in front of
/// this machine, and tells of it.
///
/// # Errors
///
/// When the process cannot be started.
pub(super) fn draw(
    repo: &Repo,
    lang: Lang,
    what: &str,
    events: Sender<Event>,
) -> io::Result<Process> {
    let path = place(repo, what);
    let shown = path
        .strip_prefix(repo.root())
        .unwrap_or(&path)
        .to_path_buf();
    // A page of before must not pass for the one that is asked for.
    let _ = std::fs::remove_file(&path);
    let out = path.display().to_string();
    let arguments = ["timeline", what, "--out", &out, "--lang", lang.code()];
    let ended = move |complaint: String| {
        let page = if path.is_file() {
            let opened = has_screen() && open::that_detached(&path).is_ok();
            Ok(Page {
                path: shown,
                opened,
            })
        } else {
            Err(complaint)
        };
        // Fails only when the program is at its end.
        let _ = events.send(Event::Page(page));
    };
    Process::start(&arguments, |_| {}, ended)
}

/// Returns where the page of `what` lies: beside what the grader keeps.
fn place(repo: &Repo, what: &str) -> PathBuf {
    let mut parts = what.split('/');
    let exercise = parts.next().unwrap_or_default();
    let test = parts.next().unwrap_or_default();
    let folder = Path::new("timelines").join(format!("{exercise}-{test}.html"));
    repo.grade_dir().join(folder)
}

/// Tells whether a browser would open where the student sits: not at the other end of SSH, and not
/// where there is no graphical session.
fn has_screen() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let remote = ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]
        .into_iter()
        .any(set);
    let graphical = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
        .into_iter()
        .any(set);
    !remote && (graphical || !cfg!(all(unix, not(target_os = "macos"))))
}
