//! For code scanning: SARIF 2.1.0, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::rules::{self, Rule};
use crate::text::{Span, position};

use super::{Fingerprint, Ground, fingerprints, visible};

/// Where the schema of the format is.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// All findings as one SARIF log with a closing newline.
pub fn sarif(found: &[&Diagnostic], ground: Ground) -> String {
    let prints = fingerprints(found.iter().copied(), ground.sources, ground.site);
    let results: Vec<Value> =
        found.iter().zip(&prints).map(|(finding, print)| result(finding, print, ground)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Instep",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules::ALL.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The top of the repository, or the folder of the site." } },
            },
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map_or_else(|error| error.to_string(), |text| text + "\n")
}

/// A rule with its page.
fn descriptor(rule: &Rule) -> Value {
    let title = rule.page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(rule.id);
    json!({
        "id": rule.id,
        "shortDescription": { "text": title },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.level) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn result(finding: &Diagnostic, print: &Fingerprint, ground: Ground) -> Value {
    let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": { "text": visible(&format!("{}{help}", finding.message)) },
        "locations": [{ "physicalLocation": physical(&finding.path, finding.span, ground) }],
        "partialFingerprints": { "statement/v1": format!("{}:{}", print.words, print.number) },
    });
    if let Some(index) = rules::ALL.iter().position(|rule| rule.id == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    let related = finding.labels.iter().zip(1..).map(|(label, id)| {
        let place = physical(&label.path, label.span, ground);
        json!({ "id": id, "physicalLocation": place, "message": { "text": visible(&label.text) } })
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([mending(finding, fix, ground)]);
    }
    result
}

fn mending(finding: &Diagnostic, fix: &Fix, ground: Ground) -> Value {
    let what = if fix.safe { "This is what `instep check --fix` writes." } else { "This was probably meant." };
    json!({
        "description": { "text": what },
        "artifactChanges": [{
            "artifactLocation": artifact(&finding.path, ground),
            "replacements": [{
                "deletedRegion": region(&finding.path, fix.span, ground),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

fn physical(path: &str, span: Span, ground: Ground) -> Value {
    json!({ "artifactLocation": artifact(path, ground), "region": region(path, span, ground) })
}

fn artifact(path: &str, ground: Ground) -> Value {
    json!({ "uri": encoded(&format!("{}{path}", ground.folder)), "uriBaseId": "%SRCROOT%" })
}

fn region(path: &str, span: Span, ground: Ground) -> Value {
    let text = (ground.sources)(path).unwrap_or_else(|| "".into());
    let (start, end) = (position(&text, span.start), position(&text, span.end.max(span.start)));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path as a relative reference: what is neither unreserved nor a slash is percent-encoded.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn columns_count_characters_and_paths_are_encoded() {
        let path: Arc<str> = "content/ä b.md".into();
        let finding =
            Diagnostic::warning("dead-link", &path, Span::new(6, 7), "no such page").mend(Span::new(6, 7), "y");
        let sources = |_: &str| Some(Arc::from("a\n😀x"));
        let ground = Ground { sources: &sources, site: None, folder: "ux/" };
        let log: Value = serde_json::from_str(&sarif(&[&finding], ground)).unwrap_or_default();
        let result = &log["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "ux/content/%C3%A4%20b.md");
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 3 }));
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap_or(0) as usize];
        assert_eq!(rule["id"], "dead-link");
    }
}
