//! Dates as people write them in content, and as pages print them.
//!
//! One reading: ISO 8601 calendar dates, `2026-11-09`. Anything else is an error that shows the ISO form,
//! because `03/02/2026` is two different days in two different countries.

use jiff::civil::Date;

/// Reads a calendar date.
///
/// # Errors
/// What is wrong with it, in words that can follow "this date".
pub fn parse(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, number] = parts.as_slice() else {
        return Err("is not in the form YYYY-MM-DD".into());
    };
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(number, 2)) {
        return Err("is not in the form YYYY-MM-DD".into());
    }
    let (year, month, number) = (year.parse(), month.parse(), number.parse());
    match (year, month, number) {
        (Ok(0), _, _) => Err("has no year".into()),
        (Ok(year), Ok(month), Ok(number)) => {
            Date::new(year, month, number).map_err(|_| "is not in the calendar".into())
        }
        _ => Err("is not in the form YYYY-MM-DD".into()),
    }
}

/// Reads a length of time such as `6 months`, `90 days`, `1 year`, `2 weeks`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_duration(text: &str) -> Result<jiff::Span, String> {
    let wrong = || "is not a length of time such as `6 months` or `90 days`".to_owned();
    let (number, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
    let number: i64 = number.parse().map_err(|_| wrong())?;
    if !(0..=1200).contains(&number) {
        return Err(wrong());
    }
    match unit.trim().trim_end_matches('s') {
        "day" => Ok(jiff::Span::new().days(number)),
        "week" => Ok(jiff::Span::new().weeks(number)),
        "month" => Ok(jiff::Span::new().months(number)),
        "year" => Ok(jiff::Span::new().years(number)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_iso_dates_are_read() {
        assert!(parse("2026-11-09").is_ok());
        assert!(parse("2026-11-09T10:00:00+02:00").is_ok());
        for bad in ["2024-02-30", "2024-2-3", "03/02/2024", "0000-01-01", "", "2024-02"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn durations_have_a_number_and_a_unit() {
        assert!(parse_duration("6 months").is_ok());
        assert!(parse_duration("half a year").is_err());
    }
}
