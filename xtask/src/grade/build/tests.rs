//! How Cargo's messages are read.

use super::*;

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
