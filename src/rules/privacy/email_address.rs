//! Somebody's e-mail address.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Severity};
use crate::site::link::Index;
use crate::site::{Config, Site};
use crate::syntax::label;

use super::{self as privacy, Find};
use crate::rules::{Group, Look, Rule};

pub(in crate::rules) static RULE: Rule = Rule {
    id: "email-address",
    level: Severity::Error,
    group: Group::Privacy,
    page: include_str!("email_address.md"),
    look: Look::Entity(look),
};

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").ok());

/// Top-level names that never belong to anybody (RFC 2606, RFC 6761), and endings of files: `logo@2x.png`.
const NOBODYS: &[&str] = &[
    "example",
    "invalid",
    "test",
    "localhost",
    "local",
    "internal",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "avif",
    "md",
    "yaml",
    "yml",
    "json",
    "js",
    "ts",
    "css",
];

/// Words in an address that is a role's or a team's, and so no person's.
const ROLES: &[&str] = &[
    // English, and what is the same everywhere
    "info",
    "support",
    "help",
    "helpdesk",
    "service",
    "services",
    "contact",
    "contacts",
    "hello",
    "hi",
    "team",
    "office",
    "mail",
    "email",
    "admin",
    "administrator",
    "webmaster",
    "hostmaster",
    "postmaster",
    "security",
    "abuse",
    "privacy",
    "legal",
    "compliance",
    "sales",
    "marketing",
    "press",
    "media",
    "pr",
    "news",
    "newsletter",
    "jobs",
    "careers",
    "hr",
    "recruiting",
    "billing",
    "accounts",
    "accounting",
    "finance",
    "payments",
    "invoices",
    "orders",
    "shop",
    "store",
    "feedback",
    "questions",
    "request",
    "requests",
    "inquiries",
    "enquiries",
    "customer",
    "customers",
    "care",
    "success",
    "community",
    "events",
    "partners",
    "partner",
    "research",
    "ux",
    "design",
    "dev",
    "devs",
    "developers",
    "engineering",
    "ops",
    "devops",
    "platform",
    "product",
    "data",
    "report",
    "reports",
    "it",
    "api",
    "bot",
    "ci",
    "git",
    "github",
    "root",
    "noreply",
    "no-reply",
    "donotreply",
    "reply",
    "notifications",
    "notification",
    "alerts",
    "alert",
    "updates",
    "accessibility",
    "a11y",
    "section508",
    "508",
    "conduct",
    "coc",
    "list",
    "lists",
    "group",
    "dpo",
    "gdpr",
    "training",
    "education",
    "example",
    "user",
    "username",
    "name",
    "firstname",
    "someone",
    "you",
    "your",
    "me",
    "test",
    // German
    "kontakt",
    "hilfe",
    "kundenservice",
    "kundendienst",
    "kunden",
    "datenschutz",
    "presse",
    "bewerbung",
    "buchhaltung",
    "rechnung",
    "rechnungen",
    "vertrieb",
    "verwaltung",
    "sekretariat",
    "zentrale",
    "beratung",
    "bestellung",
    "buero",
    "buro",
    "redaktion",
    // French
    "aide",
    "assistance",
    "clients",
    "client",
    "confidentialite",
    "rgpd",
    "commande",
    "commandes",
    "facturation",
    "compta",
    "comptabilite",
    "emploi",
    "recrutement",
    "accueil",
    "direction",
    "bonjour",
    // Spanish, Portuguese
    "ayuda",
    "soporte",
    "contacto",
    "clientes",
    "cliente",
    "atencion",
    "privacidad",
    "ventas",
    "pedidos",
    "facturacion",
    "prensa",
    "empleo",
    "hola",
    "equipo",
    "ajuda",
    "suporte",
    "contato",
    "contacto",
    "atendimento",
    "privacidade",
    "vendas",
    "faturamento",
    "imprensa",
    "vagas",
    "ola",
    "equipe",
    "equipa",
    "geral",
    "apoio",
    "ouvidoria",
    "sac",
    // Polish
    "pomoc",
    "biuro",
    "sekretariat",
    "klient",
    "klienci",
    "obsluga",
    "prywatnosc",
    "iod",
    "sprzedaz",
    "zamowienia",
    "faktury",
    "praca",
    "rekrutacja",
    "redakcja",
    "sklep",
    "zespol",
];

fn look(site: &Site, index: Index, found: &mut Vec<Diagnostic>) {
    let help = "leave it out, or write an alias; a note for your team belongs under `private:`";
    privacy::report(&RULE, site, index, help, |text| find(text, &site.config), found);
}

/// The addresses of people in a text.
fn find(text: &str, config: &Config) -> Vec<Find> {
    let Some(address) = ADDRESS.as_ref().filter(|_| text.contains('@')) else { return Vec::new() };
    let all = address.find_iter(text).map(|found| {
        // What stands around an address is no part of it.
        let from = found.start() + (found.as_str().len() - found.as_str().trim_start_matches(['\'', '.', '-']).len());
        from..found.start() + found.as_str().trim_end_matches(['-', '.', '_']).len()
    });
    let persons = all.filter(|range| {
        let login = text[..range.start].ends_with("://") || text[..range.start].ends_with('/');
        !login && is_person(&text[range.clone()], config)
    });
    persons.map(|range| Find::new(range, "somebody's e-mail address")).collect()
}

fn is_person(address: &str, config: &Config) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let domain = domain.to_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let top = labels.last().copied().unwrap_or("");
    // `package@1.2.3` and `name@v4.beta` are versions.
    let version = labels
        .first()
        .is_some_and(|first| first.trim_start_matches('v').chars().all(|c| c.is_ascii_digit()) && labels.len() > 1);
    let is_name = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) || top.starts_with("xn--");
    let example = labels.iter().rev().nth(1).is_some_and(|name| ["example", "beispiel", "ejemplo"].contains(name));
    is_name && !version && !example && !NOBODYS.contains(&top) && !is_role(local) && !is_of_team(address, config)
}

/// Whether one of the words before the `@` is a role, or all of it was made by a machine.
fn is_role(local: &str) -> bool {
    let whole = label::fold(local);
    let apart = label::fold(&humps(local));
    let mut words = apart.split(['.', '-', '_', '+']).filter(|word| !word.is_empty()).peekable();
    let machine = whole.len() >= 16 && whole.chars().all(|c| c.is_ascii_hexdigit());
    machine || words.peek().is_none() || ROLES.contains(&whole.as_str()) || words.any(|word| ROLES.contains(&word))
}

/// `DataReport` as `Data.Report`.
fn humps(local: &str) -> String {
    let mut out = String::with_capacity(local.len() + 4);
    let mut small = false;
    for c in local.chars() {
        if small && c.is_uppercase() {
            out.push('.');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    out
}

/// Whether the settings name it as the contact of a team.
fn is_of_team(address: &str, config: &Config) -> bool {
    let contacts = config.teams.values().filter_map(|team| team.details.get("contact"));
    contacts.into_iter().any(|contact| contact.to_lowercase().contains(&address.to_lowercase()))
}
