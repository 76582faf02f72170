//! What the keys do: in one or two lines at the bottom, and at length.

use crate::hints::LEVELS;
use crate::messages::Message;
use crate::watch::lines::{Line, Page, Paint};
use crate::watch::state::{Screen, State};

/// A key, and what it does in a word.
type Pair = (String, Message);

/// Renders the keys of the screen, as many to a line as there is room for.
pub(super) fn bar(state: &State, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (key, word) in of_screen(state) {
        let word = word.to_text(state.lang);
        let length = key.chars().count() + 1 + word.chars().count();
        let fits = |line: &&mut Line| line.width() + 2 + length <= width;
        let add = |line: Line| {
            line.and(Paint::Bold, &key)
                .and(Paint::Plain, &format!(" {word}"))
        };
        match lines.last_mut().filter(fits) {
            Some(line) => *line = add(std::mem::take(line).and(Paint::Plain, "  ")),
            None => lines.push(add(Line::default())),
        }
    }
    lines
}

fn of_screen(state: &State) -> Vec<Pair> {
    let lang = state.lang;
    let key = |key: &str, word| (key.to_string(), word);
    let named = |key: Message, word| (key.to_text(lang), word);
    let back = || named(Message::KeyEscape, Message::DoesBack);
    let quit = || key("q", Message::DoesQuit);
    match state.screen {
        Screen::Verdict => vec![
            key("h", Message::DoesHint),
            key("t", Message::DoesTimeline),
            key("n", Message::DoesNext),
            key("l", Message::DoesList),
            key("r", Message::DoesReset),
            quit(),
            key("?", Message::DoesHelp),
        ],
        Screen::Hint => {
            let more = (state.hinted.1 < LEVELS).then(|| key("h", Message::DoesMoreHint));
            let rest = [key("t", Message::DoesTimeline), back(), quit()];
            more.into_iter().chain(rest).collect()
        }
        Screen::List { .. } => vec![
            key("↑↓", Message::DoesChoose),
            named(Message::KeyEnter, Message::DoesTake),
            back(),
            quit(),
        ],
        Screen::Reset => vec![
            named(Message::KeyYes, Message::DoesReset),
            key("n", Message::DoesKeep),
        ],
        Screen::Help => vec![back(), quit()],
    }
}

/// Explains all keys.
pub(super) fn help(state: &State, page: &mut Page) {
    page.line(Line::new(Paint::Bold, &Message::Keys.to_text(state.lang)));
    page.blank();
    let pages = format!("↑↓ {}", Message::KeyPages.to_text(state.lang));
    let all = [
        ("h", Message::ExplainHint),
        ("t", Message::ExplainTimeline),
        ("n", Message::ExplainNext),
        ("l", Message::ExplainList),
        ("r", Message::ExplainReset),
        ("g", Message::ExplainAgain),
        (&pages, Message::ExplainScroll),
        ("Ctrl-Z", Message::ExplainSuspend),
        ("q", Message::ExplainQuit),
    ];
    let column = all.iter().map(|(key, _)| key.chars().count()).max();
    let column = column.unwrap_or(0) + 2;
    for (key, text) in all {
        let text = text.to_text(state.lang);
        page.item(Paint::Bold, &format!("  {key:<column$}"), &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::watch::testing;

    #[test]
    fn the_keys_are_named_as_on_the_keyboard_and_their_texts_stand_below_each_other() {
        let mut state = testing::state();
        for (lang, column, paging) in [
            (Lang::En, 16, "  ↑↓ PgUp PgDn  the rest"),
            (Lang::Fr, 19, "  ↑↓ Pg préc/suiv  la suite"),
        ] {
            state.lang = lang;
            let mut page = Page::new(60);
            help(&state, &mut page);
            let lines: Vec<String> = page.lines.iter().map(|line| line.render(false)).collect();
            let line = lines.iter().find(|line| line.contains("↑↓")).unwrap();
            assert!(line.starts_with(paging), "{line}");
            // Each text begins in the same column, which only spaces come before.
            for line in &lines[2..] {
                let before: Vec<char> = line.chars().take(column).collect();
                assert!(before.ends_with(&[' ', ' ']), "{line}");
                assert_ne!(line.chars().nth(column), Some(' '), "{line}");
            }
        }
    }
}
