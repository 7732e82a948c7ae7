//! Postal addresses: a street, a number and a postcode together. One of them alone is only a place.

use std::sync::LazyLock;

use regex::Regex;

use super::Find;

/// The forms of an address, by country. The gap between the street and the town may be a comma or a line.
const FORMS: &[&str] = &[
    // Germany, Austria, Switzerland: Musterstraße 12, 12345 Ort
    concat!(
        r"(?:\p{Lu}[\p{L}.-]*[ -]){0,3}\p{Lu}?[\p{L}.-]*(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|",
        r"chaussee|steig|pfad|graben|markt|hof|berg) ?\d{1,4} ?[a-z]?(?:[ ]*[,·|/]|[ ]*\n|[ ]in|<br ?/?>)[ ]*\n?[ ]*",
        r"(?:[ADC]H?-)?\d{4,5} \p{Lu}\p{Ll}+",
    ),
    r"\b(?:Am|An der|An den|Im|In der|Zum|Zur|Auf der|Auf dem|Unter den) (?:\p{Lu}[\p{L}-]+ ?){1,3} \d{1,4} ?[a-z]?(?:,|[ ]*\n)[ ]*(?:[ADC]H?-)?\d{4,5} \p{Lu}\p{Ll}+",
    // Britain: 12 High Street, Leeds LS1 4AB
    concat!(
        r"\b\d{1,4}[A-Za-z]? (?:\p{Lu}[\p{L}'’.-]*,? ){1,4}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Close|Way|Court|",
        r"Crescent|Terrace|Gardens|Grove|Place|Square|Hill|Mews|Park|Row|Walk|Green|View)\.?(?:,|\n)[^\n;:]{0,60}\n?[^\n;:]{0,40}?",
        r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
    ),
    // United States: 123 Main St, Apt 4, Springfield, IL 62704
    concat!(
        r"\b\d{1,6} (?:[NSEW]{1,2}\.? )?(?:(?:\p{Lu}[\p{L}'’.-]*|\d{1,3}(?:st|nd|rd|th)) ){1,4}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|",
        r"Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Way|Terrace|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Square)\b\.?",
        r"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|#)\.? ?[\w-]+)?(?:,|\n)[ ]*\n?[ ]*(?:\p{Lu}[\p{L}.'-]+ ?){1,3},? [A-Z]{2},? \d{5}(?:-\d{4})?\b",
    ),
    // France: 12 bis, rue des Lilas, 75011 Paris
    concat!(
        r"\b\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? (?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée|allee|impasse|route|quai|",
        r"cours|square|passage|sentier|ruelle|faubourg) [\p{L}\d'’ .-]{2,60}(?:,|[ ]*\n)[ ]*(?:F-)?\d{5} \p{Lu}",
    ),
    // Spain and Spanish America: Calle Mayor, 12, 3.º B, 28013 Madrid
    concat!(
        r"(?:\bC/ ?|\b(?i:calle|avda\.?|avenida|av\.|plaza|pza\.?|paseo|carrer|ronda|camino|travesía|carretera|glorieta) )",
        r"[\p{L}'’ .-]{2,50},? (?i:n\.?[º°o]\.? ?|núm\.? ?|#)?\d{1,4}(?:,[^,\n]{1,20}){0,2}(?:,|[ ]*\n| –| -)[ ]*(?:C\.?P\.? ?)?\d{5},? \p{Lu}",
    ),
    // Portugal and Brazil: Rua das Flores, 12, 1.º Esq., 1200-195 Lisboa
    concat!(
        r"\b(?i:rua|avenida|av\.|travessa|praça|praca|largo|alameda|estrada|rodovia|r\.|beco|calçada) [\p{L}'’ .-]{2,60},? ",
        r"(?i:n\.?[º°o]\.? ?)?\d{1,5}(?:[,–-][^\n]{1,60}?|)(?:,|[ ]*\n| –| -)[ ]*(?:CEP:? ?)?(?:\d{4}-\d{3}|\d{5}-\d{3})\b",
    ),
    r"\b(?i:rua|avenida|av\.|travessa|praça|alameda|estrada|r\.) [\p{L}'’ .-]{2,60},? \d{1,5}[^\n]{0,60}CEP:? ?\d{5}-?\d{3}\b",
    // Poland: ul. Długa 12/3, 00-238 Warszawa
    concat!(
        r"\b(?i:ul\.|ulica|ulicy|al\.|aleja|aleje|alei|pl\.|plac|placu|os\.|osiedle) ?[\p{L}\d'’ .-]{2,50} \d{1,4}[a-zA-Z]?(?: ?/ ?\d{1,4}| m\.? ?\d{1,4})?",
        r"(?:,|[ ]*\n)[ ]*\d{2}-\d{3} \p{Lu}",
    ),
    // Japan: 〒150-0002 東京都渋谷区渋谷2-21-1
    r"〒? ?\d{3}-\d{4}[ 　,、\n]*\p{Han}{1,4}[都道府県]\p{Han}{1,8}[市区町村郡][^\n]{0,20}?[\d０-９]+(?:[-－丁番][\d０-９]*)*",
    // China: 北京市朝阳区建国路88号
    r"\p{Han}{2,8}[省市]\p{Han}{1,8}[区县市镇]\p{Han}{1,10}[路街巷道]\d{1,5}号",
];

static ALL: LazyLock<Vec<Regex>> = LazyLock::new(|| FORMS.iter().filter_map(|form| Regex::new(form).ok()).collect());

/// What every form holds: the digits of a postcode, or the word for a house number.
static POSTCODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b\d{2,5}-\d{3,4}|\b\d{4,5} \p{Lu}|\d{4,5}, \p{Lu}|[A-Z]{2},? \d{5}|\d [A-Z]*\d[A-Z]{2}\b|[A-Z\d] \d[A-Z]{2}\b|\d号|CEP").ok()
});

/// The postal addresses in a text.
pub(in crate::rules) fn find(text: &str) -> Vec<Find> {
    if !POSTCODE.as_ref().is_some_and(|postcode| postcode.is_match(text)) {
        return Vec::new();
    }
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for form in &*ALL {
        for range in form.find_iter(text).map(|found| found.range()) {
            let apart = |known: &std::ops::Range<usize>| known.end <= range.start || range.end <= known.start;
            if found.iter().all(apart) {
                found.push(range);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    // The first letter of the town was needed to know it; the whole word is shown.
    let whole = |range: std::ops::Range<usize>| {
        let rest = &text[range.end..];
        let more = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        range.start..range.end + more
    };
    found.into_iter().map(|range| Find::new(whole(range), "somebody's postal address")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_understood() {
        assert_eq!(ALL.len(), FORMS.len());
    }
}
