//! The rules about privacy, measured: how many of the identifiers that are hidden in a text are found, and how often a
//! text without any is suspected.

use std::fmt::Write as _;
use std::sync::Arc;

use instep::build::{self, Cache, Input};
use instep::diagnostic::Diagnostic;
use instep::files::Files;
use instep::kinds;
use instep::rules::Scope;
use instep::site::Config;

const RULES: &[&str] =
    &["email-address", "phone-number", "postal-address", "account-number", "denied-name", "participant-name"];

const NAMES: &[&str] = &["Ilse Brandner", "Étienne Lavoisne", "Zażółć", "Brot & Salz"];

/// Sentences without an identifier, with the numbers that life is full of.
const CLEAN: &[&str] = &[
    "Waited from 2026-10-01 to 2026-10-08, then on 12.10.2026 at 14:30, and it cost 1.299,00 € or $1,299.00.",
    "See https://example.org/a/2026/1234567890?id=49301234567 and #L31, version 1.20.300-beta.4 of 10/11/2026.",
    "Der Betrag von 12 345 678 Euro steht in Zeile 1234567, Seite 12-15, Kapitel 3.4.5, ISBN 978-3-16-148410-0.",
    "Il a attendu de 08:15 à 17:45, a payé 45,50 € pour 3 000 000 de pas, article L. 1234-5, page 75001.",
    "Costó 1.234.567,89 euros en 2025-2026; la tasa fue del 12,345 %, ley 39/2015, artículo 12.3.",
    "O valor de R$ 1.234.567,89 saiu em 05/06/2026, entre 10h30 e 11h15; são 1 200 000 viagens.",
    "Kosztowało 1 234,56 zł, od 01.02.2026 do 03.04.2026, w godzinach 8-16, ustawa z 2018 r. poz. 1000.",
    "The commit 4f9d3c2b1a0e9d8c7b6a5f4e3d2c1b0a98765432 and 192.168.100.200, port 8080, run 1234567890123.",
    "Write to support@larkfield.com, kontakt@larkfield.de, biuro@larkfield.pl or name@example.com; 555-0142 rings nowhere.",
    "Uses package@1.2.3, logo@2x.png, git@github.com:larkfield/app.git and @larkfield/web; 38 % of 4,200 people.",
    "The shop in the Hauptstraße 12 opens at 9; the flat at 14 High Street is let; 12345 items, 75 rue de la Paix.",
    "Ticket PAY-4471902, order 20261009, build 2026.10.09.1234, NPS 31 (n = 412), 4:10 in the recording.",
    "電車は8時15分に来た。2026年10月9日、3回目の電話で、12345678円だった。",
    "他在2026年10月9日打了三次电话，等了45分钟，花了1234567元。",
    "Ring the desk before ten; the phone is on the wall since 2019, 3 of 12 rang twice, fax in 1998-1999.",
    "The number of accounts rose from 120000 to 150000; customer no. 3 of the day; policy 2016/679; form 1040-EZ.",
];

/// The clean sentences between which an identifier is put, by language.
const AROUND: &[[&str; 2]] = &[
    ["She said it quickly, ", " and then it was quiet for 20 minutes."],
    ["Sie sagte es schnell, ", " und dann war es 20 Minuten lang still."],
    ["Elle l’a dit vite, ", " puis plus rien pendant 20 minutes."],
    ["Lo dijo deprisa, ", " y luego nada durante 20 minutos."],
    ["Disse-o depressa, ", " e depois nada durante 20 minutos."],
    ["Powiedziała to szybko, ", " a potem przez 20 minut była cisza."],
];

const FIRST: [&[&str]; 6] = [
    &["Oliver", "Grace", "Harry", "Imogen"],
    &["Jürgen", "Heike", "Ulrike", "Matthias"],
    &["Amélie", "Benoît", "Chloé", "Gaëlle"],
    &["Íñigo", "Lucía", "Rocío", "Andrés"],
    &["João", "Conceição", "Inês", "Tomás"],
    &["Łukasz", "Małgorzata", "Paweł", "Żaneta"],
];

const LAST: [&[&str]; 6] = [
    &["Whitcombe", "O'Neill", "Ashdown"],
    &["Müller-Thal", "Österreicher", "Weiß"],
    &["Lefèvre", "Dubois", "Garçon"],
    &["Muñoz", "Ibáñez", "Gutiérrez"],
    &["Gonçalves", "Magalhães", "Simões"],
    &["Wójcik", "Dąbrowska", "Szczęsny"],
];

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.roll(all.len() as u64) as usize]
    }

    /// `#` is a digit, `9` one from 1 to 9, `8` from 2 to 8; everything else stays.
    fn fill(&mut self, form: &str) -> String {
        let digit = |c: char, dice: &mut Dice| match c {
            '#' => char::from(b'0' + dice.roll(10) as u8),
            '§' => char::from(b'2' + dice.roll(7) as u8),
            c => c,
        };
        form.chars().map(|c| digit(c, self)).collect()
    }
}

fn plain(text: &str) -> String {
    let folded = instep::syntax::label::fold(text).replace(['\'', ' '], "");
    folded.replace('ł', "l").replace('ß', "ss")
}

fn email(dice: &mut Dice, language: usize) -> String {
    let (first, last) = (plain(dice.of(FIRST[language])), plain(dice.of(LAST[language])));
    let host =
        ["gmail.com", "outlook.com", "web.de", "orange.fr", "telefonica.es", "sapo.pt", "wp.pl", "brotundsalz.co.uk"];
    let host = dice.of(&host);
    match dice.roll(4) {
        0 => format!("{first}.{last}@{host}"),
        1 => format!("{}{last}{}@{host}", &first[..1], dice.roll(90)),
        2 => format!("{last}_{first}+larkfield@{host}"),
        _ => format!("<{first}-{last}@{host}>"),
    }
}

fn phone(dice: &mut Dice, language: usize) -> String {
    let forms: [&[&str]; 6] = [
        &[
            "+44 20 7§## ####",
            "(212) §##-####",
            "+1 617-§##-####",
            "07§## ### ###",
            "phone: 0113 §## ####",
            "+1 (415) §##.####",
            "tel. 01865 §#####",
        ],
        &[
            "+49 30 §#######",
            "+49 (0)171 §######",
            "Tel.: 030 §######",
            "0171/§######",
            "Telefon 089 §## ## ##",
            "0049 40 §######",
            "Handy: 0176 §######",
        ],
        &["06 12 §# ## ##", "+33 6 12 §# ## ##", "01.42.§#.##.##", "téléphone : 06§#######", "+33 (0)1 42 §# ## ##"],
        &["+34 612 §## ###", "móvil: 612 §## ###", "teléfono 91 §## ## ##", "tel. 9§#######", "0034 6§# ### ###"],
        &[
            "+351 912 §## ###",
            "telemóvel: 912 §## ###",
            "telefone 21 §## ## ##",
            "(11) 9§###-####",
            "+55 11 9§###-####",
        ],
        &["+48 601 §## ###", "tel. 601 §## ###", "telefon: 22 §## ## ##", "+48 22 §######", "kom. 6§#-###-###"],
    ];
    let form = dice.of(forms[language]);
    dice.fill(form)
}

fn address(dice: &mut Dice, language: usize) -> String {
    let forms: [&[&str]; 6] = [
        &[
            "§# Harcourt Road, Leeds LS1 §AB",
            "1§ St Mary's Lane, York, YO1 §GH",
            "§## Oak St, Springfield, IL 627##",
            "1§## N Main Street, Apt 4, Dayton, OH 454##",
            "§#\u{a0}Park Avenue, New York, NY 100##",
        ],
        &[
            "Lindenstraße §#, 20099 Hamburg",
            "Am Alten Markt 1§, 50667 Köln",
            "Goethestr. §# a, 8010 Graz",
            "Münchner Weg §\n80331 München",
            "Kirchplatz §#, D-04109 Leipzig",
        ],
        &[
            "1§ rue des Lilas, 75011 Paris",
            "§# bis, avenue de la République, 69003 Lyon",
            "§ place du Marché\n31000 Toulouse",
            "1§, chemin de l’Église, 44000 Nantes",
        ],
        &[
            "Calle Mayor, §#, 28013 Madrid",
            "C/ de la Luna 1§, 3.º B, 41001 Sevilla",
            "Avenida de América §#, 50010 Zaragoza",
            "Plaza España, n.º §, 46002 Valencia",
        ],
        &[
            "Rua das Flores, 1§, 1200-195 Lisboa",
            "Avenida da Liberdade §#, 3.º Esq., 1250-142 Lisboa",
            "Rua Augusta, 1§##, São Paulo, 01304-001",
            "Travessa do Carmo, n.º §, 4050-164 Porto",
        ],
        &[
            "ul. Długa 1§, 00-238 Warszawa",
            "ul. Świętego Jana §/1#, 31-017 Kraków",
            "al. Jerozolimskie §# m. 4, 02-001 Warszawa",
            "os. Słoneczne §, 31-958 Kraków",
        ],
    ];
    let form = dice.of(forms[language]);
    dice.fill(form).replace('\u{a0}', " ")
}

/// The digits that make an IBAN right.
fn iban(country: &str, account: &str) -> String {
    let remainder = |text: &str| {
        let digits = text.chars().filter_map(|c| c.to_digit(36)).map(|digit| digit.to_string()).collect::<String>();
        digits.bytes().fold(0_u32, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97)
    };
    format!("{country}{:02}{account}", 98 - remainder(&format!("{account}{country}00")))
}

fn grouped(text: &str) -> String {
    let groups: Vec<String> = text.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

fn card(dice: &mut Dice) -> String {
    let start = dice.fill("4929 #### #### ###");
    let digits: Vec<u32> = start.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
        .sum();
    format!("{start}{}", (10 - sum % 10) % 10)
}

fn account(dice: &mut Dice, language: usize) -> String {
    let forms: [(&str, &str); 6] = [
        ("GB", "LOYD3096###§######"),
        ("DE", "3704004405#§######"),
        ("FR", "2004101005§####01302606"),
        ("ES", "210004184502§#######"),
        ("PT", "00020123§########0154"),
        ("PL", "1140200400003§##########"),
    ];
    let customer = [
        "customer number 44§####",
        "Kundennummer: 44§####",
        "numéro de client : 44§####",
        "número de cliente 44§####",
        "número do cliente: 44§####",
        "numer klienta 44§####",
    ];
    let person = [
        "§12-4#-§###",
        "Kontonummer 44§#####",
        "numéro de contrat 44§#####",
        "número de cuenta: 44§######",
        "NIF",
        "PESEL",
    ];
    match dice.roll(5) {
        0 => {
            let (country, form) = forms[language];
            let filled = dice.fill(form);
            iban(country, &filled)
        }
        1 => {
            let (country, form) = forms[language];
            let filled = dice.fill(form);
            grouped(&iban(country, &filled))
        }
        2 => card(dice),
        3 => dice.fill(customer[language]),
        _ => match person[language] {
            "NIF" => {
                let start = dice.fill("2§######");
                let sum: u32 = start
                    .chars()
                    .filter_map(|c| c.to_digit(10))
                    .zip((2..=9).rev())
                    .map(|(digit, weight)| digit * weight)
                    .sum();
                let check = 11 - sum % 11;
                format!("NIF: {start}{}", if check >= 10 { 0 } else { check })
            }
            "PESEL" => {
                let start = dice.fill("8503§#####");
                let sum: u32 = start
                    .chars()
                    .filter_map(|c| c.to_digit(10))
                    .zip([1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
                    .map(|(digit, weight)| digit * weight)
                    .sum();
                format!("PESEL {start}{}", (10 - sum % 10) % 10)
            }
            form => dice.fill(form),
        },
    }
}

fn findings(text: &str) -> Vec<Diagnostic> {
    let settings = format!("privacy: {{ names: [{}] }}\n", NAMES.join(", "));
    let (config, found) = Config::read("instep.yaml", &settings, &kinds::kinds());
    assert!(found.is_empty(), "{found:?}");
    let input = Input {
        files: Files::of([("content/sessions/a.md", text)]),
        config: Arc::new(config),
        today: jiff::civil::date(2026, 11, 23),
        drafts: false,
        rules: Scope::All,
        history: Arc::default(),
    };
    let found = build::load(&input, &mut Cache::default()).diagnostics;
    found.into_iter().filter(|finding| RULES.contains(&finding.rule)).collect()
}

/// 504 identifiers in six languages: each line holds one, or a participant's name.
#[test]
fn nearly_every_identifier_is_found() {
    let mut dice = Dice(20_261_123);
    let (mut missed, mut all, mut many) = (Vec::new(), 0, 0);
    for round in 0..84 {
        for (language, [before, after]) in AROUND.iter().enumerate() {
            let (rule, identifier) = match round % 6 {
                0 => (RULES[0], email(&mut dice, language)),
                1 => (RULES[1], phone(&mut dice, language)),
                2 => (RULES[2], address(&mut dice, language)),
                3 => (RULES[3], account(&mut dice, language)),
                4 => (
                    RULES[4],
                    dice.of(&[
                        "ilse brandner",
                        "Etienne Lavoisne",
                        "ZAŻÓŁĆ",
                        "Brot und Salz, nein: Brot & Salz",
                        "Étienne LAVOISNE",
                    ])
                    .to_owned(),
                ),
                _ => (RULES[5], format!("{} {}", dice.of(FIRST[language]), dice.of(LAST[language]))),
            };
            let text = match rule {
                "participant-name" => {
                    format!("---\ntype: interview\nparticipants: [{identifier}]\n---\n## Notes\n{before}so{after}\n")
                }
                _ => format!("---\ntype: interview\n---\n## Notes\n{before}{identifier}{after}\n"),
            };
            let found = findings(&text);
            all += 1;
            if !found.iter().any(|finding| finding.rule == rule) {
                missed.push(format!("{rule}: {identifier}"));
            }
            many += usize::from(found.len() > 1);
        }
    }
    let recall = 100.0 * (all - missed.len()) as f64 / f64::from(all as u32);
    println!("{recall:.1} % of {all} identifiers are found; {many} more than once");
    assert!(all >= 500 && recall >= 99.0, "{recall:.1} %:\n{}", missed.join("\n"));
}

#[test]
fn a_text_without_identifiers_is_hardly_ever_suspected() {
    let (mut dice, mut text) = (
        Dice(7),
        String::from("---\ntype: interview\nparticipants: [P04, nurse 3, Customer A, Support team]\n---\n## Notes\n"),
    );
    for _ in 0..1_000 {
        writeln!(
            text,
            "{} {}\n",
            dice.of(CLEAN),
            dice.fill("Then §# more, §## in all, ###, §-###, §.### and ####-§# of §###.")
        )
        .unwrap();
    }
    let words = text.split_whitespace().count();
    let found = findings(&text);
    let alarms = 1_000.0 * found.len() as f64 / f64::from(words as u32);
    println!("{alarms:.2} false alarms in 1,000 words, of {words}");
    let told: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).take(20).collect();
    assert!(alarms <= 1.0, "{alarms}: {told:#?}");
    assert!(found.is_empty(), "{told:#?}");
}

/// What is written for the team alone, and what no page shows, is nobody's business; everything else is looked at.
#[test]
fn every_text_that_readers_see_is_looked_at() {
    let address = "mara.lindqvist@brotundsalz.se";
    let shown = [
        format!("---\nsummary: {address}\n---\n## Notes\nx\n"),
        format!("---\nmy_own_key: [a, {{ b: {address} }}]\n---\n## Notes\nx\n"),
        format!("## Transcript\n**P04:** [4:10] It is {address}.\n"),
        format!("## Notes\n![A card that says {address}](card.png)\n"),
        format!("## Notes\n```\n{address}\n```\n"),
        format!("## Notes\n[Mail](mailto:{address})\n"),
        format!("## Notes\n- a\n  - {address}\n"),
    ];
    for text in &shown {
        let found: Vec<_> = findings(text);
        assert!(found.iter().any(|finding| finding.span.of(text) == address), "{text}: {found:?}");
    }
    let unseen = [
        format!("---\nprivate: {address}\n---\n## Notes\nx\n"),
        format!("---\nprivate:\n  - call: {address}\n---\n## Notes\nx\n"),
        format!("---\n# {address}\nowner: support # {address}\n---\n## Notes\nx\n"),
        format!("## Notes\n<!-- {address} -->\nx\n"),
    ];
    for text in &unseen {
        assert!(findings(text).is_empty(), "{text}");
    }
}

/// Four real repositories, where they are there: no page of theirs gives a person away, so nothing is found.
#[test]
fn real_repositories_are_not_suspected() {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    if !samples.is_dir() {
        println!("skipped: there is no {}", samples.display());
        return;
    }
    let (mut words, mut told) = (0, Vec::new());
    for entry in walkdir::WalkDir::new(&samples).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy();
        if !(name.ends_with(".md") || name.ends_with(".yml") || name.ends_with(".yaml")) {
            continue;
        }
        let Ok(text) = std::fs::read_to_string(entry.path()) else { continue };
        words += text.split_whitespace().count();
        told.extend(
            findings(&text)
                .into_iter()
                .map(|finding| format!("{}: {} {}", entry.path().display(), finding.rule, finding.message)),
        );
    }
    println!("{} findings in {words} words", told.len());
    assert!(told.is_empty(), "{}", told.join("\n"));
}
