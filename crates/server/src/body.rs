//! What is in a request and an answer: JSON, small when the other side can unpack it, and never larger than it may be.

use std::io::{Read, Write};

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Serialize, de::DeserializeOwned};

/// The largest request, packed or not (sync.md 4.4).
pub(crate) const MOST_BYTES: usize = 1 << 20;

/// Answers below this size are not worth packing.
const WORTH_PACKING: usize = 1_024;

/// Why a request cannot be read.
#[derive(Debug)]
pub(crate) struct Unread(StatusCode, String);

impl IntoResponse for Unread {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

fn too_large() -> Unread {
    Unread(StatusCode::PAYLOAD_TOO_LARGE, format!("A request has {MOST_BYTES} bytes at most; send less at once."))
}

/// Reads a request. What unpacks to more than a request may be is not unpacked to its end.
pub(crate) fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Unread> {
    let packing = headers.get(header::CONTENT_ENCODING).map_or("identity", |name| name.to_str().unwrap_or("?"));
    let unpacked = match packing {
        "identity" => None,
        "gzip" => Some(unpack(body)?),
        other => {
            let said = format!("The server does not unpack {other}; send gzip or nothing packed.");
            return Err(Unread(StatusCode::UNSUPPORTED_MEDIA_TYPE, said));
        }
    };
    serde_json::from_slice(unpacked.as_deref().unwrap_or(body))
        .map_err(|why| Unread(StatusCode::UNPROCESSABLE_ENTITY, format!("The request does not fit: {why}.")))
}

fn unpack(body: &Bytes) -> Result<Vec<u8>, Unread> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    let mut reader = GzDecoder::new(body.as_ref()).take(most.saturating_add(1));
    let read = reader.read_to_end(&mut unpacked);
    read.map_err(|why| Unread(StatusCode::BAD_REQUEST, format!("The request cannot be unpacked: {why}.")))?;
    if unpacked.len() > MOST_BYTES { Err(too_large()) } else { Ok(unpacked) }
}

/// An answer as JSON.
pub(crate) fn json(headers: &HeaderMap, status: StatusCode, answer: &impl Serialize) -> Response {
    match serde_json::to_string(answer) {
        Ok(text) => packed(headers, status, "application/json", text),
        Err(why) => broken(&why),
    }
}

/// Something of ours that cannot be written.
pub(crate) fn broken(why: &dyn std::fmt::Display) -> Response {
    tracing::error!(%why, "an answer could not be given");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// An answer, packed if it is worth it and the other side can unpack it.
pub(crate) fn packed(headers: &HeaderMap, status: StatusCode, kind: &'static str, text: String) -> Response {
    let takes = headers.get(header::ACCEPT_ENCODING).and_then(|names| names.to_str().ok()).unwrap_or_default();
    if text.len() < WORTH_PACKING || !takes.split(',').any(|name| name.trim() == "gzip") {
        return (status, [(header::CONTENT_TYPE, kind)], text).into_response();
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    match packer.write_all(text.as_bytes()).and_then(|()| packer.finish()) {
        Ok(bytes) => {
            let names = [(header::CONTENT_TYPE, kind), (header::CONTENT_ENCODING, "gzip")];
            (status, names, bytes).into_response()
        }
        Err(why) => broken(&why),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn gzip(bytes: &[u8]) -> Bytes {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap().into()
    }

    fn named(packing: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, packing.parse().unwrap());
        headers
    }

    #[test]
    fn a_small_body_that_unpacks_to_a_large_one_is_refused() {
        let bomb = gzip(&vec![b' '; 64 << 20]);
        assert!(bomb.len() < 100_000);
        assert_eq!(read::<Value>(&named("gzip"), &bomb).unwrap_err().0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(read::<Value>(&named("gzip"), &gzip(b"{\"a\":1}")).unwrap()["a"], 1);
    }

    #[test]
    fn what_is_no_gzip_no_json_or_packed_otherwise_is_told_so() {
        let body = Bytes::from_static(b"{");
        assert_eq!(read::<Value>(&named("gzip"), &body).unwrap_err().0, StatusCode::BAD_REQUEST);
        assert_eq!(read::<Value>(&HeaderMap::new(), &body).unwrap_err().0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(read::<Value>(&named("br"), &body).unwrap_err().0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
