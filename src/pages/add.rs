//! How to add: how do I pass on what I heard? A template to copy, three steps, no jargon.

use serde::Serialize;

use crate::kinds;
use crate::site::consent::Profile;

use super::topic::Topic;
use super::view::{LinkView, PersonView};
use super::{Cx, View};

pub(super) static TOPIC: Topic = Topic {
    key: "how-to-add-what-you-heard",
    template: "add.html",
    // The public cannot add anything.
    present: |site| site.config.profile != Profile::Public,
    view,
    ..Topic::PLAIN
};

/// The most people whose ids are named.
const PEOPLE: usize = 12;

/// A person with the id that stands in a story.
#[derive(Serialize)]
struct Known {
    id: String,
    person: PersonView,
}

#[derive(Serialize)]
struct Add {
    folder: String,
    file: String,
    template: String,
    people: Vec<Known>,
    example: Option<LinkView>,
}

fn view(cx: &Cx) -> View {
    let site = cx.site();
    let newest = site.listed("story").filter(|index| site.may_show_words(*index));
    let newest = newest.max_by_key(|index| cx.entity(*index).record.date("date"));
    let people = cx.people().order.iter().filter(|index| site.may_name(**index));
    let known = people.map(|index| Known { id: cx.entity(*index).id.to_string(), person: cx.person(*index) });
    let day = newest.and_then(|index| cx.entity(index).record.date("date")).unwrap_or(site.today);
    let content = site.config.content.first().map_or("", |folder| folder.trim_matches(['.', '/']));
    let words = cx.words();
    let name = words.or("how-to-add-what-you-heard.sample", "the words you heard");
    Box::new(Add {
        folder: format!("{content}/stories/").trim_start_matches('/').to_owned(),
        file: format!("{day}-{}.md", crate::syntax::label::slug_or_hash(name)),
        template: short(&kinds::story_archetype().replace("{name}", name).replace("{date}", &day.to_string())),
        people: known.take(PEOPLE).collect(),
        example: newest.map(|index| cx.entity_link(index)),
    })
}

/// An archetype without its long comments: the page around it says the same.
fn short(archetype: &str) -> String {
    let mut out = String::new();
    let mut rest = archetype;
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_an_archetype_has_no_comments() {
        assert_eq!(short("# A\n\n<!-- Tell it.\nIn order. -->\n\n## B\n\n<!-- left open"), "# A\n\n## B");
    }
}
