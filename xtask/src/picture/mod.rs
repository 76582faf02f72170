//! A schedule as a page: a lane per thread, arrows between them, the source beside each step. Or a
//! real run, with the time in the place of the source.
//!
//! The page is one file without references to others. Its table is complete by itself, for screen
//! readers and where no script may run; the script (`page.js`) draws the lanes beside it and steps
//! through. What both show is the [`View`], which is also in the page as data.

mod arrows;
#[cfg(feature = "staff")]
mod figure;
mod lanes;
mod recorded;
mod view;

use std::fmt::Write as _;

#[cfg(feature = "staff")]
pub use self::figure::figure;
pub use self::recorded::Run;
pub use self::view::{Outcome, Scene, View};
use crate::messages::Message;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Renders `view` as an HTML page.
pub fn page(view: &View) -> String {
    let words = Words::new(view);
    let schedules: String = (0..view.scenes.len())
        .map(|at| scene(view, at, &words))
        .collect();
    let data = serde_json::json!({ "view": view, "words": words });
    // Inside a script element only `<` could end it.
    let data = data.to_string().replace('<', "\\u003c");
    let values = [
        ("lang", view.lang.code().to_string()),
        ("title", html(&view.title)),
        ("style", STYLE.to_string()),
        ("heading", html(&view.title)),
        ("subtitle", html(&view.subtitle)),
        ("keys", html(&words.keys)),
        ("previous", html(&words.previous)),
        ("next", html(&words.next)),
        ("legend", legend(view, &words)),
        ("schedules", schedules),
        ("data", data),
        ("script", SCRIPT.to_string()),
    ];
    fill(PAGE, &values)
}

/// Puts values into the places `{{name}}` of a template; what a value says is not looked at again.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .expect("the template closes what it opens");
        let value = values.iter().find(|(known, _)| *known == name);
        let (_, value) = value.expect("the template names known values");
        out.push_str(before);
        out.push_str(value);
        rest = after;
    }
    out + rest
}

/// Renders one schedule as a table.
fn scene(view: &View, at: usize, words: &Words) -> String {
    let scene = &view.scenes[at];
    let mut out = String::new();
    let _ = write!(
        out,
        "<section class=\"schedule {}\" id=\"schedule-{at}\" aria-labelledby=\"heading-{at}\">\n\
         <h2 id=\"heading-{at}\">{}</h2>\n<p class=\"cause\">{}</p>\n",
        scene.outcome.name(),
        html(match scene.outcome {
            Outcome::Failed => &words.failed,
            Outcome::Passed => &words.passed,
            Outcome::Recorded => &words.recorded,
        }),
        prose(&scene.cause),
    );
    out.push_str(&scene.overview);
    let _ = write!(
        out,
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">{}</th>\
         <th class=\"lanes\" aria-hidden=\"true\"></th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        html(&words.step),
        html(&words.thread),
        html(&words.event),
        html(if scene.outcome == Outcome::Recorded {
            &words.time
        } else {
            &words.place
        }),
    );
    for (index, row) in scene.rows.iter().enumerate() {
        if let Some(omitted) = scene.omitted.filter(|omitted| omitted.before == index) {
            let _ = writeln!(
                out,
                "<tr class=\"gap\"><td></td><td class=\"lanes\" aria-hidden=\"true\"></td>\
                 <td colspan=\"3\">… {} {} …</td></tr>",
                omitted.events,
                html(&words.omitted)
            );
        }
        let name = &scene.threads[row.thread].name;
        let _ = writeln!(
            out,
            "<tr class=\"row\" data-row=\"{index}\"><td>{}</td>\
             <td class=\"lanes\" aria-hidden=\"true\"></td><th scope=\"row\">{}</th>\
             <td>{}</td><td class=\"place\" title=\"{}\"><code>{}</code></td></tr>",
            index + 1,
            html(name),
            prose(&row.text),
            html(&row.code),
            html(&row.place),
        );
    }
    out.push_str("</tbody></table></div>\n");
    if scene.outcome != Outcome::Recorded {
        out.push_str(&ends(scene, words));
    }
    out.push_str("</section>\n");
    out
}

/// Lists what the threads that came to no good end wait for.
fn ends(scene: &Scene, words: &Words) -> String {
    let open: Vec<_> = scene
        .threads
        .iter()
        .filter_map(|thread| Some((thread, thread.end.as_ref()?)))
        .collect();
    if open.is_empty() {
        return format!("<p class=\"ends\">{}</p>\n", html(&words.all_ended));
    }
    let mut out = format!(
        "<h3>{}</h3>\n<ul class=\"ends\">\n",
        html(&words.at_the_end)
    );
    for (thread, end) in open {
        let _ = write!(
            out,
            "<li><b>{}</b> {}",
            html(&thread.name),
            prose(&end.text)
        );
        if !end.place.is_empty() {
            let _ = write!(out, " <code>{}</code>", html(&end.place));
        }
        if !end.code.is_empty() {
            let _ = write!(out, "<br><code class=\"line\">{}</code>", html(&end.code));
        }
        out.push_str("</li>\n");
    }
    out + "</ul>\n"
}

/// Says what lines mean; those of a real run do not show who held which lock.
fn legend(view: &View, words: &Words) -> String {
    let sample = |class: &str, inside: &str| {
        format!(
            "<svg class=\"sample\" width=\"34\" height=\"14\" aria-hidden=\"true\">\
             <g class=\"{class}\">{inside}</g></svg>"
        )
    };
    let line = "<path d=\"M2 7H32\"/>";
    let band = "<rect x=\"2\" y=\"3\" width=\"30\" height=\"8\"/>";
    let entries = [
        ("lane running", line, &words.running, true),
        ("lane blocked", line, &words.blocked, true),
        ("hold", band, &words.holds, false),
        ("arrow unlock", line, &words.unlock, false),
        ("arrow notify", line, &words.notify, true),
        ("arrow send", line, &words.send, false),
        ("arrow start", line, &words.start, true),
    ];
    let entries = entries.iter();
    entries
        .filter(|(.., of_runs)| *of_runs || !is_recorded(view))
        .map(|(class, inside, text, _)| {
            format!("<li>{} {}</li>", sample(class, inside), html(text))
        })
        .collect()
}

/// Tells whether it is a real run that is shown.
fn is_recorded(view: &View) -> bool {
    let mut scenes = view.scenes.iter();
    scenes.any(|scene| scene.outcome == Outcome::Recorded)
}

/// The letter by which a thread is known where its name has no room.
fn letter(thread: usize) -> char {
    char::from(b'A' + u8::try_from(thread % 26).unwrap_or_default())
}

/// Makes text safe to stand in a page, also in a quoted attribute.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Makes a sentence safe to stand in a page; what it has between backticks becomes code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return html(text);
    }
    let parts = parts.iter().enumerate();
    parts
        .map(|(number, part)| match number % 2 {
            0 => html(part),
            _ => format!("<code>{}</code>", html(part)),
        })
        .collect()
}

/// The words of the page that do not depend on the schedule.
#[derive(serde::Serialize)]
struct Words {
    failed: String,
    passed: String,
    recorded: String,
    time: String,
    step: String,
    thread: String,
    event: String,
    place: String,
    omitted: String,
    at_the_end: String,
    all_ended: String,
    keys: String,
    previous: String,
    next: String,
    running: String,
    blocked: String,
    holds: String,
    unlock: String,
    notify: String,
    send: String,
    start: String,
    differs: String,
    of: String,
}

impl Words {
    fn new(view: &View) -> Self {
        let say = |message: Message| message.to_text(view.lang);
        let of = |explored, recorded| {
            say(if is_recorded(view) {
                recorded
            } else {
                explored
            })
        };
        let compares = view.scenes.len() > 1;
        Self {
            failed: say(Message::PageFails),
            passed: say(Message::PagePasses),
            recorded: say(Message::PageRecorded),
            time: say(Message::PageTime),
            step: say(Message::PageStep),
            thread: say(Message::PageThread),
            event: say(Message::PageEvent),
            place: say(Message::PagePlace),
            omitted: say(Message::PageOmitted),
            at_the_end: say(Message::PageAtTheEnd),
            all_ended: say(Message::PageAllEnded),
            keys: say(Message::PageKeys { compares }),
            previous: say(Message::PagePrevious),
            next: say(Message::PageNext),
            running: of(Message::PageRunning, Message::RunWorks),
            blocked: of(Message::PageBlocked, Message::RunIdles),
            holds: say(Message::PageHolds),
            unlock: say(Message::PageUnlock),
            notify: of(Message::PageNotify, Message::RunWakesAnother),
            send: say(Message::PageSend),
            start: of(Message::PageStart, Message::RunStartsAnother),
            differs: say(Message::PageDiffers),
            of: say(Message::PageOf),
        }
    }
}

#[cfg(test)]
mod tests;
