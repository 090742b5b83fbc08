//! What may be attached, what may go, and what a desk may let go of.

use chrono::TimeDelta;

use super::model::{FileState, attachment, kept_file};
use crate::kernel::{At, Error, PersonId, Result};

/// The largest file, in bytes: 100 MiB.
pub const MOST_BYTES: i64 = 100 << 20;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The longest media type, in bytes (RFC 6838 allows 127 on either side of the slash).
const LONGEST_TYPE: usize = 255;
/// For so many days after it was attached the desk that did so keeps the bytes of a file: as long as it may have to
/// offer its work again to a server that was restored (sync.md 4.14).
const OFFERED_AGAIN_DAYS: i64 = 14;
/// A desk fetches by itself what is no larger than this, in bytes: 5 MiB.
const SMALL: i64 = 5 << 20;
/// And was attached within so many days.
const NEW_DAYS: i64 = 14;
/// Bytes that nothing here refers to are kept for so many days.
const UNUSED_DAYS: i64 = 30;

/// A name as it is stored: without a folder, and without what changes how it reads.
///
/// # Errors
/// `Invalid` naming `name`.
pub fn name(given: &str) -> Result<String> {
    let invalid = |why: &str| Err(Error::invalid("name", why));
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|letter| !letter.is_control() && !turns_text(*letter)).collect();
    let name = kept.trim().trim_end_matches('.').trim_end().to_owned();
    if name.is_empty() {
        return invalid("A file needs a name.");
    }
    if name.chars().count() > LONGEST_NAME {
        return invalid("The name of the file is too long: it takes 200 characters.");
    }
    Ok(name)
}

/// Marks that turn the direction of a text, by which `exe.pdf` is made of `fdp.exe`, and marks that nobody sees.
fn turns_text(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{061c}')
}

/// A media type as it is stored, in lower case and without parameters.
///
/// # Errors
/// `Invalid` naming `media_type`.
pub fn media_type(given: &str) -> Result<String> {
    let bare = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if bare.is_empty() {
        return Ok("application/octet-stream".to_owned());
    }
    let is_word = |word: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte);
        !word.is_empty() && word.bytes().all(fits)
    };
    match bare.split_once('/') {
        Some((kind, form)) if bare.len() <= LONGEST_TYPE && is_word(kind) && is_word(form) => Ok(bare),
        _ => Err(Error::invalid("media_type", "A media type looks like application/pdf.")),
    }
}

/// Whether bytes of this hash and size may be attached.
///
/// # Errors
/// `Invalid` naming `hash` or `size`.
pub fn bytes(hash: &str, size: i64) -> Result<()> {
    if !is_hash(hash) {
        return Err(Error::invalid("hash", "hash takes the BLAKE3 of the bytes: 64 hexadecimal digits in lower case."));
    }
    match size {
        1..=MOST_BYTES => Ok(()),
        ..=0 => Err(Error::invalid("size", "This file is empty.")),
        _ => Err(Error::invalid("size", "This file is too large: 100 MB can be attached.")),
    }
}

/// Whether this is a hash as rows have it.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a file may be taken off.
///
/// # Errors
/// `Conflict` when it has gone out.
pub fn may_detach(file: &attachment::Model) -> Result<()> {
    match file.sent_at {
        Some(_) => Err(Error::conflict("This file went out with a quotation, so it stays with it.")),
        None => Ok(()),
    }
}

/// Whether a quotation with these files may go out.
///
/// # Errors
/// `Conflict` at `files`, naming the first that the office does not have.
pub fn may_go_out(files: &[attachment::Model]) -> Result<()> {
    let mut waiting = files.iter().filter(|file| file.state == FileState::Waiting);
    let Some(first) = waiting.next() else { return Ok(()) };
    let others = waiting.count();
    let which = if others == 0 { first.name.clone() } else { format!("{} and {others} more", first.name) };
    let said = format!("{which} has not reached the office yet. Send when it has, or take it off the quotation.");
    Err(Error { field: Some("files".to_owned()), ..Error::conflict(said) })
}

/// Whether a desk of this person may let go of bytes to make room, when this is attached of them: only what the office
/// has as well, and what need not be offered to it again.
pub fn may_let_go(attached: &[attachment::Model], person: PersonId, now: At) -> bool {
    let is_safe = |file: &attachment::Model| {
        let is_recent = now.utc() - file.attached_at.utc() < TimeDelta::days(OFFERED_AGAIN_DAYS);
        file.state == FileState::Ready && !(file.attached_by == person && is_recent)
    };
    attached.iter().all(is_safe)
}

/// Whether a desk fetches a file by itself: it is small and new.
pub fn is_wanted(file: &attachment::Model, now: At) -> bool {
    file.size <= SMALL && now.utc() - file.attached_at.utc() < TimeDelta::days(NEW_DAYS)
}

/// Whether bytes that nothing here refers to may go: nobody has used them for a month.
pub fn is_forgotten(kept: &kept_file::Model, now: At) -> bool {
    now.utc() - kept.used_at.utc() >= TimeDelta::days(UNUSED_DAYS)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::engines::files::model::{AttachmentId, KeptId};

    const DAY: i64 = 86_400_000;

    fn file(state: FileState, by: u128, day: i64) -> attachment::Model {
        attachment::Model {
            id: AttachmentId(Uuid::from_u128(1)),
            enquiry_id: Uuid::from_u128(2).into(),
            paper_id: None,
            hash: "a".repeat(64),
            size: 1,
            media_type: "application/pdf".to_owned(),
            name: "TDS.pdf".to_owned(),
            state,
            attached_by: PersonId(Uuid::from_u128(by)),
            attached_at: At::from_millis(day * DAY),
            sent_at: None,
        }
    }

    #[test]
    fn a_name_has_no_folder_and_reads_as_it_is() {
        for (given, stored) in [
            ("TDS Zinc oxide.pdf", "TDS Zinc oxide.pdf"),
            ("D:\\mine\\quote.xlsx", "quote.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            (" a\u{0}b\n.pdf ", "ab.pdf"),
            ("report.pdf...", "report.pdf"),
            ("जिंक ऑक्साइड.pdf", "जिंक ऑक्साइड.pdf"),
        ] {
            assert_eq!(name(given).unwrap(), stored, "{given:?}");
        }
        for wrong in ["", "  ", "..", "a/", "\u{200b}", &"x".repeat(201)] {
            assert_eq!(name(wrong).unwrap_err().field.as_deref(), Some("name"), "{wrong:?}");
        }
    }

    #[test]
    fn a_media_type_is_two_words() {
        assert_eq!(media_type("Application/PDF; q=1").unwrap(), "application/pdf");
        assert_eq!(media_type(" ").unwrap(), "application/octet-stream");
        for wrong in ["pdf", "a/b/c", "text/html\r\nX: y", "/", &format!("a/{}", "b".repeat(300))] {
            assert_eq!(media_type(wrong).unwrap_err().field.as_deref(), Some("media_type"), "{wrong:?}");
        }
    }

    #[test]
    fn bytes_are_named_by_a_hash_and_have_a_size() {
        let hash = "0123456789abcdef".repeat(4);
        assert!(bytes(&hash, 1).is_ok() && bytes(&hash, MOST_BYTES).is_ok());
        for wrong in ["", "../../../../etc/passwd", &hash.to_uppercase(), &hash[1..]] {
            assert_eq!(bytes(wrong, 1).unwrap_err().field.as_deref(), Some("hash"), "{wrong:?}");
        }
        for wrong in [0, -1, MOST_BYTES + 1, i64::MIN] {
            assert_eq!(bytes(&hash, wrong).unwrap_err().field.as_deref(), Some("size"), "{wrong}");
        }
    }

    #[test]
    fn a_quotation_waits_for_its_files() {
        assert!(may_go_out(&[]).is_ok());
        assert!(may_go_out(&[file(FileState::Ready, 7, 0)]).is_ok());
        let two = [file(FileState::Waiting, 7, 0), file(FileState::Waiting, 7, 0), file(FileState::Ready, 7, 0)];
        let refused = may_go_out(&two).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("files"));
        assert!(refused.message.starts_with("TDS.pdf and 1 more"), "{}", refused.message);
    }

    #[test]
    fn a_desk_lets_go_only_of_what_the_office_has_and_need_not_be_offered_again() {
        let (me, now) = (PersonId(Uuid::from_u128(7)), At::from_millis(20 * DAY));
        let may = |files: &[attachment::Model]| may_let_go(files, me, now);
        assert!(!may(&[file(FileState::Waiting, 7, 0)]), "it is nowhere else");
        assert!(!may(&[file(FileState::Waiting, 8, 0)]), "a colleague's, whose desk may be gone");
        assert!(may(&[file(FileState::Ready, 7, 5)]));
        assert!(!may(&[file(FileState::Ready, 7, 7)]), "it may have to be offered again");
        assert!(may(&[file(FileState::Ready, 8, 19)]));
        assert!(!may(&[file(FileState::Ready, 8, 19), file(FileState::Waiting, 7, 19)]));
    }

    #[test]
    fn what_is_small_and_new_is_fetched_unasked() {
        let now = At::from_millis(20 * DAY);
        let sized = |size: i64, day: i64| attachment::Model { size, ..file(FileState::Ready, 7, day) };
        assert!(is_wanted(&sized(5 << 20, 7), now));
        assert!(!is_wanted(&sized((5 << 20) + 1, 19), now) && !is_wanted(&sized(1, 6), now));
    }

    #[test]
    fn what_nothing_refers_to_goes_after_a_month() {
        let kept = |day: i64| kept_file::Model {
            id: KeptId::of("a"),
            hash: "a".to_owned(),
            size: 1,
            used_at: At::from_millis(day * DAY),
        };
        let now = At::from_millis(40 * DAY);
        assert_eq!([10, 11].map(|day| is_forgotten(&kept(day), now)), [true, false]);
    }
}
