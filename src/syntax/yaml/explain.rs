//! Syntax errors in plain words: what a person meant where the parser gave up, and how to mend it.

use std::ops::Range;

use granit_parser::ErrorKind;

use crate::diagnostic::Diagnostic;

use super::*;

/// What is wrong with an escape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    Unknown,
    Digits,
    Surrogate,
    NoCharacter,
    Control,
}

/// The first wrong escape in a double-quoted text, which begins with its quotation mark.
pub(super) fn first_fault(raw: &str) -> Option<(Range<usize>, Fault)> {
    let mut at = 1;
    while let Some(rest) = raw.get(at..) {
        at += rest.find(['\\', '"'])?;
        let escape = raw.get(at..)?;
        if escape.starts_with('"') {
            return None;
        }
        let (length, fault) = escape_fault(escape);
        if let Some(fault) = fault {
            return Some((at..at + length, fault));
        }
        at += length;
    }
    None
}

/// The length of the escape at the start of `text`, and what is wrong with it.
fn escape_fault(text: &str) -> (usize, Option<Fault>) {
    let Some(letter) = text.chars().nth(1) else { return (1, Some(Fault::Unknown)) };
    let length = 1 + letter.len_utf8();
    let fault = match letter {
        'x' | 'u' | 'U' => return code_fault(text),
        '0' | 'a' | 'b' | 'v' | 'f' | 'e' | 'N' => Some(Fault::Control),
        't' | 'n' | 'r' | '"' | '/' | '\\' | '_' | 'L' | 'P' | ' ' | '\t' | '\n' => None,
        _ => Some(Fault::Unknown),
    };
    (length, fault)
}

/// The same for an escape with a number.
fn code_fault(text: &str) -> (usize, Option<Fault>) {
    let Some((length, code)) = escape_code(text) else {
        let digits = text.chars().skip(2).take_while(char::is_ascii_hexdigit).count();
        return (2 + digits.min(8), Some(Fault::Digits));
    };
    if (0xd800..0xdc00).contains(&code) {
        let low = text.get(length..).and_then(escape_code);
        return match low.filter(|(_, low)| (0xdc00..0xe000).contains(low)) {
            Some((more, _)) => (length + more, None),
            None => (length, Some(Fault::Surrogate)),
        };
    }
    let fault = match char::from_u32(code) {
        None if code < 0x1_0000 => Some(Fault::Surrogate),
        None => Some(Fault::NoCharacter),
        Some(character) => is_control(character).then_some(Fault::Control),
    };
    (length, fault)
}

/// The length and number of the `\x41`, `\u0041` or `\U00000041` at the start of `text`.
fn escape_code(text: &str) -> Option<(usize, u32)> {
    let digits = match text.get(..2)? {
        "\\x" => 2,
        "\\u" => 4,
        "\\U" => 8,
        _ => return None,
    };
    let code = text.get(2..2 + digits)?;
    let whole = code.bytes().all(|byte| byte.is_ascii_hexdigit());
    whole.then(|| u32::from_str_radix(code, 16).ok()).flatten().map(|code| (2 + digits, code))
}

/// What is known where the parser gave up.
pub(super) struct Scene<'a> {
    pub(super) source: Source<'a>,
    /// Where that is.
    pub(super) at: usize,
    /// Where the innermost `[` or `{` opened, if that is what was being read.
    pub(super) flow: Option<usize>,
    /// Whether a key waited for its value.
    pub(super) in_value: bool,
    pub(super) last: Last,
    pub(super) last_range: Range<usize>,
}

impl Scene<'_> {
    /// The finding for an error of the parser; none where it has been reported already.
    pub(super) fn explain(&self, kind: &ErrorKind) -> Option<Diagnostic> {
        use ErrorKind as E;
        Some(match kind {
            E::UnexpectedCharacter { character } if is_control(*character) => return None,
            E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => self.unclosed(self.at),
            E::InvalidTrailingDoubleQuotedScalar => self.after_quote('"'),
            E::InvalidTrailingSingleQuotedScalar => self.after_quote('\''),
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => self.escape(),
            E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart => self.tab(),
            _ if self.indented_by_tab(self.at) => self.tab(),
            E::RecursionLimitExceeded => too_deep(self.source, self.at..self.at),
            E::UndeclaredTagHandle
            | E::InvalidTagTerminator
            | E::MissingTagUri
            | E::UnclosedVerbatimTag
            | E::InvalidTagEscape => self.tag(),
            _ => self.explain_structure(kind),
        })
    }

    fn explain_structure(&self, kind: &ErrorKind) -> Diagnostic {
        use ErrorKind as E;
        match kind {
            E::MismatchedFlowCollectionEnd { open, close } => self.mismatched(*open, *close),
            E::UnclosedFlowCollection { .. } => self.unclosed_bracket(self.at),
            E::MisplacedFlowCollectionEnd => self.stray_bracket(),
            E::UnexpectedCharacter { .. }
            | E::MissingAnchorOrAliasName
            | E::MappingKeyNotAllowed
            | E::PlainScalarStartsWithDashFlowIndicator => self.begins_with(),
            E::UnexpectedEofBlockMapping | E::UnexpectedEofBlockSequence | E::ExpectedNodeContent
                if self.flow.is_none() =>
            {
                self.begins_with()
            }
            E::InvalidBlockScalarHeader => self.block_header(),
            E::ZeroBlockScalarIndent | E::InvalidBlockScalarIndent => self.block_indent(),
            _ if self.flow.is_some() => self.inside_brackets(),
            E::MappingValueNotAllowed | E::InvalidColonPlacement => self.colon(),
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.not_a_key(self.at),
            E::ExpectedBlockMappingKey | E::ExpectedBlockSequenceEntry => self.misplaced_line(kind),
            E::BlockSequenceEntryNotAllowed => self.list_beside_key(),
            E::CommentNotSeparated | E::CommentInterceptedScalar => self.comment(),
            E::InvalidIndentation | E::InvalidQuotedScalarIndent | E::InvalidFlowScalarIndent => self.indentation(),
            E::BomInsideDocument => self.byte_order_mark(),
            _ => self.anything_else(kind),
        }
    }

    fn finding(&self, range: Range<usize>, message: impl Into<String>) -> Diagnostic {
        self.source.syntax(range, message)
    }

    /// Whether the error stands on the line where `last` ended, right after it.
    pub(super) fn follows(&self, last: Last) -> bool {
        self.last == last
            && self.at >= self.last_range.end
            && !self.source.slice(self.last_range.end..self.at).contains('\n')
    }

    /// Offers quotation marks around the text that starts at `start` and goes to the end of its
    /// line.
    fn quote_from(&self, finding: Diagnostic, start: usize) -> Diagnostic {
        let range = self.source.rest(start);
        let text = self.source.slice(range.clone());
        let finding = finding.help("put the text in quotation marks");
        // Between brackets the text may end earlier, and where is anybody's guess.
        if self.flow.is_some() || text.is_empty() {
            return finding;
        }
        finding.fix(self.source.span(range), quoted(text))
    }

    // Quotation marks

    fn unclosed(&self, open: usize) -> Diagnostic {
        let place = self.source.character(open);
        let mark = self.source.slice(place.clone());
        self.finding(place, "this quotation mark is never closed")
            .label("opened here")
            .help(format!("close the text with `{mark}`, or leave both marks out"))
    }

    /// Text stands behind a quotation mark that closed: that mark was too early, or closes a text
    /// opened lines above.
    fn after_quote(&self, mark: char) -> Diagnostic {
        let Some(text) = self.quoted_before(mark) else {
            return self.finding(self.source.rest(self.at), "there is text after a quoted text");
        };
        let source = self.source;
        let inner = source.slice(text.start + 1..text.end.saturating_sub(1));
        let opening = |before: char| before.is_whitespace() || "[{(,".contains(before);
        if inner.contains('\n') && inner.ends_with(opening) {
            let close = text.end.saturating_sub(1);
            let also = source.span(close..text.end);
            return self.unclosed(text.start).also(source.path, also, "the text went on to here");
        }
        let after = source.rest(self.at);
        let touching = text.end == self.at;
        if mark == '\'' && touching {
            let finding = self
                .finding(text.end - 1..text.end, "this apostrophe ends the text too early")
                .label("the text ends here");
            return self.fix_quoted(finding, text, mark, touching);
        }
        let finding = self
            .finding(after, "text goes on after the closing quotation mark")
            .label("outside of the quotation marks");
        self.fix_quoted(finding, text, mark, touching)
    }

    /// The quoted text that ended before the error: the parser gives only the place behind it.
    fn quoted_before(&self, mark: char) -> Option<Range<usize>> {
        let source = self.source;
        let mut from = self.last_range.end.min(self.at);
        loop {
            let open = from + source.slice(from..self.at).find(mark)?;
            let end = end_of_quoted(source.after(open), mark).map(|length| open + length)?;
            if source.slice(end..self.at).trim().is_empty() && end <= self.at {
                return Some(open..end);
            }
            from = end;
        }
    }

    /// Offers the whole value in quotation marks that fit it.
    fn fix_quoted(&self, finding: Diagnostic, text: Range<usize>, mark: char, touching: bool) -> Diagnostic {
        let whole = text.start..self.source.rest(self.at).end;
        let value = self.source.slice(whole.clone());
        let behind = self.source.slice(self.at..whole.end);
        // `'it's me'`: the outer marks were meant, the inner one was not. Else all marks belong to
        // the text.
        let inner = value
            .get(1..value.len().saturating_sub(1))
            .filter(|_| touching && value.len() > 1 && value.ends_with(mark));
        let finding = match (mark, inner) {
            ('\'', _) => finding.help("write the apostrophe twice, or use double quotation marks"),
            (_, Some(_)) => finding.help("put the whole text in single quotation marks"),
            _ => finding.help("put the whole value, with its quotation marks, in single ones"),
        };
        let key = !self.in_value && (behind.contains(": ") || behind.ends_with(':'));
        if self.flow.is_some() || key || value.contains(['\n', '\\']) {
            return finding;
        }
        let replacement = match inner {
            Some(inner) => quoted(inner),
            None if mark == '\'' && touching => quoted(value.trim_start_matches('\'')),
            None => format!("'{}'", value.replace('\'', "''")),
        };
        finding.fix(self.source.span(whole), replacement)
    }

    fn escape(&self) -> Diagnostic {
        let start = self.at;
        let (range, fault) = first_fault(self.source.after(start))
            .map_or((self.source.character(start), Fault::Unknown), |(escape, fault)| {
                (start + escape.start..start + escape.end, fault)
            });
        let escape = self.source.slice(range.clone());
        let (message, help) = match fault {
            Fault::Surrogate => (
                format!("`{escape}` is one half of a character; its other half is missing"),
                "write the character itself",
            ),
            Fault::NoCharacter => (format!("there is no character `{escape}`"), "write the character itself"),
            Fault::Control => (
                format!("`{escape}` stands for a control character, which no text may hold"),
                "leave it out, or write `\\\\` for a backslash",
            ),
            Fault::Digits => (
                format!("`{escape}` has too few digits"),
                "`\\x` takes 2 digits, `\\u` 4 and `\\U` 8; for a backslash write `\\\\`",
            ),
            Fault::Unknown => (
                format!("`{escape}` means nothing in a text with double quotation marks"),
                "for a backslash write `\\\\`, or use single quotation marks",
            ),
        };
        self.finding(range, message).help(help)
    }

    // Tabs and indentation

    fn indented_by_tab(&self, at: usize) -> bool {
        let line = self.source.slice(self.source.line(at));
        line.len() > line.trim_start().len()
            && line.bytes().take_while(|byte| b" \t".contains(byte)).any(|byte| byte == b'\t')
    }

    /// The parser may give up a line before the tab, so it is looked for from there on.
    fn tab(&self) -> Diagnostic {
        let mut start = self.source.line(self.at).start;
        while !self.indented_by_tab(start) {
            match self.source.after(start).find('\n') {
                Some(end) => start += end + 1,
                None => return self.tab_at(self.source.line(self.at).start),
            }
        }
        self.tab_at(start)
    }

    fn tab_at(&self, from: usize) -> Diagnostic {
        let start = self.source.after(from).find('\t').map_or(self.at, |found| from + found);
        let length = self.source.after(start).bytes().take_while(|byte| *byte == b'\t').count();
        let end = (start + length).max(self.source.character(start).end);
        self.finding(start..end, "a tab is used for indentation")
            .label(if length > 1 { "tabs" } else { "a tab" })
            .help("YAML takes only spaces here: use two for each level")
    }

    fn indentation(&self) -> Diagnostic {
        self.finding(self.source.rest(self.at), "this line is not indented like the lines it goes with")
            .help("indent all lines that belong together by the same number of spaces")
    }

    // Block texts

    fn block_header(&self) -> Diagnostic {
        let mark = self.source.slice(self.source.character(self.at));
        let finding = self.finding(self.source.rest(self.at), format!("there is text on the line of `{mark}`"));
        self.quote_from(finding, self.at).help(format!(
            "begin the text on the next line, indented; \
             if `{mark}` belongs to it, use quotation marks"
        ))
    }

    fn block_indent(&self) -> Diagnostic {
        self.finding(self.source.content(self.at), "this line of the text is indented wrongly")
            .help("indent every line of the text under `|` or `>` by the same number of spaces")
    }

    /// Whether the line above is a list item that begins at the same column.
    fn under_item(&self, at: usize) -> bool {
        let indent = |range: Range<usize>, to: usize| self.source.slice(range.start..to).to_owned();
        let own = indent(self.source.line(at), at);
        let above = self.source.line_above(at).map(|line| self.source.slice(line));
        above.and_then(|line| line.strip_prefix(&*own)).is_some_and(|line| line.starts_with("- "))
    }

    /// Whether the line above opens a text with `|` or `>`.
    fn under_block_header(&self, at: usize) -> bool {
        let above = self.source.line_above(at).map(|line| self.source.slice(line));
        let header = above.and_then(|line| line.rsplit(' ').next()).unwrap_or("");
        let marks = header.trim_end_matches(|mark: char| mark.is_ascii_digit() || "+-".contains(mark));
        marks == "|" || marks == ">"
    }

    // Keys and values

    /// A colon where no key can be.
    fn colon(&self) -> Diagnostic {
        let source = self.source;
        let text = self.last_range.clone();
        let word = matches!(self.last, Last::Plain | Last::Quoted | Last::Alias);
        if !word || text.end > self.at {
            return self.finding(source.character(self.at), "a colon stands where no key can be");
        }
        let same_line = source.line(text.start) == source.line(self.at);
        if same_line {
            let finding = self
                .finding(source.character(self.at), "this text holds a colon followed by a space")
                .label("YAML takes it for the end of a key");
            return self.quote_from(finding, text.start);
        }
        // The text began on an earlier line and went on to this one.
        let own_line = source.content(text.start).start == text.start;
        if own_line {
            return self.not_a_key(text.start);
        }
        let key = source.content(self.at).start..self.at;
        let name = shown(source.slice(key.clone()).trim_end()).into_owned();
        self.finding(key, format!("`{name}` is indented, but the key above has a text for its value"))
            .help("set both keys at the same column; or move the text above to a key of its own")
            .also(source.path, source.span(source.rest(text.start)), "the value above")
    }

    /// A line that is neither a key with its value nor an item.
    fn not_a_key(&self, at: usize) -> Diagnostic {
        let source = self.source;
        let line = source.rest(at);
        let text = source.slice(line.clone());
        if text.starts_with('-') && !text.starts_with("- ") && !text.starts_with("--") {
            let dash = at..at + 1;
            let finding = self
                .finding(dash.clone(), "a space is missing after the dash of this list item")
                .help("write `- ` before each item");
            return match self.under_item(at) && !text[1..].starts_with(|c: char| c.is_ascii_digit()) {
                true => finding.mend(source.span(dash), "- "),
                false => finding.fix(source.span(dash), "- "),
            };
        }
        if let Some(colon) = tight_colon(text).map(|colon| at + colon) {
            return self
                .finding(colon..colon + 1, "a space is missing after this colon")
                .help("write `key: value`")
                .fix(source.span(colon..colon + 1), ": ");
        }
        if self.under_block_header(at) {
            return self
                .finding(line, "the text under `|` or `>` is not indented")
                .help("indent every line of the text by two spaces more than its key");
        }
        self.finding(line, "this line is neither a key with a colon nor a list item")
            .help("write `key: value`; or indent the line, if it goes on with the text of the line above")
    }

    /// A line at a column where something else is expected.
    fn misplaced_line(&self, kind: &ErrorKind) -> Diagnostic {
        let source = self.source;
        if self.follows(Last::Alias) || self.follows(Last::FlowEnd) || self.follows(Last::Quoted) {
            return self.text_goes_on();
        }
        let line = source.rest(source.content(self.at).start);
        let text = source.slice(line.clone());
        let item = text.starts_with("- ") || text == "-";
        if self.last == Last::Block && !self.is_outermost(line.start) {
            return self.block_indent();
        }
        if *kind == ErrorKind::ExpectedBlockSequenceEntry {
            return if item || !self.is_outermost(line.start) {
                self.indentation_at(line)
            } else {
                self.finding(line, "this is not a list item, but the lines above are")
                    .help("begin it with `- `, or give the list above a key")
            };
        }
        if item && self.last != Last::ListEnd {
            self.finding(line, "a list item stands where a key is expected").help(
                "give the list a key on a line of its own, such as `goals:`, \
                     with the items under it",
            )
        } else {
            self.indentation_at(line)
        }
    }

    fn indentation_at(&self, line: Range<usize>) -> Diagnostic {
        self.finding(line, "this line is not lined up with any line above it")
            .help("begin it at the same column as the lines it belongs with")
    }

    fn is_outermost(&self, at: usize) -> bool {
        self.source.line(at).start == at
    }

    /// Text behind an alias, a bracket or a quoted text that was taken for the whole value.
    fn text_goes_on(&self) -> Diagnostic {
        let source = self.source;
        let what = match self.last {
            Last::Alias => "text goes on after `*`, which makes an alias of the word behind it",
            Last::FlowEnd => "text goes on after the closing bracket",
            _ => "text goes on after the closing quotation mark",
        };
        let finding = self.finding(source.rest(self.at), what);
        // A bracketed value may have opened lines above; then no quotation marks help.
        let start = self.value_start();
        if source.line(start) == source.line(self.at) {
            self.quote_from(finding, start)
        } else {
            finding.help("put the text in quotation marks, or on a line of its own")
        }
    }

    /// Where the value on the line of the error begins, as far as the line shows.
    fn value_start(&self) -> usize {
        if self.last != Last::FlowEnd {
            return self.last_range.start;
        }
        let content = self.source.content(self.at);
        let mut start = content.start;
        while self.source.after(start).starts_with("- ") {
            start = self.source.trimmed(start + 2..content.end).start;
        }
        let text = self.source.slice(start..self.last_range.end);
        match text.find([':', '[', '{']) {
            Some(at) if text.get(at..).is_some_and(|rest| rest.starts_with(": ")) => {
                self.source.trimmed(start + at + 1..content.end).start
            }
            _ => start,
        }
    }

    fn list_beside_key(&self) -> Diagnostic {
        self.finding(self.source.rest(self.at), "a list cannot begin on the line of its key").help(
            "put each item on a line of its own under the key; if the dash belongs to a text, \
             put the text in quotation marks",
        )
    }

    /// A value that begins with a character that has a meaning of its own.
    fn begins_with(&self) -> Diagnostic {
        let place = self.source.character(self.at);
        let sign = self.source.slice(place.clone());
        if sign.trim().is_empty() {
            return self.finding(place, "something is missing here");
        }
        let message = format!("a text without quotation marks cannot begin with `{sign}`");
        self.quote_from(self.finding(place, message), self.at)
    }

    fn tag(&self) -> Diagnostic {
        let text = self.source.slice(self.source.rest(self.at));
        let end = text.find(' ').unwrap_or(text.len());
        refused_tag(self.source, self.at..self.at + end)
    }

    // Brackets

    fn unclosed_bracket(&self, open: usize) -> Diagnostic {
        let place = self.source.character(open);
        let close = if self.source.slice(place.clone()) == "{" { '}' } else { ']' };
        self.finding(place, "this bracket is never closed")
            .label("opened here")
            .help(format!("close it with `{close}`; if it belongs to a text, use quotation marks"))
    }

    fn mismatched(&self, open: char, close: char) -> Diagnostic {
        let right = if open == '[' { ']' } else { '}' };
        self.finding(self.source.character(self.at), format!("`{open}` is closed by `{close}`, which does not match"))
            .label("opened here")
            .help(format!("close it with `{right}`; if it belongs to a text, use quotation marks"))
    }

    fn stray_bracket(&self) -> Diagnostic {
        let place = self.source.character(self.at);
        let message = format!("`{}` closes nothing", self.source.slice(place.clone()));
        let finding = self.finding(place, message);
        if self.in_value && !self.follows(Last::FlowEnd) {
            self.quote_from(finding, self.at)
        } else {
            finding.help("delete it, or open the bracket; use quotation marks for a text")
        }
    }

    /// Anything unexpected between brackets. Lines below the opening one mostly mean that it was
    /// not closed.
    fn inside_brackets(&self) -> Diagnostic {
        let source = self.source;
        let open = self.flow.unwrap_or(self.at);
        let (first, here) = (source.line(open), source.line(self.at));
        let indent = |line: &Range<usize>| source.trimmed(line.clone()).start - line.start;
        if first != here && indent(&here) <= indent(&first) {
            return self.unclosed_bracket(open);
        }
        let place = source.character(self.at);
        let sign = source.slice(place.clone());
        let finding = match sign {
            "," => self.finding(place, "something is missing before this comma"),
            ":" => self.finding(place, "a colon stands where no key can be"),
            "-" => self.finding(place, "a list item with a dash cannot stand between brackets"),
            "" => return self.unclosed_bracket(open),
            _ => self.finding(place, format!("`{}` is not expected between brackets", shown(sign))),
        };
        finding.help(
            "set a comma between the items; \
             put texts that hold `,`, `: ` or brackets in quotation marks",
        )
    }

    // The rest

    fn comment(&self) -> Diagnostic {
        let start = self.at + self.source.after(self.at).find('#').unwrap_or(0);
        self.finding(
            self.source.content(start).start.max(start)..self.source.line(start).end,
            "a comment cannot stand here",
        )
        .help("set a space before `#`, or put the text in quotation marks")
    }

    fn byte_order_mark(&self) -> Diagnostic {
        self.finding(self.source.character(self.at), "a byte order mark stands inside of the text")
            .help("delete it; it cannot be seen in most editors")
    }

    fn anything_else(&self, kind: &ErrorKind) -> Diagnostic {
        let source = self.source;
        let line = source.content(self.at);
        let percent = |line: &Range<usize>| source.slice(line.clone()).starts_with('%');
        let above = source.line_above(self.at);
        if let Some(directive) = [Some(line.clone()), above].into_iter().flatten().find(percent) {
            return self
                .finding(directive, "a line cannot begin with `%`")
                .help("delete the line; instep needs no YAML directives");
        }
        let place = if self.at < line.end { source.rest(self.at) } else { line };
        self.finding(place, format!("this cannot be read as YAML: {kind}"))
            .help("put texts in quotation marks, and check how the lines are indented")
    }
}

/// The length of the quoted text at the start of `text`.
fn end_of_quoted(text: &str, mark: char) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text.get(at..)?.find([mark, '\\'])?;
        let rest = text.get(at..)?;
        let skip = match mark {
            '"' if rest.starts_with('\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '\'' if rest.starts_with("''") => 2,
            _ if rest.starts_with(mark) => return Some(at + 1),
            _ => 1,
        };
        at += skip;
    }
}

/// Where a `key:value` lacks the space after its colon.
fn tight_colon(text: &str) -> Option<usize> {
    let colon = text.find(':')?;
    let (key, value) = (text.get(..colon)?, text.get(colon + 1..)?);
    let word = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
    let tight = !value.is_empty() && !value.starts_with([' ', '/', ':']);
    (tight && !key.is_empty() && key.chars().all(word)).then_some(colon)
}
