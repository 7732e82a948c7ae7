//! Addresses and links, as seen from one page.

use super::*;
use crate::pages::topic::Topic;

impl Cx<'_> {
    /// The address of a path from the site's root, as seen from this page.
    pub fn link(&self, url: &str) -> String {
        let (path, fragment) = url.split_once('#').map_or((url, None), |(path, fragment)| (path, Some(fragment)));
        if path == self.url
            && let Some(fragment) = fragment
        {
            return format!("#{fragment}");
        }
        // An address that begins with a name and a colon would be read as a scheme.
        let address = encode(&relative(files::folder(self.url), path));
        fragment.map_or(address.clone(), |fragment| format!("{address}#{}", encode(fragment)))
    }

    /// The address of an entity's page.
    pub fn href(&self, index: Index) -> String {
        if !self.site().may_name(index) {
            return String::new();
        }
        self.link(self.site().url(index))
    }

    /// The address of a part of an entity.
    pub fn target(&self, target: &Target) -> String {
        if !self.site().may_name(target.entity) {
            return String::new();
        }
        if let Some(Part::Item(number)) = target.part {
            return self.link(&self.statement_url(target.entity, number));
        }
        let url = self.site().url(target.entity);
        match target.part.as_ref().map(|part| self.fragment(target.entity, part)) {
            Some(fragment) if !fragment.is_empty() => self.link(&format!("{url}#{fragment}")),
            _ => self.link(url),
        }
    }

    fn fragment(&self, index: Index, part: &Part) -> String {
        match part {
            // What may not be shown has no lines on its page.
            Part::Line(_) | Part::Time(_) if !self.site().may_show_words(index) => String::new(),
            Part::Line(line) => format!("L{line}"),
            Part::Time(time) => self.line_at(index, time).map_or_else(String::new, |line| format!("L{line}")),
            Part::Item(number) => {
                self.site().claims(index).get(*number as usize).map_or("", |claim| &claim.anchor).into()
            }
            Part::Stage(stage) => self
                .entity(index)
                .stages()
                .get(*stage)
                .map_or_else(String::new, |stage| label::slug_or_hash(stage.str("name"))),
            Part::Section(anchor) => anchor.to_string(),
        }
    }

    /// The line of a transcript that carries a time stamp: `[4:10]`.
    fn line_at(&self, index: Index, time: &str) -> Option<usize> {
        let stamp = format!("[{time}]");
        self.entity(index).source.text.lines().position(|line| line.contains(&stamp)).map(|at| at + 1)
    }

    /// The address of a statement: on the page of its entity, or on the leaf of a large map.
    pub fn statement_href(&self, index: Index, number: u32) -> String {
        self.link(&self.statement_url(index, number))
    }

    /// A statement's place: the title of its entity, leading to the statement itself.
    pub fn statement_link(&self, index: Index, number: u32) -> LinkView {
        LinkView { href: self.statement_href(index, number), ..self.entity_link(index) }
    }

    /// An entity as a link.
    pub fn entity_link(&self, index: Index) -> LinkView {
        LinkView { title: self.entity(index).title.to_string(), href: self.href(index) }
    }

    /// A stage of a journey as a link: both names.
    pub fn stage_link(&self, target: &Target) -> LinkView {
        let journey = self.entity(target.entity);
        let stage = match target.part {
            Some(Part::Stage(stage)) => journey.stages().get(stage),
            _ => None,
        };
        let title = stage.map(|stage| format!("{}, {}", stage.str("name"), journey.title));
        LinkView { title: title.unwrap_or_else(|| journey.title.to_string()), href: self.target(target) }
    }

    /// The address of a page about the site as a whole, if the site has it.
    pub(in crate::pages) fn topic(&self, topic: &Topic) -> Option<String> {
        let url = topic.url();
        self.pages.first_at(&url).is_some().then(|| self.link(&url))
    }
}
