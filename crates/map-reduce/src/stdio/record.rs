//! Which records can be made of bytes.

use pattern_core::BoxError;

/// A record as the bytes of a line: `[u8]` takes all, `str` those that are UTF-8.
///
/// # Examples
///
/// ```
/// use map_reduce::stdio::RecordBytes;
///
/// assert_eq!(str::of_bytes(b"to be").unwrap(), "to be");
/// assert!(str::of_bytes(b"\xFF").is_err());
/// ```
pub trait RecordBytes {
    /// Takes bytes for a record.
    ///
    /// # Errors
    ///
    /// An error says that the record is bad, which ends the stage.
    fn of_bytes(bytes: &[u8]) -> Result<&Self, BoxError>;
}

impl RecordBytes for [u8] {
    fn of_bytes(bytes: &[u8]) -> Result<&Self, BoxError> {
        Ok(bytes)
    }
}

impl RecordBytes for str {
    fn of_bytes(bytes: &[u8]) -> Result<&Self, BoxError> {
        Ok(Self::from_utf8(bytes)?)
    }
}
