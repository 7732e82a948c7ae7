//! The rules of the checker, one file each: what a rule looks for, and the page that explains it.
//!
//! A rule that looks at one entity at a time is applied wherever a site is linked, in the preview too. A rule that
//! compares entities with each other looks at the whole site, in `check` and `build`. What is found wrong while files
//! are read and linked is a rule as well: its page stands in `reading/`, its code where the reading is done.

pub mod consent;
mod evidence;
mod fairness;
mod files;
mod privacy;
mod quotes;
mod references;
mod structure;
mod time;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::link::{self, Index};
use crate::text::Span;

pub use evidence::coverage_fell::coverage_fell;

/// A rule.
pub struct Rule {
    /// Its stable, readable id.
    pub id: &'static str,
    /// How much its findings weigh, unless the settings say otherwise.
    pub level: Severity,
    /// What it is about.
    pub group: Group,
    /// The page that explains it: Markdown with the sections Why, Wrong, Right and What to do. The blocks under Wrong
    /// are the files of a small site in which it finds something, those under Right of one in which it does not.
    pub page: &'static str,
    /// How it looks.
    look: Look,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What claims rest on.
    Evidence,
    /// Words in quotation marks.
    Quotes,
    /// What may be done with somebody's words.
    Consent,
    /// How long ago it was heard, and dates that cannot be.
    Time,
    /// Ids, references, links, addresses.
    References,
    /// What is missing, empty or said twice.
    Structure,
    /// Whether a portrait is fair.
    Fairness,
    /// What gives away who somebody is.
    Privacy,
    /// Fields and their values.
    Fields,
    /// YAML and Markdown.
    Text,
    /// Files, settings and templates.
    Files,
}

impl Group {
    /// Every group, in the order of the documentation.
    pub const ALL: [Group; 11] = [
        Group::Evidence,
        Group::Quotes,
        Group::Consent,
        Group::Time,
        Group::References,
        Group::Structure,
        Group::Fairness,
        Group::Privacy,
        Group::Fields,
        Group::Text,
        Group::Files,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Evidence => "evidence",
            Group::Quotes => "quotes",
            Group::Consent => "consent",
            Group::Time => "time",
            Group::References => "references",
            Group::Structure => "structure",
            Group::Fairness => "fairness",
            Group::Privacy => "privacy",
            Group::Fields => "fields",
            Group::Text => "text",
            Group::Files => "files",
        }
    }

    /// What it is about, for those who read about rules.
    pub fn about(self) -> &'static str {
        match self {
            Group::Evidence => "what statements rest on",
            Group::Quotes => "words in quotation marks",
            Group::Consent => "what may be done with somebody's words",
            Group::Time => "how long ago it was heard, and dates that cannot be",
            Group::References => "ids, links, pictures and addresses",
            Group::Structure => "what is missing, empty or said twice",
            Group::Fairness => "whether a portrait is fair",
            Group::Privacy => "what gives away who somebody is",
            Group::Fields => "keys and their values",
            Group::Text => "YAML and Markdown",
            Group::Files => "what can be read, settings, templates, what is allowed",
        }
    }

    /// Its rules, in the order of [`ALL`].
    pub fn rules(self) -> impl Iterator<Item = &'static Rule> {
        ALL.iter().copied().filter(move |rule| rule.group == self)
    }
}

/// How a rule looks.
enum Look {
    /// It is applied where files are read and linked.
    Reading,
    /// At one entity. It may ask the site for everything that does not turn the whole site around.
    Entity(fn(&Site, Index, &mut Vec<Diagnostic>)),
    /// At the site as a whole.
    Site(fn(&Site, &mut Vec<Diagnostic>)),
}

/// A rule that is applied where files are read and linked.
macro_rules! reading {
    ($id:literal, $level:ident, $group:ident) => {
        Rule {
            id: $id,
            level: Severity::$level,
            group: Group::$group,
            page: include_str!(concat!("reading/", $id, ".md")),
            look: Look::Reading,
        }
    };
}

/// Every rule, group by group.
pub static ALL: &[&Rule] = &[
    &evidence::missing_evidence::RULE,
    &evidence::inferred_from_nothing::RULE,
    &evidence::does_without_observation::RULE,
    &evidence::typed_confidence::RULE,
    &evidence::one_interview::RULE,
    &evidence::count_exceeds_participants::RULE,
    &evidence::repeated_participant::RULE,
    &evidence::ignored_contradiction::RULE,
    &quotes::says_without_quote::RULE,
    &consent::quote_without_consent::RULE,
    &consent::consent_lapsed::RULE,
    &consent::consent_ends_soon::RULE,
    &consent::consent_unknown::RULE,
    &time::contradictory_dates::RULE,
    &time::unordered_series::RULE,
    &structure::missing_alt_text::RULE,
    &structure::about_nobody::RULE,
    &structure::orphan::RULE,
    &structure::unused_session::RULE,
    &structure::empty_stage::RULE,
    &structure::duplicate_item::RULE,
    &fairness::unexplained_demographic::RULE,
    &fairness::differs_in_demographics_alone::RULE,
    &fairness::one_sided_portrait::RULE,
    &fairness::need_without_strength::RULE,
    &fairness::narrow_sample::RULE,
    &quotes::quote_not_found::RULE,
    &quotes::quote_elsewhere::RULE,
    &quotes::quote_of_researcher::RULE,
    &quotes::template_text::RULE,
    &quotes::repeated_text::RULE,
    &structure::placeholder::RULE,
    &evidence::coverage_fell::RULE,
    &privacy::email_address::RULE,
    &privacy::phone_number::RULE,
    &privacy::postal_address::RULE,
    &privacy::account_number::RULE,
    &privacy::denied_name::RULE,
    &privacy::participant_name::RULE,
    &consent::above_profile::RULE,
    &time::stale_claim::RULE,
    &time::overtaken_by_event::RULE,
    &time::review_overdue::RULE,
    &time::unknown_history::RULE,
    &references::deleted_but_used::RULE,
    &reading!("unknown-reference", Error, References),
    &reading!("unknown-part", Error, References),
    &reading!("ambiguous-reference", Error, References),
    &reading!("dead-link", Warning, References),
    &reading!("unsafe-link", Warning, References),
    &reading!("missing-image", Warning, References),
    &reading!("remote-image", Warning, References),
    &reading!("remote-frame", Warning, References),
    &reading!("duplicate-id", Error, References),
    &reading!("duplicate-address", Error, References),
    &reading!("invalid-id", Error, References),
    &reading!("unknown-key", Error, Fields),
    &reading!("missing-field", Error, Fields),
    &reading!("wrong-type", Error, Fields),
    &reading!("invalid-value", Error, Fields),
    &reading!("invalid-date", Error, Fields),
    &reading!("out-of-range", Error, Fields),
    &reading!("map-scope", Warning, Fields),
    &reading!("missing-reason", Warning, Fields),
    &reading!("empty-section", Warning, Structure),
    &reading!("yaml-syntax", Error, Text),
    &reading!("yaml-key", Error, Text),
    &reading!("yaml-alias", Error, Text),
    &reading!("yaml-tag", Error, Text),
    &reading!("list-item", Warning, Text),
    &reading!("markdown-limit", Warning, Text),
    &reading!("yaml-limit", Error, Text),
    &reading!("duplicate-key", Error, Text),
    &reading!("control-character", Error, Text),
    &reading!("open-fence", Warning, Text),
    &reading!("footnote", Warning, Text),
    &reading!("file-name", Warning, Files),
    &reading!("empty-file", Warning, Files),
    &reading!("encoding", Error, Files),
    &reading!("too-large", Error, Files),
    &reading!("unreadable", Error, Files),
    &reading!("symlink", Warning, Files),
    &reading!("broken-image", Warning, Files),
    &reading!("template", Error, Files),
    &files::allow::UNUSED,
    &files::allow::NO_REASON,
    &files::allow::UNKNOWN,
];

/// The rule with an id.
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}

impl Rule {
    /// What it finds, as a title.
    pub fn title(&self) -> &'static str {
        self.page.lines().next().unwrap_or("").trim_start_matches("# ")
    }

    /// What it finds, in a paragraph of Markdown; the page may go into detail after it.
    pub fn summary(&self) -> &'static str {
        let (_, text) = self.page.split_once('\n').unwrap_or_default();
        text.trim_start().split("\n\n").next().unwrap_or("").trim()
    }

    /// What to do about it, in Markdown.
    pub fn remedy(&self) -> &'static str {
        self.page.rsplit("\n## What to do\n").next().unwrap_or("").trim()
    }

    /// Whether `allow` beside the content can reach its findings. A file that cannot be read allows nothing, and
    /// neither do settings and templates.
    pub fn can_be_allowed(&self) -> bool {
        let stops_reading = self.group == Group::Files || (self.group == Group::Text && self.level == Severity::Error);
        !(matches!(self.look, Look::Reading) && stops_reading)
    }

    /// Whether every page is there, with its address, although the rule finds something: then a baseline can excuse it
    /// in a build. What could not be read is missing on the site, and what may not be shown is never excused.
    pub fn leaves_pages_whole(&self) -> bool {
        const ADDRESSES: &[&str] = &["duplicate-id", "duplicate-address", "invalid-id"];
        match self.look {
            Look::Entity(_) | Look::Site(_) => true,
            Look::Reading if self.level < Severity::Error => true,
            Look::Reading => matches!(self.group, Group::References | Group::Fields) && !ADDRESSES.contains(&self.id),
        }
    }

    /// Whether the settings can switch off everything it finds: no setting makes a template work.
    pub fn can_be_switched_off(&self) -> bool {
        self.id != "template"
    }

    /// A finding of this rule.
    fn at(&self, path: &std::sync::Arc<str>, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.level, self.id, path, span, message)
    }
}

/// Which rules are applied, beside those of reading and linking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// None.
    #[default]
    None,
    /// Those that look at one entity at a time and say more than hints: what an edit can afford.
    Entities,
    /// All.
    All,
}

impl Scope {
    /// What is to be said of each entity.
    pub fn of_entities(self) -> link::Rules {
        match self {
            Scope::None => |_, _| Vec::new(),
            Scope::Entities => |site, index| of_entity(site, index, Severity::Warning),
            Scope::All => |site, index| of_entity(site, index, Severity::Hint),
        }
    }
}

/// What the rules of at least a level say of an entity.
fn of_entity(site: &Site, index: Index, least: Severity) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in ALL {
        if let Look::Entity(look) = rule.look
            && site.config.level_of(rule.id, rule.level) >= Some(least)
        {
            look(site, index, &mut found);
        }
    }
    found
}

/// Applies the rules that look at the whole site to what was found, then what the writers allow.
pub fn of_site(site: &Site, scope: Scope, found: &mut Vec<Diagnostic>) {
    if scope == Scope::All {
        for rule in ALL {
            if let Look::Site(look) = rule.look
                && site.config.level_of(rule.id, rule.level).is_some()
            {
                look(site, found);
            }
        }
    }
    if scope != Scope::None {
        found.extend(references::settings::unknown_people(site));
    }
    let ran: BTreeSet<&str> = ALL.iter().filter(|rule| rule.runs_in(scope)).map(|rule| rule.id).collect();
    files::allow::apply(site, scope, &ran, found);
}

impl Rule {
    fn runs_in(&self, scope: Scope) -> bool {
        match self.look {
            Look::Reading => true,
            Look::Entity(_) | Look::Site(_) => scope == Scope::All,
        }
    }
}
