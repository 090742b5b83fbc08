//! What the headers and the first lines settle without a model: delivery failures, absence notices, bulk mail and mail
//! among colleagues. A rule decides only where its source is a protocol (RFC 3834, 3464, 6522, 2369) or several weaker
//! signs agree. `X-Auto-Response-Suppress` alone decides nothing, and bulk headers never make a mail junk.

pub(crate) mod signals;

use chrono::NaiveDate;
use pebble_core::engines::email::intent::{Absence, Bounced, EntityValue, Intent, Letter};

use crate::entities;
use crate::pattern::{Pattern, pattern};

pattern!(
    AUTO_SUBJECT,
    r"^\W*(?:automatic reply|auto(?:matic)?[\s-]?(?:reply|response|responder|answer)|autoreply|auto:|out[\s-]of[\s-](?:the[\s-])?office (?:auto|reply|response)|vacation (?:reply|response|message)|automatische antwort|abwesenheits|réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord|automatiskt svar|odpowiedź automatyczna|自动回复|自動返信|स्वचालित)"
);
pattern!(
    ABSENT_SUBJECT,
    r"^\W*(?:re:\s*)?(?:out of (?:the )?office|ooo\b|away from (?:my )?(?:desk|office)|on (?:annual |sick |medical |maternity |casual |earned )?leave|on vacation|i am (?:away|out|on)|travelling|absence)"
);
pattern!(
    ABSENT_TEXT,
    r"\b(?:out of (?:the )?office|away from (?:my )?(?:desk|office)|on (?:annual |sick |medical |maternity |paternity |casual |earned |privilege )?leave\b|on vacation|on holiday|limited access to (?:my )?(?:e-?mail|internet)|no access to (?:my )?e-?mail|will (?:be back|return|reply|respond|get back)|upon my return|on my return|in my absence|office (?:is|will be|remains?) closed|chutti par|no longer (?:with|working|employed|associated)|has left the (?:company|organi[sz]ation)|for urgent matters?|in case of urgency|auto(?:mated|matic|-generated)|do not reply to this|your (?:ticket|request|query|e-?mail) has been (?:received|registered|logged|created))"
);
pattern!(
    RETURN_CUE,
    r"\b(?:return(?:ing)?|back|resum(?:e|ing)|rejoin(?:ing)?|available (?:again )?(?:from|on)|reopen(?:s|ing)?|join(?:ing)?)\b(?:[^.\n]|\b(?:mon|tue|wed|thu|fri|sat|sun)\.){0,30}$"
);
pattern!(
    LAST_DAY_CUE,
    r"\b(?:until|till|til|to|through|thru|upto|up to|tak)\s+(?:the\s+)?(?:(?:\w+day|mon|tues?|wed|thur?s?|fri|sat|sun)\.?,?\s*\(?(?:the\s+)?)?$|(?:-|–)\s*$"
);
pattern!(
    BOUNCE_SENDER,
    r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|microsoftexchange[0-9a-f]{10,}|bounce[sd]?|noreply-bounce)@"
);
pattern!(
    BOUNCE_SUBJECT,
    r"undeliver(?:able|ed)|delivery (?:status notification|failure|has failed|failed|incomplete|delayed|problem|notification)|failure notice|returned mail|mail delivery (?:failed|failure|system|subsystem)|returned to sender|message (?:not delivered|undelivered)|could not be delivered|nicht zustellbar|unzustellbar|non remis|not delivered|bounced"
);
pattern!(
    BOUNCE_TEXT,
    r"could(?:n't| not) be delivered|was(?:n't| not) delivered|delivery (?:has )?failed|delivery to the following|user unknown|unknown user|mailbox (?:is )?full|over (?:its )?quota|address (?:not found|rejected|couldn't be found)|no such user|recipient (?:address )?rejected|does not exist|permanent (?:fatal )?error|550 |554 |undeliverable|wasn't found at|will (?:keep|continue) (?:trying|to try)|diagnostic-code|final-recipient"
);
pattern!(STATUS, r"(?:^|[\s#(])(?P<class>[45])\.\d{1,3}\.\d{1,3}(?:[\s)>:;,]|$)");
pattern!(DELAYED, r"delay|will (?:keep|continue) (?:trying|to try)|not yet been delivered|temporar");
pattern!(
    RECIPIENT,
    r"(?:final-recipient|original-recipient)\s*:\s*(?:rfc822\s*;)?\s*<?(?P<a>[^\s<>;]+@[^\s<>;,]+)|(?P<b>[A-Z0-9._%+'-]+@[A-Z0-9.-]+\.[A-Z]{2,})"
);

/// What the envelope decided.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    pub(crate) intent: Intent,
    pub(crate) reason: String,
    pub(crate) absence: Option<Absence>,
    pub(crate) bounce: Option<Bounced>,
}

/// Facts that lean a verdict without deciding it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// `List-*` or `Precedence: bulk|list|junk`.
    pub(crate) is_bulk: bool,
    /// `List-Id`, `List-Post` or `Precedence: list`: a list on which people talk, not a sender's own bulk mail.
    pub(crate) is_list: bool,
    /// `Re:`, `In-Reply-To`, or known to answer us.
    pub(crate) is_reply: bool,
    /// Sender and every recipient share a company domain, own domains being unknown.
    pub(crate) is_same_company: bool,
    /// The text reads like an absence notice.
    pub(crate) reads_absent: bool,
}

/// The value of the first header called `name`.
fn header<'a>(letter: &'a Letter, name: &str) -> Option<&'a str> {
    let named = letter.headers.iter().take(500).find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.trim())
}

fn header_says(letter: &Letter, name: &str, words: &[&str]) -> bool {
    header(letter, name).is_some_and(|value| {
        let value = crate::visible::head(value, 500).to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    })
}

/// The facts of a letter with this visible text.
pub(crate) fn facts(letter: &Letter, newest: &str) -> Facts {
    let has_list = letter.headers.iter().take(500).any(|(name, _)| {
        let name = name.trim().to_ascii_lowercase();
        name.starts_with("list-") && name != "list-help"
    });
    let is_list = ["list-id", "list-post", "x-mailman-version", "x-beenthere", "mailing-list"]
        .iter()
        .any(|name| header(letter, name).is_some_and(|value| !value.is_empty()))
        || header_says(letter, "precedence", &["list"]);
    let subject = letter.subject.trim_start().to_lowercase();
    let is_re = ["re:", "re :", "aw:", "sv:", "rv:", "antw:"].iter().any(|mark| subject.starts_with(mark));
    Facts {
        is_bulk: has_list || header_says(letter, "precedence", &["bulk", "list", "junk"]),
        is_list,
        is_reply: letter.answers_us || is_re || header(letter, "in-reply-to").is_some_and(|id| !id.is_empty()),
        is_same_company: letter.own_domains.is_empty() && same_company(letter),
        reads_absent: ABSENT_TEXT.occurs(newest),
    }
}

pub(crate) fn domain(address: &str) -> Option<&str> {
    address.trim().trim_end_matches('>').rsplit_once('@').map(|(_, domain)| domain).filter(|name| !name.is_empty())
}

fn same_company(letter: &Letter) -> bool {
    let free = ["gmail.com", "yahoo.com", "yahoo.co.in", "hotmail.com", "outlook.com", "rediffmail.com", "icloud.com"];
    let Some(sender) = domain(&letter.from) else { return false };
    !free.contains(&sender) && !letter.to.is_empty() && letter.to.iter().all(|to| domain(to) == Some(sender))
}

/// Decides a letter by rule, or leaves it to the model. `visible` is the whole visible text, `newest` its newest part.
pub(crate) fn decide(letter: &Letter, visible: &str, newest: &str) -> Option<Decision> {
    if let Some((reason, bounce)) = bounce(letter, visible) {
        return Some(Decision { intent: Intent::Bounce, reason, absence: None, bounce: Some(bounce) });
    }
    if let Some(reason) = auto_reply(letter, newest) {
        let absence = Some(Absence { returns_on: returns_on(newest, letter.received_on) });
        return Some(Decision { intent: Intent::AutoReplyOoo, reason, absence, bounce: None });
    }
    let is_ours =
        |address: &String| domain(address).is_some_and(|name| letter.own_domains.iter().any(|own| own == name));
    if is_ours(&letter.from) && !letter.to.is_empty() && letter.to.iter().all(is_ours) {
        let reason = format!("sender and recipients are colleagues at {}", domain(&letter.from).unwrap_or_default());
        return Some(Decision { intent: Intent::Internal, reason, absence: None, bounce: None });
    }
    None
}

fn auto_reply(letter: &Letter, newest: &str) -> Option<String> {
    let subject = letter.subject.as_str();
    if header_says(letter, "auto-submitted", &["auto-replied"]) {
        return Some("header Auto-Submitted: auto-replied".to_owned());
    }
    for name in ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "x-mail-autoreply"] {
        if header(letter, name).is_some_and(|value| !value.is_empty() && !value.eq_ignore_ascii_case("no")) {
            return Some(format!("header {name}"));
        }
    }
    if header_says(letter, "precedence", &["auto_reply", "auto-reply", "autoreply"]) {
        return Some("header Precedence: auto_reply".to_owned());
    }
    if header_says(letter, "x-apple-action", &["vacation", "auto"]) {
        return Some("header X-Apple-Action".to_owned());
    }
    // Exchange marks its absence notices with both; either alone also stands on ordinary mail.
    if header(letter, "x-auto-response-suppress").is_some()
        && header(letter, "x-ms-exchange-inbox-rules-loop").is_some()
    {
        return Some("headers X-Auto-Response-Suppress and X-MS-Exchange-Inbox-Rules-Loop".to_owned());
    }
    let is_generated = header_says(letter, "auto-submitted", &["auto-generated"]);
    if is_generated && ABSENT_TEXT.occurs(newest) {
        return Some("header Auto-Submitted: auto-generated and the text of an automatic answer".to_owned());
    }
    if AUTO_SUBJECT.occurs(subject) {
        return Some(format!("subject “{}”", crate::visible::head(subject, 80)));
    }
    if ABSENT_SUBJECT.occurs(subject) && ABSENT_TEXT.occurs(newest) && !newest.contains('?') {
        return Some(format!("subject “{}” and the text of an absence", crate::visible::head(subject, 80)));
    }
    None
}

fn bounce(letter: &Letter, visible: &str) -> Option<(String, Bounced)> {
    let content_type = header(letter, "content-type").unwrap_or_default().to_ascii_lowercase();
    let is_report = content_type.contains("multipart/report") && content_type.contains("delivery-status");
    let failed = header(letter, "x-failed-recipients");
    let local = crate::visible::head(&letter.from, 320);
    let subject = letter.subject.as_str();
    let reason = if is_report {
        "header Content-Type: multipart/report; report-type=delivery-status".to_owned()
    } else if failed.is_some() {
        "header X-Failed-Recipients".to_owned()
    } else {
        let is_answer = subject.trim_start().to_lowercase().starts_with("re:");
        let points = [
            (BOUNCE_SENDER.occurs(local.trim_start_matches('<')), 2_u8, "sender is a mail system"),
            (BOUNCE_SUBJECT.occurs(subject) && !is_answer, 2, "subject of a delivery report"),
            (header(letter, "return-path").is_some_and(|path| path == "<>"), 1, "empty return path"),
            (STATUS.occurs(visible), 1, "delivery status code in the text"),
            (BOUNCE_TEXT.occurs(visible), 1, "words of a delivery report"),
        ];
        let score: u8 = points.iter().filter(|(holds, _, _)| *holds).map(|(_, points, _)| points).sum();
        if score < 4 {
            return None;
        }
        points.iter().filter(|(holds, _, _)| *holds).map(|(_, _, fact)| *fact).collect::<Vec<_>>().join(", ")
    };
    let address = failed.and_then(first_address).or_else(|| recipient(letter, visible));
    Some((reason, Bounced { address, is_permanent: is_permanent(subject, visible) }))
}

fn is_permanent(subject: &str, visible: &str) -> bool {
    let classes: Vec<bool> = STATUS
        .all(visible, 20)
        .iter()
        .filter_map(|groups| groups.name("class").map(|class| class.as_str() == "5"))
        .collect();
    if classes.is_empty() { !DELAYED.occurs(subject) && !DELAYED.occurs(visible) } else { classes.contains(&true) }
}

fn first_address(text: &str) -> Option<String> {
    let groups = RECIPIENT.groups(text)?;
    groups.name("a").or_else(|| groups.name("b")).map(|address| address.as_str().trim_matches('\'').to_lowercase())
}

fn recipient(letter: &Letter, visible: &str) -> Option<String> {
    let all = RECIPIENT.all(visible, 40);
    let named = all.iter().find_map(|groups| groups.name("a"));
    let is_stranger = |address: &str| {
        let address = address.to_lowercase();
        address != letter.from && !letter.to.contains(&address) && !BOUNCE_SENDER.occurs(&address)
    };
    let other = || all.iter().filter_map(|groups| groups.name("b")).find(|found| is_stranger(found.as_str()));
    named.or_else(other).map(|found| found.as_str().to_lowercase())
}

/// The first day back that an absence notice names: a date after "return", or the day after the last day away.
pub(crate) fn returns_on(text: &str, received_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let mut dates: Vec<(usize, NaiveDate)> = Vec::new();
    for found in entities::dates(text, received_on) {
        if let EntityValue::Date { on } = found.value {
            // "by Friday" and "till 5 May" carry their cue word inside the span of some forms.
            dates.push((found.start, on));
        }
    }
    dates.sort_unstable();
    let before = |start: usize| text.get(..start).unwrap_or_default();
    let cued = |cue: &Pattern| dates.iter().find(|(start, _)| cue.occurs(before(*start))).map(|(_, on)| *on);
    if let Some(on) = cued(&RETURN_CUE) {
        return Some(on);
    }
    let inside = dates.iter().find(|(start, _)| {
        let here = text.get(*start..).unwrap_or_default().to_lowercase();
        here.starts_with("till") || here.starts_with("until") || here.starts_with("upto")
    });
    let last = cued(&LAST_DAY_CUE).or_else(|| inside.map(|(_, on)| *on));
    last.and_then(|on| on.succ_opt())
}

#[cfg(test)]
#[path = "envelope_tests.rs"]
mod tests;
