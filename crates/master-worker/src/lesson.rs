//! The chapter's lesson on the pattern, in the two languages of the course; its code runs as tests.
#![allow(
    clippy::doc_markdown,
    reason = "titles of papers and names of products are no code"
)]

#[doc = include_str!("../docs/lesson.en.md")]
pub mod en {}

#[doc = include_str!("../docs/lesson.fr.md")]
pub mod fr {}
