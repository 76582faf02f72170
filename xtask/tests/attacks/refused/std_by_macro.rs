//! Tries: to put a path together in a macro
//! Verdict: refused: `std` as a whole
mod honest;
pub use honest::{Refused, Till, price, total};

macro_rules! path {
    ($root:ident, $module:ident) => {
        $root::$module::exit(0)
    };
}
pub fn leave() {
    path!(std, process);
}
