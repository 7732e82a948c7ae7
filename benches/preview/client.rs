//! A server that is measured, and the client that asks it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server as a process of its own.
pub(crate) struct Served {
    child: Child,
    port: u16,
}

impl Served {
    /// `instep serve` of a site: this program again.
    pub(crate) fn instep(root: &Path) -> Served {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.env(super::SERVER, "1").args(["serve", "-p", "0", "--today", super::site::TODAY, "-C"]).arg(root);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a process");
        let mut lines = BufReader::new(child.stderr.take().expect("its messages")).lines();
        let line = lines.by_ref().map_while(Result::ok).find(|line| line.contains("http://localhost:"));
        let line = line.expect("it says where it is");
        let port = line.split("localhost:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        // Who prints into a pipe that nobody reads would be held up.
        std::thread::spawn(move || lines.for_each(drop));
        Served { child, port: port.expect("a port") }
    }

    /// Another server, on a port it was told.
    pub(crate) fn other(mut command: Command, port: u16) -> Served {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
        Served { child, port }
    }

    /// Asks until a page holds a text.
    pub(crate) fn wait(&self, url: &str, text: &str, limit: Duration) {
        self.until(url, limit, |answer| answer.contains(text));
    }

    /// Asks until there is no such page.
    pub(crate) fn wait_gone(&self, url: &str, limit: Duration) {
        self.until(url, limit, |answer| answer.starts_with("HTTP/1.1 404"));
    }

    fn until(&self, url: &str, limit: Duration, done: impl Fn(&str) -> bool) {
        let started = Instant::now();
        while !self.get(url).is_some_and(|answer| done(&answer)) {
            assert!(started.elapsed() < limit, "{url} is not as it should be after {limit:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn get(&self, url: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let request = format!("GET {url} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        Some(String::from_utf8_lossy(&answer).into_owned())
    }

    /// The memory it holds now, in MB; 0 where the system does not say.
    pub(crate) fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }

    /// How many files it has open.
    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    /// The processor time it has used, in milliseconds.
    pub(crate) fn cpu(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or_default();
        (ticks(11) + ticks(12)) * 10.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
