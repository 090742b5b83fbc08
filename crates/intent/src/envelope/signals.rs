//! Signals about the sender that lean towards junk, one per source: the provider's own score, a failed authentication, a
//! sender who is not who he claims to be, and what the body hides or asks for. Each source counts once, however loud it is.

use pebble_core::engines::email::intent::{Letter, Sender};

use super::{domain, header};
use crate::entities::is_one_edit;
use crate::pattern::pattern;
use crate::visible;

/// Spam confidence level from which Exchange itself files mail as junk.
const SCL_JUNK: i16 = 5;
/// Hidden characters beyond this are no preheader any more.
const HIDDEN: usize = 400;

pattern!(
    AUTH_FAIL,
    r"\b(?:dmarc=fail|compauth=fail|(?:spf=fail\b.*\bdkim=(?:fail|none))|(?:dkim=(?:fail|none)\b.*\bspf=fail\b))"
);
pattern!(AUTH_PASS, r"\bdmarc=pass\b");
// What Exchange says of the content. That somebody is impersonated (SPOOF, DIMP, UIMP) it says of the authentication, which
// counts by itself.
pattern!(FOREFRONT, r"\bSFV:SPM\b|\bCAT:(?:SPM|HSPM|PHSH|HPHSH|HPHISH|MALW)\b|\bSCL:[5-9]\b");
pattern!(DELIVERED_TO_JUNK, r"\bdest:J\b");
// What Exchange calls a part that has no name.
pattern!(NAMELESS, r"^ATT\d+\.html?$");
pattern!(SPAM_FLAG, r"^\s*(?:yes|true)\b");
pattern!(
    RISKY_FILE,
    r"\.(?:html?|shtml|svg|exe|scr|js|jse|vbs|wsf|hta|lnk|iso|img|bat|cmd|ps1|jar|ace|r\d\d|uue|chm|xlam|docm|one)$|\.(?:pdf|docx?|xlsx?|jpg)\.(?:zip|rar|7z|exe|html?)$"
);
pattern!(PASSWORD_FORM, r#"<input[^>]+type\s*=\s*["']?password|<form[^>]+action\s*=\s*["']?https?:"#);
pattern!(ADDRESS, r"[a-z0-9._%+-]+@(?P<domain>[a-z0-9.-]+\.[a-z]{2,})");
// Who is never at a free host. A small firm often is: "Patel Chemicals Pvt Ltd" at Gmail is a customer.
pattern!(
    CLAIMS,
    r"\b(?:plc|government|ministry|bank|united nations|airbus|reliance|tata|adani|microsoft|helpdesk|administrator)\b"
);

/// Hosts that give a mailbox to anybody.
const FREE_HOSTS: [&str; 18] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.co.in",
    "yahoo.in",
    "hotmail.com",
    "outlook.com",
    "live.com",
    "rediffmail.com",
    "icloud.com",
    "aol.com",
    "mail.com",
    "gmx.com",
    "gmx.de",
    "protonmail.com",
    "proton.me",
    "mail.ru",
    "yandex.com",
];

/// Whether a host gives a mailbox to anybody.
pub(crate) fn is_free(host: &str) -> bool {
    FREE_HOSTS.contains(&host)
}

/// What speaks against whoever sent a letter, in plain words: at most one sentence of each source. `hidden_chars` are the
/// characters of the body that a reader cannot see.
pub(crate) fn read(letter: &Letter, hidden_chars: usize) -> Sender {
    let (failed, disguised) = (authentication(letter), identity(letter));
    let delivery = header(letter, "x-microsoft-antispam-mailbox-delivery");
    Sender {
        has_failed: failed.is_some(),
        is_disguised: disguised.is_some(),
        against: [provider(letter), failed, disguised, body(letter, hidden_chars)].into_iter().flatten().collect(),
        was_junk: delivery.is_some_and(|delivery| DELIVERED_TO_JUNK.occurs(delivery)),
        is_borrowed: false,
    }
}

fn provider(letter: &Letter) -> Option<String> {
    let level = |name: &str| header(letter, name).and_then(|level| level.parse::<i16>().ok());
    let scl = level("x-ms-exchange-organization-scl").or_else(|| level("x-scl"));
    if scl == Some(-1) {
        return None;
    }
    if let Some(scl) = scl.filter(|scl| *scl >= SCL_JUNK) {
        return Some(format!("the mail provider gave spam level {scl}"));
    }
    if header(letter, "x-forefront-antispam-report").is_some_and(|report| FOREFRONT.occurs(report)) {
        return Some("the mail provider's report says spam".to_owned());
    }
    let flags = ["x-spam-flag", "x-spam-status", "x-spam"];
    let flagged = flags.iter().any(|name| header(letter, name).is_some_and(|value| SPAM_FLAG.occurs(value)));
    flagged.then(|| "a spam filter on the way flagged it".to_owned())
}

/// What the receiving server found. Each server writes its header above those that were there, and a sender can write as
/// many as he likes: the first one alone is the receiving server's (RFC 8601, 5).
fn results(letter: &Letter) -> Option<&str> {
    header(letter, "authentication-results").map(|value| visible::head(value, 2_000))
}

/// True when a host is a domain or stands below it.
fn is_below(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

fn authentication(letter: &Letter) -> Option<String> {
    let fails = results(letter).is_some_and(|results| AUTH_FAIL.occurs(results) && !AUTH_PASS.occurs(results));
    fails.then(|| "the sender failed authentication (SPF, DKIM, DMARC)".to_owned())
}

fn identity(letter: &Letter) -> Option<String> {
    let written = header(letter, "from").unwrap_or_default().to_lowercase();
    let name = written.split('<').next().filter(|_| written.contains('<')).unwrap_or_default().trim();
    let host = domain(&letter.from)?.to_lowercase();
    let is_free = self::is_free(&host);
    if let Some(shown) =
        ADDRESS.groups(name).and_then(|groups| groups.name("domain").map(|host| host.as_str().to_owned()))
        && shown != host
    {
        return Some(format!("the sender shows {shown} and writes from {host}"));
    }
    if let Some(own) = letter.own_domains.iter().find(|own| looks_alike(own, &host)) {
        return Some(format!("{host} looks like our {own}"));
    }
    (is_free && CLAIMS.occurs(name)).then(|| format!("the sender claims a name that is not his and writes from {host}"))
}

/// True when one host is the other with a letter changed, added or swapped, or with letters that look the same.
fn looks_alike(own: &str, other: &str) -> bool {
    if is_below(other, own) {
        return false;
    }
    let plain = |host: &str| {
        let host =
            host.replace("rn", "m").replace("vv", "w").replace('0', "o").replace(['1', 'i'], "l").replace('5', "s");
        host.replace('-', "")
    };
    let letters = |host: &str| host.split('.').next().unwrap_or_default().chars().collect::<Vec<char>>();
    let label = |host: &str| host.split('.').next().unwrap_or_default().to_owned();
    let (one, two) = (plain(own), plain(other));
    one == two || label(own).len() >= 5 && (label(&one) == label(&two) || is_one_edit(&letters(own), &letters(other)))
}

fn body(letter: &Letter, hidden_chars: usize) -> Option<String> {
    if let Some(name) = letter.attachments.iter().find(|name| is_risky(name.trim())) {
        return Some(format!("risky attachment {}", visible::head(name, 80)));
    }
    if letter.is_html && PASSWORD_FORM.occurs(visible::head(&letter.body, 200_000)) {
        return Some("the mail holds a form of its own".to_owned());
    }
    (hidden_chars > HIDDEN).then(|| format!("{hidden_chars} hidden characters"))
}

fn is_risky(name: &str) -> bool {
    RISKY_FILE.occurs(name) && !NAMELESS.occurs(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(from: &str, headers: &[(&str, &str)]) -> Letter {
        Letter {
            from: from.to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            own_domains: vec!["pebblechem.in".to_owned()],
            ..Letter::default()
        }
    }

    #[test]
    fn the_provider_s_level_counts_and_a_trusted_sender_is_never_accused_by_it() {
        let level = |level: &str| provider(&letter("a@b.in", &[("X-MS-Exchange-Organization-SCL", level)]));
        assert!(level("6").is_some() && level("1").is_none() && level("-1").is_none());
        let report = "CIP:1.2.3.4;CTRY:IN;SFV:SPM;SCL:6;CAT:PHSH";
        assert!(provider(&letter("a@b.in", &[("X-Forefront-Antispam-Report", report)])).is_some());
    }

    #[test]
    fn a_hard_failure_of_authentication_counts_and_a_pass_does_not() {
        let auth = |text: &str| authentication(&letter("a@b.in", &[("Authentication-Results", text)]));
        assert!(auth("mx; spf=fail smtp.mailfrom=b.in; dkim=none; dmarc=fail action=none").is_some());
        assert!(auth("mx; spf=softfail; dkim=pass; dmarc=pass").is_none());
        assert!(auth("mx; spf=none; dkim=none").is_none());
        // A small firm's host, badly set up.
        assert!(auth("mx; spf=softfail; dkim=none; dmarc=none").is_none());
    }

    #[test]
    fn only_the_receiving_server_is_believed() {
        let own = ("Authentication-Results", "mx; spf=fail; dkim=none; dmarc=fail header.from=b.in");
        let brought = ("Authentication-Results", "mx; spf=pass; dkim=pass; dmarc=pass header.from=b.in");
        assert!(authentication(&letter("a@b.in", &[own, brought])).is_some());
        assert!(authentication(&letter("a@b.in", &[brought, own])).is_none());
    }

    #[test]
    fn look_alike_domains_are_told_from_others() {
        for other in
            ["pebb1echem.in", "pebblechern.in", "pebblechem.co", "peblechem.in", "pebblcehem.in", "pebble-chem.in"]
        {
            assert!(identity(&letter(&format!("md@{other}"), &[])).is_some(), "{other}");
        }
        for other in ["pebblechem.in", "mail.pebblechem.in", "marblechem.in", "gmail.com"] {
            assert!(identity(&letter(&format!("md@{other}"), &[])).is_none(), "{other}");
        }
    }

    #[test]
    fn a_free_mailbox_that_claims_to_be_a_house_of_name_counts_and_a_small_firm_does_not() {
        let named = |from: &str| identity(&letter("buyer@gmail.com", &[("From", from)]));
        assert!(named("Reliance Industries Ltd <buyer@gmail.com>").is_some());
        for customer in ["Ramesh Patel", "Patel Chemicals Pvt Ltd", "Shree Industries Purchase Department", "RK Group"]
        {
            assert!(named(&format!("{customer} <buyer@gmail.com>")).is_none(), "{customer}");
        }
        assert!(named("accounts@hdfc.example <buyer@gmail.com>").is_some());
    }

    #[test]
    fn risky_files_and_forms_count() {
        let mut mail = letter("a@b.in", &[]);
        mail.attachments = vec!["PO_4500.html".to_owned()];
        assert!(body(&mail, 0).is_some());
        mail.attachments = vec!["PO_4500.pdf".to_owned(), "sheet.xlsx".to_owned(), "ATT00001.htm".to_owned()];
        assert!(read(&mail, HIDDEN).against.is_empty() && !read(&mail, HIDDEN + 1).against.is_empty());
        mail.is_html = true;
        mail.body = "<form action='https://x.example'><input type=\"password\"></form>".to_owned();
        assert!(body(&mail, 0).is_some());
    }

    #[test]
    fn the_patterns_compile() {
        for pattern in [
            &AUTH_FAIL,
            &AUTH_PASS,
            &DELIVERED_TO_JUNK,
            &NAMELESS,
            &FOREFRONT,
            &SPAM_FLAG,
            &RISKY_FILE,
            &PASSWORD_FORM,
            &ADDRESS,
            &CLAIMS,
        ] {
            assert!(pattern.compiles());
        }
    }
}
