//! Numbers, `bool` and `char` as bytes: the highest byte first, and below zero before above.

use super::{Wire, WireError, take};

macro_rules! unsigned {
    ($($type:ty)*) => {$(
        impl Wire for $type {
            #[inline]
            fn encode(&self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_be_bytes());
            }

            #[inline]
            fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
                take(from).map(Self::from_be_bytes)
            }
        }
    )*};
}

macro_rules! signed {
    ($($type:ty)*) => {$(
        impl Wire for $type {
            #[inline]
            fn encode(&self, to: &mut Vec<u8>) {
                // The sign bit flipped: without it, negative numbers would compare as large ones.
                to.extend_from_slice(&(self ^ Self::MIN).to_be_bytes());
            }

            #[inline]
            fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
                Ok(Self::from_be_bytes(take(from)?) ^ Self::MIN)
            }
        }
    )*};
}

macro_rules! floating {
    ($($type:ty as $bits:ty),*) => {$(
        /// Ordered as `total_cmp` does.
        impl Wire for $type {
            #[inline]
            fn encode(&self, to: &mut Vec<u8>) {
                let bits = self.to_bits();
                let negative = bits >> (<$bits>::BITS - 1) == 1;
                let sign = 1 << (<$bits>::BITS - 1);
                (if negative { !bits } else { bits ^ sign }).encode(to);
            }

            #[inline]
            fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
                let bits = <$bits>::decode(from)?;
                let negative = bits >> (<$bits>::BITS - 1) == 0;
                let sign = 1 << (<$bits>::BITS - 1);
                Ok(Self::from_bits(if negative { !bits } else { bits ^ sign }))
            }
        }
    )*};
}

unsigned!(u16 u32 u64 u128);
signed!(i8 i16 i32 i64 i128);
floating!(f32 as u32, f64 as u64);

impl Wire for u8 {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        to.push(*self);
    }

    #[inline]
    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        take::<1>(from).map(|[byte]| byte)
    }

    /// The bytes as they are, each zero followed by 255, and two zeros at the end.
    fn encode_slice(bytes: &[Self], to: &mut Vec<u8>) {
        for (index, piece) in bytes.split(|&byte| byte == 0).enumerate() {
            if index > 0 {
                to.extend_from_slice(&[0, 255]);
            }
            to.extend_from_slice(piece);
        }
        to.extend_from_slice(&[0, 0]);
    }

    fn decode_vec(from: &mut &[u8]) -> Result<Vec<Self>, WireError> {
        let mut bytes = Vec::new();
        loop {
            let piece = from.iter().position(|&byte| byte == 0);
            let (piece, rest) = from.split_at(piece.unwrap_or(from.len()));
            *from = rest;
            bytes.extend_from_slice(piece);
            match take::<2>(from)? {
                [_, 0] => return Ok(bytes),
                [_, 255] => bytes.push(0),
                _ => return Err(WireError::new("a zero byte is followed by 0 or 255")),
            }
        }
    }
}

/// As `u64`, on every machine.
impl Wire for usize {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        (*self as u64).encode(to);
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        let number = u64::decode(from)?;
        Self::try_from(number).map_err(|_| WireError::new("too large a number for this machine"))
    }
}

/// As `i64`, on every machine.
impl Wire for isize {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        (*self as i64).encode(to);
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        let number = i64::decode(from)?;
        Self::try_from(number).map_err(|_| WireError::new("too large a number for this machine"))
    }
}

impl Wire for bool {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        to.push(u8::from(*self));
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        match take(from)? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(WireError::new("a bool is 0 or 1")),
        }
    }
}

impl Wire for char {
    #[inline]
    fn encode(&self, to: &mut Vec<u8>) {
        u32::from(*self).encode(to);
    }

    fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
        Self::from_u32(u32::decode(from)?).ok_or(WireError::new("not a Unicode scalar value"))
    }
}
