//! Markdown.

use crate::site::{Outcome, Site, refuse};

/// Builds a persona with this text; gives its page and the outcome.
#[track_caller]
fn page(text: &str) -> (String, Outcome) {
    let site = Site::new()
        .file("personas/mara.md", format!("# Mara\n\n{text}\n"))
        .file("personas/jun.md", "# Jun\n\nA text.\n");
    let outcome = site.build();
    outcome.ok();
    let page = site.page("people/mara/index.html");
    whole(&page);
    (page, outcome)
}

/// The frame of a page must be whole, whatever the text in it does.
#[track_caller]
fn whole(page: &str) {
    for (mark, times) in
        [("<main", 1), ("</main>", 1), ("<footer", 1), ("</footer>", 1), ("</body>", 1), ("</html>", 1), ("<head>", 1)]
    {
        assert_eq!(page.matches(mark).count(), times, "{mark}");
    }
    assert_eq!(page.matches("<nav").count(), page.matches("</nav>").count());
    assert!(page.find("</main>") < page.find("<footer") && page.trim_end().ends_with("</html>"));
}

/// Nothing in a page may run.
#[track_caller]
fn harmless(page: &str) {
    let lower = page.to_lowercase();
    for bad in [
        "alert(1)</script",
        "onerror=",
        "onclick=",
        "onload=",
        "onmouseover=\"",
        "href=\"javascript",
        "href=\"data:",
        "src=\"data:",
        "<iframe",
        "<object",
        "<embed",
        "<style",
        "style=\"",
        "srcdoc",
    ] {
        assert!(!lower.contains(bad), "`{bad}` in {page}");
    }
    // The only forms are our own, in the header and in the list of keys.
    let (_, written) = lower.split_once("<main").unwrap();
    let (written, _) = written.split_once("</main>").unwrap();
    assert!(!written.contains("<form"), "`<form` in {page}");
}

#[test]
fn m01_a_script_is_never_run() {
    for text in [
        "A <script>alert(1)</script> b",
        "<script>\nalert(1)\n</script>\n\nafter",
        "<SCRIPT src=//e.example/x.js></SCRIPT>",
        "<svg><script>alert(1)</script></svg>",
        "<math><style><img src=x onerror=alert(1)></style></math>",
    ] {
        harmless(&page(text).0);
    }
}

#[test]
fn m01_in_a_yaml_value_and_a_title() {
    let text = "name: '<script>alert(1)</script>'\nrole: <img src=x onerror=alert(1)>\ngoals: ['<script>alert(1)</script>']\nabout: <script>alert(1)</script>\nextra: {'<b onclick=x>': '<i onclick=y>'}\n";
    let site = Site::new().file("personas/p.yaml", text);
    site.build().ok();
    for (path, bytes) in site.output().into_iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8(bytes).unwrap();
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("<b onclick"),
            "{path}"
        );
    }
}

#[test]
fn m02_no_handler_reaches_the_page() {
    for text in [
        "<img src=x onerror=alert(1)>",
        "<a href=jun.md onclick=alert(1) style='x'>t</a>",
        "<body onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=x><input></form><style>*{}</style><object data=x></object>",
    ] {
        harmless(&page(text).0);
    }
}

#[test]
fn m04_no_link_to_a_script() {
    let text = "[x](javascript:alert(1)) [y](JaVa&#x0A;Script:alert(1)) [z](  javascript:alert(1)) <javascript:alert(1)> [w](vbscript:x) <a href='java\tscript:alert(1)'>h</a> [v][r]\n\n[r]: javascript:alert(1)";
    let (page, outcome) = page(text);
    harmless(&page);
    assert!(outcome.all("unsafe-link").len() >= 6, "{:#?}", outcome.findings);
    outcome.has("unsafe-link", "personas/mara.md:3:1");
}

#[test]
fn m06_no_link_to_data() {
    let (page, outcome) = page("[x](data:text/html;base64,PHNjcmlwdD4=) ![y](data:image/svg+xml;base64,PHN2Zz4=)");
    harmless(&page);
    outcome.has("unsafe-link", "personas/mara.md:3:1");
}

#[test]
fn m08_a_title_cannot_leave_its_attribute() {
    let (page, _) = page("[t](jun.md \"b\\\" onmouseover=alert(1) \") ![i](jun.md 'a\" onerror=\"alert(1)')");
    assert!(!page.contains("\" onmouseover") && !page.contains("\" onerror"), "{page}");
}

#[test]
fn m10_unclosed_tags_leave_the_frame_whole() {
    for text in [
        "<div><b>open\n\nafter",
        "</main></body></html>",
        "<table><tr><td>",
        "<!-- never closed",
        "<p><details><summary>x",
        "</div></div></div></div></div>",
        "<textarea><title><plaintext>",
    ] {
        page(text);
    }
}

#[test]
fn m12_ten_thousand_quotations_in_each_other() {
    let (_, outcome) = page(&format!("{} x", ">".repeat(10_000)));
    outcome.within(1.0).has("markdown-limit", "personas/mara.md:3:101").says("100 levels");
}

#[test]
fn m12_other_deep_texts() {
    for text in [
        "- ".repeat(5_000) + "x",
        "*a ".repeat(5_000),
        "[".repeat(10_000),
        "<div>".repeat(1_000),
        "![".repeat(5_000) + "x",
        "`".repeat(10_001),
    ] {
        page(&text).1.within(2.0);
    }
}

#[test]
fn m14_a_table_of_a_million_cells() {
    let row = "|x".repeat(1_000) + "|\n";
    let (page, outcome) = page(&format!("{row}{}|\n{}", "|-".repeat(1_000), row.repeat(1_000)));
    // Unoptimised code is slow here: three seconds are the limit of a release.
    outcome.within(if cfg!(debug_assertions) { 30.0 } else { 3.0 });
    assert!(page.matches("<td").count() >= 1_000_000);
}

#[test]
fn m16_a_link_to_nowhere_with_the_nearest_name() {
    let (page, outcome) = page("[a](jnu.md) and [b](../personas/jun.md)\n\n[[jnu]] [c](jun.md#nope)");
    outcome.has("dead-link", "personas/mara.md:3:1").level("warning").says("`jun.md`");
    outcome.has("dead-link", "personas/mara.md:5:1").says("`jun`");
    outcome.has("dead-link", "personas/mara.md:5:9").says("section");
    assert!(!page.contains("jnu.md"), "a dead link is only text");
}

#[test]
fn m16_dead_links_fail_a_strict_build() {
    let site = Site::built();
    site.content("personas/jun.md", "# Jun\n\n[a](nowhere.md)\n");
    let before = site.output();
    site.build_with(&["--strict"]).code(1).has("dead-link", "personas/jun.md:3:1");
    crate::site::same(&before, &site.output());
}

#[test]
fn m16_a_dead_link_written_as_html_is_found_and_a_good_one_leads_there() {
    let (page, outcome) = page("<a href=\"jun.md\">good</a> <a href=\"jnu.md\">bad</a>");
    assert!(page.contains("href=\"../jun/index.html\""), "the good link leads nowhere: {page}");
    assert!(!page.contains("href=\"\""), "{page}");
    outcome.has("dead-link", "personas/mara.md:3:27");
}

#[test]
fn m18_a_picture_outside_of_the_site_is_refused() {
    let outcome = refuse(&[("personas/p.md", b"# P\n\n![x](../../../../etc/passwd)\n")]);
    outcome.has("missing-image", "personas/p.md:3:1").says("outside");
    let (page, outcome) = page("![a](/etc/passwd) ![b](file:///etc/passwd) <img src='../../../../etc/passwd'>");
    assert!(!page.contains("passwd\""), "{page}");
    outcome.has("missing-image", "personas/mara.md:3:1");
}

#[test]
fn m20_a_picture_of_another_host_is_reported_and_not_requested() {
    let (page, outcome) = page("![x](https://e.example/a.png) <img src=\"http://e.example/b.png\">");
    outcome.has("remote-image", "personas/mara.md:3:1");
    assert!(!page.contains("src=\"http") && !page.contains("src=\"//"), "{page}");
}

#[test]
fn m22_template_marks_are_text() {
    let (page, _) = page("{{ 7*7 }} and {% include \"x\" %} {# c #} {{ config }}");
    for text in ["{{ 7*7 }}", "{% include", "{# c #}", "{{ config }}"] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn m24_every_script_reaches_the_page() {
    let long = "x".repeat(5_000);
    let text = format!("👩‍👩‍👧 山田さん مرحبا e\u{301} \u{202e}abc {long}");
    let (page, _) = page(&text);
    for part in ["👩‍👩‍👧", "山田さん", "مرحبا", &long] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn m25_half_a_character() {
    let outcome = refuse(&[("personas/p.yaml", b"name: P\nrole: \"\\ud800\"\n")]);
    outcome.has("yaml-syntax", "personas/p.yaml:2:8").says("half");
}

#[test]
fn m26_equal_headings_have_their_own_anchors() {
    let text = "## Same\n\na\n\n## Same\n\nb\n\n## Same 2\n\nc\n\n### Same\n\nd";
    let first = page(text).0;
    assert_eq!(first, page(text).0);
    let mut ids: Vec<&str> = first.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{ids:?}");
}

#[test]
fn m26_three_thousand_equal_headings_take_no_time() {
    page(&"## Same\n\nx\n\n".repeat(3_000)).1.within(3.0);
}

#[test]
fn m27_links_in_a_circle() {
    let site = Site::new().file("a.md", "# A\n\n[b](b.md) [[b]]\n").file("b.md", "# B\n\n[a](a.md) [[a]]\n");
    site.build().clean();
    assert!(site.page("a/index.html").contains("../b/index.html"));
    assert!(site.page("b/index.html").contains("../a/index.html"));
}

#[test]
fn m28_footnotes_defined_twice_or_never_used() {
    let (page, outcome) = page("Used[^b]\n\n[^a]: one\n[^a]: two\n[^b]: the third one");
    outcome.has("footnote", "personas/mara.md:5:1").says("never");
    outcome.has("footnote", "personas/mara.md:6:1").says("twice").says("personas/mara.md:5:1");
    assert!(page.contains("the third one"), "the text of a footnote is lost: {page}");
}

#[test]
fn m28_footnotes_are_counted_as_they_are_used() {
    let (page, _) = page("One[^b] two[^c]\n\n[^a]: unused\n[^b]: first note\n[^c]: second note");
    assert!(page.contains(">1</a>") && page.contains(">2</a>") && !page.contains(">3</a>"), "{page}");
}

#[test]
fn m29_a_fence_that_is_never_closed() {
    let (page, outcome) = page("text\n\n```rust\nfn x\n\n## Not a heading");
    outcome.has("open-fence", "personas/mara.md:5:1").level("warning");
    assert!(page.contains("## Not a heading"));
}

#[test]
fn m30_links_to_other_hosts_tell_nothing() {
    let (page, _) = page("<a href=\"https://e.example\" target=_blank>x</a>\n\n[y](https://e.example)");
    let links: Vec<&str> = page.split("<a ").filter(|link| link.contains("https://e.example")).collect();
    assert_eq!(links.len(), 2, "{page}");
    assert!(links.iter().all(|link| link.contains("rel=\"noopener")), "{links:?}");
}
