//! Words with their places, for names that are looked for as a whole; and what the full name of a person looks like.

use std::ops::Range;

use crate::syntax::label;

/// The words of a text, folded, with their places. In writing without spaces each character is a word.
pub(in crate::rules) fn words(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let single = is_unspaced(c);
        let inside = c.is_alphanumeric() && !single;
        if let (Some(from), false) = (start, inside) {
            words.push((label::fold(&text[from..at]), from..at));
            start = None;
        }
        if single {
            words.push((c.to_string(), at..at + c.len_utf8()));
        } else if inside && start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|from| (label::fold(&text[from..]), from..text.len())));
    words
}

/// Whether a character belongs to writing that puts no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Words that stand for a part somebody plays, not for who they are.
const ROLES: &[&str] = &[
    "team",
    "support",
    "customer",
    "client",
    "user",
    "users",
    "participant",
    "participants",
    "person",
    "nurse",
    "doctor",
    "night",
    "day",
    "shift",
    "caller",
    "visitor",
    "guest",
    "member",
    "manager",
    "lead",
    "developer",
    "engineer",
    "designer",
    "researcher",
    "analyst",
    "admin",
    "administrator",
    "agent",
    "assistant",
    "driver",
    "teacher",
    "parent",
    "student",
    "owner",
    "employer",
    "employee",
    "worker",
    "staff",
    "group",
    "department",
    "office",
    "service",
    "desk",
    "anonymous",
    "unknown",
    "first",
    "second",
    "third",
    "new",
    "old",
    "senior",
    "junior",
    "head",
    "mother",
    "father",
    "buyer",
    "seller",
    "patient",
    "interviewer",
    "interviewee",
    "respondent",
    "tester",
    "survey",
    "former",
    "small",
    "large",
    "business",
    "product",
    "program",
    "project",
    "regional",
    "state",
    "federal",
    "grantee",
    "account",
    "help",
    "kunde",
    "kundin",
    "nutzer",
    "nutzerin",
    "person",
    "teilnehmer",
    "teilnehmerin",
    "frau",
    "herr",
    "pflegekraft",
    "gruppe",
    "leitung",
    "mitarbeiter",
    "mitarbeiterin",
    "anrufer",
    "anruferin",
    "befragte",
    "befragter",
    "alte",
    "neue",
    "équipe",
    "utilisateur",
    "utilisatrice",
    "participante",
    "personne",
    "agente",
    "cliente",
    "usuario",
    "usuaria",
    "persona",
    "equipo",
    "equipe",
    "utilizador",
    "pessoa",
    "usuário",
    "klient",
    "klientka",
    "użytkownik",
    "uczestnik",
    "uczestniczka",
    "osoba",
    "zespół",
    "pani",
    "pan",
];

/// Words inside of a name that are written small.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "di", "la", "le", "van", "von", "der", "den", "zu", "zur", "bin",
    "ibn", "al", "el", "y", "e",
];

/// Family names that many people have and that are written with one character.
const CHINESE: &str = "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文";

/// The same, with two.
const JAPANESE: &[&str] = &[
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "清水",
    "山崎",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "山下",
    "中島",
    "石井",
    "小川",
    "前田",
    "岡田",
    "長谷川",
    "藤田",
    "後藤",
    "近藤",
    "村上",
    "遠藤",
    "青木",
    "坂本",
    "斎藤",
    "斉藤",
    "福田",
    "太田",
    "西村",
    "藤井",
    "金子",
    "岡本",
    "藤原",
    "中野",
    "三浦",
    "原田",
    "中川",
    "松田",
    "竹内",
    "小野",
    "田村",
    "中山",
    "和田",
    "石田",
    "森田",
    "上田",
    "内田",
    "柴田",
    "酒井",
    "宮崎",
];

/// Whether a text looks like the full name of a person: two capitalised words at least, none of which is a role.
pub(in crate::rules) fn is_full_name(text: &str) -> bool {
    let text = text.trim();
    if text.chars().any(is_unspaced) {
        return is_east_asian(&text.replace([' ', '\u{3000}', '・'], ""));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| label::fold(word)).collect();
    let is_role = |word: &String| ROLES.iter().any(|role| label::fold(role) == *word);
    let names = words
        .iter()
        .zip(&folded)
        .filter(|(word, folded)| is_name(word) && !PARTICLES.contains(&folded.as_str()))
        .count();
    let others = words
        .iter()
        .zip(&folded)
        .all(|(word, folded)| is_name(word) || is_initial(word) || PARTICLES.contains(&folded.as_str()));
    (2..=5).contains(&words.len()) && names >= 2 && others && !folded.iter().any(is_role)
}

/// A capital and small letters; a hyphen or an apostrophe may join two: `Anne-Marie`, `O'Neill`.
fn is_name(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['-', '\'', '’']).collect();
    let capital = |part: &&str| {
        part.chars().next().is_some_and(char::is_uppercase) && part.chars().skip(1).all(char::is_lowercase)
    };
    parts.iter().all(capital) && word.chars().filter(|c| c.is_lowercase()).count() >= 1 && word.chars().count() >= 2
}

/// `J.`
fn is_initial(word: &str) -> bool {
    word.len() <= 5 && word.ends_with('.') && word.chars().next().is_some_and(char::is_uppercase)
}

fn is_east_asian(text: &str) -> bool {
    let han = text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '々'));
    let length = text.chars().count();
    // 者 客 員 人 and the like end the name of a role.
    let role = text.ends_with(['者', '客', '員', '员', '人', '組', '组', '生', '師', '师', '户', '民', '工', '医']);
    let chinese = length <= 3 && text.chars().next().is_some_and(|c| CHINESE.contains(c));
    let japanese = JAPANESE.iter().any(|name| text.starts_with(name) && length > name.chars().count());
    han && !role && (2..=6).contains(&length) && (chinese && length == 3 || japanese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_no_names() {
        for alias in [
            "P04",
            "nurse 3",
            "Customer A",
            "Support team",
            "Support Team",
            "Night Nurse",
            "Anna",
            "P 04",
            "anna kowalska",
            "Teilnehmerin Drei",
            "参加者",
            "患者",
            "Group B",
            "HR Lead",
        ] {
            assert!(!is_full_name(alias), "{alias}");
        }
        for name in [
            "Anna Kowalska",
            "Jean-Luc Picard",
            "Łukasz Żak",
            "Σοφία Παππά",
            "Мария Иванова",
            "Ana da Silva",
            "John Q. Public",
            "山田太郎",
            "田中 花子",
            "王小明",
        ] {
            assert!(is_full_name(name), "{name}");
        }
    }

    #[test]
    fn words_have_their_places() {
        let text = "Zoë, 山 O’N";
        let found: Vec<(String, &str)> = words(text).into_iter().map(|(word, range)| (word, &text[range])).collect();
        let wanted = [("zoe", "Zoë"), ("山", "山"), ("o", "O"), ("n", "N")];
        assert_eq!(found, wanted.map(|(word, written)| (word.to_owned(), written)));
    }
}
