//! A cluster of our own: a master, and workers that come and go while a job runs.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use pattern_sync::channel::{Receiver, unbounded};
use pattern_sync::thread;

use super::spark::{DEADLINE, DRIVER, JOBS, Spark, ended, kill, said};

/// A process that is killed with whatever it has started.
struct Server(Child);

impl Server {
    /// The processes that it has started: of a worker, the executors.
    fn children(&self) -> Vec<u32> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.0.id()));
        let tasks = tasks.into_iter().flatten().flatten();
        let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
        let ids = lists.collect::<Vec<_>>().join(" ");
        ids.split_whitespace()
            .map(|id| id.parse().unwrap())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.children().into_iter().for_each(kill);
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The lines of a source, as they come. Whoever writes them never waits for us.
fn lines(source: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Waits for a line that has something in it.
fn line_with(lines: &Receiver<String>, what: &str) -> String {
    loop {
        let line = lines.recv_timeout(DEADLINE);
        let line = line.unwrap_or_else(|_| panic!("no line with `{what}`"));
        if line.contains(what) {
            return line;
        }
    }
}

/// Starts a master, and gives its address.
fn master(spark: &Spark) -> (Server, String) {
    let mut command = spark.program("spark-class");
    command.args([
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
    ]);
    command
        .args(["--port", "0", "--webui-port", "0"])
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let said = lines(child.stderr.take().unwrap());
    let server = Server(child);
    let line = line_with(&said, "Starting Spark master at ");
    let (_, address) = line.rsplit_once(' ').unwrap();
    (server, address.to_owned())
}

/// Starts a worker with one processor, whose executors work in the directory `worker-NUMBER`.
fn worker(spark: &Spark, number: u32, master: &str) -> Server {
    let mut command = spark.program("spark-class");
    command.args([
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
    ]);
    command.args([
        "--webui-port",
        "0",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
    ]);
    command
        .arg(spark.path(&format!("worker-{number}")))
        .arg(master);
    Server(command.stderr(Stdio::null()).spawn().unwrap())
}

/// A pipe with a name, from which mappers' lines come.
fn fifo(path: &Path) -> Receiver<String> {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    // For writing too: so it does not end when a writer does.
    let both = File::options().read(true).write(true).open(path).unwrap();
    lines(both)
}

#[test]
fn an_executor_is_killed_and_a_worker_joins_and_the_result_is_the_same() {
    let Some(spark) = Spark::find("standalone") else {
        return;
    };
    spark.write(
        "input/text",
        "a word or two, and a line end\n".repeat(8_000),
    );

    // Each mapper says where it is, and waits until we unlock the gate.
    let (came, gate) = (spark.path("came"), spark.path("gate"));
    let mappers = fifo(&came);
    let gate_file = File::create(&gate).unwrap();
    gate_file.lock().unwrap();
    let wait = format!(
        "pwd > '{}'; flock --shared '{}' true",
        came.display(),
        gate.display()
    );
    let script = format!("if [ $2 = map-split ]; then {wait}; fi\nexec '{JOBS}' \"$@\"");
    let job = format!("'{}' words", spark.script("waiting", &script).display());

    let (_master, address) = master(&spark);
    let one = worker(&spark, 1, &address);
    let _two = worker(&spark, 2, &address);
    let (input, output) = (spark.path("input"), spark.path("output"));
    let running = spark.start(
        &address,
        DRIVER,
        &[
            "--split-bytes",
            "30000",
            "--job",
            &job,
            "--output",
            output.to_str().unwrap(),
            input.to_str().unwrap(),
        ],
    );
    line_with(&mappers, "/worker-1/");
    let executors = one.children();
    assert!(!executors.is_empty());
    executors.into_iter().for_each(kill);
    let _three = worker(&spark, 3, &address);
    line_with(&mappers, "/worker-3/");
    gate_file.unlock().unwrap();

    let ended = ended(running);
    assert!(ended.status.success(), "{}", said(&ended));
    let counted = fs::read(spark.path("output")).unwrap();
    assert!(counted == spark.on_threads("words"), "the outputs differ");
}
