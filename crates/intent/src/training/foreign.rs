//! Raw mail of a public collection, for the false-alarm table alone: headers, the first readable part, transfer encodings.
//! It is a reader for measuring with and not the product's; nothing it reads is kept or learnt from.

use std::fs;
use std::path::Path;

use pebble_core::engines::email::intent::Letter;

/// Mail of every file in `folder`, by name; what cannot be read is left out, and so are the last `kept_back`.
pub fn read(folder: &Path, kept_back: usize) -> Vec<Letter> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    // The collection keeps a description beside each mail.
    paths.retain(|path| path.extension().is_none_or(|extension| extension != "json"));
    paths.sort();
    paths.truncate(paths.len().saturating_sub(kept_back));
    paths.iter().filter_map(|path| fs::read(path).ok()).map(|bytes| letter(&bytes)).collect()
}

/// A mail as it stands on the wire.
pub fn letter(bytes: &[u8]) -> Letter {
    let text = text_of(bytes);
    let (headers, body) = part(&text);
    let of = |name: &str| value(&headers, name).unwrap_or_default().to_owned();
    let (body, is_html) = readable(&headers, body, 0);
    Letter {
        subject: of("subject"),
        from: address(&of("from")),
        to: of("to").split(',').map(address).filter(|to| to.contains('@')).collect(),
        headers,
        body,
        is_html,
        ..Letter::default()
    }
}

type Headers = Vec<(String, String)>;

fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect::<String>().replace("\r\n", "\n"),
    }
}

fn part(text: &str) -> (Headers, &str) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut headers: Headers = Vec::new();
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    (headers, body)
}

fn value<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn address(written: &str) -> String {
    let inner = written.rsplit_once('<').map_or(written, |(_, inner)| inner);
    inner.split('>').next().unwrap_or_default().trim().to_lowercase()
}

/// The first plain part, or else the first HTML part, decoded.
fn readable(headers: &Headers, body: &str, depth: usize) -> (String, bool) {
    let kind = value(headers, "content-type").unwrap_or("text/plain").to_owned();
    let lower = kind.to_lowercase();
    if lower.starts_with("multipart/") && depth < 5 {
        let boundary = kind.split("boundary=").nth(1).map(|rest| rest.trim_matches(['"', ' ', ';']));
        let boundary = boundary.and_then(|rest| rest.split(['"', ';']).next()).unwrap_or_default();
        let marker = format!("--{boundary}");
        let parts = body.split(marker.as_str()).skip(1);
        let mut read = parts.map(|inner| {
            let (headers, body) = part(inner.trim_start_matches('\n'));
            readable(&headers, body, depth + 1)
        });
        let all: Vec<_> = read.by_ref().filter(|(text, _)| !text.trim().is_empty()).collect();
        let plain = all.iter().find(|(_, is_html)| !is_html);
        return plain.or(all.first()).cloned().unwrap_or_default();
    }
    if !lower.starts_with("text/") && !lower.starts_with("message/") {
        return Default::default();
    }
    let encoding = value(headers, "content-transfer-encoding").unwrap_or_default().to_lowercase();
    let text = match encoding.as_str() {
        "base64" => text_of(&base64(body)),
        "quoted-printable" => text_of(&quoted_printable(body)),
        _ => body.to_owned(),
    };
    (text, lower.starts_with("text/html"))
}

fn base64(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(sextet)) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.extend(u8::try_from((bits >> held) & 0xff));
        }
    }
    out
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'=' {
            out.push(*first);
            continue;
        }
        if let Some(after) = tail.strip_prefix(b"\n") {
            rest = after;
        } else if let Some(code) = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok())
            && let Ok(byte) = u8::from_str_radix(code, 16)
        {
            out.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            out.push(*first);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_part_of_a_mixed_mail_is_read_and_decoded() {
        let raw = b"From: A <a@x.example>\nSubject: s\nContent-Type: multipart/alternative;\n boundary=\"b\"\n\n--b\nContent-Type: text/html\n\n<p>h</p>\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n";
        let mail = letter(raw);
        assert_eq!((mail.body.as_str(), mail.is_html, mail.from.as_str()), ("hello", false, "a@x.example"));
    }

    #[test]
    fn soft_breaks_and_codes_of_quoted_printable_are_undone() {
        assert_eq!(quoted_printable("a=3Db=\nc=zz"), b"a=bc=zz");
    }
}
