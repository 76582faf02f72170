//! Makes sure that every link of the finished book leads somewhere, and nothing is loaded from elsewhere.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::links::normal;
use super::pages::html_files;

/// Checks all pages below `site`; the error lists every link that is broken.
pub(super) fn links(site: &Path) -> Result<()> {
    let mut files = Vec::new();
    html_files(site, &mut files)?;
    let mut pages = HashMap::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        pages.insert(file, text);
    }
    let names: HashMap<&Path, BTreeSet<&str>> = pages
        .iter()
        .map(|(path, text)| (path.as_path(), values(text, "id").collect()))
        .collect();
    let mut broken = BTreeSet::new();
    for (path, text) in &pages {
        let loaded = values(text, "src").map(|target| (target, true));
        let linked = values(text, "href").map(|target| (target, false));
        for (target, is_loaded) in loaded.chain(linked) {
            if let Some(why) = trouble(path, target, is_loaded, &names) {
                let page = path.strip_prefix(site).unwrap_or(path);
                broken.insert(format!("{}: {target} {why}", page.display()));
            }
        }
    }
    let all: Vec<String> = broken.into_iter().collect();
    ensure!(
        all.is_empty(),
        "links of the book that lead nowhere:\n{}",
        all.join("\n")
    );
    Ok(())
}

/// Says what is wrong with a link of the page at `path`.
fn trouble(
    path: &Path,
    target: &str,
    is_loaded: bool,
    names: &HashMap<&Path, BTreeSet<&str>>,
) -> Option<&'static str> {
    if target.starts_with("//") || target.contains("://") {
        return is_loaded.then_some("is loaded over the network");
    }
    if target.starts_with("data:") || target.starts_with("mailto:") {
        return None;
    }
    let (file, name) = target
        .split_once('#')
        .map_or((target, None), |(file, name)| (file, Some(name)));
    let file = file.split('?').next().unwrap_or_default();
    let there: PathBuf = match file {
        "" => path.to_path_buf(),
        _ => normal(&path.parent().unwrap_or(Path::new("")).join(decoded(file))),
    };
    if !there.exists() {
        return Some("does not exist");
    }
    let name = decoded(name.unwrap_or_default());
    let known = name.is_empty()
        || names
            .get(there.as_path())
            .is_none_or(|names| names.contains(name.as_str()));
    (!known).then_some("names no place on that page")
}

/// Returns the values of an attribute, in quotes as mdBook and we write them.
fn values<'t>(text: &'t str, attribute: &str) -> impl Iterator<Item = &'t str> {
    let mark = format!(" {attribute}=\"");
    let ends: Vec<usize> = text
        .match_indices(&mark)
        .map(|(at, mark)| at + mark.len())
        .collect();
    ends.into_iter()
        .filter_map(|at| text[at..].split('"').next())
}

/// Takes `%C3%A9` for the letter that it stands for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let number = match (first, after) {
            (b'%', [_, _, ..]) => std::str::from_utf8(&after[..2])
                .ok()
                .and_then(|two| u8::from_str_radix(two, 16).ok()),
            _ => None,
        };
        bytes.push(number.unwrap_or(*first));
        rest = if number.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(name: &str, page: &str) -> Result<(), String> {
        let folder = std::env::temp_dir().join(format!("book-check-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("en")).unwrap();
        fs::write(folder.join("en/a.html"), "<h1 id=\"é\">A</h1>").unwrap();
        fs::write(folder.join("en/b.html"), page).unwrap();
        let outcome = links(&folder);
        fs::remove_dir_all(&folder).unwrap();
        outcome.map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn links_between_pages_and_to_other_places_are_well() {
        let page = "<a href=\"a.html#%C3%A9\">x</a> <a href=\"https://example.org/\">y</a> <a href=\"../en/a.html\">z</a>";
        assert_eq!(checked("well", page), Ok(()));
    }

    #[test]
    fn broken_links_and_what_is_loaded_from_elsewhere_are_errors() {
        let says = |name: &str, page: &str, wanted: &str| {
            let error = checked(name, page).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        };
        says(
            "page",
            "<a href=\"c.html\">x</a>",
            "en/b.html: c.html does not exist",
        );
        says("place", "<a href=\"a.html#b\">x</a>", "names no place");
        says(
            "loaded",
            "<img src=\"https://example.org/x.svg\">",
            "over the network",
        );
    }
}
