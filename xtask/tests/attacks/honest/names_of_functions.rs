//! Tries: functions called `process`, `env`, `include` and `unsafe_total`
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

fn process(env: &[u32]) -> u64 {
    let include = env.iter().map(|fs| u64::from(*fs));
    include.sum()
}

fn env(net: &[u32]) -> u64 {
    process(net)
}

pub fn unsafe_total(asm: &[u32]) -> u64 {
    env(asm)
}

pub fn total(prices: &[u32]) -> u64 {
    unsafe_total(prices)
}
