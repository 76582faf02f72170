//! The chapter's lesson on the pattern, in the two languages of the course; its code runs as tests.

#[expect(clippy::doc_markdown, reason = "the title of a paper is not code")]
#[doc = include_str!("../docs/lesson.en.md")]
pub mod en {}

#[expect(clippy::doc_markdown, reason = "the title of a paper is not code")]
#[doc = include_str!("../docs/lesson.fr.md")]
pub mod fr {}
