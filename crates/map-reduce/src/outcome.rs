//! What a map function may return: nothing, or a `Result`.

use std::error::Error;

/// An error of any type, as map and reduce functions return it.
///
/// `?` makes one out of every error type, and `.into()` out of a string.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Tells whether a record was good.
///
/// A map function that accepts every record returns `()`, one that can refuse a record a
/// `Result<(), E>` with any `E` that converts into a [`BoxError`]: every error type, `String` and
/// `&str`.
///
/// # Examples
///
/// ```
/// use map_reduce::Outcome;
///
/// assert!(().into_result().is_ok());
/// assert_eq!(Err::<(), _>("no number").into_result().unwrap_err().to_string(), "no number");
/// ```
pub trait Outcome {
    /// Turns the value into a result with the common error type.
    ///
    /// # Errors
    ///
    /// The error that the function returned.
    fn into_result(self) -> Result<(), BoxError>;
}

impl Outcome for () {
    #[inline]
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<E: Into<BoxError>> Outcome for Result<(), E> {
    #[inline]
    fn into_result(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}
