//! `instep serve` as a child, and requests to it as they go over the wire.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::{Site, TODAY};

/// How long anything may take that should happen at once; tests share the machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A preview that runs until the test ends.
pub(crate) struct Preview {
    child: Child,
    pub(crate) port: u16,
    /// What was printed up to the line with the address.
    pub(crate) said: String,
    /// What was printed since.
    printed: Arc<Mutex<String>>,
}

impl Preview {
    /// Serves a site on a free port.
    pub(crate) fn of(site: &Site) -> Self {
        Preview::with(site, &["-p", "0"])
    }

    /// Serves a site with other arguments.
    pub(crate) fn with(site: &Site, args: &[&str]) -> Self {
        Preview::run(site.command(&[&["serve", "--today", TODAY], args].concat()))
    }

    /// Runs a command that serves, and waits until it says where.
    pub(crate) fn run(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("Serving http://") {
            assert!(stderr.read_line(&mut said).unwrap() > 0, "it ended: {said}");
        }
        let (_, address) = said.rsplit_once("Serving http://").unwrap();
        let port = address.split_once("/ ").unwrap().0.rsplit_once(':').unwrap().1.parse().unwrap();
        Preview { child, port, said, printed: kept(stderr) }
    }

    /// What was printed after the line with the address.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// What a tab that opens now is told of problems: errors, warnings, and the list of them.
    pub(crate) fn problems(&self) -> serde_json::Value {
        serde_json::from_str(&self.events("/", "").wait_for("problems")).unwrap()
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: &str) {
        assert!(Command::new("kill").args([signal, &self.pid().to_string()]).status().unwrap().success());
    }

    /// Asks for an address until the answer is as wanted.
    #[track_caller]
    pub(crate) fn until(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return answer;
            }
            let late = started.elapsed() > PATIENCE;
            let text = answer.text();
            let main = text.split_once("<main").map_or(&*text, |(_, main)| main);
            let main: String = main.chars().take(600).collect();
            assert!(!late, "{path} stays {} {main}\nprinted: {}", answer.status, self.printed());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks for an address until the answer says a text.
    #[track_caller]
    pub(crate) fn until_says(&self, path: &str, text: &str) -> Answer {
        self.until(path, |answer| answer.status == 200 && answer.text().contains(text))
    }

    /// Asks for an address until there is nothing.
    #[track_caller]
    pub(crate) fn until_gone(&self, path: &str) {
        self.until(path, |answer| answer.status == 404);
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A connection of its own.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// The host and port as a browser names them.
    pub(crate) fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// Asks for an address.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks with more headers.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(&self.request(method, path, headers))
    }

    /// A request as it goes over the wire. A header `Host` replaces the usual one.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.host()));
        }
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        request + "\r\n"
    }

    /// Sends what is given, and reads until the other side closes.
    pub(crate) fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A connection that is refused may be reset after its answer.
        let _ = stream.read_to_end(&mut bytes);
        Answer::of(&bytes)
    }

    /// An event stream for a tab that shows a page.
    pub(crate) fn events(&self, page: &str, etag: &str) -> Events {
        let mut stream = self.connect();
        let path = format!("/_instep/events?page={}&etag={etag}", page.replace('/', "%2F"));
        stream.write_all(self.request("GET", &path, &[]).as_bytes()).unwrap();
        Events { lines: BufReader::new(stream) }
    }

    /// Sends a signal and waits for the end: the status and how long it took.
    pub(crate) fn end_with(mut self, signal: &str) -> (ExitStatus, Duration) {
        let started = Instant::now();
        Command::new("kill").args([signal, &self.pid().to_string()]).status().unwrap();
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, started.elapsed());
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("it goes on after {signal}");
    }

    /// How many files the process has open.
    #[cfg(target_os = "linux")]
    pub(crate) fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap().count()
    }
}

/// Reads everything that is printed, so that the pipe is never full and never closed.
fn kept(mut stderr: BufReader<ChildStderr>) -> Arc<Mutex<String>> {
    let printed: Arc<Mutex<String>> = Arc::default();
    let keep = printed.clone();
    thread::spawn(move || {
        let mut line = Vec::new();
        while stderr.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
            keep.lock().unwrap().push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    });
    printed
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "this did not happen: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: empty where the connection was closed without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") else { return Answer::default() };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        Answer { status, headers, body: bytes[end + 4..].to_vec() }
    }

    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page without what the preview adds: its line in the head, and the places of statements.
    pub(crate) fn as_built(&self) -> String {
        let text = self.text();
        let (before, rest) = text.split_once(r#"<link rel="stylesheet" href="/_instep"#).unwrap();
        let after = rest.split_once("</script>").unwrap().1;
        let mut parts = after.split(r#" data-source=""#);
        let first = parts.next().unwrap().to_owned();
        parts.fold(before.to_owned() + &first, |page, part| match part.strip_prefix('#') {
            // The line of a transcript is in a build as well.
            Some(_) => page + r#" data-source=""# + part,
            None => page + part.split_once('"').unwrap().1,
        })
    }

    /// The answer must have this status.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{:?} {}", self.headers, self.text());
        self
    }

    /// The body must hold this text.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "does not say `{text}`: {}", self.text());
        self
    }
}

/// An open event stream.
pub(crate) struct Events {
    lines: BufReader<TcpStream>,
}

impl Events {
    /// Reads until an event of this name has come, and gives its data.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, name: &str) -> String {
        let (mut seen, started) = (String::new(), Instant::now());
        loop {
            let mut line = String::new();
            // Now and then there is a sign of life.
            assert!(started.elapsed() < PATIENCE, "there is no {name}: {seen}");
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it ended: {seen}");
            seen.push_str(&line);
            if line.trim_end() == format!("event: {name}") {
                let mut data = String::new();
                self.lines.read_line(&mut data).unwrap();
                return data.strip_prefix("data: ").unwrap().trim_end().to_owned();
            }
        }
    }

    /// Everything that comes until the other side ends.
    pub(crate) fn rest(mut self) -> String {
        let mut rest = Vec::new();
        let _ = self.lines.read_to_end(&mut rest);
        String::from_utf8_lossy(&rest).into_owned()
    }
}
