//! `instep new KIND NAME`: a file with prompts that guide.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::disk;
use crate::files;
use crate::kinds;
use crate::schema::FOLDER;
use crate::site::Kind;
use crate::site::resolve::relative;
use crate::syntax::label;

use super::list::unknown_kind;
use super::project::{Project, now, out, tell};
use super::{CliError, Global};

#[derive(Args)]
pub(super) struct New {
    /// The kind, such as persona, map or story
    kind: String,
    /// The name or title, such as "Mara Lindqvist"
    name: String,
    /// Replace a file that is there already
    #[arg(short, long)]
    force: bool,
    /// Print the file instead of writing it
    #[arg(long)]
    stdout: bool,
}

impl New {
    pub(super) fn run(&self, global: &Global) -> Result<ExitCode, CliError> {
        let all = kinds::kinds();
        let wanted = self.kind.to_lowercase();
        let kind = all.iter().find(|kind| kind.name == wanted || kind.folders.contains(&wanted.as_str()));
        let kind = *kind.ok_or_else(|| unknown_kind(&self.kind))?;
        if label::slug(&self.name).is_empty() {
            return Err(CliError::Usage(
                format!("`{}` cannot be made a file name", self.name),
                Some("use letters or digits".into()),
            ));
        }
        let project = Project::open(global)?;
        let (text, extension) = self.archetype(&project, kind);
        let path = self.path(&project, kind, extension);
        let text = with_schema(text, &project, kind, &path);
        if self.stdout {
            out(&text);
            return Ok(ExitCode::SUCCESS);
        }
        disk::write_new(&path, text.as_bytes(), self.force).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => CliError::Usage(
                format!("{} is there already", path.display()),
                Some("choose another name, or replace it with --force".into()),
            ),
            _ => CliError::Write(path.display().to_string(), error),
        })?;
        tell(global, &format!("Wrote {}.", path.display()));
        Ok(ExitCode::SUCCESS)
    }

    /// The site's own archetype (`templates/archetypes/KIND.md` or `.yaml`), else the built-in one, filled in.
    fn archetype(&self, project: &Project, kind: &Kind) -> (String, &'static str) {
        let own = ["md", "yaml"].into_iter().find_map(|extension| {
            let bytes = project.templates.get(&format!("archetypes/{}.{extension}", kind.name))?;
            Some((String::from_utf8_lossy(bytes).into_owned(), extension))
        });
        let (text, extension) = own.unwrap_or_else(|| (kind.archetype.to_owned(), extension_of(kind.archetype)));
        let name = self.name.trim();
        // Where the archetype has the name in quotes it is a YAML text, with whatever quoting that needs.
        let quoted =
            serde_yaml::to_string(name).map_or_else(|_| format!("{name:?}"), |yaml| yaml.trim_end().to_owned());
        let text = text.replace("\"{name}\"", &quoted).replace("{name}", name).replace("{date}", &now().to_string());
        (text, extension)
    }

    fn path(&self, project: &Project, kind: &Kind, extension: &str) -> PathBuf {
        let folder = project.config.content.first().map_or("content", String::as_str);
        let mut name = label::slug_or_hash(&self.name);
        // Stories and decisions are told apart by their day.
        if matches!(kind.name, "story" | "decision") {
            name = format!("{}-{name}", now());
        }
        let content = project.root.join(folder);
        match kind.folders.first().filter(|_| kind.name != "page") {
            Some(folder) => content.join(folder).join(format!("{name}.{extension}")),
            None => content.join(format!("{name}.{extension}")),
        }
    }
}

/// The line by which editors find the schema of a YAML file, if the site has schemas.
fn with_schema(text: String, project: &Project, kind: &Kind, path: &Path) -> String {
    let schema = format!("{FOLDER}/{}.json", kind.name);
    let inside = path.strip_prefix(&project.root).ok().and_then(Path::to_str).unwrap_or("");
    let wanted = files::is_yaml(inside) && !text.contains("$schema=") && disk::is_file(&project.root.join(&schema));
    match wanted {
        true => format!("# yaml-language-server: $schema={}\n{text}", relative(files::folder(inside), &schema)),
        false => text,
    }
}

fn extension_of(archetype: &str) -> &'static str {
    // Markdown archetypes have a heading or front matter; YAML ones have neither.
    if archetype.starts_with("---") || archetype.starts_with("# {name}") || archetype.contains("\n# {name}") {
        "md"
    } else {
        "yaml"
    }
}
