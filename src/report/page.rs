//! For people: a page of Markdown in a terminal. It knows what the pages of rules are made of: headings, paragraphs,
//! lists and blocks of code.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// What a page is written on.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    /// With colours.
    pub colour: bool,
    /// How many characters fit on a line.
    pub width: usize,
}

/// How a piece of text looks.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    Plain,
    Bold,
    Code,
    Caption,
}

impl Paper {
    /// The widest line that is pleasant to read.
    pub const WIDEST: usize = 80;

    /// A text in bold letters.
    pub fn bold(self, text: &str) -> String {
        self.painted(text, Look::Bold)
    }

    fn painted(self, text: &str, look: Look) -> String {
        let code = match look {
            Look::Plain => return text.to_owned(),
            Look::Bold => "1",
            Look::Code => "36",
            Look::Caption => "2",
        };
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// A page of Markdown as plain text, with colours if the paper takes them.
pub fn page(markdown: &str, paper: Paper) -> String {
    let mut writer = Writer { paper, out: String::new(), line: Line::default(), look: Look::Plain, hang: "" };
    let mut code = None;
    for event in Parser::new(markdown) {
        match (event, &mut code) {
            (Event::Start(Tag::CodeBlock(kind)), _) => code = Some((path(&kind), String::new())),
            (Event::Text(text), Some((_, content))) => content.push_str(&text),
            (Event::End(TagEnd::CodeBlock), _) => {
                let (path, content) = code.take().unwrap_or_default();
                writer.code(&path, &content);
            }
            (event, _) => writer.event(event),
        }
    }
    writer.out.trim_end().to_owned() + "\n"
}

/// The path of a file behind the language of its block.
fn path(kind: &CodeBlockKind) -> String {
    match kind {
        CodeBlockKind::Fenced(info) => info.split_once(' ').map_or_else(String::new, |(_, path)| path.to_owned()),
        CodeBlockKind::Indented => String::new(),
    }
}

struct Writer {
    paper: Paper,
    out: String,
    line: Line,
    look: Look,
    /// What stands before the first line of a paragraph; the others are indented as far.
    hang: &'static str,
}

/// The words of a paragraph, before it is known where its lines end.
#[derive(Default)]
struct Line {
    /// Each painted, with the width that is seen.
    words: Vec<(String, usize)>,
    /// Whether what follows belongs to the last word.
    open: bool,
}

impl Writer {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Strong) => self.look = Look::Bold,
            Event::Start(Tag::Item) => self.hang = "- ",
            Event::Text(text) => self.text(&text),
            Event::Code(code) if self.paper.colour => self.piece(&code, Look::Code),
            Event::Code(code) => self.piece(&format!("`{code}`"), Look::Code),
            Event::SoftBreak => self.line.open = false,
            Event::HardBreak => self.flush(),
            Event::End(TagEnd::Strong) => self.look = Look::Plain,
            Event::End(TagEnd::Heading(_) | TagEnd::Paragraph) => {
                self.look = Look::Plain;
                self.flush();
                self.out.push('\n');
            }
            Event::End(TagEnd::Item) => {
                self.flush();
                self.hang = "";
            }
            Event::End(TagEnd::List(_)) => self.out.push('\n'),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            if !word.is_empty() {
                self.piece(word, self.look);
            }
            self.line.open &= word.len() == piece.len();
        }
    }

    /// Adds what must not be taken apart.
    fn piece(&mut self, text: &str, look: Look) {
        let (painted, width) = (self.paper.painted(text, look), text.chars().count());
        match self.line.words.last_mut().filter(|_| self.line.open) {
            Some((word, seen)) => {
                word.push_str(&painted);
                *seen += width;
            }
            None => self.line.words.push((painted, width)),
        }
        self.line.open = true;
    }

    /// Ends a line that the writer of the page has ended, in as many as it takes.
    fn flush(&mut self) {
        let Line { words, .. } = std::mem::take(&mut self.line);
        let indent = self.hang.len();
        let mut column = 0;
        for (word, width) in &words {
            if column == 0 {
                self.out.push_str(self.hang);
                column = indent;
            } else if column + 1 + width > self.paper.width {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += width;
        }
        if column > 0 {
            self.out.push('\n');
        }
    }

    /// A file, or a piece of one: its path, and its lines as they are.
    fn code(&mut self, path: &str, content: &str) {
        if !path.is_empty() {
            self.out.push_str(&format!("  {}\n", self.paper.painted(path, Look::Caption)));
        }
        for line in content.lines() {
            self.out.push_str(format!("    {line}").trim_end());
            self.out.push('\n');
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A title\n\nOne two `three four`, **five** six.  \nSeven.\n\n- one two three four five\n- b\n\n\
                        ```yaml content/a.yaml\na:\n\n  - b\n```\n\n## End\n";

    #[test]
    fn a_page_is_wrapped_and_code_is_not() {
        let wanted = "A title\n\nOne two\n`three four`, five\nsix.\nSeven.\n\n- one two three four\n  five\n- b\n\n  \
                      content/a.yaml\n    a:\n\n      - b\n\nEnd\n";
        assert_eq!(page(TEXT, Paper { colour: false, width: 20 }), wanted);
    }

    #[test]
    fn colours_take_no_room() {
        let coloured = page(TEXT, Paper { colour: true, width: 20 });
        assert!(coloured.contains("\u{1b}[1mtitle\u{1b}[0m") && coloured.contains("\u{1b}[36mthree four\u{1b}[0m,"));
        assert!(coloured.contains("One two \u{1b}[36mthree"), "{coloured:?}");
    }
}
