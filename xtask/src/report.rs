//! What a graded process hands in: the types of `pattern_sync`, under the names used here.

use serde::{Deserialize, Serialize};

use crate::exercise::Mode;

/// Stands for what happened in one schedule.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(transparent)]
pub struct Timeline(serde_json::Value);

impl Timeline {
    /// Renders the timeline as text that fits in `width` columns.
    pub fn render_text(&self, _width: usize) -> String {
        self.0
            .as_str()
            .map_or_else(|| self.0.to_string(), str::to_string)
    }
}

/// Stands for how much was explored.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(transparent)]
pub struct Coverage(serde_json::Value);

impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Carries the verdict of one graded test out of its process.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Report {
    /// The key read from stdin.
    pub key: String,
    /// How the test ran.
    pub mode: Mode,
    /// Whether the test passed.
    pub passed: bool,
    /// Why not, in a sentence.
    pub cause: String,
    /// The failing schedule.
    pub schedule: Option<String>,
    /// What happened in it.
    pub timeline: Option<Timeline>,
    /// How much was explored.
    pub coverage: Option<Coverage>,
}
