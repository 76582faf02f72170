//! Tuples as bytes: one field after the other.

use super::{Wire, WireError};

impl Wire for () {
    fn encode(&self, _to: &mut Vec<u8>) {}

    fn decode(_from: &mut &[u8]) -> Result<Self, WireError> {
        Ok(())
    }
}

macro_rules! tuple {
    ($($type:ident $field:tt),+) => {
        impl<$($type: Wire),+> Wire for ($($type,)+) {
            fn encode(&self, to: &mut Vec<u8>) {
                $(self.$field.encode(to);)+
            }

            fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
                Ok(($($type::decode(from)?,)+))
            }

            fn heap_bytes(&self) -> usize {
                0 $(+ self.$field.heap_bytes())+
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
