//! Stretches of time as people write them: "March 2025", "25. Dezember 2025", "2026-Q3", "3/2025", "2025年3月".
//!
//! Where fields are typed, dates are ISO dates (see [`date`](super::date)). Here somebody wrote for people, and only what
//! can be read in one way is read: `03/02/2026` is not.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::label;

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

/// The names of the months in the languages content has been seen in, folded as labels are.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier janv enero ene janeiro styczen stycznia",
    "february feb februar fevrier fevr febrero fevereiro fev luty lutego",
    "march mar marz mars marzo marco marzec marca",
    "april apr avril avr abril abr kwiecien kwietnia",
    "may mai mayo maio maj maja",
    "june jun juni juin junio junho czerwiec czerwca",
    "july jul juli juillet juil julio julho lipiec lipca",
    "august aug aout agosto ago sierpien sierpnia",
    "september sept sep septembre septiembre setembro set wrzesien wrzesnia",
    "october oct oktober okt octobre octubre outubro out pazdziernik pazdziernika",
    "november nov novembre noviembre novembro listopad listopada",
    "december dec dezember dez decembre diciembre dezembro grudzien grudnia",
];

/// Words between the parts of a date: "25 de diciembre de 2025", "the 1st of May 2025".
const BETWEEN: &[&str] = &["de", "del", "of", "the", "den", "le", "el", "er", "st", "nd", "rd", "th", "o", "r"];

/// Reads the period that a text begins with; `None` where it is none, or could be another.
pub fn parse(text: &str) -> Option<Period> {
    let text = separated(&label::fold(text));
    let parts = parts(&text);
    let (period, used) = FORMS.iter().find_map(|form| form(&parts))?;
    let rest = parts.get(used.checked_sub(1)?).and_then(|part| text.get(part.end..))?;
    is_whole(rest).then_some(period)
}

/// "March 2025 – June 2025" and "2025/26" are longer than what was read of them.
fn is_whole(rest: &str) -> bool {
    let year = rest.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    !year && !rest.trim_start().starts_with(['-', '–', '—', '/', '+', '~']) && !rest.starts_with(char::is_alphanumeric)
}

/// The marks for year, month and day become hyphens between numbers.
fn separated(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let between = chars.peek().is_some_and(char::is_ascii_digit);
        out.push(match c {
            '年' | '月' if between => '-',
            '年' | '月' | '日' => ' ',
            c => c,
        });
    }
    out
}

/// A run of digits or of letters.
struct Part<'t> {
    text: &'t str,
    /// What stands between it and the part before, without spaces.
    gap: &'t str,
    end: usize,
}

impl Part<'_> {
    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        self.text.parse().ok().filter(|_| digits.contains(&self.text.len()))
    }

    fn year(&self) -> Option<i16> {
        self.number(4..=4).filter(|year| (1900..=2200).contains(year))
    }

    fn month(&self) -> Option<i16> {
        let named = MONTHS.iter().position(|names| names.split(' ').any(|name| name == self.text))?;
        i16::try_from(named + 1).ok()
    }
}

/// The first few parts of a text: no date has more.
fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut at, mut before): (Vec<Part>, usize, usize) = (Vec::new(), 0, 0);
    while parts.len() < 4 {
        let Some(start) = text[at..].find(char::is_alphanumeric).map(|found| at + found) else { break };
        let digits = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let goes_on = |c: char| c.is_alphanumeric() && c.is_ascii_digit() == digits;
        let end = text[start..].find(|c| !goes_on(c)).map_or(text.len(), |found| start + found);
        let word = &text[start..end];
        if !BETWEEN.contains(&word) {
            let gap = if parts.is_empty() { &text[..start] } else { &text[before..start] };
            parts.push(Part { text: word, gap: gap.trim(), end });
            before = end;
        } else if !parts.is_empty() {
            before = end;
        }
        at = end;
    }
    parts
}

/// What was read of a text's parts, and how many of them it took.
type Read = Option<(Period, usize)>;

/// The ways of writing, the longest first.
const FORMS: [fn(&[Part]) -> Read; 7] =
    [in_numbers, in_words, of_month_in_words, of_year_and_mark, of_mark_and_year, of_month, of_year];

/// `2025-03-01`, `1.3.2025`
fn in_numbers(parts: &[Part]) -> Read {
    let [a, b, c, ..] = parts else { return None };
    let alike = b.gap == c.gap;
    match b.gap {
        "-" | "/" | "." if alike && a.year().is_some() => {
            Some((day(a.year()?, b.number(1..=2)?, c.number(1..=2)?)?, 3))
        }
        "." if alike => Some((day(c.year()?, b.number(1..=2)?, a.number(1..=2)?)?, 3)),
        _ => None,
    }
}

/// "1 March 2025", "March 1, 2025"
fn in_words(parts: &[Part]) -> Read {
    let [a, b, c, ..] = parts else { return None };
    let (month, number) = match b.month() {
        Some(month) => (month, a.number(1..=2)?),
        None => (a.month()?, b.number(1..=2)?),
    };
    Some((day(c.year()?, month, number)?, 3))
}

/// "March 2025", "2025 March"
fn of_month_in_words(parts: &[Part]) -> Read {
    let [a, b, ..] = parts else { return None };
    let (year, named) = match a.year() {
        Some(year) => (year, b.month()?),
        None => (b.year()?, a.month()?),
    };
    Some((months(year, named, 1)?, 2))
}

/// `2026-Q3`, `2026 H1`, `2026-W12`
fn of_year_and_mark(parts: &[Part]) -> Read {
    let [year, mark, number, ..] = parts else { return None };
    let joined = number.gap.is_empty() && matches!(mark.gap, "" | "-" | "/");
    Some((marked(year.year()?, mark.text, number.number(1..=2)?)?, 3)).filter(|_| joined)
}

/// `Q3 2026`, `Q3/2026`
fn of_mark_and_year(parts: &[Part]) -> Read {
    let [mark, number, year, ..] = parts else { return None };
    let joined = number.gap.is_empty() && matches!(year.gap, "" | "-" | "/" | ",");
    Some((marked(year.year()?, mark.text, number.number(1..=2)?)?, 3)).filter(|_| joined)
}

/// `2025-03`, `3/2025`
fn of_month(parts: &[Part]) -> Read {
    let [a, b, ..] = parts else { return None };
    match b.gap {
        "-" if a.year().is_some() => Some((months(a.year()?, b.number(1..=2)?, 1)?, 2)),
        "/" | "." | "-" => Some((months(b.year()?, a.number(1..=2)?, 1)?, 2)),
        _ => None,
    }
}

fn of_year(parts: &[Part]) -> Read {
    Some((months(parts.first()?.year()?, 1, 12)?, 1))
}

fn day(year: i16, month: i16, day: i16) -> Option<Period> {
    let day = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(Period { first: day, last: day })
}

/// `count` months from one on.
fn months(year: i16, month: i16, count: i64) -> Option<Period> {
    let first = Date::new(year, month.try_into().ok()?, 1).ok()?;
    let last = first.checked_add(count.months()).ok()?.yesterday().ok()?;
    Some(Period { first, last })
}

/// A quarter, a half or a week of a year.
fn marked(year: i16, mark: &str, number: i16) -> Option<Period> {
    match (mark, number) {
        ("q" | "t", 1..=4) => months(year, number * 3 - 2, 3),
        ("h" | "s", 1..=2) => months(year, number * 6 - 5, 6),
        ("w" | "kw", 1..=53) => {
            let first = ISOWeekDate::new(year, number.try_into().ok()?, Weekday::Monday).ok()?.date();
            Some(Period { first, last: first.checked_add(6.days()).ok()? })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_in_one_way_is_read() {
        for (text, first, last) in [
            ("2025-03-01", "2025-03-01", "2025-03-01"),
            ("**March 2025** (or later)", "2025-03-01", "2025-03-31"),
            ("Dec 25th, 2025", "2025-12-25", "2025-12-25"),
            ("25. Dezember 2025", "2025-12-25", "2025-12-25"),
            ("1er août 2025", "2025-08-01", "2025-08-01"),
            ("25 de diciembre de 2025", "2025-12-25", "2025-12-25"),
            ("março de 2024", "2024-03-01", "2024-03-31"),
            ("15 października 2025 r.", "2025-10-15", "2025-10-15"),
            ("2025年3月1日", "2025-03-01", "2025-03-01"),
            ("2025年3月", "2025-03-01", "2025-03-31"),
            ("1.3.2025", "2025-03-01", "2025-03-01"),
            ("3/2025", "2025-03-01", "2025-03-31"),
            ("2025-02", "2025-02-01", "2025-02-28"),
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("Q3 2026", "2026-07-01", "2026-09-30"),
            ("2026 H1", "2026-01-01", "2026-06-30"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026", "2026-01-01", "2026-12-31"),
        ] {
            let read = parse(text).map(|period| (period.first.to_string(), period.last.to_string()));
            assert_eq!(read, Some((first.to_owned(), last.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_could_be_another_is_not() {
        let unsure = [
            "03/02/2025",
            "Nov-Dec 2025",
            "March – June 2025",
            "March 2025 – June 2025",
            "2025/26",
            "soon",
            "",
            "May",
            "12月",
            "31 February 2025",
            "in 2025 or 2026",
            "2025-2026",
            "2025th",
            "Autumn 2025",
        ];
        for text in unsure {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
