//! The catalogue: looks up a message's words and fills in what it speaks of.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use super::typography;
use crate::lang::Lang;

static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Lang::En, include_str!("../../messages/en.ftl")));
static FRENCH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Lang::Fr, include_str!("../../messages/fr.ftl")));

/// Returns the message `name` in `lang`.
///
/// # Panics
///
/// If the catalogue has no such message, or one that cannot be put together: the tests see to it that
/// this does not happen.
pub(super) fn text(lang: Lang, name: &str, arguments: &FluentArgs<'_>) -> String {
    let bundle = match lang {
        Lang::En => &*ENGLISH,
        Lang::Fr => &*FRENCH,
    };
    let message = bundle.get_message(name);
    let pattern = message.and_then(|message| message.value());
    let pattern = pattern.unwrap_or_else(|| panic!("{}.ftl has no `{name}`", lang.code()));
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
    assert!(
        errors.is_empty(),
        "{}.ftl, `{name}`: {errors:?}",
        lang.code()
    );
    text.into_owned()
}

fn bundle(lang: Lang, source: &str) -> FluentBundle<FluentResource> {
    let language = lang.code().parse().expect("`en` and `fr` are languages");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Both languages are written from left to right: there is nothing to isolate.
    bundle.set_use_isolating(false);
    if lang == Lang::Fr {
        bundle.set_transform(Some(typography::french));
    }
    let resource = FluentResource::try_new(source.to_owned());
    let resource = resource.unwrap_or_else(|(_, errors)| panic!("{}.ftl: {errors:?}", lang.code()));
    let added = bundle.add_resource(resource);
    added.unwrap_or_else(|errors| panic!("{}.ftl: {errors:?}", lang.code()));
    bundle
}
