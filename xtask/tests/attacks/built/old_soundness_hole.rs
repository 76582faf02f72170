//! Tries: to make a function out of a number in safe code, and jump
//! Verdict: points 20: crash
mod honest;
pub use honest::{Refused, Till, price};

/// The compiler has long taken this for sound: a reference may live as long as the caller likes.
fn stretch<'short, 'long, T: ?Sized>(_: &'long &'short (), value: &'short mut T) -> &'long mut T {
    value
}

fn forever<'a, T: ?Sized>(value: &'a mut T) -> &'static mut T {
    let stretch: for<'x> fn(_, &'x mut T) -> &'static mut T = stretch;
    stretch(&&(), value)
}

enum Either {
    Number(Option<Box<usize>>),
    Function(Option<Box<fn() -> u64>>),
}

pub fn total(_: &[u32]) -> u64 {
    let mut either = Either::Function(None);
    let Either::Function(function) = std::hint::black_box(&mut either) else {
        return 0;
    };
    let function = forever(function);
    either = Either::Number(Some(Box::new(0x10)));
    std::hint::black_box(&mut either);
    match function.take() {
        Some(jump) => jump(),
        None => 0,
    }
}
