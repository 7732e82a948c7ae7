//! Templates.

use std::os::unix::fs::symlink;

use crate::site::{Finding, Outcome, Site, same};

/// Builds a good site, adds this template for the page of a person, and builds again: it must be refused.
#[track_caller]
fn refused(template: impl AsRef<[u8]>) -> Outcome {
    refused_all(&[("persona.html", template.as_ref())])
}

#[track_caller]
fn refused_all(templates: &[(&str, &[u8])]) -> Outcome {
    let site = Site::built();
    let before = site.output();
    templates.iter().for_each(|(path, bytes)| site.write(&format!("templates/{path}"), bytes));
    let outcome = site.build();
    outcome.code(4);
    same(&before, &site.output());
    outcome
}

/// The one finding, which must stand at `place` in the template.
#[track_caller]
fn at<'o>(outcome: &'o Outcome, place: &str) -> &'o Finding {
    outcome.has("template", &format!("templates/persona.html:{place}"))
}

/// The page of Mara with this template.
#[track_caller]
fn page(template: impl AsRef<[u8]>, persona: &str) -> (String, Outcome) {
    let site = Site::new().file("personas/mara.md", persona).other("templates/persona.html", template);
    let outcome = site.build();
    outcome.ok();
    (site.page("people/mara/index.html"), outcome)
}

#[test]
fn t01_an_if_without_its_end() {
    at(&refused("a\n{% if view.name %}\nx\n"), "2:19");
    at(&refused("{% extends \"base.html\" %}\n{% block x %}\n{% if view.name %}\n{% endblock %}\n"), "4:4");
}

#[test]
fn t01_findings_of_templates_are_one_document() {
    let outcome = refused("{% if %}");
    let parsed = serde_json::from_str::<serde_json::Value>(&outcome.stdout);
    assert!(parsed.is_ok(), "standard output is not one JSON document: {}", outcome.stdout);
}

#[test]
fn t03_an_unknown_name_tells_place_page_and_known_names() {
    let outcome = refused("x\n  {{ view.nme }}\n");
    at(&outcome, "2:11").says("nme").says("content/personas/mara.md").says("people/mara/index.html").says("name,");
    at(&refused("{{ nothing }}"), "1:4").says("page, site, view");
}

#[test]
fn t05_templates_that_include_themselves() {
    at(&refused("{% include \"persona.html\" %}"), "1:1").says("persona.html");
    let both: [(&str, &[u8]); 2] = [("a.html", b"{% include \"b.html\" %}"), ("b.html", b"{% include \"a.html\" %}")];
    let outcome = refused_all(&both);
    let said = format!("{:?}", outcome.findings);
    assert!(said.contains("a.html") && said.contains("b.html"), "{said}");
    refused("{% extends \"persona.html\" %}");
}

#[test]
fn t05_deep_templates_do_not_overflow() {
    refused(format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)));
    refused(format!("{}x{}", "{% if view.name %}".repeat(5_000), "{% endif %}".repeat(5_000)));
}

#[test]
fn t07_a_range_without_measure() {
    let outcome = refused("x\n{% for i in range(end=1000000000) %}{{ i }}{% endfor %}");
    at(&outcome, "2:13").says("100000");
    outcome.within(2.0);
}

#[test]
fn t09_texts_are_escaped() {
    let (page, _) =
        page("<p>{{ view.name }}</p><p title=\"{{ view.name }}\"></p>", "---\ntitle: '<b>M</b> \" onx=1'\n---\n");
    assert!(!page.contains("<b>M") && !page.contains("\"\" onx"), "{page}");
}

/// Every template is escaped, whatever its name ends in.
#[test]
fn t10_texts_are_escaped_in_every_kind_of_template() {
    for ending in ["htm", "xml", "html"] {
        let site = Site::new()
            .file("personas/mara.md", "---\ntitle: <b>M</b>\n---\n")
            .other(&format!("templates/part.{ending}"), "{{ view.name }}")
            .other("templates/persona.html", format!("{{% include \"part.{ending}\" %}}"));
        site.build().ok();
        assert!(!site.page("people/mara/index.html").contains("<b>"), "{ending}");
    }
}

#[test]
fn t11_safe_on_a_field_of_a_user_is_mentioned() {
    let (_, outcome) = page("<!doctype html>{{ view.name | safe }}", "# Mara\n");
    outcome.has("template", "templates/persona.html:1:16").level("warning");
}

#[test]
fn t13_byte_order_mark_and_line_ends_change_nothing() {
    let clean = "<p>\n{{ view.name }}\n</p>\n";
    let plain = page(clean, "# Mara\n").0;
    assert_eq!(page(format!("\u{feff}{}", clean.replace('\n', "\r\n")), "# Mara\n").0, plain);
}

#[test]
fn t13_a_template_that_is_no_utf_8() {
    at(&refused(b"x\nab\xff"), "2:3").says("UTF-8");
}

#[test]
fn t15_a_template_that_renders_nothing_is_mentioned() {
    for template in ["", "{% if false %}a{% endif %}\n"] {
        let (_, outcome) = page(template, "# Mara\n");
        let all = outcome.all("template");
        assert!(
            all.iter().any(|finding| finding.level == "warning" && finding.path == "templates/persona.html"),
            "{all:?}"
        );
    }
}

#[test]
fn t16_nothing_outside_can_be_included() {
    for path in ["../../outside.html", "/etc/passwd", "../instep.yaml", "nope.html"] {
        let outcome = refused(format!("x\n{{% include \"{path}\" %}}"));
        at(&outcome, "2:12").says(path);
        assert!(!format!("{outcome:?}").contains("root:"));
    }
}

#[test]
fn t16_the_environment_cannot_be_read() {
    at(&refused("x\n{{ get_env(name=\"PATH\") }}"), "2:4").says("get_env");
}

#[test]
fn t16_a_linked_template_is_not_followed() {
    let site = Site::built();
    site.write("templates/words/en.yaml", "");
    symlink("/etc/passwd", site.path("templates/leak.html")).unwrap();
    symlink("/etc/passwd", site.path("templates/persona.html")).unwrap();
    site.build();
    assert!(!site.page("people/mara/index.html").contains("root:"));
}

#[test]
fn t17_a_template_that_is_gone_names_who_asks_for_it() {
    at(&refused("{% extends \"gone.html\" %}"), "1:1").says("gone.html");
}

#[test]
fn t18_a_base_without_the_blocks_others_fill() {
    let outcome = refused_all(&[("base.html", b"<html>{% block other %}{% endblock %}</html>")]);
    let finding = outcome.findings.iter().find(|finding| finding.message.contains("hero"));
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", outcome.findings));
    assert!(finding.path.ends_with(".html") && !finding.message.contains('\n'), "{finding:#?}");
}

#[test]
fn t18_a_block_that_the_base_does_not_have() {
    at(&refused("{% extends \"base.html\" %}\n{% block nosuch %}x{% endblock %}"), "2:10").says("nosuch");
}

#[test]
fn t18_a_template_that_overrides_one_block_keeps_the_rest() {
    let template = "{% extends \"builtin/persona.html\" %}\n{% block hero %}<p>my-own-hero</p>{% endblock %}";
    let (page, _) = page(template, "# Mara\n\n## Goals\n\n- One-goal\n");
    assert!(page.contains("my-own-hero") && page.contains("One-goal") && page.contains("</html>"), "{page}");
}

#[test]
fn t_words_of_a_site_that_are_wrong_are_reported() {
    let site = Site::built().other("templates/words/en.yaml", "people: \"b\n");
    let outcome = site.build();
    let said = format!("{}{:?}", outcome.stderr, outcome.findings);
    assert!(said.contains("templates/words/en.yaml"), "a mistake in words/en.yaml is not mentioned: {said}");
}
