//! `instep schema`: what can be written, for editors that help while one writes.

use std::process::ExitCode;

use clap::Args;
use serde_json::Value;

use crate::diagnostic::nearest;
use crate::disk;
use crate::kinds;
use crate::schema::{FOLDER, Schemas, vscode};
use crate::site::Config;

use super::project::{Project, out, tell};
use super::{CliError, Global};

/// What prints the settings of an editor instead of a schema.
const EDITOR: &str = "vscode";

#[derive(Args)]
pub(super) struct Schema {
    /// A kind such as persona, or `config` for the settings; `vscode` prints which file goes with which schema. Without
    /// one, everything in one document
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// Write all schemas as files, into this folder of the site
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = FOLDER, conflicts_with = "kind")]
    write: Option<String>,
}

impl Schema {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        // Outside of a site there are schemas too: only the site's own words are missing.
        let project = match Project::settings(global) {
            Ok(_) => Some(Project::open(global)?),
            Err(error) if global.config.is_some() || self.write.is_some() => return Err(error),
            Err(_) => None,
        };
        let default = Config::default();
        let config = project.as_ref().map_or(&default, |project| &project.config);
        let schemas = Schemas::new(config);
        if let (Some(folder), Some(project)) = (&self.write, &project) {
            for (path, text) in files(folder, &schemas) {
                let path = project.root.join(path);
                disk::write_new(&path, text.as_bytes(), true)
                    .map_err(|error| CliError::Write(path.display().to_string(), error))?;
            }
            tell(global, &format!("Wrote {} schemas into {folder}.", Schemas::all().len()));
            return Ok(ExitCode::SUCCESS);
        }
        let printed = match self.kind.as_deref() {
            None => schemas.bundle(),
            Some(EDITOR) => vscode(config),
            Some(name) => schemas.get(singular(name)).ok_or_else(|| unknown(name))?,
        };
        out(&pretty(&printed));
        Ok(ExitCode::SUCCESS)
    }
}

/// The schemas as files in a folder.
pub(super) fn files(folder: &str, schemas: &Schemas) -> Vec<(String, String)> {
    let file = |name: &str| Some((format!("{folder}/{name}.json"), pretty(&schemas.get(name)?)));
    Schemas::all().into_iter().filter_map(file).collect()
}

/// JSON as people read it.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// `personas` is the kind `persona`.
fn singular(name: &str) -> &str {
    kinds::kinds().iter().find(|kind| kind.folders.contains(&name)).map_or(name, |kind| kind.name)
}

fn unknown(name: &str) -> CliError {
    let all = Schemas::all();
    let near = nearest(name, all.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    CliError::Usage(
        format!("there is no schema of `{name}`"),
        Some(format!("{}there is {}", near.unwrap_or_default(), all.join(", "))),
    )
}
