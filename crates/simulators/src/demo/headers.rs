//! The internet headers each kind of mail comes with, and the files it carries.
//!
//! Addresses, subject, date and threading are not here: the mailbox derives those from the message.

use super::cast::HOME;
use super::dice::digest;
use super::model::{DemoAddress, DemoAttachment};

/// What decides the headers of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A mail from a person outside.
    Personal,
    /// A mail from a colleague.
    Colleague,
    /// The rep's own mail.
    Own,
    /// An absence note.
    Absence,
    /// A delivery report.
    Bounce,
    /// A newsletter.
    Bulk,
    /// Mail that fails every check.
    Junk,
}

/// The headers of a mail of this kind; `failed` is the address a delivery report is about.
pub(super) fn headers(kind: Kind, from: &DemoAddress, failed: &str, seed: &str) -> Vec<(String, String)> {
    let domain = from.address.rsplit('@').next().unwrap_or(HOME);
    let local = from.address.split('@').next().unwrap_or("list");
    let passed = format!(
        "mx.{HOME}; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    );
    let pairs: Vec<(&str, String)> = match kind {
        Kind::Own => vec![],
        Kind::Colleague => vec![
            ("X-MS-Exchange-Organization-AuthAs", "Internal".to_owned()),
            ("X-MS-Exchange-Organization-SCL", "-1".to_owned()),
        ],
        Kind::Personal => vec![("Authentication-Results", passed), ("X-MS-Exchange-Organization-SCL", "1".to_owned())],
        Kind::Absence => vec![
            ("Authentication-Results", passed),
            ("Auto-Submitted", "auto-replied".to_owned()),
            ("X-Auto-Response-Suppress", "All".to_owned()),
            ("Precedence", "auto_reply".to_owned()),
        ],
        Kind::Bounce => vec![
            ("Return-Path", "<>".to_owned()),
            ("Auto-Submitted", "auto-replied".to_owned()),
            (
                "Content-Type",
                format!(
                    "multipart/report; report-type=delivery-status; boundary=\"{}\"",
                    digest(&["boundary", seed], 16)
                ),
            ),
            ("X-Failed-Recipients", failed.to_owned()),
        ],
        Kind::Bulk => vec![
            ("Authentication-Results", passed),
            (
                "List-Unsubscribe",
                format!("<https://{domain}/unsubscribe/{}>, <mailto:leave@{domain}>", digest(&["leave", seed], 12)),
            ),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ("List-ID", format!("{} <{local}.{domain}>", from.name)),
            ("Precedence", "bulk".to_owned()),
        ],
        Kind::Junk => vec![
            (
                "Authentication-Results",
                format!("mx.{HOME}; spf=fail smtp.mailfrom={domain}; dkim=none; dmarc=fail header.from={domain}"),
            ),
            ("X-MS-Exchange-Organization-SCL", "6".to_owned()),
        ],
    };
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A file of this name with a few bytes that fit its extension.
pub(super) fn file(name: &str) -> DemoAttachment {
    let extension = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let empty_archive = || [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    let (content_type, bytes) = match extension.as_str() {
        "pdf" => (
            "application/pdf",
            format!("%PDF-1.4\n% {name}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").into_bytes(),
        ),
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", empty_archive()),
        "docx" => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", empty_archive()),
        "zip" => ("application/zip", empty_archive()),
        "jpg" => ("image/jpeg", vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xD9]),
        "ics" => ("text/calendar", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_vec()),
        "html" | "htm" => ("text/html", b"<html><body>Sign in to view the document</body></html>".to_vec()),
        _ => ("application/octet-stream", name.as_bytes().to_vec()),
    };
    DemoAttachment { name: name.to_owned(), content_type: content_type.to_owned(), bytes }
}
