//! Mail that means harm, or is only broken: `tests/data/hostile`, a file for each way to do it.
//!
//! A case begins with `## ` and what it is; lines with `@subject`, `@from`, `@name`, `@plain` and `@shows` follow, then
//! the body. In it `{mark}` stands for words that a reader has to see, `{host}` and `{port}` for a server that must hear
//! of nothing, `{evil}` for a script that leaves a trace, `{many:…}` for ten thousand and `{deep:…}` for two hundred of
//! something, and `\u202E`, `\n`, `\r` for what an editor would not show.

use pebble_simulators::{MailBody, NewMessage, Person};

const FAMILIES: [(&str, &str); 5] = [
    ("scripts", include_str!("../data/hostile/scripts.txt")),
    ("styles", include_str!("../data/hostile/styles.txt")),
    ("trackers", include_str!("../data/hostile/trackers.txt")),
    ("text", include_str!("../data/hostile/text.txt")),
    ("sizes", include_str!("../data/hostile/sizes.txt")),
];
/// Leaves traces in the page, in whatever is around it, and at the server.
const EVIL: &str = "hasRun=1;top.postMessage('ran','*');fetch('{host}/ran')";
const MANY: usize = 10_000;
const DEEP: usize = 200;

/// A mail of the collection.
#[derive(Debug, Clone)]
pub struct Hostile {
    /// What it tries.
    pub name: String,
    /// Its subject; short ones are told apart by their number.
    pub subject: String,
    /// Words that a reader has to see; none when there are none.
    pub shows: Option<String>,
    from: Person,
    body: MailBody,
}

impl Hostile {
    /// The mail as it is sent.
    pub fn mail(&self) -> NewMessage {
        NewMessage {
            from: Some(self.from.clone()),
            subject: self.subject.clone(),
            body: self.body.clone(),
            internet_message_id: Some(self.message_id()),
            ..NewMessage::default()
        }
    }

    /// By which it is found again whatever its subject became.
    pub fn message_id(&self) -> String {
        let name: String = self.name.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("<{name}@hostile.example>")
    }
}

/// The collection, with a server that listens at this port of the computer itself.
pub fn hostile(port: u16) -> Vec<Hostile> {
    let cases = FAMILIES
        .iter()
        .flat_map(|(family, text)| text.split("## ").skip(1).map(move |case| (*family, case.trim_end_matches('\n'))));
    cases.enumerate().map(|(number, (family, text))| case(number, family, text, port)).collect()
}

fn case(number: usize, family: &str, text: &str, port: u16) -> Hostile {
    let mark = format!("Plain words {number} are here");
    let (name, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut made = Hostile {
        name: format!("{family} {number}: {name}"),
        subject: format!("Case {number}"),
        shows: Some(mark.clone()),
        from: Person::new("Sender", format!("sender{number}@hostile.example")),
        body: MailBody::default(),
    };
    let filled = |text: &str| written_out(text, &mark, port);
    let (mut is_plain, mut rest) = (false, rest);
    while let Some(line) = rest.strip_prefix('@') {
        let (line, after) = line.split_once('\n').unwrap_or((line, ""));
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "plain" => is_plain = true,
            "subject" => made.subject = filled(value),
            "from" => made.from.address = value.to_owned(),
            "name" => made.from.name = filled(value),
            "shows" => made.shows = Some(value.to_owned()).filter(|words| words != "-"),
            other => panic!("{name}: there is no @{other}"),
        }
        rest = after;
    }
    let body = filled(rest);
    made.body = if is_plain { MailBody::Text(body) } else { MailBody::Html(body) };
    made
}

fn written_out(text: &str, mark: &str, port: u16) -> String {
    let text = repeated(&repeated(text, "{many:", MANY), "{deep:", DEEP);
    let text = text.replace("{mark}", mark).replace("{evil}", EVIL);
    let text = text.replace("{host}", "http://127.0.0.1:{port}").replace("{port}", &port.to_string());
    unescaped(&text)
}

fn repeated(text: &str, opening: &str, times: usize) -> String {
    let Some((before, rest)) = text.split_once(opening) else { return text.to_owned() };
    let (part, after) = rest.split_once('}').expect("what is repeated ends with a brace");
    format!("{before}{}{}", part.repeat(times), repeated(after, opening, times))
}

/// `\u202E`, `\n` and `\r` as what they stand for; any other backslash is one.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let coded = part.strip_prefix('u').and_then(|rest| rest.split_at_checked(4));
        let letter = coded.and_then(|(code, _)| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        match (letter, part.strip_prefix('n'), part.strip_prefix('r')) {
            (Some(letter), ..) => whole.extend([letter.to_string().as_str(), &part[5..]]),
            (None, Some(rest), _) => whole.extend(["\n", rest]),
            (None, None, Some(rest)) => whole.extend(["\r", rest]),
            (None, None, None) => whole.extend(["\\", part]),
        }
    }
    whole
}
