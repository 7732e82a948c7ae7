//! Phone numbers: in the international form, in a national form that is nothing else, or after a word that says so.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Apart, Find, before, digits, is_placeholder, stands_alone, word_before};

/// `+49 30 123456`, `0049 (0)30/123 456`.
static INTERNATIONAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:\+|\b00)[1-9](?:[\s\x{a0}./()\x{2013}-]{0,3}[0-9]){6,14}").ok());

/// National forms that are nothing else, each in the groups in which it is written.
static CERTAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        // North America
        r"\(?[2-9][0-9]{2}\)[ -]?[2-9][0-9]{2}[ .-][0-9]{4}|[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}|1-[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}",
        // France
        r"|0[1-9](?:[ .\x{a0}-][0-9]{2}){4}",
        // Britain: mobile, London
        r"|07[0-9]{3}[ -][0-9]{3}[ -]?[0-9]{3}|020[ -][378][0-9]{3}[ -][0-9]{4}",
        // Germany: mobile with its prefix apart; area code and slash
        r"|01[567][0-9][ /-][0-9]{3,4}[ -]?[0-9]{3,5}|0[2-9][0-9]{1,3} ?/ ?[0-9]{3,4}[ -]?[0-9]{2,5}",
        // Brazil
        r"|\([0-9]{2}\) ?9?[0-9]{4}-[0-9]{4}",
        // Japan
        r"|0[0-9]{1,3}-[0-9]{2,4}-[0-9]{4}|0[6789]0-[0-9]{4}-[0-9]{4}",
        // China: mobile in groups
        r"|1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}",
    ))
    .ok()
});

/// Six digits or more, as people group them.
static ANY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\(?[0-9](?:[ \x{a0}./()\x{2013}-]{0,3}[0-9]){5,13}").ok());

/// What a number is called when it is somebody's phone number, at the end of what stands before it.
static CALLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:\b(?:tel|phone|telephone|mobile|cell|cellphone|landline|fax|whatsapp|telefon|telefonnummer|handy|",
        r"handynummer|mobil|mobilnummer|festnetz|rufnummer|durchwahl|téléphone|télephone|portable|mobile|fixe|",
        r"teléfono|telefono|tel[ée]f|móvil|movil|celular|fijo|telefone|telemóvel|telem[oó]vel|tlm|",
        r"telefonu|komórka|komórkowy|kom)\b|電話(?:番号)?|携帯(?:番号)?|电话(?:号码)?|電話號碼|手机号?码?)",
        // "Phone number: ", "Telefon (privat) ", "téléphone est le "
        r"(?:[ .]{0,2}(?:number|no|nr|nummer|numer|n[º°o]|numéro|número|is|ist|lautet|est|es|é|to)\b\.?)?",
        r"(?:[ ]?(?:le|el|o|is|est|es)\b)?(?:[ ]?\([^()]{0,20}\))?[*_`]{0,3}[ ]?[:：.=|]?[*_`]{0,3}[ :：]{0,3}\(?$",
    ))
    .ok()
});

/// The countries' codes (ITU-T E.164), those of two digits as ranges.
fn is_country(digits: &str) -> bool {
    let two = digits.get(..2).and_then(|two| two.parse::<u32>().ok()).unwrap_or(0);
    let three = digits.get(..3).and_then(|three| three.parse::<u32>().ok()).unwrap_or(0);
    matches!(digits.as_bytes().first(), Some(b'1' | b'7'))
        || matches!(two, 20 | 27 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81 | 82 | 84 | 86 | 90..=95 | 98)
        || matches!(three, 211..=269 | 290..=299 | 350..=389 | 420..=423 | 500..=509 | 590..=599 | 670..=692 | 800..=886 | 960..=998)
}

/// The phone numbers in a text.
pub(in crate::rules) fn find(text: &str) -> Vec<Find> {
    let mut found = Apart::default();
    let mut add = |range: Range<usize>| {
        if !in_address(text, range.start) && !is_fiction(&digits(&text[range.clone()])) {
            found.add(range);
        }
    };
    for number in matches(&INTERNATIONAL, text) {
        let number = within_line(text, number);
        let digits = digits(&text[number.clone()]);
        let digits = digits.trim_start_matches("00");
        let long = (8..=15).contains(&digits.len());
        // "3704 0044 0532" is the middle of an account number.
        let within = before(text, number.start, 4).trim_end_matches([' ', '-']).ends_with(|c: char| c.is_ascii_digit());
        let begins = !within || text[number.start..].starts_with('+');
        if long && begins && is_country(digits) && stands_alone(text, &number) && !is_placeholder(digits) {
            add(number);
        }
    }
    for number in matches(&CERTAIN, text).filter(|number| stands_alone(text, number)) {
        add(number);
    }
    for number in matches(&ANY, text).filter(|number| stands_alone(text, number)) {
        let number = within_line(text, number);
        let before = before(text, number.start, 60);
        let called = CALLED.as_ref().is_some_and(|called| called.is_match(before));
        if called && !is_date(&text[number.clone()]) && !is_placeholder(&digits(&text[number.clone()])) {
            add(number);
        }
    }
    found.places().map(|range| Find::new(range, "somebody's phone number")).collect()
}

fn matches<'t>(pattern: &'t LazyLock<Option<Regex>>, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    pattern.iter().flat_map(move |pattern| pattern.find_iter(text).map(|found| found.range()))
}

/// A number ends with its line: what follows on the next is another.
fn within_line(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text[range.clone()].split('\n').next().unwrap_or("");
    range.start..range.start + line.trim_end().len()
}

/// Whether a place lies inside of a link's address. `tel:` is no such address: it is the number itself.
fn in_address(text: &str, at: usize) -> bool {
    let word = word_before(text, at, &[' ', '(', '<', '"', '\'']);
    (word.contains("://") || word.contains("](") || word.contains('/')) && !word.contains("tel:")
}

fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^(?:(?:19|20)\d\d[./-]?[01]\d[./-]?[0-3]\d|[0-3]?\d[./-][01]?\d[./-](?:19|20)\d\d)$").ok()
    });
    DATE.as_ref().is_some_and(|date| date.is_match(text))
}

/// Numbers that regulators keep for films and examples.
fn is_fiction(digits: &str) -> bool {
    // North America: 555-0100 to 555-0199, and toll-free numbers, which belong to no person.
    let american = digits.strip_prefix("001").or_else(|| digits.strip_prefix('1')).unwrap_or(digits);
    let toll_free = american.len() == 10 && ["800", "833", "844", "855", "866", "877", "888"].contains(&&american[..3]);
    let shown = american.len() >= 7 && american[american.len() - 7..].starts_with("555");
    let european = ["0044", "44", "0033", "33", "0049", "49"].iter().find_map(|code| digits.strip_prefix(code));
    let national = european.unwrap_or(digits).trim_start_matches('0');
    // Britain (Ofcom), France (Arcep), Germany (Bundesnetzagentur).
    let kept = [
        "1632960",
        "2079460",
        "7700900",
        "8081570",
        "3069990",
        "1184960",
        "1214960",
        "1314960",
        "1614960",
        "1914980",
        "19900",
        "26191",
        "35301",
        "46571",
        "53649",
        "63998",
        "3023125",
        "4066969",
        "6990009",
        "2214710",
        "8999998",
        "1522881738",
        "1523456",
        "17139200",
    ];
    toll_free || shown || kept.iter().any(|kept| national.starts_with(kept))
}
