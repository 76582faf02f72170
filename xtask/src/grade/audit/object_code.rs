//! The object code of a library: its sections and symbols.

use object::read::archive::ArchiveFile;
use object::{Object as _, ObjectSection as _, ObjectSymbol as _};

use super::{Anomaly, symbols};

/// Sections whose contents the loader calls, or that change what the linker does.
const SPECIAL: [&str; 8] = [
    ".init_array",
    ".fini_array",
    ".preinit_array",
    ".ctors",
    ".dtors",
    ".init",
    ".fini",
    ".interp",
];

/// How the sections begin that the compiler makes.
const USUAL: [&str; 17] = [
    ".bss",
    ".comment",
    ".data",
    ".debug",
    ".eh_frame",
    ".gcc_except_table",
    ".group",
    ".llvm",
    ".note.GNU-stack",
    ".rel",
    ".rodata",
    ".shstrtab",
    ".strtab",
    ".symtab",
    ".tbss",
    ".tdata",
    ".text",
];

/// Checks every object of the library `archive`.
pub(super) fn check(archive: &[u8]) -> Vec<Anomaly> {
    let unreadable = || vec![Anomaly::Unreadable("the library".to_string())];
    let Ok(parsed) = ArchiveFile::parse(archive) else {
        return unreadable();
    };
    let (mut found, mut objects) = (Vec::new(), 0);
    for member in parsed.members() {
        let Ok(member) = member else {
            return unreadable();
        };
        // Beside the objects there is only the compiler's metadata.
        if member.name() == b"lib.rmeta" {
            continue;
        }
        let object = member
            .data(archive)
            .ok()
            .and_then(|data| object::File::parse(data).ok());
        let Some(object) = object else {
            return unreadable();
        };
        objects += 1;
        sections(&object, &mut found);
        look_at_symbols(&object, &mut found);
    }
    if objects == 0 {
        return unreadable();
    }
    found.sort_by_key(ToString::to_string);
    found.dedup();
    found
}

fn sections(object: &object::File<'_>, found: &mut Vec<Anomaly>) {
    for section in object.sections() {
        let Ok(name) = section.name() else {
            found.push(Anomaly::Unreadable("a section".to_string()));
            continue;
        };
        let special = SPECIAL.iter().any(|special| {
            name.strip_prefix(special)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let usual = name.is_empty() || USUAL.iter().any(|usual| name.starts_with(usual));
        if special || !usual {
            found.push(Anomaly::Section(name.to_string()));
        }
    }
}

fn look_at_symbols(object: &object::File<'_>, found: &mut Vec<Anomaly>) {
    for symbol in object.symbols() {
        let Ok(name) = symbol.name() else {
            found.push(Anomaly::Unreadable("a symbol".to_string()));
            continue;
        };
        if name.is_empty() {
            continue;
        }
        if symbol.is_undefined() {
            if !symbols::may_use(name) {
                found.push(Anomaly::External(symbols::readable(name)));
            }
        } else if symbol.is_global() && !symbols::may_define(name) {
            found.push(Anomaly::Exported(symbols::readable(name)));
        }
    }
}
