//! Words: how the instructors' commands count things, and read numbers.

use std::fmt::Display;
use std::str::FromStr;

use anyhow::{Result, anyhow};

/// Says how many of something there are: `1 pair`, `2 pairs`.
pub(super) fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let ending = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Reads the number that follows `--option`.
///
/// # Errors
///
/// When none follows, or what follows is no number of the kind that is wanted.
pub(super) fn number<T: FromStr>(parser: &mut lexopt::Parser, option: &str) -> Result<T> {
    let value = parser.value()?;
    let text = value.to_string_lossy();
    text.parse()
        .map_err(|_| anyhow!("--{option} takes a number, and `{text}` is none that it takes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_several() {
        assert_eq!(counted(0, "pair"), "0 pairs");
        assert_eq!(counted(1, "pair"), "1 pair");
        assert_eq!(counted(12, "pair"), "12 pairs");
    }

    #[test]
    fn what_is_no_number_is_said_with_its_option() {
        let read = |text: &str| {
            let mut parser = lexopt::Parser::from_args(["--jobs", text]);
            parser.next().unwrap();
            number::<usize>(&mut parser, "jobs")
        };
        assert_eq!(read("3").unwrap(), 3);
        for bad in ["x", "-1", ""] {
            let said = read(bad).unwrap_err().to_string();
            assert!(
                said.contains("--jobs") && said.contains(&format!("`{bad}`")),
                "{said}"
            );
        }
    }
}
