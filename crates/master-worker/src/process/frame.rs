//! Messages on a pipe: four bytes of length, then as many bytes.

use std::io::{self, ErrorKind, Read, Write};

/// Writes one message and flushes.
///
/// # Errors
///
/// If it is longer than `limit`: then nothing is written ([`ErrorKind::FileTooLarge`]). Otherwise
/// whatever the pipe says; a reader never takes half a message for a whole one.
pub(super) fn write(pipe: &mut impl Write, message: &[u8], limit: u32) -> io::Result<()> {
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX);
    if length > limit {
        let text = format!(
            "a message of {} bytes, where {limit} are allowed",
            message.len()
        );
        return Err(io::Error::new(ErrorKind::FileTooLarge, text));
    }
    // In one piece, so that a short message is one system call.
    let mut frame = Vec::with_capacity(4 + message.len());
    frame.extend(length.to_be_bytes());
    frame.extend(message);
    pipe.write_all(&frame)?;
    pipe.flush()
}

/// Reads one message; `None` at the end of the pipe.
///
/// # Errors
///
/// If the pipe ends within a message, if the message is longer than `limit`, or whatever the pipe
/// says.
pub(super) fn read(pipe: &mut impl Read, limit: u32) -> io::Result<Option<Vec<u8>>> {
    let mut header = Vec::with_capacity(4);
    pipe.take(4).read_to_end(&mut header)?;
    let Ok(length) = <[u8; 4]>::try_from(&*header) else {
        return if header.is_empty() {
            Ok(None)
        } else {
            Err(ErrorKind::UnexpectedEof.into())
        };
    };
    let length = u32::from_be_bytes(length);
    if length > limit {
        let text = format!("a message of {length} bytes, where {limit} are allowed");
        return Err(io::Error::new(ErrorKind::InvalidData, text));
    }
    // As much memory as there are bytes, not as much as somebody says that there will be.
    let mut message = Vec::new();
    pipe.take(length.into()).read_to_end(&mut message)?;
    if message.len() < length as usize {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(message))
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use std::io::ErrorKind;

    fn written(messages: &[&[u8]]) -> Vec<u8> {
        let mut pipe = Vec::new();
        for message in messages {
            write(&mut pipe, message, 100).unwrap();
        }
        pipe
    }

    #[test]
    fn messages_come_out_as_they_went_in() {
        let pipe = written(&[b"one", b"", b"three"]);
        assert_eq!(pipe[..7], *b"\0\0\0\x03one");
        let mut pipe = &*pipe;
        for expected in ["one", "", "three"] {
            assert_eq!(read(&mut pipe, 5).unwrap().unwrap(), expected.as_bytes());
        }
        assert_eq!(read(&mut pipe, 5).unwrap(), None);
    }

    #[test]
    fn half_a_message_is_none() {
        let pipe = written(&[b"one"]);
        for length in 1..pipe.len() {
            let error = read(&mut &pipe[..length], 5).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{length} bytes");
        }
    }

    #[test]
    fn what_is_too_long_is_neither_written_nor_read() {
        let mut pipe = Vec::new();
        assert!(write(&mut pipe, b"four", 3).is_err());
        assert_eq!(pipe, b"");
        let error = read(&mut &*written(&[b"four"]), 3).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        // What somebody prints who should not is a very long message.
        assert!(read(&mut "hello, world".as_bytes(), 1 << 24).is_err());
    }
}
