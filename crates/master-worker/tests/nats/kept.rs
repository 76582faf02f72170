//! A process that ends when the test does, however that is, and can be killed, stopped and resumed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs a program in the background, says its number, and kills it at the end of its own input: the
/// test's end of that pipe closes with the test, even if that is killed. What it is given first is a
/// folder that it then removes, or nothing.
const KEEPER: &str = r#"
folder=$1; shift
"$@" & child=$!
echo $child
cat >/dev/null
kill -9 $child 2>/dev/null
wait $child 2>/dev/null
[ -z "$folder" ] || rm -rf "$folder"
"#;

/// A process and the shell that keeps it.
pub(crate) struct Kept {
    shell: Child,
    number: String,
}

impl Kept {
    /// Starts `program` with a keeper that removes `folder` at the end, if it has a name.
    pub(crate) fn start(folder: &str, program: &Command) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEPER, "sh", folder]);
        shell.arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            shell.env(name, value.expect("no variable is taken away"));
        }
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = shell.spawn().expect("there is a shell");
        let mut number = String::new();
        let output = shell.stdout.take().expect("a pipe was asked for");
        let read = BufReader::new(output).read_line(&mut number);
        read.expect("the keeper says the number of its process");
        let number = number.trim().to_owned();
        Self { shell, number }
    }

    /// Sends it a signal: `KILL`, `STOP` or `CONT`.
    pub(crate) fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.number);
        let status = Command::new("sh").args(["-c", &kill]).status();
        assert!(status.expect("there is a shell").success(), "{kill}");
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
