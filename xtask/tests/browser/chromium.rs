//! A headless Chromium, spoken to by its debugging protocol over two pipes.
//!
//! Over pipes rather than a socket: no port to agree on, no other process can join in, and no
//! library is needed but the one for JSON. Messages end with a zero byte.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Nothing that is waited for takes longer, not even on a machine that is busy with much else.
const PATIENCE: Duration = Duration::from_secs(180);

/// What the browser is started with: without a window, a network of its own, or a past.
const FLAGS: [&str; 12] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--hide-scrollbars",
];

/// A browser with one page.
pub(crate) struct Browser {
    process: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    profile: PathBuf,
    session: String,
    last: u64,
    events: VecDeque<Value>,
    /// What a page has complained of, or has asked for from elsewhere.
    troubles: Vec<String>,
}

/// Returns the browser that is installed.
pub(crate) fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let mut candidates = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.find(|candidate| candidate.is_file())
}

impl Browser {
    /// Starts `program` with an empty page; `name` tells the profiles of several tests apart.
    pub(crate) fn start(program: &Path, name: &str) -> Self {
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("profiles")
            .join(name);
        let _ = fs::remove_dir_all(&profile);
        fs::create_dir_all(&profile).unwrap();
        let mut command = Command::new("sh");
        // It reads from descriptor 3 and writes to 4: the shell puts our pipes there.
        command.args([
            "-c",
            "exec \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1",
            "sh",
        ]);
        command.arg(program).args(FLAGS);
        // Its own sandbox does not work as root, and what is shown here is ours.
        command.args(
            rustix::process::geteuid()
                .is_root()
                .then_some("--no-sandbox"),
        );
        command.arg(format!("--user-data-dir={}", profile.display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("there is a shell");
        let (to, out) = (
            process.stdin.take().unwrap(),
            process.stdout.take().unwrap(),
        );
        let (sender, from) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(out).split(0).map_while(Result::ok) {
                let value = serde_json::from_slice(&message).expect("the browser speaks JSON");
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        let mut browser = Self {
            process,
            to,
            from,
            profile,
            session: String::new(),
            last: 0,
            events: VecDeque::new(),
            troubles: Vec::new(),
        };
        let target = browser.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let asked = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", &asked);
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Sends a message and returns the answer to it.
    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to
            .write_all(format!("{message}\0").as_bytes())
            .expect("the browser listens");
        loop {
            let answer = self.receive(method);
            if answer["id"] == json!(self.last) {
                assert!(
                    answer["error"].is_null(),
                    "{method} {parameters}: {}",
                    answer["error"]
                );
                return answer["result"].clone();
            }
            self.note(&answer);
            self.events.push_back(answer);
        }
    }

    fn receive(&mut self, waiting_for: &str) -> Value {
        match self.from.recv_timeout(PATIENCE) {
            Ok(value) => value,
            Err(error) => {
                panic!("the browser says nothing ({error}), while {waiting_for} is waited for")
            }
        }
    }

    /// Keeps what a test must not see: errors, and requests for what does not lie on this machine.
    fn note(&mut self, event: &Value) {
        let parameters = &event["params"];
        let trouble = match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => Some(&parameters["exceptionDetails"]),
            "Runtime.consoleAPICalled"
                if parameters["type"] == "error" || parameters["type"] == "assert" =>
            {
                Some(&parameters["args"])
            }
            "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
                Some(&parameters["entry"])
            }
            "Network.requestWillBeSent" => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                let is_here = ["file:", "data:", "blob:", "about:"]
                    .iter()
                    .any(|scheme| url.starts_with(scheme));
                (!is_here).then_some(&parameters["request"])
            }
            _ => None,
        };
        self.troubles.extend(trouble.map(Value::to_string));
    }

    /// Opens a file and waits until it is loaded.
    pub(crate) fn open(&mut self, file: &Path) {
        self.events.clear();
        let url = format!("file://{}", file.display());
        let answer = self.call("Page.navigate", &json!({ "url": url }));
        assert!(
            answer["errorText"].is_null(),
            "{url}: {}",
            answer["errorText"]
        );
        self.loaded();
    }

    /// Waits until a page is loaded, be it one that an earlier event led to.
    pub(crate) fn loaded(&mut self) {
        let is_loaded = |event: &Value| event["method"] == "Page.loadEventFired";
        let mut seen = self.events.iter().any(is_loaded);
        while !seen {
            let event = self.receive("a page");
            self.note(&event);
            seen = is_loaded(&event);
        }
        self.events.clear();
    }

    /// Returns what an expression of JavaScript gives, also where it is promised for later.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        answer["result"]["value"].clone()
    }

    /// Waits until a condition of the page holds: it looks at it in each frame, up to a deadline.
    pub(crate) fn until(&mut self, condition: &str) {
        let holds = self.evaluate(&format!(
            "new Promise((done) => {{ const end = performance.now() + 120000; const look = () => {{ \
             if ({condition}) done(true); else if (performance.now() > end) done(false); else setTimeout(look, 20); }}; look(); }})"
        ));
        assert_eq!(holds, json!(true), "never: {condition}");
    }

    /// Presses a key and lets it go: a letter, or a name such as `ArrowDown`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            " " => (32, " "),
            "Tab" => (9, ""),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            // The codes of other signs are those of other keys: that of `'` is the right arrow's.
            letter if letter.chars().all(char::is_alphanumeric) => {
                let capital = letter.to_uppercase().chars().next();
                (capital.map_or(0, u32::from), letter)
            }
            sign => (0, sign),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut asked = json!({ "type": kind, "key": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" && !text.is_empty() {
                asked["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", &asked);
        }
    }

    /// Takes the size of a screen, in pixels, and light or dark colours.
    pub(crate) fn look(&mut self, width: u32, height: u32, scheme: &str) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": scheme }));
    }

    /// Writes what the page looks like as a PNG file, in Base64.
    pub(crate) fn screenshot(&mut self) -> String {
        let answer = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        answer["data"].as_str().unwrap_or_default().to_owned()
    }

    /// Fails if a page has complained, or has asked for something over the network.
    pub(crate) fn is_content(&mut self, with: &str) {
        // What the browser has said until now has arrived once it answers.
        self.call("Runtime.evaluate", &json!({ "expression": "0" }));
        assert!(self.troubles.is_empty(), "{with}: {:#?}", self.troubles);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its children end when it does, and it has nothing to save.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}
