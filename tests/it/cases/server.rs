//! The preview over the wire: what it answers, to whom, and that nothing ends it but its own end.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::thread;
use std::time::{Duration, Instant};

use crate::preview::{Answer, Events, Preview, wait_until};
use crate::site::{MARA, Site, TODAY, same, set_mode, tree};

/// A site with a page, a picture and a recording.
fn site() -> Site {
    Site::new()
        .file("personas/mara.md", MARA)
        .file("pictures/mara.avif", "a picture")
        .file("talks/one.mp3", recording())
        .other("secret.txt", "not for the web")
}

fn recording() -> Vec<u8> {
    (0..200_000_u32).map(|number| (number % 251) as u8).collect()
}

/// An address of this machine that is not its loopback, if it has one.
fn other_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").unwrap();
    socket.connect("192.0.2.1:9").ok()?;
    socket.local_addr().ok().map(|address| address.ip()).filter(|address| !address.is_loopback())
}

/// The answer must be a refusal that shows nothing of the site.
#[track_caller]
fn refused(answer: &Answer, status: u16) {
    answer.is(status);
    assert!(answer.body.len() < 200 && !answer.text().contains("Mara"), "{}", answer.text());
}

#[test]
fn s00_pages_files_and_pictures() {
    let (site, expected) = (site(), Site::built());
    let preview = Preview::of(&site);
    preview.get("/").is(200).says("Mara Lindqvist").says("/_instep/preview.js").says("/_instep/preview.css");
    let page = preview.get("/people/mara/");
    assert_eq!(page.text(), preview.get("/people/mara/index.html").is(200).text());
    // Nothing but what the preview adds is different from a build.
    let page = page.is(200);
    assert_eq!(page.as_built(), expected.page("people/mara/index.html"));
    page.says("data-source=\"content/personas/mara.md:10:3\"").says(&format!("data-etag={}", page.header("etag")));
    for path in expected.output().keys().filter(|path| path.starts_with("assets/")) {
        assert_eq!(preview.get(&format!("/{path}")).is(200).body, expected.output()[path]);
    }
    assert_eq!(preview.get("/pictures/mara.avif").is(200).text(), "a picture");
}

#[test]
fn s00_drafts_are_shown_unless_they_are_left_out() {
    let site = site().file("personas/draft.md", MARA.replace("role:", "draft: true\nrole:").replace("Mara", "Drafted"));
    Preview::of(&site).get("/people/draft/").is(200);
    Preview::with(&site, &["-p", "0", "--no-drafts"]).get("/people/draft/").is(404);
}

#[test]
fn s01_a_path_upwards() {
    let site = site();
    let preview = Preview::of(&site);
    for path in ["/../../etc/passwd", "/../secret.txt", "/people/../../secret.txt", "//etc/passwd", "/./../secret.txt"]
    {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.text().contains("root:") && !answer.text().contains("not for the web"), "{path}");
    }
}

#[test]
fn s02_an_encoded_path_upwards() {
    let site = site();
    let preview = Preview::of(&site);
    for path in [
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/..%5csecret.txt",
        "/%252e%252e/",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {answer:?}");
        assert!(!answer.text().contains("root:") && !answer.text().contains("not for the web"), "{path}");
    }
}

#[test]
fn s03_what_is_no_page_is_not_served() {
    let site = site().file(".hidden", "hidden").other(".git/config", "[core]");
    let preview = Preview::of(&site);
    for path in
        ["/instep.yaml", "/content/personas/mara.md", "/personas/mara.md", "/.hidden", "/.git/config", "/secret.txt"]
    {
        preview.get(path).is(404);
    }
}

#[test]
fn s04_addresses_that_are_none() {
    let site = site();
    let preview = Preview::of(&site);
    for path in ["/index%00.html", "/%", "/%zz", "/%ff", "/a%0d%0ab", "/_instep/events?page=/%00", "/_instep/events"] {
        refused(&preview.get(path), 400);
    }
}

#[test]
fn s06_other_names() {
    let site = site();
    let preview = Preview::of(&site);
    let port = preview.port;
    for host in ["evil.example", &format!("evil.example:{port}"), "0.0.0.0", "192.168.1.2", ""] {
        let answer = preview.ask("GET", "/people/mara/", &[("Host", host)]);
        refused(&answer, 403);
        answer.says("--allow-host");
    }
    refused(&preview.send("GET / HTTP/1.0\r\n\r\n"), 403);
    refused(&preview.ask("GET", "http://evil.example/", &[]), 403);
    preview.ask("GET", &format!("http://localhost:{port}/"), &[]).is(200);
    for host in ["LOCALHOST", "127.0.0.1", "[::1]"] {
        preview.ask("GET", "/", &[("Host", &format!("{host}:{port}"))]).is(200);
    }
    let preview = Preview::with(&site, &["-p", "0", "--allow-host", "Box.local"]);
    preview.ask("GET", "/", &[("Host", "box.LOCAL:80")]).is(200);
}

#[test]
fn s08_requests_from_other_sites() {
    let site = site();
    let preview = Preview::of(&site);
    let own = format!("http://{}", preview.host());
    let events = "/_instep/events?page=/&etag=";
    for path in [events, "/people/mara/", "/pictures/mara.avif", "/_instep/preview.js"] {
        for origin in ["http://evil.example", "null", "http://localhost:1"] {
            refused(&preview.ask("GET", path, &[("Origin", origin)]), 403);
        }
        refused(&preview.ask("GET", path, &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")]), 403);
    }
    preview.ask("GET", "/", &[("Origin", &own)]).is(200);
    preview.ask("GET", "/", &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")]).is(200);
}

#[test]
fn s10_no_answer_may_be_read_by_others() {
    let site = site();
    let preview = Preview::of(&site);
    let mut answers: Vec<Answer> =
        ["/", "/nothing", "/people/mara", "/pictures/mara.avif", "/assets/icon.svg", "/%", "/_instep/preview.js"]
            .iter()
            .map(|path| preview.get(path))
            .collect();
    answers.push(preview.ask("HEAD", "/_instep/events?page=/", &[]));
    answers.push(preview.ask("OPTIONS", "/", &[("Access-Control-Request-Method", "GET")]));
    answers.push(preview.ask("POST", "/", &[]));
    answers.push(preview.ask("GET", "/", &[("Origin", "http://evil.example")]));
    for answer in answers {
        assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control") && name != "server"));
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("content-security-policy"), "frame-ancestors 'self'");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[test]
fn s11_only_reading() {
    let site = site();
    let preview = Preview::of(&site);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let answer = preview.ask(method, "/", &[]);
        refused(&answer, 405);
        assert_eq!(answer.header("allow"), "GET, HEAD");
    }
}

#[test]
fn s12_only_this_machine() {
    let site = site();
    let preview = Preview::of(&site);
    preview.get("/").is(200);
    if let Some(address) = other_address() {
        assert!(TcpStream::connect((address, preview.port)).is_err(), "{address} answers");
    }
}

#[test]
fn s13_the_network_on_demand() {
    let site = site();
    let preview = Preview::with(&site, &["-p", "0", "-i", "0.0.0.0"]);
    let address = other_address().map_or_else(|| "0.0.0.0".into(), |address| address.to_string());
    let url = format!("http://{address}:{}/", preview.port);
    let warning = preview.said.lines().find(|line| line.contains("warning")).unwrap_or_default();
    assert!(warning.contains("everyone") && warning.contains(&url), "{}", preview.said);
    refused(&preview.ask("GET", "/", &[("Host", "evil.example")]), 403);
    preview.ask("GET", "/", &[("Host", &format!("{address}:{}", preview.port))]).is(200);
    // Others need not know where the files are, nor read lines that are on no page.
    preview.get("/").is(200).says(r#"data-editor="" data-root="""#);
    site.content("personas/mara.md", MARA.replace("role:", "private: \"the secret\nrole:"));
    wait_until("it is told", || preview.problems()["errors"] == 1);
    let problems = preview.problems().to_string();
    assert!(!problems.contains("secret") && !problems.contains(&*site.root().to_string_lossy()), "{problems}");
}

#[test]
fn s23_documents_of_others_are_nobody_here() {
    let site = site().file("pictures/drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>");
    let preview = Preview::of(&site);
    assert!(preview.get("/pictures/drawing.svg").is(200).header("content-security-policy").starts_with("sandbox"));
    assert_eq!(preview.get("/").header("content-security-policy"), "frame-ancestors 'self'");
}

#[test]
fn s31_event_streams_leave_room_for_pages() {
    let site = site();
    let preview = Preview::of(&site);
    let mut streams: Vec<Events> = (0..150).map(|_| preview.events("/", "")).collect();
    streams[0].wait_for("problems");
    preview.get("/").is(200);
    let path = "/_instep/events?page=%2F&etag=";
    assert_eq!(preview.get(path).status, 503);
}

#[test]
fn s14_a_port_that_is_busy() {
    let site = site();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = site.run(&["serve", "-p", &port]);
    outcome.code(7).says(&format!("port {port} is busy")).says("-p 0");
    // The default port moves on; where it is free, it is taken first.
    let first = TcpListener::bind("127.0.0.1:4477");
    let preview = Preview::with(&site, &[]);
    assert!((4478..=4497).contains(&preview.port), "{}", preview.said);
    assert!(preview.said.contains(&format!("Port 4477 is busy, so it is {}.", preview.port)), "{}", preview.said);
    preview.get("/").is(200);
    drop(first);
}

#[test]
fn s16_heads_alone() {
    let site = site();
    let preview = Preview::of(&site);
    for path in ["/", "/people/mara/", "/talks/one.mp3", "/assets/icon.svg", "/nothing/here", "/people/mara"] {
        let (get, head) = (preview.get(path), preview.ask("HEAD", path, &[]));
        assert!(head.body.is_empty(), "{path}");
        let headers = |answer: &Answer| -> BTreeMap<String, String> {
            answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect()
        };
        assert_eq!((head.status, headers(&head)), (get.status, headers(&get)), "{path}");
        assert_eq!(get.header("content-length"), get.body.len().to_string());
    }
    preview.ask("HEAD", "/_instep/events?page=/&etag=", &[]).is(200);
}

#[test]
fn s18_parts_of_a_recording() {
    let site = site();
    let preview = Preview::of(&site);
    let whole = recording();
    let get = |headers: &[(&str, &str)]| preview.ask("GET", "/talks/one.mp3", headers);
    let all = get(&[]);
    assert_eq!((all.is(200).body == whole, all.header("accept-ranges")), (true, "bytes"));
    for (range, from, to) in
        [("bytes=0-99", 0, 99), ("bytes=199990-", 199_990, 199_999), ("bytes=-5", 199_995, 199_999)]
    {
        let part = get(&[("Range", range)]);
        assert_eq!(part.is(206).header("content-range"), format!("bytes {from}-{to}/200000"));
        assert!(part.body == whole[from..=to], "{range}");
    }
    assert_eq!(get(&[("Range", "bytes=200000-")]).is(416).header("content-range"), "bytes */200000");
    assert!(get(&[("Range", "bytes=0-1,5-6")]).is(200).body == whole);
    let range = ("Range", "bytes=0-0");
    get(&[range, ("If-Range", all.header("etag"))]).is(206);
    assert!(get(&[range, ("If-Range", "\"other\"")]).is(200).body == whole);
}

#[test]
fn s20_what_is_known_is_not_sent_again() {
    let site = site();
    let preview = Preview::of(&site);
    for path in ["/", "/pictures/mara.avif", "/assets/icon.svg", "/_instep/preview.js"] {
        let etag = preview.get(path).is(200).header("etag").to_owned();
        for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".into()] {
            let answer = preview.ask("GET", path, &[("If-None-Match", &known)]);
            assert_eq!((answer.is(304).body.len(), answer.header("etag")), (0, &*etag));
        }
        preview.ask("GET", path, &[("If-None-Match", "\"x\"")]).is(200);
    }
    preview.ask("GET", "/nothing", &[("If-None-Match", "*")]).is(404);
    let before = preview.get("/pictures/mara.avif").header("etag").to_owned();
    site.content("pictures/mara.avif", "another p");
    assert_ne!(preview.get("/pictures/mara.avif").header("etag"), before);
}

#[test]
fn s22_what_files_are() {
    let names = [
        ("a.css", "text/css; charset=utf-8"),
        ("a.JPG", "image/jpeg"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.pdf", "application/pdf"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.odd", "application/octet-stream"),
        ("none", "application/octet-stream"),
    ];
    let site = names.iter().fold(site(), |site, (name, _)| site.file(&format!("files/{name}"), "x"));
    let preview = Preview::of(&site);
    for (name, kind) in names {
        let answer = preview.get(&format!("/files/{name}"));
        assert_eq!((answer.is(200).header("content-type"), answer.header("x-content-type-options")), (kind, "nosniff"));
    }
    assert_eq!(preview.get("/").header("content-type"), "text/html; charset=utf-8");
}

#[test]
fn s24_a_folder_without_its_slash() {
    let site = site().file("personas/zürich.md", MARA.replace("Mara", "Zürich"));
    let preview = Preview::of(&site);
    assert_eq!(preview.get("/people/mara?a=b&c").is(308).header("location"), "/people/mara/?a=b&c");
    assert_eq!(preview.get("/people/mara").is(308).header("location"), "/people/mara/");
    for path in ["//evil.example/people/mara", "//people/mara", "/people//mara"] {
        preview.get(path).is(404);
    }
}

#[test]
fn s26_a_link_that_leads_out() {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), "outside").unwrap();
    let site = site();
    symlink(outside.path(), site.path("content/pictures/out.avif")).unwrap();
    symlink(site.path("content/pictures/mara.avif"), site.path("content/pictures/in.avif")).unwrap();
    let preview = Preview::of(&site);
    preview.get("/pictures/out.avif").is(404);
    assert_eq!(preview.get("/pictures/in.avif").is(200).text(), "a picture");
    // A file that becomes a link while it is served.
    site.delete("content/pictures/mara.avif");
    symlink(outside.path(), site.path("content/pictures/mara.avif")).unwrap();
    preview.get("/pictures/mara.avif").is(404);
    preview.get("/pictures/in.avif").is(404);
}

#[test]
fn s28_slow_clients_hold_nobody_up() {
    let site = site();
    let preview = Preview::of(&site);
    preview.get("/people/mara/").is(200);
    let slow: Vec<TcpStream> = (0..50)
        .map(|number| {
            let mut stream = preview.connect();
            let begun: &[u8] = if number % 2 == 0 { b"GET / HT" } else { b"GET / HTTP/1.1\r\nHost: local" };
            stream.write_all(begun).unwrap();
            stream
        })
        .collect();
    let started = Instant::now();
    preview.get("/people/mara/").is(200);
    // 200 ms on a machine of its own; other tests may run at the same time, but less than the slow ones are given.
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    drop(slow);
}

#[test]
#[cfg(target_os = "linux")]
fn s30_no_connection_is_left_behind() {
    let site = site();
    let preview = Preview::of(&site);
    preview.get("/talks/one.mp3").is(200);
    let before = preview.open_files();
    for number in 0..2000 {
        match number % 4 {
            0 => drop(preview.connect()),
            1 => drop(preview.events("/", "")),
            2 => {
                let mut stream = preview.connect();
                stream.write_all(preview.request("GET", "/talks/one.mp3", &[]).as_bytes()).unwrap();
            }
            _ => {
                preview.get("/people/mara/").is(200);
            }
        }
    }
    let started = Instant::now();
    while preview.open_files() > before && started.elapsed() < Duration::from_secs(20) {
        thread::sleep(Duration::from_millis(50));
    }
    assert!(preview.open_files() <= before, "{} files were open, now {}", before, preview.open_files());
}

#[test]
fn s31_more_connections_than_there_may_be() {
    let site = site();
    let preview = Preview::of(&site);
    let many: Vec<TcpStream> = (0..300).map(|_| preview.connect()).collect();
    // All places are taken: one more is closed without an answer.
    thread::sleep(Duration::from_millis(300));
    assert_eq!(preview.get("/").status, 0);
    drop(many);
    let started = Instant::now();
    while preview.get("/").status != 200 {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not answer any more");
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn s31_heads_that_are_too_large() {
    let site = site();
    let preview = Preview::of(&site);
    let long = "x".repeat(100_000);
    for answer in [preview.ask("GET", "/", &[("X-Long", &long)]), preview.get(&format!("/{long}"))] {
        // The rest of the request may still be on its way when the connection is closed.
        assert!(matches!(answer.status, 0 | 400 | 414 | 431), "{answer:?}");
    }
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("X-Many", "1"), 100).collect();
    preview.ask("GET", "/", &many).is(431);
    preview.get("/").is(200);
}

#[test]
fn s31_what_is_no_request() {
    let site = site();
    let preview = Preview::of(&site);
    for garbage in [
        "\u{16}\u{3}\u{1}\u{0}\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\r\n\r\n\r\n x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = preview.send(garbage);
        assert!(answer.status == 0 || (400..=505).contains(&answer.status), "{garbage:?}: {answer:?}");
    }
    preview.get("/").is(200);
}

#[test]
fn s32_it_ends_at_once() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let site = site();
        let preview = Preview::of(&site);
        let mut events = preview.events("/", "");
        events.wait_for("problems");
        let half = preview.connect();
        let port = preview.port;
        let (status, took) = preview.end_with(signal);
        assert_eq!(status.code(), Some(0), "{signal}");
        // One second; unoptimised code on a busy machine gets twice the time.
        assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 2 } else { 1 }), "{signal}: {took:?}");
        TcpListener::bind(("127.0.0.1", port)).unwrap();
        drop((events, half));
    }
}

#[test]
fn s34_nothing_is_written() {
    let site = site();
    site.build().ok();
    let before = tree(site.root());
    let preview = Preview::of(&site);
    for path in ["/", "/people/mara/", "/talks/one.mp3", "/nothing"] {
        preview.get(path);
    }
    preview.end_with("-TERM");
    same(&before, &tree(site.root()));
}

#[test]
fn s36_the_output_goes_while_it_is_shown() {
    let site = site();
    site.build().ok();
    let preview = Preview::of(&site);
    preview.get("/").is(200);
    fs::remove_dir_all(site.path("public")).unwrap();
    preview.get("/people/mara/").is(200);
    preview.get("/assets/icon.svg").is(200);
}

#[test]
fn s38_both_addresses_answer() {
    let site = site();
    let preview = Preview::of(&site);
    let request = preview.request("GET", "/", &[]);
    for address in ["127.0.0.1", "::1"] {
        // A machine without IPv6 has only one.
        if TcpListener::bind((address, 0)).is_err() {
            continue;
        }
        let mut stream = TcpStream::connect((address, preview.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut stream, &mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{address}: {text}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn s39_only_loopback_is_bound() {
    let site = site();
    let preview = Preview::of(&site);
    let port = format!(":{:04X}", preview.port);
    let mut listening = 0;
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let table = fs::read_to_string(table).unwrap_or_default();
        for line in table.lines() {
            let mut columns = line.split_whitespace().skip(1);
            let (Some(local), _, Some(state)) = (columns.next(), columns.next(), columns.next()) else { continue };
            if state == "0A" && local.ends_with(&port) {
                let loopback = ["0100007F", "00000000000000000000000001000000"];
                assert!(loopback.contains(&local.trim_end_matches(&*port)), "{line}");
                listening += 1;
            }
        }
    }
    assert!(listening >= 1);
}

#[test]
fn s40_nothing_there_deep_down() {
    let site = site();
    let preview = Preview::of(&site);
    for (path, root) in
        [("/a/b/c", "../../"), ("/a/b/c/", "../../../"), ("/a", "./"), ("/people/mara/x.avif", "../../")]
    {
        let answer = preview.get(path);
        answer.is(404).says("There is nothing at this address").says("/_instep/preview.js");
        answer.says(&format!("href=\"{root}index.html\"")).says(&format!("href=\"{root}assets/style-"));
    }
}

#[test]
fn s42_every_tab_is_told() {
    let site = site().file("personas/p.yaml", "name: P\ntype: main\n");
    let preview = Preview::of(&site);
    let etag = preview.get("/").header("etag").trim_matches('"').to_owned();
    let mut tabs = [preview.events("/", &etag), preview.events("/people/mara/", "old"), preview.events("/a/b", "")];
    let told = tabs.each_mut().map(|tab| tab.wait_for("problems"));
    assert!(told.iter().all(|problems| *problems == told[0]));
    let problems: serde_json::Value = serde_json::from_str(&told[0]).unwrap();
    assert_eq!(problems["errors"], 1);
    let problem = &problems["list"][0];
    assert_eq!((&problem["path"], &problem["line"]), (&"content/personas/p.yaml".into(), &2.into()));
    let root = site.root().canonicalize().unwrap();
    assert_eq!(problem["href"], format!("vscode://file{}/content/personas/p.yaml:2:7", root.display()));
    assert!(problem["frame"].as_str().unwrap().contains("2 | type: main"), "{problem}");
}

#[test]
fn s42_a_tab_that_is_behind_is_told_its_new_etag() {
    let site = site();
    let preview = Preview::of(&site);
    let etag = preview.get("/people/mara/").header("etag").trim_matches('"').to_owned();
    assert_eq!(preview.events("/people/mara/", "old").wait_for("page"), format!("{{\"etag\":\"{etag}\"}}"));
    let mut current = preview.events("/people/mara/", &etag);
    current.wait_for("problems");
    preview.end_with("-TERM");
    assert!(!current.rest().contains("event: page"));
}

#[test]
fn s44_settings_that_cannot_be_used() {
    let site = site().other("instep.yaml", "titel: <b>A test</b>\n");
    let preview = Preview::of(&site);
    assert!(preview.said.contains("titel"), "{}", preview.said);
    for path in ["/", "/people/mara/", "/a/b"] {
        let answer = preview.get(path);
        answer.is(500).says("The site cannot be shown").says("titel: &lt;b&gt;").says("/_instep/preview.js");
    }
    let mut events = preview.events("/", "");
    assert!(events.wait_for("problems").contains("\"errors\":1"));
}

#[test]
fn s44_content_that_is_not_there() {
    let site = Site::new().other("instep.yaml", "content: elsewhere\n");
    let preview = Preview::of(&site);
    preview.get("/").is(500).says("there is no content folder").says("elsewhere");
    // Without settings there is nothing that could be served one day.
    let empty = tempfile::tempdir().unwrap();
    site.run(&["serve", "-p", "0", "-C", &empty.path().to_string_lossy()]).code(3).says("instep init");
}

#[test]
fn s46_a_template_that_fails() {
    let broken = site().other("templates/persona.html", "{{ view.<nothing> }}");
    let preview = Preview::of(&broken);
    preview.get("/").is(500).says("templates/persona.html:1");
    let site = site().other("templates/persona.html", "{{ nobody.knows.this }}");
    let preview = Preview::of(&site);
    preview.get("/people/mara/").is(500).says("This page cannot be shown").says("templates/persona.html:1");
    preview.get("/").is(200);
}

#[test]
fn s48_arguments_that_make_no_sense() {
    let site = site();
    site.run(&["serve", "--editor", "quill"]).code(2).says("vscode");
    site.run(&["serve", "--today", "soon"]).code(2).says(&TODAY[..4]);
    site.run(&["serve", "-i", "somewhere"]).code(2);
    site.run(&["serve", "-i", "192.0.2.1", "-p", "0"]).code(7).says("192.0.2.1").says("-i ADDR");
}

#[test]
fn s50_a_browser_opens_it() {
    let site = site()
        .other("bin/xdg-open", "#!/bin/sh\necho \"$1\" > \"${0%/*}/new\"\nmv \"${0%/*}/new\" \"${0%/*}/opened\"\n");
    set_mode(&site.path("bin/xdg-open"), 0o755);
    let mut command = site.command(&["serve", "-p", "0", "--open"]);
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", site.path("bin").display()));
    let preview = Preview::run(command);
    let started = Instant::now();
    while !site.path("bin/opened").exists() {
        assert!(started.elapsed() < Duration::from_secs(20), "nothing was opened");
        thread::sleep(Duration::from_millis(20));
    }
    let opened = fs::read_to_string(site.path("bin/opened")).unwrap();
    assert_eq!(opened, format!("http://localhost:{}/\n", preview.port));
}

#[test]
fn s52_quiet_is_quiet() {
    let site = site();
    let mut child = site.command(&["serve", "-q", "-p", "0"]).stderr(std::process::Stdio::piped()).spawn().unwrap();
    thread::sleep(Duration::from_millis(500));
    child.kill().unwrap();
    assert_eq!(child.wait_with_output().unwrap().stderr, b"");
}

#[test]
fn sheets_are_drawn_as_a_build_draws_them_and_follow_an_edit() {
    const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let arabic = MARA.replace("A safe Friday", "\u{645}\u{627}\u{631}\u{627}");
    assert_ne!(arabic, MARA);
    let site = Site::new()
        .file("personas/mara.md", &arabic)
        .other("fonts/arabic.ttf", fs::read(FONT).expect("fonts-dejavu-core is installed"))
        .other("instep.yaml", "title: Us\nposters: { fonts: [fonts/arabic.ttf] }\n");
    let preview = Preview::of(&site);
    let drawing = |preview: &Preview| preview.get("/print/mara/sheet.svg").is(200).body.clone();
    site.build().ok();
    assert_eq!(drawing(&preview), fs::read(site.path("public/print/mara/sheet.svg")).unwrap());

    let before = drawing(&preview);
    let page = preview.get("/print/mara/").text();
    site.content("personas/mara.md", arabic.replace("Mara", "Marie"));
    preview.until("/print/mara/", |answer| answer.text() != page);
    assert_ne!(drawing(&preview), before);
    // The page names another drawing: a tab that is open fetches it.
    let named = |page: &str| page.split("sheet.svg?").nth(1).map(|rest| rest[..8].to_owned());
    assert_ne!(named(&preview.get("/print/mara/").text()).unwrap(), named(&page).unwrap());

    // Without the font its letters are named on the sheet instead.
    let whole = drawing(&preview);
    site.write("instep.yaml", "title: Us\n");
    preview.until("/print/mara/sheet.svg", |answer| answer.body != whole);
}
