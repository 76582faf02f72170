//! Renders the result model as JSON; the format is documented in [`super::model`].

use anyhow::Result;

use super::model::Grading;

/// Renders `grading` as indented JSON with a line feed at the end.
///
/// # Errors
///
/// None for any model that the grader makes.
pub fn render(grading: &Grading) -> Result<String> {
    let mut text = serde_json::to_string_pretty(grading)?;
    text.push('\n');
    Ok(text)
}
