//! What travels between processes arrives as it left, and what is garbled is noticed.

use master_worker::process::Message;
use proptest::prelude::*;

/// One of everything.
type Value = (
    (u8, i16, u32, i64, u128),
    (bool, char, usize, ()),
    String,
    Vec<(u16, Option<String>)>,
    Result<Vec<u8>, f64>,
);

fn value() -> impl Strategy<Value = Value> {
    (
        any::<(u8, i16, u32, i64, u128)>(),
        any::<(bool, char, usize, ())>(),
        ".*",
        any::<Vec<(u16, Option<String>)>>(),
        any::<Result<Vec<u8>, f64>>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_value_arrives_as_it_left(value in value()) {
        let bytes = value.to_bytes();
        prop_assert_eq!(Value::from_bytes(&bytes), Some(value));
    }

    #[test]
    fn a_value_with_something_missing_or_added_is_none(value in value(), cut in 0..64_usize) {
        let mut bytes = value.to_bytes();
        let length = bytes.len();
        prop_assert_eq!(Value::from_bytes(&bytes[..length.saturating_sub(1 + cut)]), None);
        bytes.push(0);
        prop_assert_eq!(Value::from_bytes(&bytes), None);
    }

    #[test]
    fn garbage_is_read_or_refused_but_does_no_harm(bytes in any::<Vec<u8>>()) {
        if let Some(value) = Value::from_bytes(&bytes) {
            prop_assert_eq!(&value.to_bytes(), &bytes);
        }
        let _ = <Vec<Vec<()>>>::from_bytes(&bytes);
    }
}

#[test]
fn a_length_that_is_a_lie_costs_no_memory() {
    assert_eq!(Vec::<u64>::from_bytes(&[0xff; 12]), None);
    assert_eq!(String::from_bytes(&[0xff; 12]), None);
    assert_eq!(bool::from_bytes(&[2]), None);
    assert_eq!(char::from_bytes(&[0, 0, 0xd8, 0]), None);
}
