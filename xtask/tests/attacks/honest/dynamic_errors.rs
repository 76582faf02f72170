//! Tries: boxed errors, formatting and collections
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, total};
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::fmt;

#[derive(Debug)]
struct Bad(String);

impl fmt::Display for Bad {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "bad: {}", self.0)
    }
}

impl Error for Bad {}

fn read(text: &str) -> Result<u32, Box<dyn Error>> {
    let mut queue: VecDeque<_> = text.chars().collect();
    let known: BTreeMap<char, u32> = ('0'..='9').zip(0..).collect();
    let mut number = 0;
    while let Some(c) = queue.pop_front() {
        number = 10 * number + known.get(&c).ok_or_else(|| Bad(c.to_string()))?;
    }
    Ok(number)
}

pub fn price(text: &str) -> Result<u32, Refused> {
    read(text).map_err(|error| {
        eprintln!("{error}");
        Refused(text.to_owned())
    })
}
