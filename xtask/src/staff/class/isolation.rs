//! How well submissions are kept from the machine and from each other.

use anyhow::{Result, ensure};

use crate::grade::sandbox::Isolation;
pub(crate) use crate::grade::sandbox::Level;

/// The lowest level at which the work of others is graded without a word.
const ENOUGH: Level = Level::L2;

/// Finds out what this machine isolates submissions with.
///
/// # Errors
///
/// When it does not keep the work of others apart, unless that is accepted.
pub(crate) fn find(accept_weak: bool) -> Result<Isolation> {
    let isolation = Isolation::available();
    let level = isolation.level();
    ensure!(
        level >= ENOUGH || accept_weak,
        "this machine isolates submissions at {level:?} only: they could read and write whatever you \
         can. Use a machine that offers {ENOUGH:?}, or accept it with --accept-weak-isolation"
    );
    Ok(isolation)
}
