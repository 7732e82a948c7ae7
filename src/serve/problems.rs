//! What is wrong with the site, for the script in the pages.

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::pages::cx;
use crate::report::{self, Human, Sources};
use crate::text::position;

/// The longest list that is sent; whoever has more begins with these.
const MOST: usize = 200;

#[derive(Serialize)]
struct Problems<'a> {
    errors: usize,
    warnings: usize,
    list: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    severity: &'static str,
    rule: &'a str,
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    help: Option<&'a str>,
    frame: String,
    /// Opens the place in an editor; nothing where there is no editor, or no file.
    href: Option<String>,
}

/// The errors and warnings of a site as one line of JSON. `root` is the absolute path of the site, `editor` the template
/// of an address with `{path}`, `{line}` and `{column}`.
/// Where others can see it (`shared`), no lines of files are in it, and nothing of the machine.
pub(super) fn problems(found: &[Diagnostic], sources: &Sources, root: &Path, editor: &str, shared: bool) -> Arc<str> {
    let count = |severity: Severity| found.iter().filter(|finding| finding.severity == severity).count();
    let shown = found.iter().filter(|finding| finding.severity > Severity::Hint).take(MOST);
    let list = shown.map(|finding| problem(finding, sources, root, if shared { None } else { Some(editor) })).collect();
    let problems = Problems { errors: count(Severity::Error), warnings: count(Severity::Warning), list };
    serde_json::to_string(&problems).unwrap_or_else(|_| "{}".into()).into()
}

/// A finding as text, as the terminal shows it, without colours.
pub(super) fn frame(found: &Diagnostic, sources: &Sources) -> String {
    report::human(&[found], sources, Human { colour: false, unicode: false, width: 100 }).trim_end().to_owned()
}

fn problem<'a>(finding: &'a Diagnostic, sources: &Sources, root: &Path, editor: Option<&str>) -> Problem<'a> {
    let place = position(&sources(&finding.path).unwrap_or_default(), finding.span.start);
    // A template of the theme is no file that could be opened.
    let opens = editor.filter(|editor| !editor.is_empty() && !finding.path.starts_with("builtin/"));
    Problem {
        severity: finding.severity.word(),
        rule: finding.rule,
        path: &finding.path,
        line: place.line,
        column: place.column,
        message: &finding.message,
        help: finding.help.as_deref(),
        // The help stands beside it, where it is not cut off on a narrow screen.
        frame: editor.map_or_else(String::new, |_| frame(&Diagnostic { help: None, ..finding.clone() }, sources)),
        href: opens.map(|editor| {
            let path = cx::encode(&root.join(&*finding.path).to_string_lossy());
            let place =
                editor.replace("{line}", &place.line.to_string()).replace("{column}", &place.column.to_string());
            place.replace("{path}", &path)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn a_problem_says_where_it_is_and_opens_there() {
        let path: Arc<str> = "content/a b.md".into();
        let found = [
            Diagnostic::error("dead-link", &path, Span::new(3, 4), "no \"such\" thing"),
            Diagnostic::hint("dead-link", &path, Span::new(3, 4), "only a hint"),
        ];
        let sources = |_: &str| Some("a\nbcd\n".into());
        let json = problems(&found, &sources, Path::new("/home/ü"), "code://file{path}:{line}:{column}", false);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!((&json["errors"], &json["warnings"]), (&1.into(), &0.into()));
        assert_eq!(json["list"].as_array().unwrap().len(), 1);
        assert_eq!(json["list"][0]["href"], "code://file/home/%C3%BC/content/a%20b.md:2:2");
        assert!(json["list"][0]["frame"].as_str().unwrap().contains("content/a b.md:2:2"));
        let none = problems(&found, &sources, Path::new("/"), "", false);
        assert!(none.contains(r#""href":null"#), "{none}");
        let shared = problems(&found, &sources, Path::new("/home/ü"), "code://file{path}", true);
        assert!(shared.contains(r#""frame":"","href":null"#) && !shared.contains("/home"), "{shared}");
    }
}
