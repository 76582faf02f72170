//! Tries: to build the name of the macro in a macro
//! Verdict: refused: macro
mod honest;
pub use honest::{Refused, Till, price, total};

macro_rules! call {
    ($name:ident, $file:expr) => {
        $name!($file)
    };
}
const SECRET: &str = call!(include_str, "/etc/passwd");
