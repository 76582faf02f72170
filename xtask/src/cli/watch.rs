//! `cargo xtask watch`: grades the exercise in hand at every save. See [`crate::watch`].

use anyhow::{Result, bail};

use super::options::Options;
use super::{Outcome, exercise, reset};
use crate::messages::Message;
use crate::repo::Repo;
use crate::{terminal, watch};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let asked = options.names.first();
    let asked = asked.map(|name| exercise(repo, name, lang)).transpose()?;
    if options.worker {
        let Some(exercise) = asked else {
            let usage = "watch --worker EXERCISE".to_string();
            bail!(Message::Usage { usage }.to_text(lang));
        };
        watch::work(repo, &exercise, lang)?;
        return Ok(Outcome::Good);
    }
    if !terminal::is_there() {
        bail!(Message::WatchNoTerminal.to_text(lang));
    }
    let asked = asked.map(|exercise| exercise.name);
    watch::run(repo, lang, asked.as_deref(), reset::reset)?;
    Ok(Outcome::Good)
}
