//! The date and time as a folder's name (UTC; no calendar library for one line of text).

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the present moment as `2026-11-22T16-58-03Z`.
pub fn now() -> String {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    stamp(seconds)
}

/// Returns the present moment as `2026-11-22T16:58:03Z`, as documents and other programs write it.
pub fn iso() -> String {
    with_colons(&now())
}

/// Returns the moment `seconds` after 1970 began.
fn stamp(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}-{minute:02}-{second:02}Z")
}

/// Writes the time of a stamp as it is written elsewhere than in the names of folders.
fn with_colons(stamp: &str) -> String {
    let (day, time) = stamp.split_once('T').unwrap_or((stamp, ""));
    format!("{day}T{}", time.replace('-', ":"))
}

/// Returns year, month and day of the given number of days after 1970 began.
///
/// Years are counted from March, so that the leap day is the last one of its year.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_have_their_known_dates() {
        assert_eq!(stamp(0), "1970-01-01T00-00-00Z");
        assert_eq!(stamp(951_782_399), "2000-02-28T23-59-59Z");
        assert_eq!(stamp(951_782_400), "2000-02-29T00-00-00Z");
        assert_eq!(stamp(1_795_366_683), "2026-11-22T16-58-03Z");
        assert_eq!(with_colons(&stamp(1_795_366_683)), "2026-11-22T16:58:03Z");
    }
}
