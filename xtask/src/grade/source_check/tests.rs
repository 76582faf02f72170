//! What the source check refuses and what it lets through.

use super::*;

fn rules_of(text: &str) -> Vec<Rule> {
    let mut sources = Sources::default();
    sources
        .files
        .insert("src/lib.rs".to_string(), text.to_string());
    let modules = |_: &str| ["sync", "collections"].map(str::to_string).into();
    let outcome = check(&sources, modules);
    assert!(outcome.unreadable.is_empty(), "{text}");
    outcome
        .findings
        .into_iter()
        .map(|finding| finding.rule)
        .collect()
}

#[track_caller]
fn refused(text: &str, wanted: &Rule) {
    let rules = rules_of(text);
    assert!(rules.contains(wanted), "{text}\n{rules:?}");
}

#[track_caller]
fn allowed(text: &str) {
    assert_eq!(rules_of(text), [], "{text}");
}

fn std_rule(name: &str) -> Rule {
    Rule::Std(name.to_string())
}

#[test]
fn modules_of_std_are_found_in_groups_renames_and_expressions() {
    for text in [
        "use std::thread;",
        "use ::std::thread;",
        "use std::{fmt, thread};",
        "use std::{fmt::{self, Display}, thread as t};",
        "fn f() { std::thread::yield_now(); }",
        "fn f() { let _ = <std::thread::Thread>::id; }",
        "use core::thread;",
        "macro_rules! m { () => { std::thread::yield_now() } }",
        "fn f() { println!(\"{}\", std::thread::panicking()); }",
        "fn f() { r#std::r#thread::yield_now(); }",
        "use std /* a comment */ :: /* another */ thread;",
    ] {
        refused(text, &std_rule("thread"));
    }
    refused(
        "use std::{fmt, process::{self, exit}};",
        &std_rule("process"),
    );
    refused("use std::sync::{Arc, Mutex};", &std_rule("sync"));
    refused(
        "use std::time::{Duration, Instant};",
        &std_rule("time::Instant"),
    );
    refused(
        "use std::collections::HashMap;",
        &std_rule("collections::HashMap"),
    );
    refused("use std::panic::set_hook;", &std_rule("panic::set_hook"));
    refused("use alloc::sync::Arc;", &std_rule("sync"));
}

#[test]
fn std_cannot_be_hidden_behind_a_name_or_a_glob() {
    let whole = Rule::StdWhole("std".to_string());
    for text in [
        "use std as s;",
        "use {std as s};",
        "use ::std as s;",
        "use std::*;",
        "use std::{self as s};",
        "macro_rules! m { ($s:tt) => { std $s thread } }",
        "m!(std);",
        "m!(a ::std);",
        "m!(::std);",
        "fn f() { std::$x }",
    ] {
        refused(text, &whole);
    }
    refused("use std::time;", &Rule::StdPart("time".to_string()));
    refused(
        "use std::collections::{self, VecDeque};",
        &Rule::StdPart("collections".to_string()),
    );
}

#[test]
fn reading_macros_are_found_by_every_spelling() {
    for text in [
        "include!(\"/etc/passwd\");",
        "r#include!(\"/etc/passwd\");",
        "use std::include as i;",
        "use std::prelude::v1::include as i;",
        "fn f() { core::include!(\"x\") }",
        "macro_rules! m { ($a:ident) => { 1 } } m!(include);",
        "own!{ (\"x\") include , ! }",
        "macro_rules! println { ($a:tt) => { 1 } } fn f() { println!(include) }",
    ] {
        refused(text, &Rule::Reading("include".to_string()));
    }
    refused(
        "#![doc = include_str!(\"x\")]",
        &Rule::Reading("include_str".to_string()),
    );
    refused(
        "const P: &str = env!(\"PATH\");",
        &Rule::Reading("env".to_string()),
    );
    refused(
        "macro_rules! m { ($a:ident) => { $a!(\"x\") } }",
        &Rule::MacroName,
    );
}

#[test]
fn attributes_are_on_the_list_or_refused() {
    refused("#[path = \"/etc/passwd\"] mod a;", &Rule::PathAttribute);
    refused("m!{ #[path = \"a\"] mod a; }", &Rule::PathAttribute);
    refused(
        "#[cfg_attr(all(), path = \"a\")] mod a;",
        &Rule::Attribute("cfg_attr".to_string()),
    );
    refused(
        "#![feature(rustc_attrs)]",
        &Rule::Attribute("feature".to_string()),
    );
    refused(
        "#[no_mangle] fn f() {}",
        &Rule::Attribute("no_mangle".to_string()),
    );
    refused("#[unsafe(no_mangle)] fn f() {}", &Rule::Unsafe);
    refused(
        "macro_rules! m { ($a:meta) => { #[$a] mod a; } }",
        &Rule::MacroAttribute,
    );
    refused(
        "macro_rules! m { ($a:tt $b:tt) => { $a $b mod a; } } m!(# x [path = \"a\"]);",
        &Rule::MacroAttribute,
    );
    allowed("#![warn(missing_docs)]\n/// Doc.\n#[derive(Debug, Clone)] #[must_use] struct A;");
    allowed("#[cfg(test)] mod tests { #[test] fn a() {} }");
}

#[test]
fn modules_of_the_facade_are_those_of_the_file() {
    let modules = vec!["collections".to_string(), "sync".to_string()];
    refused(
        "use pattern_sync::channel;",
        &Rule::Facade("channel".to_string(), modules.clone()),
    );
    refused(
        "fn f() { pattern_sync::model::settle(); }",
        &Rule::Facade("model".to_string(), modules),
    );
    for text in [
        "use pattern_sync as p;",
        "use pattern_sync::*;",
        "use pattern_sync::{self};",
    ] {
        refused(text, &Rule::FacadeWhole);
    }
    allowed("use pattern_sync::{collections::VecDeque, sync::{Condvar, Mutex}};");
}

#[test]
fn the_rest_is_refused_where_it_stands() {
    refused("extern crate alloc;", &Rule::Extern);
    refused("fn f() { unsafe {} }", &Rule::Unsafe);
    refused("macro_rules! m { () => { unsafe {} } }", &Rule::Unsafe);
    refused(
        "fn f() { asm!(\"nop\") }",
        &Rule::Assembly("asm".to_string()),
    );
    refused("thread_local! { static A: u8 = 1 }", &Rule::ThreadLocal);
    let mut sources = Sources::default();
    sources.files.insert(
        "src/a.rs".to_string(),
        "\n  use std::{fmt,\n é, thread};".to_string(),
    );
    let finding = &check(&sources, |_| BTreeSet::new()).findings;
    assert_eq!((finding[1].line, finding[1].column), (3, 5));
}

#[test]
fn brackets_without_end_or_without_bottom_do_no_harm() {
    let mut sources = Sources::default();
    sources
        .files
        .insert("src/lib.rs".to_string(), "fn f() { (".to_string());
    assert_eq!(
        check(&sources, |_| BTreeSet::new()).unreadable,
        ["src/lib.rs"]
    );
    let deep = format!("{}{}", "(".repeat(100_000), ")".repeat(100_000));
    refused(&deep, &Rule::Nesting);
}

#[test]
fn honest_code_passes() {
    allowed(
        "\u{feff}//! Queue.\r\nuse std::fmt::{self, Display};\r\nuse std::collections::VecDeque;\r\n\
         use std::time::Duration;\nuse std::{cmp::Ordering, mem};\n\
         fn process(env: u8) -> u8 { if !(env > 1) { println!(\"{}\", env); } env }\n\
         fn env() { let path = 1; let std = 2.0; assert!(std != 1.0 && path != 2, \"std::thread\"); }\n\
         struct Core { core: u8 } // std::thread\n\
         macro_rules! push { ($q:expr, $($x:expr),*) => { $( $q.push_back($x); )* } }\n\
         fn g(q: &mut VecDeque<u8>) { push!(q, 1, 2); std::mem::swap(&mut 1, &mut 2); }\n\
         fn h() -> Vec<u8> { std::vec![1] }\n\
         impl<T> fmt::Debug for Q<T> { fn fmt(&self) { f.debug_struct(\"Q\"); } }\n\
         fn i() { let _ = std::iter::repeat::<std::option::Option<u8>>(None); }\n",
    );
}

#[test]
fn what_tells_which_test_is_running_is_refused() {
    refused(
        "fn f<T>() -> bool { std::any::type_name::<T>().contains(\"same_time\") }",
        &Rule::Std("any::type_name".to_string()),
    );
    refused(
        "use std::panic::Location;",
        &Rule::Std("panic::Location".to_string()),
    );
    refused(
        "#[track_caller] fn f() {}",
        &Rule::Attribute("track_caller".to_string()),
    );
    allowed("use std::any::Any; fn f(payload: Box<dyn Any + Send>) { drop(payload) }");
}
