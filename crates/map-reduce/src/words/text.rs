//! Which keys are texts: `String` and `Vec<u8>`, and what can be borrowed from them.

#![allow(
    unsafe_code,
    reason = "a generic type is used as the type that it turned out to be"
)]

use std::hash::Hash;
use std::mem;

/// What can be cut into words: `str` and `[u8]`, no others.
///
/// See [`Emitter::emit_words`](crate::Emitter::emit_words).
pub trait Text: Hash + Eq + ToOwned + sealed::Sealed {
    /// Gives its bytes.
    #[doc(hidden)]
    fn text_bytes(&self) -> &[u8];

    /// Gives a part of it. Only called with the borders of words: between any two characters.
    #[doc(hidden)]
    fn part(&self, start: usize, end: usize) -> &Self;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for str {}
    impl Sealed for [u8] {}
}

impl Text for str {
    #[inline]
    fn text_bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    #[inline]
    fn part(&self, start: usize, end: usize) -> &Self {
        &self[start..end]
    }
}

impl Text for [u8] {
    #[inline]
    fn text_bytes(&self) -> &[u8] {
        self
    }

    #[inline]
    fn part(&self, start: usize, end: usize) -> &Self {
        &self[start..end]
    }
}

/// How keys that are texts are made of bytes.
pub(crate) struct TextKey<K> {
    /// Makes one.
    pub(crate) make: fn(&[u8]) -> K,
    /// Makes one in place of another, whose memory it takes over.
    pub(crate) remake: fn(&mut K, &[u8]),
}

impl<K> Clone for TextKey<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for TextKey<K> {}

const BYTES: TextKey<Vec<u8>> = TextKey {
    make: <[u8]>::to_vec,
    remake: |key, bytes| {
        key.clear();
        key.extend_from_slice(bytes);
    },
};

const STRING: TextKey<String> = TextKey {
    make: |bytes| utf_8(bytes).to_owned(),
    remake: |key, bytes| {
        key.clear();
        key.push_str(utf_8(bytes));
    },
};

/// Only bytes that were a `str` become a `String`.
fn utf_8(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("the bytes of a text")
}

impl<K> TextKey<K> {
    /// Tells how keys of the type are made, if they are texts.
    pub(crate) fn of_type() -> Option<Self> {
        let kind = typeid::of::<K>();
        if kind == typeid::of::<Vec<u8>>() {
            // SAFETY: `K` is `Vec<u8>`, so both are the same type. (Types that differ in their
            // lifetimes have one number; this one has none.)
            Some(unsafe { mem::transmute_copy::<TextKey<Vec<u8>>, Self>(&BYTES) })
        } else if kind == typeid::of::<String>() {
            // SAFETY: as above, with `String`.
            Some(unsafe { mem::transmute_copy::<TextKey<String>, Self>(&STRING) })
        } else {
            None
        }
    }
}

/// Gives the bytes of a key, or of what is borrowed from one, if it is a text. The compiler knows the
/// type, and leaves one branch of these.
#[inline]
pub(crate) fn bytes_of<Q: ?Sized>(key: &Q) -> Option<&[u8]> {
    let kind = typeid::of::<Q>();
    // SAFETY, of all four: `Q` is the very type, which has no lifetime that could differ; so both
    // references are of the same type.
    if kind == typeid::of::<[u8]>() {
        // SAFETY: see above.
        Some(unsafe { mem::transmute_copy::<&Q, &[u8]>(&key) })
    } else if kind == typeid::of::<str>() {
        // SAFETY: see above.
        Some(unsafe { mem::transmute_copy::<&Q, &str>(&key) }.as_bytes())
    } else if kind == typeid::of::<Vec<u8>>() {
        // SAFETY: see above.
        Some(unsafe { mem::transmute_copy::<&Q, &Vec<u8>>(&key) })
    } else if kind == typeid::of::<String>() {
        // SAFETY: see above.
        Some(unsafe { mem::transmute_copy::<&Q, &String>(&key) }.as_bytes())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{TextKey, bytes_of};

    #[test]
    fn texts_are_known_and_nothing_else_is_taken_for_one() {
        assert_eq!(bytes_of("é"), Some([0xC3, 0xA9].as_slice()));
        assert_eq!(bytes_of(&"ab".to_owned()), Some(b"ab".as_slice()));
        assert_eq!(bytes_of(b"ab".as_slice()), Some(b"ab".as_slice()));
        assert_eq!(bytes_of(&b"ab".to_vec()), Some(b"ab".as_slice()));
        assert_eq!(bytes_of(&"ab"), None);
        assert_eq!(bytes_of(b"ab"), None);
        assert_eq!(bytes_of(&Cow::Borrowed("ab")), None);
        assert_eq!(bytes_of(&vec![1_i8]), None);
        assert!(TextKey::<&str>::of_type().is_none());
        assert!(TextKey::<Vec<u16>>::of_type().is_none());
    }

    #[test]
    fn keys_are_made_of_their_bytes_and_take_the_place_of_others() {
        let strings = TextKey::<String>::of_type().unwrap();
        let mut key = (strings.make)("à côté".as_bytes());
        assert_eq!(key, "à côté");
        (strings.remake)(&mut key, b"b");
        assert_eq!(key, "b");
        let bytes = TextKey::<Vec<u8>>::of_type().unwrap();
        let mut key = (bytes.make)(b"\xFF");
        (bytes.remake)(&mut key, b"\xFE\xFF");
        assert_eq!(key, b"\xFE\xFF");
    }
}
