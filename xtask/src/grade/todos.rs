//! Finds what is left to do: `todo!("step N: …")` in the sources.

use std::str::FromStr as _;

use proc_macro2::{TokenStream, TokenTree};

use super::intake::Sources;

/// The longest task that is shown, in characters.
const MAX_TASK: usize = 200;

/// Holds one `todo!`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// The step.
    pub step: u32,
    /// What is to be done.
    pub task: String,
    /// The path, beginning with `src/`.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// Lists what is left to do, by step, then by place.
pub fn find(sources: &Sources) -> Vec<Todo> {
    let mut todos = Vec::new();
    for (file, text) in &sources.files {
        if let Ok(stream) = TokenStream::from_str(text) {
            search(stream, file, &mut todos);
        }
    }
    todos.sort_by_key(|todo| todo.step);
    todos
}

/// Takes `step 1: do this` apart.
pub fn parse(text: &str) -> Option<(u32, String)> {
    let (number, task) = text.trim().strip_prefix("step ")?.split_once(':')?;
    let task = task.lines().next().unwrap_or_default().trim();
    Some((number.parse().ok()?, task.chars().take(MAX_TASK).collect()))
}

/// Searches `stream`, whose nesting the source check has limited.
fn search(stream: TokenStream, file: &str, todos: &mut Vec<Todo>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        let TokenTree::Group(group) = tree else {
            continue;
        };
        let named = at >= 2
            && matches!(&trees[at - 2], TokenTree::Ident(name) if name == "todo")
            && matches!(&trees[at - 1], TokenTree::Punct(bang) if bang.as_char() == '!');
        let first = group.stream().into_iter().next();
        if let (true, Some(TokenTree::Literal(literal))) = (named, first) {
            let text = literal.to_string();
            if let Some((step, task)) = parse(text.trim_matches('"')) {
                let line = trees[at - 2].span().start().line;
                todos.push(Todo {
                    step,
                    task,
                    file: file.to_string(),
                    line,
                });
            }
        } else {
            search(group.stream(), file, todos);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn todos_come_by_step_then_by_place() {
        let mut sources = Sources::default();
        let text = "fn a() {\n    todo!(\"step 2: close\")\n}\nfn b() { if x { todo!(\"step 1: push\") } todo!() }\n// todo!(\"step 1: no\")";
        sources
            .files
            .insert("src/a.rs".to_string(), text.to_string());
        sources.files.insert(
            "src/b.rs".to_string(),
            "fn c() { todo!(\"step 1: pop\") }".to_string(),
        );
        let found: Vec<_> = find(&sources)
            .into_iter()
            .map(|t| (t.step, t.task, t.file, t.line))
            .collect();
        let todo = |step, task: &str, file: &str, line| (step, task.into(), file.into(), line);
        assert_eq!(
            found,
            [
                todo(1, "push", "src/a.rs", 4),
                todo(1, "pop", "src/b.rs", 1),
                todo(2, "close", "src/a.rs", 2)
            ]
        );
    }
}
