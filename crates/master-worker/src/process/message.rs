//! How tasks and results become bytes, and bytes tasks and results.

/// A value that can travel between processes.
///
/// Both ends are the same program, so there are no versions, names or optional fields: the bytes
/// are the parts of the value, one after the other. Numbers have the largest byte first; whatever
/// has a length is preceded by it, in four bytes.
///
/// # Examples
///
/// A structure is encoded part by part. Where a crate for this is at hand, `encode` and `decode`
/// may as well call that.
///
/// ```
/// use master_worker::process::Message;
///
/// #[derive(Debug, PartialEq)]
/// struct Tile {
///     row: u32,
///     pixels: Vec<u8>,
/// }
///
/// impl Message for Tile {
///     fn encode(&self, bytes: &mut Vec<u8>) {
///         self.row.encode(bytes);
///         self.pixels.encode(bytes);
///     }
///     fn decode(bytes: &mut &[u8]) -> Option<Self> {
///         Some(Self { row: Message::decode(bytes)?, pixels: Message::decode(bytes)? })
///     }
/// }
///
/// let tile = Tile { row: 7, pixels: vec![1, 2, 3] };
/// assert_eq!(Tile::from_bytes(&tile.to_bytes()), Some(tile));
/// assert_eq!(Tile::from_bytes(b"something else"), None);
/// ```
pub trait Message: Sized {
    /// Appends the value, which must take at least one byte.
    fn encode(&self, bytes: &mut Vec<u8>);

    /// Takes a value from the front; `None` if there is none.
    fn decode(bytes: &mut &[u8]) -> Option<Self>;

    /// Returns the value alone.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.encode(&mut bytes);
        bytes
    }

    /// Reads a value that is alone; `None` if there is none, or something else beside it.
    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let value = Self::decode(&mut bytes)?;
        bytes.is_empty().then_some(value)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Message for $number {
            fn encode(&self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_be_bytes());
            }
            fn decode(bytes: &mut &[u8]) -> Option<Self> {
                let (number, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(Self::from_be_bytes(*number))
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

/// Eight bytes, whatever the machine.
impl Message for usize {
    fn encode(&self, bytes: &mut Vec<u8>) {
        (*self as u64).encode(bytes);
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        u64::decode(bytes)?.try_into().ok()
    }
}

/// One byte: something that is there.
impl Message for () {
    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push(0);
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        (u8::decode(bytes)? == 0).then_some(())
    }
}

impl Message for bool {
    fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.push((*self).into());
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        match u8::decode(bytes)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Message for char {
    fn encode(&self, bytes: &mut Vec<u8>) {
        u32::from(*self).encode(bytes);
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        u32::decode(bytes)?.try_into().ok()
    }
}

impl Message for String {
    fn encode(&self, bytes: &mut Vec<u8>) {
        length(self.len()).encode(bytes);
        bytes.extend(self.as_bytes());
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let length = u32::decode(bytes)?.try_into().ok()?;
        let (text, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Self::from_utf8(text.to_vec()).ok()
    }
}

impl<M: Message> Message for Vec<M> {
    fn encode(&self, bytes: &mut Vec<u8>) {
        length(self.len()).encode(bytes);
        for item in self {
            item.encode(bytes);
        }
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let length: usize = u32::decode(bytes)?.try_into().ok()?;
        // An item takes a byte at least: there cannot be more items than bytes.
        if length > bytes.len() {
            return None;
        }
        (0..length).map(|_| M::decode(bytes)).collect()
    }
}

impl<M: Message> Message for Option<M> {
    fn encode(&self, bytes: &mut Vec<u8>) {
        self.is_some().encode(bytes);
        if let Some(value) = self {
            value.encode(bytes);
        }
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        Some(if bool::decode(bytes)? {
            Some(M::decode(bytes)?)
        } else {
            None
        })
    }
}

impl<M: Message, E: Message> Message for Result<M, E> {
    fn encode(&self, bytes: &mut Vec<u8>) {
        self.is_ok().encode(bytes);
        match self {
            Ok(value) => value.encode(bytes),
            Err(error) => error.encode(bytes),
        }
    }
    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        Some(if bool::decode(bytes)? {
            Ok(M::decode(bytes)?)
        } else {
            Err(E::decode(bytes)?)
        })
    }
}

macro_rules! tuples {
    ($(($($part:ident)*))*) => {$(
        #[allow(non_snake_case, reason = "each part is called as its type")]
        impl<$($part: Message),*> Message for ($($part,)*) {
            fn encode(&self, bytes: &mut Vec<u8>) {
                let ($($part,)*) = self;
                $($part.encode(bytes);)*
            }
            fn decode(bytes: &mut &[u8]) -> Option<Self> {
                Some(($($part::decode(bytes)?,)*))
            }
        }
    )*};
}

tuples!((A)(A B)(A B C)(A B C D)(A B C D E));

/// More items than four bytes can count are more than a message may be long.
fn length(items: usize) -> u32 {
    u32::try_from(items).expect("fewer than 2^32 items in a message")
}
