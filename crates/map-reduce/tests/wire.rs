//! The laws of `Wire`: what is written is read again, bytes compare as values do, and no value is
//! the beginning of another.

use std::cmp::Ordering;
use std::fmt::Debug;

use map_reduce::Wire;
use proptest::prelude::*;

/// Checks the laws for two values that compare as `expected`.
fn hold<T: Wire + Debug>(a: &T, b: &T, expected: Ordering) {
    let (a_bytes, b_bytes) = (a.to_bytes(), b.to_bytes());
    assert_eq!(a_bytes.cmp(&b_bytes), expected, "{a:?} and {b:?}");
    assert!(
        a_bytes == b_bytes || !a_bytes.starts_with(&b_bytes),
        "{b:?} begins {a:?}"
    );
    let mut both = a_bytes.clone();
    both.extend(&b_bytes);
    let mut rest = &both[..];
    let read = T::decode(&mut rest).unwrap();
    assert_eq!(read.to_bytes(), a_bytes);
    assert_eq!(rest, b_bytes);
    for cut in 0..a_bytes.len() {
        assert!(
            T::decode(&mut &a_bytes[..cut]).is_err(),
            "{a:?} cut at {cut}"
        );
    }
}

fn hold_ord<T: Wire + Ord + Debug>(a: &T, b: &T) {
    hold(a, b, a.cmp(b));
    let mut bytes = &a.to_bytes()[..];
    assert_eq!(T::decode(&mut bytes).as_ref(), Ok(a));
}

/// Bytes with many zeros and many 255s, which the encoding uses itself.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![Just(0), Just(255), Just(1), any::<u8>()], 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn numbers_keep_the_laws(a: i64, b: i64, c: u128, d: u128, e: i8, f: i8) {
        hold_ord(&a, &b);
        hold_ord(&a, &a.wrapping_add(1));
        hold_ord(&c, &d);
        hold_ord(&e, &f);
        hold_ord(&(a as isize), &(b as isize));
        hold_ord(&(a as usize), &(b as usize));
    }

    #[test]
    fn floating_point_numbers_are_in_total_order(a: f64, b: f64) {
        hold(&a, &b, a.total_cmp(&b));
        hold(&a, &-a, a.total_cmp(&-a));
        let (a, b) = (a as f32, b as f32);
        hold(&a, &b, a.total_cmp(&b));
    }

    #[test]
    fn texts_and_bytes_keep_the_laws(a in bytes(), b in bytes(), c in "[a\0é]{0,4}", d in "[a\0é]{0,4}") {
        hold_ord(&a, &b);
        hold_ord(&c, &d);
    }

    #[test]
    fn what_is_composed_keeps_the_laws(
        a in (bytes(), any::<Option<bool>>(), prop::collection::vec("[ab]{0,2}", 0..3)),
        b in (bytes(), any::<Option<bool>>(), prop::collection::vec("[ab]{0,2}", 0..3)),
        c: (char, Vec<Option<i16>>),
        d: (char, Vec<Option<i16>>),
    ) {
        hold_ord(&a, &b);
        hold_ord(&(a.0.clone(), b.1), &(a.0.clone(), a.1));
        hold_ord(&c, &d);
    }
}

#[test]
fn extremes_keep_the_laws() {
    let numbers = [i64::MIN, -1, 0, 1, i64::MAX];
    for a in numbers {
        for b in numbers {
            hold_ord(&a, &b);
        }
    }
    let floats = [
        f64::NEG_INFINITY,
        -1.0,
        -0.0,
        0.0,
        f64::MIN_POSITIVE,
        f64::INFINITY,
        f64::NAN,
    ];
    for a in floats {
        for b in floats {
            hold(&a, &b, a.total_cmp(&b));
        }
    }
    hold_ord(&(), &());
}

#[test]
fn what_was_never_written_is_refused() {
    assert!(bool::decode(&mut &[2][..]).is_err());
    assert!(char::decode(&mut &[0, 0, 0xD8, 0][..]).is_err());
    assert!(String::decode(&mut &[0xFF, 0, 0][..]).is_err());
    assert!(Vec::<u8>::decode(&mut &[0, 7][..]).is_err());
    assert!(Vec::<u16>::decode(&mut &[2][..]).is_err());
    assert!(Option::<u8>::decode(&mut &[9][..]).is_err());
}
