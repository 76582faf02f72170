//! Checks that `exercise.toml` and `tests/graded.rs` speak of the same tests.

use std::fs;
use std::str::FromStr as _;

use anyhow::{Context, Result, anyhow, bail, ensure};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::exercise::{Exercise, Text};
use crate::lang::Lang;
use crate::repo::Repo;
use crate::report::Mode;

/// Checks names, order, modes, points and texts.
pub(super) fn agree(repo: &Repo, exercise: &Exercise) -> Result<()> {
    let path = repo.exercise_dir(&exercise.name).join("tests/graded.rs");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let found = tests(&text)?;
    let told: Vec<(String, Mode)> = exercise
        .tests
        .iter()
        .map(|test| (test.name.clone(), test.mode))
        .collect();
    for (name, mode) in &told {
        let Some((_, wrapper)) = found.iter().find(|(found, _)| found == name) else {
            bail!("graded.rs has no test `{name}`");
        };
        ensure!(wrapper == mode, "`{name}` is {wrapper:?} in graded.rs");
    }
    for (name, _) in &found {
        ensure!(
            exercise.test(name).is_some(),
            "exercise.toml does not mention `{name}`"
        );
    }
    let order =
        |tests: &[(String, Mode)]| tests.iter().map(|test| test.0.clone()).collect::<Vec<_>>();
    ensure!(
        order(&found) == order(&told),
        "the tests are in another order in graded.rs"
    );
    ensure!(
        exercise.max_points() == 100,
        "the points add up to {}",
        exercise.max_points()
    );
    for (at, step) in exercise.steps.iter().enumerate() {
        ensure!(
            step.number as usize == at + 1,
            "the steps do not count from 1"
        );
        let tested = exercise.tests.iter().any(|test| test.step == step.number);
        ensure!(tested, "step {} has no test", step.number);
        said(&step.title, "a step's title")?;
    }
    said(&exercise.title, "the title")?;
    for test in &exercise.tests {
        ensure!(test.points > 0, "`{}` is worth nothing", test.name);
        said(&test.title, &format!("the title of `{}`", test.name))?;
        said(&test.hint, &format!("the hint of `{}`", test.name))?;
    }
    Ok(())
}

fn said(text: &Text, what: &str) -> Result<()> {
    for lang in [Lang::En, Lang::Fr] {
        ensure!(
            !text.get(lang).trim().is_empty(),
            "{what} is empty in `{}`",
            lang.code()
        );
    }
    Ok(())
}

/// Lists the `#[test]` functions of a suite; each must be one call of a wrapper of `graded`.
fn tests(text: &str) -> Result<Vec<(String, Mode)>> {
    let stream = TokenStream::from_str(text).map_err(|error| anyhow!("graded.rs: {error}"))?;
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut tests = Vec::new();
    for at in 0..trees.len() {
        if !is_test_attribute(&trees[at..]) {
            continue;
        }
        let rest = &trees[at + 2..];
        let keyword = rest
            .iter()
            .position(|tree| is_ident(tree, "fn"))
            .context("no fn")?;
        let name = rest.get(keyword + 1).context("no name")?.to_string();
        let body = rest[keyword..].iter().find_map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                Some(group.stream())
            }
            _ => None,
        });
        let mode = body.and_then(|body| wrapper(body, &name));
        let mode = mode.with_context(|| {
            format!(
                "`{name}` is not exactly one call of `graded::…` (`judged` is told the test's name)"
            )
        })?;
        tests.push((name, mode));
    }
    Ok(tests)
}

fn is_test_attribute(trees: &[TokenTree]) -> bool {
    matches!(trees, [TokenTree::Punct(hash), TokenTree::Group(group), ..]
        if hash.as_char() == '#' && group.stream().to_string() == "test")
}

fn is_ident(tree: &TokenTree, name: &str) -> bool {
    matches!(tree, TokenTree::Ident(ident) if ident == name)
}

/// Tells whether `test`, as a text, is the second of `arguments`.
fn names(arguments: &TokenStream, test: &str) -> bool {
    let text = format!("{test:?}");
    let is_comma =
        |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
    let mut rest = arguments
        .clone()
        .into_iter()
        .skip_while(|tree| !is_comma(tree));
    rest.nth(1).is_some_and(|tree| tree.to_string() == text)
}

/// Returns the mode of `graded::<mode>(…)`, if that and a semicolon is all of the body of `test`.
fn wrapper(body: TokenStream, test: &str) -> Option<Mode> {
    let trees: Vec<TokenTree> = body.into_iter().collect();
    let [
        root,
        TokenTree::Punct(_),
        TokenTree::Punct(_),
        name,
        TokenTree::Group(arguments),
        rest @ ..,
    ] = trees.as_slice()
    else {
        return None;
    };
    let whole = is_ident(root, "graded") && rest.iter().all(|tree| tree.to_string() == ";");
    let mode = match name.to_string().as_str() {
        "explored" => Mode::Explored,
        "real_threads" => Mode::RealThreads,
        "value" => Mode::Value,
        // The judge finds the test by its name.
        "judged" if names(&arguments.stream(), test) => Mode::Value,
        _ => return None,
    };
    whole.then_some(mode)
}

#[cfg(test)]
mod tests_of_suite {
    use super::*;

    #[test]
    fn tests_are_found_with_their_modes() {
        let text = "fn helper() {}\n#[test]\nfn a() { graded::explored(|| { x(); }); }\n\
                    #[test]\n/// Doc.\nfn b() { graded::value(|| y()) }\n\
                    #[test]\nfn c() { graded::judged(&judge(), \"c\", |x| y(x)); }";
        let found = tests(text).unwrap();
        assert_eq!(
            found,
            [
                ("a".to_string(), Mode::Explored),
                ("b".to_string(), Mode::Value),
                ("c".to_string(), Mode::Value)
            ]
        );
    }

    #[test]
    fn a_test_that_is_more_than_one_call_is_refused() {
        for body in [
            "let x = 1; graded::value(|| x)",
            "graded::other(|| 1)",
            "graded::judged(&judge(), \"b\", |x| x)",
            "assert!(true)",
            "",
        ] {
            let error = tests(&format!("#[test] fn a() {{ {body} }}")).unwrap_err();
            assert!(error.to_string().contains("`a`"), "{body}: {error}");
        }
    }
}
