//! Which editor opens a file from the preview, as the template of an address.

use super::CliError;

/// Editors by name, and the addresses that open a file in them. `{path}` begins with a slash.
const EDITORS: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("windsurf", "windsurf://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("none", ""),
];

/// What editors are called where they are started.
const COMMANDS: &[(&str, &str)] = &[
    ("code", "vscode"),
    ("code-insiders", "vscode"),
    ("codium", "vscodium"),
    ("cursor", "cursor"),
    ("windsurf", "windsurf"),
    ("zed", "zed"),
    ("zeditor", "zed"),
    ("subl", "sublime"),
    ("mate", "textmate"),
    ("idea", "idea"),
];

/// The address template of the editor that was asked for, else of the one that seems to be in use. Empty for none.
pub(super) fn address(asked: Option<&str>) -> Result<String, CliError> {
    let Some(asked) = asked else { return Ok(named(guess(&variable)).unwrap_or_default().to_owned()) };
    if let Some(template) = named(asked) {
        return Ok(template.to_owned());
    }
    if asked.contains("://") && asked.contains("{path}") {
        return Ok(asked.to_owned());
    }
    let names: Vec<&str> = EDITORS.iter().map(|(name, _)| *name).collect();
    Err(CliError::Usage(
        format!("--editor: `{asked}` is no editor that is known"),
        Some(format!("choose one of {}, or write an address such as my://open{{path}}:{{line}}", names.join(", "))),
    ))
}

fn named(name: &str) -> Option<&'static str> {
    EDITORS.iter().find(|(known, _)| *known == name).map(|(_, template)| *template)
}

/// The editor whose terminal this is, else the one that is set, else the most common one.
fn guess(variable: &dyn Fn(&str) -> Option<String>) -> &'static str {
    match variable("TERM_PROGRAM").as_deref() {
        Some("vscode") => return "vscode",
        Some("zed") => return "zed",
        _ => {}
    }
    if variable("TERMINAL_EMULATOR").as_deref() == Some("JetBrains-JediTerm") {
        return "idea";
    }
    ["VISUAL", "EDITOR"].into_iter().filter_map(variable).find_map(|command| started_by(&command)).unwrap_or("vscode")
}

/// The editor that a command such as `/usr/bin/code --wait` starts.
fn started_by(command: &str) -> Option<&'static str> {
    let program = command.split_whitespace().next()?.rsplit('/').next()?;
    COMMANDS.iter().find(|(name, _)| *name == program).map(|(_, editor)| *editor)
}

#[allow(clippy::disallowed_methods, reason = "which editor somebody uses is nothing that a page shows")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_is_asked_for_by_name_or_address() {
        assert_eq!(address(Some("zed")).unwrap(), "zed://file{path}:{line}:{column}");
        assert_eq!(address(Some("none")).unwrap(), "");
        assert_eq!(address(Some("my://{path}")).unwrap(), "my://{path}");
        assert!(address(Some("ed")).is_err() && address(Some("javascript:{path}")).is_err());
    }

    #[test]
    fn the_editor_in_use_is_guessed() {
        let guess = |set: &[(&str, &str)]| {
            guess(&|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(guess(&[]), "vscode");
        assert_eq!(guess(&[("TERM_PROGRAM", "zed"), ("EDITOR", "subl")]), "zed");
        assert_eq!(guess(&[("TERMINAL_EMULATOR", "JetBrains-JediTerm")]), "idea");
        assert_eq!(guess(&[("VISUAL", "vim"), ("EDITOR", "/usr/bin/codium --wait")]), "vscodium");
    }

    #[test]
    fn every_command_starts_an_editor_that_is_known() {
        assert!(COMMANDS.iter().all(|(_, editor)| named(editor).is_some()));
    }
}
