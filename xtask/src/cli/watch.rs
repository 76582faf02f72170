//! `cargo xtask watch`: grades the exercise in hand at every save. See [`crate::watch`].

use std::ffi::OsString;

use anyhow::{Result, bail};

use super::options::Options;
use super::{Outcome, exercise, reset};
use crate::lang::Lang;
use crate::messages::Message;
use crate::repo::Repo;
use crate::{terminal, watch};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let asked = options.names.first();
    let asked = asked.map(|name| exercise(repo, name, lang)).transpose()?;
    if !terminal::is_there() {
        bail!(Message::WatchNoTerminal.to_text(lang));
    }
    let asked = asked.map(|exercise| exercise.name);
    watch::run(repo, lang, asked.as_deref(), reset::reset)?;
    Ok(Outcome::Good)
}

/// Does the work of one run, if that is what the arguments ask for.
pub(super) fn work(arguments: &[OsString]) -> Option<Result<Outcome>> {
    let [command, name, lang] = arguments else {
        return None;
    };
    let asked = command.to_str()? == watch::WORKER;
    let (name, lang) = (name.to_str()?, Lang::parse(lang.to_str()?)?);
    asked.then(|| {
        let repo = Repo::find()?;
        let exercise = exercise(&repo, name, lang)?;
        watch::work(&repo, &exercise, lang)?;
        Ok(Outcome::Good)
    })
}
