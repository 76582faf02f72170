//! The reduce stage: sorted lines in, a line per key out.

use std::io::{BufRead, Write};

use super::error::StdioError;
use super::lines::{Line, Lines, Place, decode, first_field};
use crate::job::Job;
use crate::values::Values;
use crate::wire::Wire;

/// Reduces the keys of sorted lines, one after the other.
///
/// Keys are told apart, and compared, as the texts that they are: equal keys have equal texts, and texts
/// compare as keys do.
pub(super) fn reduce<J>(
    job: &J,
    input: impl BufRead,
    mut output: impl Write,
) -> Result<(), StdioError>
where
    J: Job<Key: Wire, Value: Wire, Output: Wire>,
{
    let mut pairs = SortedPairs::new(input, J::COMBINES);
    let (mut line, mut wire) = (Line::default(), Vec::new());
    pairs.advance()?;
    while pairs.begin_key() {
        let key = decode::<J::Key>(&pairs.current, &mut wire);
        let key = key.map_err(|what| pairs.lines.malformed(what))?;
        let mut of_key = OfKey {
            pairs: &mut pairs,
            read: decode::<J::Value>,
            wire: &mut wire,
            failed: None,
        };
        let reduced = job.reduce(&key, Values::new(&mut of_key));
        // What `reduce` did not take is none of the next key's business, but must be well formed.
        of_key.by_ref().for_each(drop);
        if let Some(error) = of_key.failed {
            return Err(error);
        }
        line.begin(&key);
        line.field(&reduced.map_err(StdioError::Reduce)?);
        line.write_to(&mut output).map_err(StdioError::Output)?;
    }
    output.flush().map_err(StdioError::Output)
}

/// Lines that are pairs, and must be sorted.
struct SortedPairs<R> {
    lines: Lines<R>,
    /// Whether there is no place between key and value.
    combined: bool,
    /// The key that is being reduced; none before the first.
    current: Vec<u8>,
    /// The pair in front; `None` at the end of the input. Of its place and value, the texts are kept, and
    /// their memory, from line to line.
    front: Option<Pair>,
}

#[derive(Default)]
struct Pair {
    key: Vec<u8>,
    place: Vec<u8>,
    value: Vec<u8>,
}

impl<R: BufRead> SortedPairs<R> {
    fn new(input: R, combined: bool) -> Self {
        Self {
            lines: Lines::new(input),
            combined,
            current: Vec::new(),
            front: Some(Pair::default()),
        }
    }

    /// Makes the key of the pair in front the current one; `false` if there is none.
    fn begin_key(&mut self) -> bool {
        let Some(pair) = &self.front else {
            return false;
        };
        self.current.clone_from(&pair.key);
        true
    }

    /// Whether the pair in front is one of the current key.
    fn is_of_current(&self) -> bool {
        let front = self.front.as_ref();
        front.is_some_and(|pair| pair.key == self.current)
    }

    /// Goes to the next line.
    fn advance(&mut self) -> Result<(), StdioError> {
        let Some(mut last) = self.front.take() else {
            return Ok(());
        };
        let is_first = self.lines.number == 0;
        let Some(line) = self.lines.next()? else {
            return Ok(());
        };
        let [key, place, value] = match fields(line, self.combined) {
            Ok(fields) => fields,
            Err(what) => return Err(self.lines.malformed(what)),
        };
        let is_sorted = is_first || (&last.key[..], &last.place[..]) <= (key, place);
        if !is_sorted {
            return Err(StdioError::Unsorted(self.lines.number));
        }
        for (kept, new) in [
            (&mut last.key, key),
            (&mut last.place, place),
            (&mut last.value, value),
        ] {
            kept.clear();
            kept.extend_from_slice(new);
        }
        self.front = Some(last);
        Ok(())
    }
}

/// The key, the place (none if pairs are combined), and the value of a line.
fn fields(line: &[u8], combined: bool) -> Result<[&[u8]; 3], &'static str> {
    let (key, rest) = first_field(line)?;
    if combined {
        return Ok([key, b"", rest]);
    }
    let (place, value) = first_field(rest)?;
    decode::<Place>(place, &mut Vec::new())?;
    Ok([key, place, value])
}

/// Reads a value from a field.
type Read<V> = fn(&[u8], &mut Vec<u8>) -> Result<V, &'static str>;

/// The values of the current key.
struct OfKey<'a, R, V> {
    pairs: &'a mut SortedPairs<R>,
    read: Read<V>,
    wire: &'a mut Vec<u8>,
    /// An error ends the values; whoever made this asks for it afterwards.
    failed: Option<StdioError>,
}

impl<R: BufRead, V> OfKey<'_, R, V> {
    fn take(&mut self) -> Result<Option<V>, StdioError> {
        let Some(pair) = self
            .pairs
            .front
            .as_ref()
            .filter(|_| self.pairs.is_of_current())
        else {
            return Ok(None);
        };
        let value = (self.read)(&pair.value, self.wire);
        let value = value.map_err(|what| self.pairs.lines.malformed(what))?;
        self.pairs.advance()?;
        Ok(Some(value))
    }
}

impl<R: BufRead, V> Iterator for OfKey<'_, R, V> {
    type Item = V;

    fn next(&mut self) -> Option<V> {
        if self.failed.is_some() {
            return None;
        }
        self.take().unwrap_or_else(|error| {
            self.failed = Some(error);
            None
        })
    }
}
