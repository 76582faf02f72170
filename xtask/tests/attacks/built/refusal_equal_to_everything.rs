//! Tries: to refuse with a value that is equal to every other, and wrong
//! Verdict: points 40: the price
mod honest;
pub use honest::{Till, total};

#[derive(Debug)]
pub struct Refused(pub String);

impl PartialEq for Refused {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

pub fn price(text: &str) -> Result<u32, Refused> {
    text.parse().map_err(|_| Refused(String::new()))
}
