//! Why something is refused, and what to use instead, in both languages.

use super::{Rule, rules};
use crate::lang::Lang;

impl Rule {
    /// Returns why it is not allowed, in one sentence.
    pub fn reason(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.reason_en(),
            Lang::Fr => self.reason_fr(),
        }
    }

    fn reason_en(&self) -> String {
        match self {
            Self::Unsafe => "`unsafe` is not allowed in an exercise.".into(),
            Self::Reading(name) => {
                format!("`{name}!` reads files or the environment while compiling.")
            }
            Self::Assembly(name) => format!("`{name}!` puts machine code into the program."),
            Self::PathAttribute => "`#[path]` takes a module from another place.".into(),
            Self::Attribute(name) => {
                format!("The attribute `{name}` is not on the list of allowed ones.")
            }
            Self::Extern => "`extern` reaches for other crates or languages.".into(),
            Self::Std(name) => format!("`std::{name}` is not allowed in an exercise."),
            Self::StdPart(name) => format!("Only some items of `std::{name}` are allowed."),
            Self::StdWhole(name) => {
                format!("`{name}` as a whole hides which of its modules are used.")
            }
            Self::Facade(name, _) => {
                format!("`pattern_sync::{name}` is not allowed in this file.")
            }
            Self::FacadeWhole => {
                "`pattern_sync` as a whole hides which of its modules are used.".into()
            }
            Self::ThreadLocal => {
                "The `thread_local!` of `std` does not know the explorer's threads.".into()
            }
            Self::MacroName => "A macro calls a macro whose name is passed to it.".into(),
            Self::MacroAttribute => "A macro puts an attribute together.".into(),
            Self::Nesting => "Brackets are nested too deeply.".into(),
            Self::Unreadable => "The source check cannot read this file.".into(),
            Self::Audit(what) => format!("Compiled, this reaches for what is not allowed: {what}."),
        }
    }

    fn reason_fr(&self) -> String {
        match self {
            Self::Unsafe => "`unsafe` n'est pas permis dans un exercice.".into(),
            Self::Reading(name) => {
                format!("`{name}!` lit des fichiers ou l'environnement à la compilation.")
            }
            Self::Assembly(name) => {
                format!("`{name}!` introduit du code machine dans le programme.")
            }
            Self::PathAttribute => "`#[path]` prend un module ailleurs.".into(),
            Self::Attribute(name) => {
                format!("L'attribut `{name}` ne figure pas parmi ceux qui sont permis.")
            }
            Self::Extern => "`extern` fait appel à d'autres crates ou langages.".into(),
            Self::Std(name) => format!("`std::{name}` n'est pas permis dans un exercice."),
            Self::StdPart(name) => {
                format!("Seuls certains éléments de `std::{name}` sont permis.")
            }
            Self::StdWhole(name) => {
                format!("`{name}` pris en entier cache les modules qui sont utilisés.")
            }
            Self::Facade(name, _) => {
                format!("`pattern_sync::{name}` n'est pas permis dans cet exercice.")
            }
            Self::FacadeWhole => {
                "`pattern_sync` pris en entier cache les modules qui sont utilisés.".into()
            }
            Self::ThreadLocal => {
                "Le `thread_local!` de `std` ne connaît pas les threads de l'explorateur.".into()
            }
            Self::MacroName => "Une macro appelle une macro dont on lui passe le nom.".into(),
            Self::MacroAttribute => "Une macro fabrique un attribut.".into(),
            Self::Nesting => "Les parenthèses sont imbriquées trop profondément.".into(),
            Self::Unreadable => "Le contrôle des sources ne peut pas lire ce fichier.".into(),
            Self::Audit(what) => {
                format!("Une fois compilé, ce code recourt à ce qui n'est pas permis : {what}.")
            }
        }
    }

    /// Returns what to use instead.
    pub fn instead(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.instead_en(),
            Lang::Fr => self.instead_fr(),
        }
    }

    fn instead_en(&self) -> String {
        match self {
            Self::Unsafe => "Every step can be solved in safe Rust.".into(),
            Self::Reading(_) => "Write the code or the value itself here.".into(),
            Self::Assembly(_) | Self::Attribute(_) => "Remove it.".into(),
            Self::PathAttribute => "Put the module at src/<its name>.rs.".into(),
            Self::Extern => "Use `std` and `pattern_sync` alone, which need no `extern`.".into(),
            Self::Std(name) => match replacement(name) {
                Some(path) => format!("Use `{path}`."),
                None => "The exercise does not need it.".into(),
            },
            Self::StdPart(name) => format!("Name the items: {}.", items(name)),
            Self::StdWhole(_) => "Name the module, as in `use std::fmt;`.".into(),
            Self::Facade(_, allowed) => format!("It may use: {}.", list(allowed)),
            Self::FacadeWhole => "Name the module, as in `use pattern_sync::sync::Mutex;`.".into(),
            Self::ThreadLocal => "Keep the value in the structure that the threads share.".into(),
            Self::MacroName | Self::MacroAttribute => "Write it out, or use a function.".into(),
            Self::Nesting => "Split the code into functions.".into(),
            Self::Unreadable | Self::Audit(_) => "Write it in plain Rust.".into(),
        }
    }

    fn instead_fr(&self) -> String {
        match self {
            Self::Unsafe => "Chaque étape se résout sans `unsafe`.".into(),
            Self::Reading(_) => "Écrivez ici le code ou la valeur elle-même.".into(),
            Self::Assembly(_) | Self::Attribute(_) => "Retirez-le.".into(),
            Self::PathAttribute => "Placez le module dans src/<son nom>.rs.".into(),
            Self::Extern => {
                "Utilisez seulement `std` et `pattern_sync`, qui se passent d'`extern`.".into()
            }
            Self::Std(name) => match replacement(name) {
                Some(path) => format!("Utilisez `{path}`."),
                None => "L'exercice n'en a pas besoin.".into(),
            },
            Self::StdPart(name) => format!("Nommez les éléments : {}.", items(name)),
            Self::StdWhole(_) => "Nommez le module, comme dans `use std::fmt;`.".into(),
            Self::Facade(_, allowed) => format!("Il peut utiliser : {}.", list(allowed)),
            Self::FacadeWhole => {
                "Nommez le module, comme dans `use pattern_sync::sync::Mutex;`.".into()
            }
            Self::ThreadLocal => {
                "Gardez la valeur dans la structure que les threads partagent.".into()
            }
            Self::MacroName | Self::MacroAttribute => {
                "Écrivez-le en toutes lettres, ou utilisez une fonction.".into()
            }
            Self::Nesting => "Répartissez le code en fonctions.".into(),
            Self::Unreadable | Self::Audit(_) => "Écrivez-le en Rust ordinaire.".into(),
        }
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
