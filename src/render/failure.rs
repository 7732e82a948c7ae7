//! The page that the preview shows where there is no page to show.

use serde::Serialize;
use tera::{Context, Tera};

/// Why there is no page, for whoever writes the site.
#[derive(Clone, Debug, Serialize)]
pub struct Failure {
    /// A few words.
    pub title: String,
    /// A sentence.
    pub text: String,
    /// Findings as text, with their excerpts.
    pub frames: Vec<String>,
}

impl Failure {
    /// The page. It needs no theme, since the theme may be what is broken.
    pub fn render(&self) -> Vec<u8> {
        // Only a mistake in the program makes the template fail; a test renders it.
        self.filled()
            .map_or_else(|_| b"<!doctype html><title>The page cannot be shown</title>".to_vec(), String::into_bytes)
    }

    fn filled(&self) -> tera::TeraResult<String> {
        let template = super::built_in("preview/error.html").unwrap_or_default();
        let mut tera = Tera::default();
        tera.autoescape_on([""]);
        tera.add_raw_template("error.html", &String::from_utf8_lossy(template))?;
        let mut context = Context::new();
        context.insert("title", &self.title);
        context.insert("text", &self.text);
        context.insert("frames", &self.frames);
        tera.render("error.html", &context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_escaped() {
        let bad = "<script>alert(1)</script>".to_owned();
        let failure = Failure { title: bad.clone(), text: bad.clone(), frames: vec![bad] };
        let html = String::from_utf8(failure.render()).unwrap();
        assert_eq!(html.matches("&lt;script&gt;").count(), 4, "{html}");
        assert!(!html.contains("<script>"));
    }
}
