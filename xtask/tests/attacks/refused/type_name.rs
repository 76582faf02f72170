//! Tries: to find out which test is running
//! Verdict: refused: any::type_name
mod honest;
pub use honest::{Refused, Till, price, total};

pub fn name<T>(_: &T) -> &str {
    std::any::type_name::<T>()
}
