//! What a run tells while it goes on: one line of JSON for each piece of news.

use serde::{Deserialize, Serialize};

use crate::grade::model::ExerciseResult;
use crate::grade::progress::Stage;

/// A piece of news.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// The sources were taken, and the compiler begins.
    Compiling,
    /// The tests run, and so many have ended.
    Testing {
        /// Tests that have ended.
        ended: usize,
        /// All of them.
        all: usize,
    },
    /// A test stands in the way, whatever comes of those that still run: the result up to that one.
    Trouble(Box<ExerciseResult>),
    /// Something takes long, in a sentence.
    Slow(String),
    /// The result, and the fingerprint of the sources as they were before.
    Done {
        /// The result.
        result: Box<ExerciseResult>,
        /// See [`Standing::sources`](super::memory::Standing::sources).
        sources: u64,
    },
    /// There is no result, and why, in a sentence.
    Failed(String),
}

impl From<Stage> for News {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Testing { ended, all } => Self::Testing { ended, all },
            Stage::Trouble(result) => Self::Trouble(result),
        }
    }
}

impl News {
    /// Renders it as one line, with its line feed.
    ///
    /// # Panics
    ///
    /// Never: each of them can be written as JSON.
    pub fn to_line(&self) -> String {
        let json = serde_json::to_string(self).expect("news are plain data");
        format!("{json}\n")
    }

    /// Reads a line; `None` if it is something else.
    pub fn parse(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_read_as_they_were_written() {
        let line = News::Slow("Still\nrunning…".into()).to_line();
        assert_eq!(line.matches('\n').count(), 1, "{line}");
        assert!(matches!(News::parse(&line), Some(News::Slow(text)) if text == "Still\nrunning…"));
        assert!(News::parse("nonsense").is_none());
    }
}
