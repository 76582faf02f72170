//! Unusual: what the two stages do, in one, letter by letter.

use pipeline::Pipeline;

use crate::{Document, IndexError, Settings, Words};

/// Sends `documents` through two stages, and lets `consume` take the words of each, in the order of
/// the documents, while the stages are still working.
///
/// The first stage, on `settings.cleaners` threads, makes all letters small ([`str::to_lowercase`])
/// and a space of everything else that is no letter or digit ([`char::is_alphanumeric`]). The
/// second splits at the spaces. Each stage has a queue of `settings.capacity` in front of it. When
/// `consume` returns, everybody stops, whether there were more documents or not.
///
/// # Errors
///
/// [`IndexError::Panicked`] if `documents` panics.
///
/// # Blocking
///
/// Until `consume` has returned and all threads have ended.
///
/// # Examples
///
/// ```
/// use capstone::{Document, OnUnreadable, Settings, clean};
///
/// let settings = Settings {
///     readers: 1,
///     cleaners: 2,
///     counters: 1,
///     partitions: 1,
///     capacity: 4,
///     on_unreadable: OnUnreadable::Fail,
/// };
/// let document = Document { name: "a".into(), text: "Hey, diddle-diddle!".into() };
/// let words = clean([document], &settings, |words| words.next().unwrap().words)?;
/// assert_eq!(words, ["hey", "diddle", "diddle"]);
/// # Ok::<(), capstone::IndexError>(())
/// ```
pub fn clean<I, R>(
    documents: I,
    settings: &Settings,
    consume: impl FnOnce(&mut dyn Iterator<Item = Words>) -> R,
) -> Result<R, IndexError>
where
    I: IntoIterator<Item = Document> + Send,
{
    let run = Pipeline::source(documents)
        .capacity(settings.capacity)
        .stage("clean", |Document { name, text }| Words {
            name,
            words: words_of(&text),
        })
        .workers(settings.cleaners)
        .capacity(settings.capacity)
        .consume(|words| consume(words));
    run.map(|(result, _)| result)
        .map_err(|error| IndexError::Panicked(error.to_string()))
}

/// Returns the words of `text`, in one pass.
fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
