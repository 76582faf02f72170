//! The catalogues: look up a message's words and fill in what it speaks of.

use std::sync::{LazyLock, OnceLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::typography;
use crate::lang::Lang;

static EXPLORER: LazyLock<Catalogue> = LazyLock::new(|| {
    let source = include_str!("explorer.fr.ftl");
    Catalogue::new(Lang::Fr, "explorer.fr.ftl".to_owned(), source)
});

/// Returns the explorer's phrase `name` in French.
///
/// # Panics
///
/// As [`Bilingual::text`].
pub(super) fn of_explorer(name: &str, arguments: &FluentArgs<'_>) -> String {
    EXPLORER.text(name, arguments)
}

/// The same messages in each language, read when one of them is first said.
pub(super) struct Bilingual {
    /// Where the two files are, below this folder: nothing, or a folder with its `/`.
    pub(super) folder: &'static str,
    sources: [&'static str; 2],
    read: [OnceLock<Catalogue>; 2],
}

impl Bilingual {
    /// Takes the texts of `en.ftl` and of `fr.ftl` in `folder`.
    pub(super) const fn new(folder: &'static str, sources: [&'static str; 2]) -> Self {
        Self {
            folder,
            sources,
            read: [const { OnceLock::new() }; 2],
        }
    }

    /// Returns the message `name` in `lang`.
    ///
    /// # Panics
    ///
    /// If the catalogue has no such message, or one that cannot be put together: the tests see to it
    /// that this does not happen.
    pub(super) fn text(&self, lang: Lang, name: &str, arguments: &FluentArgs<'_>) -> String {
        let place = match lang {
            Lang::En => 0,
            Lang::Fr => 1,
        };
        let read = || {
            let file = format!("{}{}.ftl", self.folder, lang.code());
            Catalogue::new(lang, file, self.sources[place])
        };
        self.read[place].get_or_init(read).text(name, arguments)
    }
}

/// One file.
struct Catalogue {
    file: String,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    fn new(lang: Lang, file: String, source: &str) -> Self {
        let language = lang.code().parse().expect("`en` and `fr` are languages");
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Both languages are written from left to right: there is nothing to isolate.
        bundle.set_use_isolating(false);
        if lang == Lang::Fr {
            bundle.set_transform(Some(typography::french));
        }
        let resource = FluentResource::try_new(source.to_owned());
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        let added = bundle.add_resource(resource);
        added.unwrap_or_else(|errors| panic!("{file}: {errors:?}"));
        Self { file, bundle }
    }

    fn text(&self, name: &str, arguments: &FluentArgs<'_>) -> String {
        let Self { file, bundle } = self;
        let message = bundle.get_message(name);
        let pattern = message.and_then(|message| message.value());
        let pattern = pattern.unwrap_or_else(|| panic!("{file} has no `{name}`"));
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
        assert!(errors.is_empty(), "{file}, `{name}`: {errors:?}");
        text.into_owned()
    }
}
