//! A small fixed hash, for fingerprints that must be the same on every machine (not against forgery).

/// Hashes bytes with 64-bit FNV-1a.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds `bytes`, then a mark that separates them from what follows.
    #[must_use]
    pub fn with(mut self, bytes: &[u8]) -> Self {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }

    /// Returns the hash.
    pub fn finish(self) -> u64 {
        self.0
    }

    /// Returns the hash folded to sixteen bits, as four hexadecimal digits.
    pub fn short(self) -> String {
        let folded = self.0 ^ (self.0 >> 32);
        format!("{:04x}", (folded ^ (folded >> 16)) & 0xffff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart() {
        let one = Fnv::default().with(b"ab").with(b"c");
        let other = Fnv::default().with(b"a").with(b"bc");
        assert_ne!(one.finish(), other.finish());
        assert_eq!(one.short().len(), 4);
    }
}
