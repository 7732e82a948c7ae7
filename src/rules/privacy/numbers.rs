//! Numbers that belong to one person or account: by their checksum, by a form that nothing else has, or by their name.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Apart, Find, before, digits, is_placeholder, stands_alone, word_before};

/// A sort of number.
struct Sort {
    what: &'static str,
    form: &'static str,
    /// What has to stand before it; empty where the form is enough.
    called: &'static str,
    /// Whether a text of that form is one.
    holds: fn(&str) -> bool,
}

const SORTS: &[Sort] = &[
    Sort {
        what: "somebody's bank account (IBAN)",
        form: r"[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?",
        called: "",
        holds: is_iban,
    },
    Sort {
        what: "the number of a payment card",
        form: r"(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})(?:[ -]?\d{4}){3}|3[47]\d{2}[ -]?\d{6}[ -]?\d{5}",
        called: "",
        holds: is_card,
    },
    Sort { what: "a social security number", form: r"\d{3}-\d{2}-\d{4}", called: "", holds: is_ssn },
    Sort {
        what: "a social security number",
        form: r"\d{3} ?\d{2} ?\d{4}",
        called: r"(?i)(?:\bSSN\b|social security)[^\d\n]{0,20}$",
        holds: is_ssn,
    },
    Sort {
        what: "a National Insurance number",
        form: r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} \d{2} \d{2} [A-D]",
        called: "",
        holds: is_nino,
    },
    Sort {
        what: "a National Insurance number",
        form: r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]",
        called: r"(?i)(?:national insurance|\bNINO\b|\bNI n)[^\n]{0,20}$",
        holds: is_nino,
    },
    Sort {
        what: "a French social security number",
        form: r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|2[0-9]|3[0-9]|4[0-2]) ?(?:\d{2}|2A|2B) ?\d{3} ?\d{3}(?: ?\d{2})",
        called: "",
        holds: is_nir,
    },
    Sort {
        what: "a Spanish identity number",
        form: r"(?:\d{8}|\d{2}\.\d{3}\.\d{3}|[XYZ]-?\d{7})[ -]?[A-HJ-NP-TV-Z]",
        called: "",
        holds: is_dni,
    },
    Sort { what: "a Brazilian tax number (CPF)", form: r"\d{3}\.\d{3}\.\d{3}-\d{2}", called: "", holds: is_cpf },
    Sort { what: "a Brazilian tax number (CPF)", form: r"\d{11}", called: r"(?i)\bCPF\b[^\d\n]{0,15}$", holds: is_cpf },
    Sort {
        what: "a Portuguese tax number (NIF)",
        form: r"\d{3} ?\d{3} ?\d{3}",
        called: r"(?i)(?:\bNIF\b|contribuinte)[^\d\n]{0,20}$",
        holds: is_nif,
    },
    Sort {
        what: "a Polish identity number (PESEL)",
        form: r"\d{11}",
        called: r"(?i)\bPESEL\w{0,2}\b[^\d\n]{0,20}$",
        holds: is_pesel,
    },
    Sort {
        what: "a German tax number",
        form: r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        called: r"(?i)(?:steuer-?id|steueridentifikationsnummer|identifikationsnummer|idnr)[^\d\n]{0,20}$",
        holds: is_steuer_id,
    },
    Sort {
        what: "the number of a passport or an identity card",
        form: r"[A-Z0-9]{8,10}",
        called: concat!(
            r"(?i)(?:passport (?:number|no\.?)|reisepass-?(?:nummer|nr\.?)|ausweis-?(?:nummer|nr\.?)|numéro de passeport|",
            r"número de pasaporte|número do passaporte|numer paszportu)[ ]?[:=#]?[ ]{0,2}$",
        ),
        holds: has_digits,
    },
    Sort {
        what: "the number of a customer or an account",
        form: r"(?:[A-Z]{1,4}[- ]?)?\d(?:[ ./-]?\d){5,14}",
        called: concat!(
            r"(?i)(?:(?:customer|client|account|member|membership|policy|contract|patient)[ -]?(?:number|no\.?|nr\.?|id|#)|",
            r"(?:kunden|konto|vertrags|mitglieds|versicherten|versicherungs|patienten)-?(?:nummer|nr\.?|id)|",
            r"(?:numéro|n[°º]) (?:de )?(?:client|compte|contrat|adhérent|abonné|dossier|police)|",
            r"(?:número|n[°º.]{1,2}) (?:de |do |da )?(?:cliente|cuenta|conta|contrato|socio|sócio|póliza|apólice)|",
            r"(?:numer|nr\.?) (?:klienta|konta|umowy|rachunku|polisy|pacjenta)|",
            r"顧客番号|会員番号|口座番号|契約番号|客户编号|客户号|账号|会员号)[*_`]{0,3}[ ]?(?:is|ist|lautet|est|es|é|to)?[ ]?[:：=#]?[*_`]{0,3}[ ]{0,2}$",
        ),
        holds: |text| !is_placeholder(&digits(text)),
    },
];

/// A sort with its patterns made.
struct Pattern {
    sort: &'static Sort,
    form: Regex,
    called: Option<Regex>,
}

static ALL: LazyLock<Vec<Pattern>> = LazyLock::new(|| SORTS.iter().filter_map(pattern).collect());

fn pattern(sort: &'static Sort) -> Option<Pattern> {
    let called = if sort.called.is_empty() { None } else { Some(Regex::new(sort.called).ok()?) };
    Some(Pattern { sort, form: Regex::new(sort.form).ok()?, called })
}

/// The numbers in a text that belong to one person or account.
pub(in crate::rules) fn find(text: &str) -> Vec<Find> {
    // The shortest of them has seven characters, most of them digits.
    static LONG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d(?:[ ./-]?\d){4}").ok());
    if !LONG.as_ref().is_some_and(|long| long.is_match(text)) {
        return Vec::new();
    }
    let mut found: Vec<Find> = Vec::new();
    let mut known = Apart::default();
    for pattern in &*ALL {
        for range in pattern.form.find_iter(text).map(|found| found.range()) {
            let range = trimmed(text, range, pattern.sort);
            if known.has_room(&range) && pattern.is_at(text, &range) {
                known.add(range.clone());
                found.push(Find::new(range, pattern.sort.what));
            }
        }
    }
    found.sort_by_key(|find| find.range.start);
    found
}

impl Pattern {
    fn is_at(&self, text: &str, range: &Range<usize>) -> bool {
        let called = |called: &Regex| called.is_match(before(text, range.start, 60));
        stands_alone(text, range)
            && self.called.as_ref().is_none_or(called)
            && !in_address(text, range.start)
            && (self.sort.holds)(&text[range.clone()])
    }
}

/// An IBAN is as long as its country says: the word after it is no part of it.
fn trimmed(text: &str, range: Range<usize>, sort: &Sort) -> Range<usize> {
    let written = &text[range.clone()];
    let country = written.get(..2).unwrap_or("").to_uppercase();
    let Some((_, length)) = IBAN.iter().find(|(code, _)| *code == country).filter(|_| sort.what.contains("IBAN"))
    else {
        return range;
    };
    let solid = written.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).nth(length - 1);
    solid.map_or(range.clone(), |(at, _)| range.start..range.start + at + 1)
}

/// Whether a place lies inside of a link's address.
fn in_address(text: &str, at: usize) -> bool {
    let word = word_before(text, at, &[' ', '<', '"', '\'']);
    word.contains("://") || word.contains("](")
}

/// How long an IBAN is, by country (the registry of SWIFT).
const IBAN: &[(&str, usize)] = &[
    ("AD", 24),
    ("AE", 23),
    ("AT", 20),
    ("AZ", 28),
    ("BA", 20),
    ("BE", 16),
    ("BG", 22),
    ("BH", 22),
    ("BR", 29),
    ("CH", 21),
    ("CR", 22),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("DO", 28),
    ("EE", 20),
    ("EG", 29),
    ("ES", 24),
    ("FI", 18),
    ("FO", 18),
    ("FR", 27),
    ("GB", 22),
    ("GE", 22),
    ("GI", 23),
    ("GL", 18),
    ("GR", 27),
    ("GT", 28),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("JO", 30),
    ("KW", 30),
    ("KZ", 20),
    ("LB", 28),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MR", 27),
    ("MT", 31),
    ("MU", 30),
    ("NL", 18),
    ("NO", 15),
    ("PK", 24),
    ("PL", 28),
    ("PS", 29),
    ("PT", 25),
    ("QA", 29),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TN", 24),
    ("TR", 26),
    ("UA", 29),
    ("VA", 22),
    ("XK", 20),
];

fn is_iban(text: &str) -> bool {
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let length = IBAN.iter().find(|(code, _)| solid.starts_with(code)).map(|(_, length)| *length);
    // The examples of the standard itself stand in many documents.
    let example =
        ["DE89370400440532013000", "GB82WEST12345698765432", "GB29NWBK60161331926819", "FR1420041010050500013M02606"];
    length == Some(solid.len())
        && !example.contains(&solid.as_str())
        && modulo_97(&format!("{}{}", &solid[4..], &solid[..4])) == 1
}

/// The remainder of a number of any length, letters counted from 10.
fn modulo_97(text: &str) -> u32 {
    text.chars()
        .filter_map(|c| c.to_digit(36))
        .fold(0, |rest, digit| (rest * if digit > 9 { 100 } else { 10 } + digit) % 97)
}

fn is_card(text: &str) -> bool {
    let digits = digits(text);
    // Numbers that payment services keep for tests.
    let tests = [
        "4242424242424242",
        "4111111111111111",
        "4012888888881881",
        "5555555555554444",
        "5105105105105100",
        "378282246310005",
        "371449635398431",
        "6011111111111117",
        "2223003122003222",
        "4000056655665556",
    ];
    luhn(&digits) && !is_placeholder(&digits[1..]) && !tests.contains(&digits.as_str())
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0') * if at % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_ssn(text: &str) -> bool {
    let digits = digits(text);
    let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let valid = !matches!(part(0..3), 0 | 666 | 900..) && part(3..5) > 0 && part(5..9) > 0;
    valid && !is_placeholder(&digits) && !["078051120", "219099999"].contains(&digits.as_str())
}

fn is_nino(text: &str) -> bool {
    !["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"].contains(&&text[..2]) && !is_placeholder(&digits(text))
}

fn is_nir(text: &str) -> bool {
    let solid = text.replace(' ', "").replace("2A", "19").replace("2B", "18");
    let (Some(number), Some(key)) = (solid.get(..13), solid.get(13..15)) else { return false };
    let (number, key): (u64, u64) = (number.parse().unwrap_or(0), key.parse().unwrap_or(0));
    97 - number % 97 == key
}

fn is_dni(text: &str) -> bool {
    const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let (number, letter) = solid.split_at(solid.len() - 1);
    let number = number.replacen('X', "0", 1).replacen('Y', "1", 1).replacen('Z', "2", 1);
    let date = (number.starts_with("19") || number.starts_with("20"))
        && number.get(4..6).is_some_and(|month| ("01"..="12").contains(&month));
    let right = number.parse::<usize>().is_ok_and(|n| LETTERS.get(n % 23) == letter.as_bytes().first());
    right && !date && !is_placeholder(&number)
}

/// Whether check digits are right: each the weighted sum of those before, modulo 11.
fn checked(digits: &str, checks: usize) -> bool {
    let all: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    (all.len() - checks..all.len()).all(|at| {
        let sum: u32 = all[..at].iter().rev().zip(2..).map(|(digit, weight)| digit * weight).sum();
        let rest = 11 - sum % 11;
        all[at] == if rest >= 10 { 0 } else { rest }
    })
}

fn is_cpf(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 11 && !is_placeholder(&digits) && checked(&digits, 2)
}

fn is_nif(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 9 && !is_placeholder(&digits) && checked(&digits, 1)
}

fn is_pesel(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).map(|(digit, weight)| digit * weight).sum();
    sum.is_multiple_of(10)
}

/// ISO 7064, MOD 11,10.
fn is_steuer_id(text: &str) -> bool {
    let all: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let Some((check, digits)) = all.split_last() else { return false };
    let product = digits.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    all.len() == 11 && (11 - product) % 10 == *check
}

fn has_digits(text: &str) -> bool {
    let digits = digits(text);
    digits.len() >= 4 && !is_placeholder(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_is_understood() {
        assert_eq!(ALL.len(), SORTS.len());
    }
}
