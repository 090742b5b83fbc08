//! What may leave: who it goes to, what it says, and how much it carries.

use crate::{
    engines::email::{
        mailbox::OutgoingFile,
        model::{DraftWay, SaveDraft},
    },
    kernel::{Error, Result},
};

/// Bytes of files in one mail: what Exchange Online takes by default, which is 35 MB in the coding of a mail.
pub const MOST_TOGETHER: i64 = 25 << 20;
/// People on one mail: Exchange Online's limit.
const MOST_PEOPLE: usize = 500;
/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 255;
/// The longest text, in bytes.
pub const LONGEST_TEXT: usize = 2 << 20;
/// How long a mail can be called back.
pub const UNDO_CHOICES: [i64; 4] = [0, 5, 10, 30];
/// As long as nobody has said.
pub const UNDO_SECONDS: i64 = 10;

/// Whether a mail may leave as it is written.
///
/// # Errors
/// `Invalid` at the field, with what to do.
pub fn may_leave(way: DraftWay, written: &SaveDraft, files: &[OutgoingFile]) -> Result<()> {
    people(written)?;
    if written.subject.trim().is_empty() {
        return Err(Error::invalid("subject", "Give the mail a subject before it leaves."));
    }
    if written.subject.chars().count() > LONGEST_SUBJECT {
        return Err(Error::invalid("subject", "This subject is too long: it takes 255 characters."));
    }
    let says_nothing = plain(&written.html).is_empty();
    if says_nothing && files.is_empty() && way != DraftWay::Forward {
        return Err(Error::invalid("html", "Please write something before sending."));
    }
    blanks("subject", &written.subject)?;
    blanks("html", &without_tags(&written.html))
}

fn people(written: &SaveDraft) -> Result<()> {
    let all = || written.to.iter().chain(&written.cc).chain(&written.bcc);
    if all().next().is_none() {
        return Err(Error::invalid("to", "Say whom the mail goes to."));
    }
    if all().count() > MOST_PEOPLE {
        return Err(Error::invalid("to", "Outlook takes 500 people on one mail. Send it in parts."));
    }
    for (field, list) in [("to", &written.to), ("cc", &written.cc), ("bcc", &written.bcc)] {
        if let Some(wrong) = list.iter().find(|person| !is_address(&person.address)) {
            let shown = if wrong.address.is_empty() { &wrong.name } else { &wrong.address };
            return Err(Error::invalid(field, format!("“{shown}” is no mail address. Mend it or take it out.")));
        }
    }
    Ok(())
}

fn blanks(field: &'static str, text: &str) -> Result<()> {
    let open = open_variables(text);
    match open.as_slice() {
        [] => Ok(()),
        [one] => {
            Err(Error::invalid(field, format!("{{{{{one}}}}} has no value yet. Fill it in or take it out, then send.")))
        }
        many => {
            let names: Vec<String> = many.iter().map(|name| format!("{{{{{name}}}}}")).collect();
            let names = names.join(", ");
            Err(Error::invalid(field, format!("{names} have no value yet. Fill them in or take them out, then send.")))
        }
    }
}

/// Whether more files may go on a mail.
///
/// # Errors
/// `Invalid` naming `size`.
pub fn may_carry(files: &[OutgoingFile], more: i64) -> Result<()> {
    let sum = files.iter().fold(more, |sum, file| sum.saturating_add(file.size));
    if sum > MOST_TOGETHER {
        return Err(Error::invalid(
            "size",
            "A mail takes 25 MB of files in all. Leave something out, or send two mails.",
        ));
    }
    Ok(())
}

/// Whether a text may be kept.
///
/// # Errors
/// `Invalid` naming `html`.
pub fn may_keep(html: &str) -> Result<()> {
    if html.len() > LONGEST_TEXT {
        return Err(Error::invalid("html", "This text is too long to be kept: 2 MB. Attach it as a file."));
    }
    Ok(())
}

/// Whether this can be written to: one `@`, a name before it, and a domain with a dot behind it.
pub fn is_address(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let fits = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let is_plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !"<>()[],;:\\\"@".contains(letter);
    fits(name) && fits(domain) && domain.contains('.') && name.chars().chain(domain.chars()).all(is_plain)
}

/// The subject of an answer: the mail's own with one mark in front, as Outlook writes it.
pub fn subject_of(way: DraftWay, subject: &str) -> String {
    let mark = match way {
        DraftWay::New => return subject.to_owned(),
        DraftWay::Reply | DraftWay::ReplyAll => "RE: ",
        DraftWay::Forward => "FW: ",
    };
    let mut rest = subject.trim();
    while let Some((head, tail)) = rest.split_once(':')
        && matches!(head.trim().to_ascii_lowercase().as_str(), "re" | "fw" | "fwd" | "aw" | "wg")
    {
        rest = tail.trim_start();
    }
    format!("{mark}{rest}")
}

/// Names in double braces that were not filled in, each once, in order.
pub fn open_variables(text: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, behind)) = after.split_once("}}") else { break };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !name.is_empty() && name.chars().count() <= 60 && !open.contains(&name) {
            open.push(name);
        }
        rest = behind;
    }
    open
}

/// The text between the tags: to see whether there is any, and for a line in the timeline.
pub fn plain(html: &str) -> String {
    spaced(html, true).replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_tags(html: &str) -> String {
    spaced(html, false).replace("&nbsp;", " ")
}

fn spaced(html: &str, is_apart: bool) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for char in html.chars() {
        match char {
            '<' => is_tag = true,
            '>' if is_tag => {
                is_tag = false;
                if is_apart {
                    text.push(' ');
                }
            }
            _ if !is_tag => text.push(char),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::engines::email::mailbox::Address;

    fn written(to: &str, subject: &str, html: &str) -> SaveDraft {
        SaveDraft {
            id: Uuid::nil().into(),
            to: vec![Address { address: to.to_owned(), name: String::new() }],
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: subject.to_owned(),
            html: html.to_owned(),
        }
    }

    fn refused(way: DraftWay, written: &SaveDraft) -> (String, String) {
        let refusal = may_leave(way, written, &[]).unwrap_err();
        (refusal.field.unwrap(), refusal.message)
    }

    #[test]
    fn a_mail_needs_somebody_a_subject_and_words() {
        let good = written("ravi@customer.test", "Price", "<p>215</p>");
        assert!(may_leave(DraftWay::New, &good, &[]).is_ok());
        let nobody = SaveDraft { to: Vec::new(), ..good.clone() };
        assert_eq!(refused(DraftWay::New, &nobody).0, "to");
        assert_eq!(refused(DraftWay::New, &written("ravi", "Price", "x")).0, "to");
        assert_eq!(refused(DraftWay::New, &written("a@b.in", " ", "x")).0, "subject");
        let silent = written("a@b.in", "Price", "<p>&nbsp;</p>");
        assert_eq!(refused(DraftWay::Reply, &silent).0, "html");
        assert!(may_leave(DraftWay::Forward, &silent, &[]).is_ok(), "the forwarded mail speaks for itself");
    }

    #[test]
    fn a_variable_without_a_value_is_refused_by_its_name() {
        let open = written("a@b.in", "Price", "<p>Dear {{<b>contact.name</b>}}, {{ value }}</p>");
        let (field, said) = refused(DraftWay::New, &open);
        assert_eq!(field, "html");
        assert!(said.starts_with("{{contact.name}}, {{value}} have no value yet."), "{said}");
        assert_eq!(refused(DraftWay::New, &written("a@b.in", "{{product}}", "x")).0, "subject");
        assert!(open_variables("a { b } {{}} {{ c").is_empty());
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        for good in ["a@b.in", "first.last+tag@mail.example.co.in"] {
            assert!(is_address(good), "{good}");
        }
        for wrong in ["", "a", "a@b", "@b.in", "a@@b.in", "a b@c.in", "a@b..in", "a@.in", "<a@b.in>", "a@b.in,c@d.in"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_answer_carries_one_mark() {
        assert_eq!(subject_of(DraftWay::Reply, "Re: FW: Zinc oxide"), "RE: Zinc oxide");
        assert_eq!(subject_of(DraftWay::Forward, "RE: Zinc: oxide"), "FW: Zinc: oxide");
        assert_eq!(subject_of(DraftWay::Reply, "Price: zinc"), "RE: Price: zinc");
    }

    #[test]
    fn a_mail_takes_so_much_and_no_more() {
        let file = OutgoingFile {
            hash: "a".repeat(64),
            name: "TDS.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            size: 20 << 20,
        };
        assert!(may_carry(std::slice::from_ref(&file), 5 << 20).is_ok());
        assert_eq!(may_carry(&[file], (5 << 20) + 1).unwrap_err().field.as_deref(), Some("size"));
    }
}
