//! Which file an editor holds against which schema.

use serde_json::{Map, Value, json};

use crate::kinds;
use crate::site::{Config, config};

use super::{CONFIG, FOLDER, HANGING};

/// The extensions that make VS Code read YAML with schemas.
pub const EXTENSIONS: &str = "{\n  \"recommendations\": [\"redhat.vscode-yaml\"]\n}\n";

/// The settings that make VS Code hold the files of a site against its schemas.
pub fn vscode(config: &Config) -> Value {
    let mut schemas = Map::new();
    schemas.insert(format!("{FOLDER}/{CONFIG}.json"), json!([&*config.path]));
    let hanging = config.content.iter().map(|content| within(content, config::HANGING));
    schemas.insert(format!("{FOLDER}/{HANGING}.json"), hanging.collect::<Vec<_>>().into());
    for kind in kinds::kinds() {
        let folders = config.content.iter().flat_map(|content| {
            let inside = kind.folders.iter().flat_map(move |folder| folder_patterns(content, folder));
            inside.chain(kind.files.iter().map(move |name| within(content, &format!("**/{name}.y*ml"))))
        });
        schemas.insert(format!("{FOLDER}/{}.json", kind.name), folders.collect::<Vec<_>>().into());
    }
    json!({ "yaml.schemas": schemas })
}

/// Every YAML file below a folder, wherever it lies. Some editors take `*` for any path and some for a name: the
/// patterns mean the same to both.
fn folder_patterns(content: &str, folder: &str) -> [String; 3] {
    [format!("{folder}/*.y*ml"), format!("{folder}/**/*.y*ml"), format!("**/{folder}/*.y*ml")]
        .map(|pattern| within(content, &pattern))
}

fn within(content: &str, pattern: &str) -> String {
    if content.is_empty() { pattern.to_owned() } else { format!("{content}/{pattern}") }
}
