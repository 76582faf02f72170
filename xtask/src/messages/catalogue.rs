//! The catalogues: look up a message's words and fill in what it speaks of.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::typography;
use crate::lang::Lang;

static ENGLISH: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(Lang::En, "en.ftl", include_str!("en.ftl")));
static FRENCH: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::new(Lang::Fr, "fr.ftl", include_str!("fr.ftl")));
static EXPLORER: LazyLock<Catalogue> = LazyLock::new(|| {
    let source = include_str!("explorer.fr.ftl");
    Catalogue::new(Lang::Fr, "explorer.fr.ftl", source)
});

/// Returns the message `name` in `lang`.
///
/// # Panics
///
/// If the catalogue has no such message, or one that cannot be put together: the tests see to it that
/// this does not happen.
pub(super) fn text(lang: Lang, name: &str, arguments: &FluentArgs<'_>) -> String {
    match lang {
        Lang::En => ENGLISH.text(name, arguments),
        Lang::Fr => FRENCH.text(name, arguments),
    }
}

/// Returns the explorer's phrase `name` in French.
///
/// # Panics
///
/// As [`text`].
pub(super) fn of_explorer(name: &str, arguments: &FluentArgs<'_>) -> String {
    EXPLORER.text(name, arguments)
}

/// One file.
struct Catalogue {
    file: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    fn new(lang: Lang, file: &'static str, source: &str) -> Self {
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
