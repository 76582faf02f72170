//! Tries: names, texts and comments in other alphabets
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

/// Fait la somme — « déjà vu » ✓ 合計.
fn prix_à_payer(été: &[u32]) -> u64 {
    println!("Ça marche : 合計 ✓");
    honest::total(été)
}

pub fn total(prices: &[u32]) -> u64 {
    prix_à_payer(prices)
}
