//! Step 2: a pipeline that makes words of texts.

use pipeline::{Pipeline, PipelineError};

use crate::{Document, IndexError, Settings, Words};

pub fn clean<I, R>(
    documents: I,
    settings: &Settings,
    consume: impl FnOnce(&mut dyn Iterator<Item = Words>) -> R,
) -> Result<R, IndexError>
where
    I: IntoIterator<Item = Document> + Send,
{
    let outcome = Pipeline::source(documents)
        .capacity(settings.capacity)
        .stage("normalise", |document: Document| Document {
            text: document.text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " "),
            ..document
        })
        .workers(settings.cleaners)
        .capacity(settings.capacity)
        .ordered()
        .stage("split", |document: Document| Words {
            words: document.text.split_whitespace().map(str::to_owned).collect(),
            name: document.name,
        })
        .capacity(settings.capacity)
        .consume(|words| consume(words));
    outcome.map(|(result, _)| result).map_err(|error: PipelineError| IndexError::Panicked(error.to_string()))
}
