//! What a submission may name: everything that is not on these lists is refused.

/// Modules of `std` (and of `core` and `alloc`) that may be used as a whole.
pub(super) const STD_MODULES: &[&str] = &[
    "array",
    "ascii",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "convert",
    "default",
    "error",
    "f32",
    "f64",
    "fmt",
    "hint",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "iter",
    "marker",
    "mem",
    "num",
    "ops",
    "option",
    "pin",
    "primitive",
    "ptr",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "vec",
];

/// Modules of `std` of which some items may be used, and these items.
pub(super) const STD_PARTS: &[(&str, &[&str])] = &[
    // Not `type_name`: the name of a closure tells which test it is part of. (Nor is there anything
    // that tells where a function was called from.)
    ("any", &["Any", "TypeId"]),
    (
        "collections",
        &[
            "BTreeMap",
            "BTreeSet",
            "BinaryHeap",
            "Bound",
            "LinkedList",
            "TryReserveError",
            "VecDeque",
            "binary_heap",
            "btree_map",
            "btree_set",
            "linked_list",
            "vec_deque",
        ],
    ),
    (
        "hash",
        &[
            "BuildHasher",
            "BuildHasherDefault",
            "DefaultHasher",
            "Hash",
            "Hasher",
        ],
    ),
    (
        "panic",
        &[
            "AssertUnwindSafe",
            "RefUnwindSafe",
            "UnwindSafe",
            "catch_unwind",
            "panic_any",
            "resume_unwind",
        ],
    ),
    ("time", &["Duration"]),
];

/// Macros of the standard library that may be called.
pub(super) const STD_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "line",
    "matches",
    "module_path",
    "panic",
    "print",
    "println",
    "stringify",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Macros that read files or the environment when the code is compiled.
pub(super) const READING_MACROS: &[&str] = &[
    "env",
    "include",
    "include_bytes",
    "include_str",
    "option_env",
];

/// Macros that put machine code into the program.
pub(super) const ASSEMBLY_MACROS: &[&str] = &["asm", "global_asm", "naked_asm"];

/// Attributes that may be used.
pub(super) const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "clippy",
    "cold",
    "default",
    "deny",
    "deprecated",
    "derive",
    "diagnostic",
    "doc",
    "expect",
    "forbid",
    "ignore",
    "inline",
    "macro_use",
    "must_use",
    "non_exhaustive",
    "repr",
    "rustfmt",
    "should_panic",
    "test",
    "warn",
];

/// Keywords after which `!(…)` is a negation and no macro call.
pub(super) const KEYWORDS_BEFORE_NOT: &[&str] = &[
    "as", "await", "break", "else", "if", "in", "match", "move", "return", "while", "yield",
];

/// Names of the standard library's crates.
pub(super) const STD_CRATES: &[&str] = &["alloc", "core", "std"];

/// The crate that exercises depend on.
pub(super) const FACADE: &str = "pattern_sync";
