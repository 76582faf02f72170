//! Progress: a bar on a terminal, a line for each submission otherwise.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how far the grading is, on stderr.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    done: usize,
    total: usize,
}

impl Progress {
    /// Begins with `total` submissions to grade.
    pub(crate) fn new(total: usize) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta:>4}  {msg}");
            let bar = ProgressBar::new(total as u64);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(std::time::Duration::from_millis(200));
            bar
        });
        Self {
            bar,
            done: 0,
            total,
        }
    }

    /// Says what is being done before the first submission is done with.
    pub(crate) fn begin(&self, what: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(what.to_string()),
            None => self.say(what),
        }
    }

    /// Says that it is done.
    pub(crate) fn begun(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message("");
        }
    }

    /// Tells of a submission that is done with; `remarkable` ones stay to be read above the bar.
    pub(crate) fn done(&mut self, line: &str, remarkable: bool) {
        self.done += 1;
        match &self.bar {
            Some(bar) => {
                if remarkable {
                    bar.println(line);
                }
                bar.inc(1);
            }
            None => self.say(&format!("[{}/{}] {line}", self.done, self.total)),
        }
    }

    /// Tells something that is about no submission in particular.
    pub(crate) fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            // Nobody may be reading: the results count, not the lines about them.
            None => drop(writeln!(io::stderr(), "{line}")),
        }
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
