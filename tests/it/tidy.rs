//! The shape of the house: who may import whom, and that the documentation names what there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The layers of `ARCHITECTURE.md`. A module imports from the rows above it and from its own row.
const LAYERS: &[&[&str]] = &[
    &["text", "diagnostic", "files", "edit", "pictures"],
    &["syntax"],
    &["site"],
    &["kinds", "pages", "paper", "rules"],
    &["render", "twins"],
    &["build"],
    &["disk", "report", "schema", "rename", "serve"],
    &["cli"],
    &["main"],
];

/// Macros that stand at the top of the crate, with the module they are defined in.
const MACROS: &[(&str, &str)] = &[("fields", "site")];

#[test]
fn modules_import_only_from_the_rows_above_them() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" {
            continue;
        }
        let own = row(&module).unwrap_or_else(|| panic!("{path}: `{module}` is in no layer"));
        for (line, other) in imports(&text) {
            match row(&other) {
                Some(above) if above <= own => {}
                Some(_) => wrong.push(format!("{path}:{line}: {module} imports {other}, which is below it")),
                None => wrong.push(format!("{path}:{line}: `{other}` is in no layer")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `render` sees views: of the site it may know the words of the interface, and nothing else.
#[test]
fn render_never_sees_an_entity() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(path, _)| module_of(path) == "render")
        .flat_map(|(path, text)| {
            let lines: Vec<String> = code(&text)
                .filter(|(_, line)| line.contains("crate::site::") && !line.contains("crate::site::words"))
                .map(|(number, line)| format!("{path}:{number}: {}", line.trim()))
                .collect();
            lines
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_layers_are_those_of_the_architecture() {
    let text = document("ARCHITECTURE.md");
    let rows: Vec<Vec<String>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes().get(2).is_some_and(u8::is_ascii_digit))
        .filter_map(|line| Some(backquoted(line.split('|').nth(2)?)))
        .collect();
    assert_eq!(rows, LAYERS);
}

/// What is found while reading and linking names its rule as a text: each is a rule with a page, and none is left over.
#[test]
fn every_rule_that_is_named_has_a_page_and_is_in_the_list() {
    let named: BTreeSet<String> = sources().iter().flat_map(|(_, text)| rules(text)).collect();
    assert!(named.len() > 20, "the rules are not found any more: {named:?}");
    let unknown: Vec<&String> = named.iter().filter(|id| instep::rules::find(id).is_none()).collect();
    assert!(unknown.is_empty(), "findings of rules that are not in rules::ALL: {unknown:?}");
    let pages = pages_of_rules();
    let reading = pages.iter().filter_map(|(path, _)| path.strip_prefix("src/rules/reading/")?.strip_suffix(".md"));
    let idle: Vec<&str> = reading.filter(|id| !named.contains(*id)).collect();
    assert!(idle.is_empty(), "nothing reports these rules: {idle:?}");
}

#[test]
fn every_page_of_a_rule_belongs_to_one() {
    for (path, text) in pages_of_rules() {
        let id = path.rsplit('/').next().unwrap_or(&path).trim_end_matches(".md").replace('_', "-");
        let rule = instep::rules::find(&id).unwrap_or_else(|| panic!("{path}: rules::ALL has no `{id}`"));
        assert!(rule.page == text, "`{id}` has another page than {path}");
    }
}

#[test]
fn every_setting_is_documented() {
    let settings: BTreeSet<String> = instep::site::config::FIELDS.iter().map(|field| field.name.to_owned()).collect();
    let documented: BTreeSet<String> = headings("docs/settings.md", "## ").into_iter().collect();
    assert_eq!(documented, settings, "docs/settings.md (left) and src/site/config.rs (right) differ");
}

#[test]
fn every_kind_is_documented_with_all_its_fields() {
    let text = document("docs/format.md");
    // Examples hold headings as well; those of kinds have their name in backquotes.
    let up_to_next = |text: &str| text.split("\n## `").next().unwrap_or("").to_owned();
    let common = text.split_once("\n## Fields of every kind").map_or_else(String::new, |(_, rest)| up_to_next(rest));
    for kind in instep::kinds::kinds() {
        let heading = format!("\n## `{}`", kind.name);
        let (_, section) = text.split_once(&heading).unwrap_or_else(|| panic!("no section for {}", kind.name));
        let section = up_to_next(section);
        for field in kind.fields {
            let named = format!("`{}`", field.name);
            assert!(
                section.contains(&named) || common.contains(&named),
                "docs/format.md does not name `{}` of {}",
                field.name,
                kind.name
            );
        }
    }
}

#[test]
fn every_template_is_documented() {
    let text = document("docs/templates.md");
    let mut wrong = Vec::new();
    files_below(Path::new("templates"), &mut |path, _| {
        let name = path.trim_start_matches("templates/");
        let own = name.starts_with("init/") || name.starts_with("preview/");
        if !own && path.ends_with(".html") && !text.contains(&format!("`{name}`")) {
            wrong.push(name.to_owned());
        }
    });
    assert!(wrong.is_empty(), "docs/templates.md does not name {wrong:?}");
}

#[test]
fn commands_in_the_documentation_exist() {
    let commands = commands();
    assert!(commands.contains("build"), "{commands:?}");
    for path in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/check.md",
        "docs/settings.md",
        "docs/format.md",
        "docs/templates.md",
        "docs/theme.md",
        "docs/api.md",
        "docs/diagnostics.md",
        "docs/preview.md",
        "docs/editors.md",
        "docs/privacy.md",
        "docs/posters.md",
    ] {
        for (line, command) in mentioned(&document(path)) {
            assert!(commands.contains(&command), "{path}:{line}: there is no command `instep {command}`");
        }
    }
    let readme = document("README.md");
    for command in commands.iter().filter(|command| *command != "help") {
        assert!(readme.contains(&format!("instep {command}")), "README.md does not name `instep {command}`");
    }
}

#[test]
fn the_options_in_the_readme_exist() {
    let commands = commands();
    let mut known = help(&["--help"]);
    commands
        .iter()
        .filter(|command| *command != "help")
        .for_each(|command| known.push_str(&help(&[command, "--help"])));
    let readme = document("README.md");
    let of_instep = |line: &str| line.contains("instep ") || line.contains("cargo run --release -- ");
    for (number, line) in readme.lines().enumerate().filter(|(_, line)| of_instep(line)) {
        // What stands before ` -- ` is for cargo.
        let own = line.rsplit(" -- ").next().unwrap_or(line);
        for option in own.split([' ', '`', '(', ')', '.', ',']).filter(|word| word.starts_with("--")) {
            assert!(known.contains(option), "README.md:{}: there is no option {option}", number + 1);
        }
    }
}

// ---- reading the source -------------------------------------------------------------------------------------

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of `src` with its text.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files_below(Path::new("src"), &mut |path, text| {
        if path.ends_with(".rs") {
            found.push((path.to_owned(), text.to_owned()));
        }
    });
    found
}

/// The code of all tests, for those that name others.
pub(crate) fn all_tests() -> String {
    let mut all = String::new();
    files_below(Path::new("tests/it"), &mut |_, text| all.push_str(text));
    files_below(Path::new("src"), &mut |_, text| all.push_str(text));
    all
}

/// Every page that explains a rule.
fn pages_of_rules() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files_below(Path::new("src/rules"), &mut |path, text| {
        if path.ends_with(".md") {
            found.push((path.to_owned(), text.to_owned()));
        }
    });
    found
}

/// Every text file below a folder of the project, in the order of their paths.
fn files_below(folder: &Path, visit: &mut dyn FnMut(&str, &str)) {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let inside = path.strip_prefix(root()).unwrap().to_owned();
        if path.is_dir() {
            files_below(&inside, visit);
        } else if let Ok(text) = fs::read_to_string(&path) {
            visit(&inside.to_string_lossy().replace('\\', "/"), &text);
        }
    }
}

/// `src/site/link.rs` and `src/build.rs` belong to `site` and `build`.
fn module_of(path: &str) -> String {
    let inside = path.trim_start_matches("src/");
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs").to_owned()
}

fn row(module: &str) -> Option<usize> {
    let module = MACROS.iter().find(|(name, _)| *name == module).map_or(module, |(_, module)| module);
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The lines that are not comments, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The modules named in `crate::…` paths, and in `instep::…` paths of the binary.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code(text) {
        for root in ["crate::", "instep::"] {
            for (at, _) in line.match_indices(root) {
                let inside_a_word = line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
                if !inside_a_word {
                    found.extend(names(&line[at + root.len()..]).into_iter().map(|name| (number, name)));
                }
            }
        }
    }
    found
}

/// `site::link::Site` names `site`; `{diagnostic, text::Span}` names both.
fn names(path: &str) -> Vec<String> {
    let name =
        |text: &str| -> String { text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 0;
    let parts = group.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.map(name).filter(|name| !name.is_empty()).collect()
}

/// The rules that findings are made with: the first text in the call that makes one, tests left out.
fn rules(text: &str) -> Vec<String> {
    let production = text.split("#[cfg(test)]").next().unwrap_or("");
    let plain: String = code(production).map(|(_, line)| format!("{line}\n")).collect();
    let mut found = Vec::new();
    for call in ["error(", "warning(", "hint(", "finding(", "=> (", "=> {\n("] {
        for (at, _) in plain.match_indices(call) {
            let arguments = plain[at + call.len()..].trim_start();
            let Some((id, after)) = arguments.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            let is_id = id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                && after.starts_with(',');
            // A pair in a match is a rule only where it has the form of one.
            if is_id && (!call.starts_with("=>") || id.contains('-')) {
                found.push(id.to_owned());
            }
        }
    }
    found
}

// ---- reading the documentation --------------------------------------------------------------------------------

/// The names in headings such as "### `dead-link`".
fn headings(path: &str, marks: &str) -> Vec<String> {
    let text = document(path);
    let headings = text.lines().filter_map(|line| line.strip_prefix(marks)?.strip_prefix('`')?.split_once('`'));
    headings.map(|(name, _)| name.to_owned()).collect()
}

fn backquoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches('/').to_owned()).collect()
}

fn help(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_instep")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that `instep --help` lists.
fn commands() -> BTreeSet<String> {
    let help = help(&["--help"]);
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

/// The words after `instep` where a line of a block or a span of code begins with it.
fn mentioned(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("instep ") {
            let begins = line[..at].is_empty() || line[..at].ends_with(['`', '$']) || line[..at].ends_with("run: ");
            let word: String = line[at + 7..].chars().take_while(char::is_ascii_lowercase).collect();
            if begins && !word.is_empty() {
                found.push((index + 1, word));
            }
        }
    }
    found
}
