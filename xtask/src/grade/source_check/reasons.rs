//! Why something is refused, and what to use instead.

use super::{Rule, rules};
use crate::lang::Lang;
use crate::messages::Message;

impl Rule {
    /// Returns why it is not allowed, in one sentence.
    pub fn reason(&self, lang: Lang) -> String {
        let name = |name: &String| name.clone();
        let message = match self {
            Self::Unsafe => Message::NoUnsafe,
            Self::Reading(of) => Message::NoReading { name: name(of) },
            Self::Assembly(of) => Message::NoAssembly { name: name(of) },
            Self::PathAttribute => Message::NoPathAttribute,
            Self::Attribute(of) => Message::NoAttribute { name: name(of) },
            Self::Extern => Message::NoExtern,
            Self::Std(of) => Message::NoStd { name: name(of) },
            Self::StdPart(of) => Message::NotAllOfStd { name: name(of) },
            Self::StdWhole(of) => Message::NotWhole { name: name(of) },
            Self::Facade(of, _) => Message::NoFacade { name: name(of) },
            Self::FacadeWhole => Message::NotWhole {
                name: "pattern_sync".into(),
            },
            Self::ThreadLocal => Message::NoThreadLocal,
            Self::MacroName => Message::NoMacroName,
            Self::MacroAttribute => Message::NoMacroAttribute,
            Self::Nesting => Message::NoNesting,
            Self::Unreadable => Message::NotReadable,
            Self::Audit(what) => Message::NotCompiledTo { what: what.clone() },
        };
        message.to_text(lang)
    }

    /// Returns what to use instead.
    pub fn instead(&self, lang: Lang) -> String {
        let message = match self {
            Self::Unsafe => Message::SafeRustSuffices,
            Self::Reading(_) => Message::WriteTheValue,
            Self::Assembly(_) | Self::Attribute(_) => Message::RemoveIt,
            Self::PathAttribute => Message::PutTheModuleInItsPlace,
            Self::Extern => Message::UseTheTwoCrates,
            Self::Std(name) => match replacement(name) {
                Some(path) => Message::Use { path },
                None => Message::NotNeeded,
            },
            Self::StdPart(name) => Message::NameTheItems { items: items(name) },
            Self::StdWhole(_) => Message::NameTheModule {
                example: "use std::fmt;".into(),
            },
            Self::Facade(_, allowed) => Message::MayUse {
                modules: list(allowed),
            },
            Self::FacadeWhole => Message::NameTheModule {
                example: "use pattern_sync::sync::Mutex;".into(),
            },
            Self::ThreadLocal => Message::KeepItInTheStructure,
            Self::MacroName | Self::MacroAttribute => Message::WriteItOut,
            Self::Nesting => Message::SplitIntoFunctions,
            Self::Unreadable | Self::Audit(_) => Message::WritePlainRust,
        };
        message.to_text(lang)
    }
}

/// Returns where `pattern_sync` has what `std` has at `name`.
fn replacement(name: &str) -> Option<String> {
    let (module, item) = name.split_once("::").unwrap_or((name, ""));
    let of_facade = match (module, item) {
        ("thread" | "sync", _) => true,
        ("time", item) => item == "Instant",
        ("collections", item) => ["HashMap", "HashSet"].contains(&item),
        _ => false,
    };
    of_facade.then(|| format!("pattern_sync::{name}"))
}

fn items(module: &str) -> String {
    let found = rules::STD_PARTS.iter().find(|(name, _)| *name == module);
    found.map_or_else(String::new, |(_, items)| items.join(", "))
}

fn list(modules: &[String]) -> String {
    let names: Vec<String> = modules
        .iter()
        .map(|name| format!("pattern_sync::{name}"))
        .collect();
    names.join(", ")
}
