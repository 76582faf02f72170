//! Texts, vectors and options as bytes.

use super::{Wire, WireError, allocated, take};

impl<T: Wire> Wire for Vec<T> {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        T::encode_slice(self, to);
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        T::decode_vec(from)
    }

    fn heap_bytes(&self) -> usize {
        let own = allocated(self.capacity() * size_of::<T>());
        if std::mem::needs_drop::<T>() {
            own + self.iter().map(T::heap_bytes).sum::<usize>()
        } else {
            own
        }
    }
}

/// The order of strings is that of their UTF-8 bytes.
impl Wire for String {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        u8::encode_slice(self.as_bytes(), to);
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        Self::from_utf8(u8::decode_vec(from)?).map_err(|_| WireError::new("not UTF-8"))
    }

    fn heap_bytes(&self) -> usize {
        allocated(self.capacity())
    }
}

impl<T: Wire> Wire for Option<T> {
    fn encode(&self, to: &mut Vec<u8>) {
        to.push(u8::from(self.is_some()));
        if let Some(value) = self {
            value.encode(to);
        }
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        match take(from)? {
            [0] => Ok(None),
            [1] => T::decode(from).map(Some),
            _ => Err(WireError::new("an option begins with 0 or 1")),
        }
    }

    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, T::heap_bytes)
    }
}
