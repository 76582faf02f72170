//! The chapter's lesson on the pattern, in the two languages of the course; its code runs as tests.
#![allow(
    clippy::doc_markdown,
    reason = "a person's name has a capital in the middle"
)]

#[doc = include_str!("../docs/lesson.en.md")]
pub mod en {}

#[doc = include_str!("../docs/lesson.fr.md")]
pub mod fr {}
