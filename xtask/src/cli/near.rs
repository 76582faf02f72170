//! What a misspelt name was probably meant to be.

use anyhow::{Error, anyhow};

use crate::lang::Lang;
use crate::messages::Message;

/// Makes an error of `message`, which is about `name`, with the known name that is like it, if any.
pub(super) fn error<'k>(
    message: &Message,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
    lang: Lang,
) -> Error {
    let error = message.to_text(lang);
    match near(name, known) {
        Some(near) => {
            let near = near.to_string();
            anyhow!(Message::DidYouMean { error, near }.to_text(lang))
        }
        None => anyhow!(error),
    }
}

/// Returns the known name that differs least, if it does so by less than half of its letters; or the
/// only one that begins as `name` does.
fn near<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let known: Vec<&str> = known.into_iter().collect();
    let close = known.iter().filter_map(|&one| {
        let steps = strsim::damerau_levenshtein(name, one);
        (2 * steps < one.chars().count()).then_some((steps, one))
    });
    let closest = close.min_by_key(|(steps, _)| *steps);
    let mut longer = known
        .iter()
        .filter(|one| !name.is_empty() && one.starts_with(name));
    match (longer.next(), longer.next()) {
        (Some(one), None) => Some(one),
        _ => closest.map(|(_, one)| one),
    }
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let known = ["worker-pool", "map-reduce", "master-worker", "pipeline"];
        for (name, meant) in [
            ("wroker-pool", Some("worker-pool")),
            ("workerpool", Some("worker-pool")),
            ("worker", Some("worker-pool")),
            ("mapreduce", Some("map-reduce")),
            ("pipelines", Some("pipeline")),
            ("m", None),
            ("", None),
            ("nothing", None),
        ] {
            assert_eq!(near(name, known), meant, "{name}");
        }
    }
}
