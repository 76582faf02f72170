//! How many items are taken at a time, by how long they take; and whether that is long.

use pattern_sync::time::Duration;

/// From this on, per item, an item takes long: threads of their own cost the stages next to
/// nothing then, and may let more calls wait at a time.
const SLOW: Duration = Duration::from_micros(100);

/// So many items in a row must have taken long before a group parts, or fewer if they took long
/// enough: a few may be those of a thread that had to wait for a processor.
const SLOW_IN_A_ROW: u32 = 16;
const SLOW_IN_ALL: Duration = Duration::from_millis(20);

/// What a chunk should take: little enough for nobody to notice, and some hundred times what it
/// takes to fetch one.
const CHUNK: Duration = Duration::from_micros(30);

/// The most items of a chunk.
const LARGEST_CHUNK: usize = 256;

/// How many items are borrowed at a time.
pub(crate) struct Pace {
    size: usize,
    most: usize,
    /// How many items in a row took long, and how long in all.
    slow: (u32, Duration),
}

impl Pace {
    /// Begins with one item at a time, of at most so many.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            size: 1,
            most: most.clamp(1, LARGEST_CHUNK),
            slow: (0, Duration::ZERO),
        }
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Takes note of how long a chunk took, and tells whether items have been taking long.
    pub(crate) fn is_slow(&mut self, items: usize, took: Duration) -> bool {
        let each = took / u32::try_from(items.max(1)).unwrap_or(u32::MAX);
        if took > CHUNK {
            let fitting = CHUNK.as_nanos() / each.as_nanos().max(1);
            self.size = (fitting as usize).clamp(1, self.size);
        } else if items >= self.size && took < CHUNK / 2 {
            self.size = (2 * self.size).min(self.most);
        }
        let (items, time) = self.slow;
        self.slow = if each > SLOW {
            (items + 1, time + took)
        } else {
            (0, Duration::ZERO)
        };
        let (items, time) = self.slow;
        items >= SLOW_IN_A_ROW || (items >= 3 && time >= SLOW_IN_ALL)
    }
}
