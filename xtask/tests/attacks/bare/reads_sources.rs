//! Tries: to find, from the copy of its own sources, those of others, the hidden half of the suite, or a way to write
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

use std::env;
use std::fs;
use std::path::Path;

pub fn total(prices: &[u32]) -> u64 {
    let root = env::var("PATTERN_SOURCE_ROOT").expect("where its sources are");
    let root = Path::new(&root);
    // Its locks get their names from here.
    let own = root.join(file!());
    assert!(fs::read_to_string(&own).is_ok_and(|text| text.contains("fn total")), "its own file");
    let package = own.ancestors().nth(2).unwrap();
    let written = [fs::write(&own, ""), fs::write(package.join("src/more.rs"), ""), fs::remove_file(&own)];
    assert!(written.iter().all(Result::is_err), "ESCAPED: it writes");
    let others = [
        package.join("tests/judge/mod.rs"),
        root.join("judge/tests/judge/mod.rs"),
        root.join("bare/forks/src/lib.rs"),
        root.parent().unwrap().join("lock"),
    ];
    for other in others {
        assert!(fs::read(&other).is_err(), "ESCAPED: it reads {}", other.display());
    }
    for folder in own.ancestors().skip(1) {
        let mut listed = fs::read_dir(folder).into_iter().flatten().flatten();
        assert!(listed.next().is_none(), "ESCAPED: it lists {}", folder.display());
    }
    honest::total(prices)
}
