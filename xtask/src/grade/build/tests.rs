//! How Cargo's messages are read.

use super::*;
use crate::testing::Folder;

#[test]
fn errors_and_programs_belong_to_their_packages() {
    let output = r#"
noise from a macro
{"reason":"compiler-message","manifest_path":"/a/Cargo.toml","message":{"level":"warning","rendered":"warning: unused"}}
{"reason":"compiler-message","manifest_path":"/a/Cargo.toml","message":{"level":"error","rendered":"error: \u001b[31mno\n"}}
{"reason":"compiler-message","manifest_path":"/a/Cargo.toml","message":{"level":"error","rendered":"error: aborting due to 1 previous error"}}
{"reason":"compiler-artifact","manifest_path":"/a/Cargo.toml","executable":"/t/a"}
{"reason":"compiler-artifact","manifest_path":"/b/Cargo.toml","executable":null}
{"reason":"compiler-artifact","manifest_path":"/b/Cargo.toml","executable":"/t/b"}
{"reason":"build-finished","success":false}
{ broken
"#;
    let built = read(output.as_bytes());
    let a = &built[Path::new("/a/Cargo.toml")];
    assert_eq!(a.errors, ["error: \\u{1b}[31mno"]);
    assert_eq!(a.program, None, "what has errors has no program");
    let b = &built[Path::new("/b/Cargo.toml")];
    assert_eq!(
        (b.program.as_deref(), b.errors.len()),
        (Some(Path::new("/t/b")), 0)
    );
    assert_eq!(built.len(), 2);
}

#[test]
fn the_environment_is_passed_on_by_name_only() {
    assert!(passes(&OsString::from("PATH")) && passes(&OsString::from("CARGO_HOME")));
    for name in [
        "RUSTFLAGS",
        "RUSTC_WRAPPER",
        "CARGO_BUILD_RUSTFLAGS",
        "SECRET",
        "PATH2",
    ] {
        assert!(!passes(&OsString::from(name)), "{name}");
    }
}

#[test]
fn who_breaks_the_compiler_is_found_however_deep_its_folder_lies() {
    let folder = Folder::new();
    let paths = [
        "submissions/0a/till",
        "built/growing_macro",
        "submissions/0b/worker-pool",
    ];
    let members = paths.map(|path| format!("\"{path}\"")).join(", ");
    folder.write(
        "Cargo.toml",
        format!("[workspace]\nmembers = [{members}]\n"),
    );
    let said = "memory allocation of 1073741824 bytes failed\n\
        error: could not compile `submissions-0a-till` (lib)\n\nCaused by:\n  \
        process didn't exit successfully: `rustc` (signal: 6, SIGABRT: process abort signal)\n\
        error: could not compile `submissions-0b-worker-pool` (lib) due to 1 previous error\n";
    let mut built = BTreeMap::new();
    blame(said, folder.path(), &mut built);
    let manifest = folder.path().join("submissions/0a/till/Cargo.toml");
    let found: Vec<_> = built.keys().collect();
    assert_eq!(found, [&manifest]);
    assert_eq!(built[&manifest].errors, [ENDED]);
}
