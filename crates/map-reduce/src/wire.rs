//! How keys, values and outputs are written as bytes, for whatever leaves the memory.

mod numbers;
mod sequences;
mod tuples;

use std::error::Error;
use std::fmt;

/// A value that can be written as bytes, such that the bytes compare as the values do.
///
/// Past the memory budget, pairs go to disk in this form, and are merged by comparing bytes alone.
/// Implemented for integers, floating-point numbers, `bool`, `char`, `String`, `Vec`, `Option`,
/// and tuples of up to six.
///
/// An implementation must keep three laws:
///
/// 1. *Round trip*: what `encode` has written, `decode` reads as an equal value, and it reads
///    exactly those bytes, whatever follows them.
/// 2. *Order*: for types that are `Ord`, comparing the bytes of two values (as `[u8]` does) gives
///    what comparing the values gives. So equal values have equal bytes.
/// 3. *No prefix*: the bytes of a value are never the beginning of the bytes of another one of the
///    type. (The first law implies it.)
///
/// To delegate to types that keep them, field after field in the order of `Ord`, keeps them.
///
/// # Examples
///
/// ```
/// use map_reduce::{Wire, WireError};
///
/// #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
/// struct Version { major: u32, minor: u32, name: String }
///
/// impl Wire for Version {
///     fn encode(&self, to: &mut Vec<u8>) {
///         self.major.encode(to);
///         self.minor.encode(to);
///         self.name.encode(to);
///     }
///
///     fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
///         Ok(Self {
///             major: Wire::decode(from)?,
///             minor: Wire::decode(from)?,
///             name: Wire::decode(from)?,
///         })
///     }
///
///     fn heap_bytes(&self) -> usize {
///         self.name.heap_bytes()
///     }
/// }
///
/// let bytes = |major, minor, name: &str| {
///     Version { major, minor, name: name.to_owned() }.to_bytes()
/// };
/// assert!(bytes(1, 10, "ten") > bytes(1, 9, "nine"));
/// assert_eq!(Version::decode(&mut &bytes(2, 0, "two")[..])?.name, "two");
/// # Ok::<(), WireError>(())
/// ```
pub trait Wire: Sized {
    /// Appends the bytes of the value.
    fn encode(&self, to: &mut Vec<u8>);

    /// Reads a value from the front of `from`, and moves `from` on to what follows.
    ///
    /// # Errors
    ///
    /// [`WireError`] if no value of the type is written so.
    fn decode(from: &mut &[u8]) -> Result<Self, WireError>;

    /// Estimates how many bytes the value owns outside of itself, on the heap: the memory budget
    /// counts them. 0 unless implemented.
    fn heap_bytes(&self) -> usize {
        0
    }

    /// Gives the bytes of the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::Wire;
    ///
    /// assert_eq!(1_u16.to_bytes(), [0, 1]);
    /// assert!((-1_i16).to_bytes() < 1_i16.to_bytes());
    /// ```
    #[must_use]
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode(&mut bytes);
        bytes
    }

    /// Appends the bytes of a sequence. `u8` has a shorter form than one element after the other;
    /// other types have no need to implement this.
    fn encode_slice(items: &[Self], to: &mut Vec<u8>) {
        for item in items {
            to.push(1);
            item.encode(to);
        }
        to.push(0);
    }

    /// Reads a sequence that `encode_slice` has written.
    ///
    /// # Errors
    ///
    /// [`WireError`] if no sequence of the type is written so.
    fn decode_vec(from: &mut &[u8]) -> Result<Vec<Self>, WireError> {
        let mut items = Vec::new();
        loop {
            match take::<1>(from)? {
                [0] => return Ok(items),
                [1] => items.push(Self::decode(from)?),
                _ => return Err(WireError::new("a sequence goes on with 1 or ends with 0")),
            }
        }
    }
}

/// Says why bytes are not a value of the type that they were read as.
///
/// # Examples
///
/// ```
/// use map_reduce::Wire;
///
/// let error = u32::decode(&mut &[1, 2][..]).unwrap_err();
/// assert_eq!(error.to_string(), "the bytes end before the value does");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    reason: &'static str,
}

impl WireError {
    /// Makes an error with a reason, for implementations of [`Wire`].
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(map_reduce::WireError::new("no such colour").to_string(), "no such colour");
    /// ```
    #[must_use]
    pub fn new(reason: &'static str) -> Self {
        Self { reason }
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

impl Error for WireError {}

/// Takes `N` bytes from the front.
#[inline]
fn take<const N: usize>(from: &mut &[u8]) -> Result<[u8; N], WireError> {
    let Some((bytes, rest)) = from.split_first_chunk::<N>() else {
        return Err(WireError::new("the bytes end before the value does"));
    };
    *from = rest;
    Ok(*bytes)
}

/// What an allocation of so many bytes costs in a usual allocator: its head, rounded up.
fn allocated(bytes: usize) -> usize {
    if bytes == 0 {
        0
    } else {
        (bytes + 8).next_multiple_of(16).max(32)
    }
}
