//! Totals of words: the buffer of jobs that combine and whose keys are `String` or `Vec<u8>`.
//!
//! A word of up to 15 bytes is a number here, which compares as the word does: so finding its total
//! takes one comparison and one place in memory, with no allocation behind it, and sorting takes
//! comparisons of numbers. Keys of the job's type are made when a key is reduced, once for each.

mod buffer;
mod masks;
mod text;
mod tokens;
mod word;

pub use text::Text;

pub(crate) use buffer::WordBuffer;
pub(crate) use masks::{BLOCK, equal};
pub(crate) use text::{TextKey, bytes_of};
pub(crate) use tokens::{Borders, for_each_word};
pub(crate) use word::{Head, Word};
