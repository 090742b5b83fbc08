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

/// The largest window of a zstd frame, as a power of two: 8 MiB, what every encoder stays within below level 20.
const WINDOW_LOG: u32 = 23;

/// How hard answers are packed: a desk that reads everything waits for it, and the harder levels save little.
const ZSTD_LEVEL: i32 = 1;

/// Answers below this size are not worth packing.
const WORTH_PACKING: usize = 1_024;

/// Why a request cannot be read.
#[derive(Debug)]
pub(crate) struct Unread(StatusCode, String);

impl Unread {
    /// The status, and the sentence.
    pub(crate) fn parts(self) -> (StatusCode, String) {
        (self.0, self.1)
    }
}

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
        "gzip" => Some(unpack(GzDecoder::new(body.as_ref()))?),
        "zstd" => Some(unpack(unzstd(body)?)?),
        other => {
            let said = format!("The server does not unpack {other}; send zstd, gzip or nothing packed.");
            return Err(Unread(StatusCode::UNSUPPORTED_MEDIA_TYPE, said));
        }
    };
    serde_json::from_slice(unpacked.as_deref().unwrap_or(body))
        .map_err(|why| Unread(StatusCode::UNPROCESSABLE_ENTITY, format!("The request does not fit: {why}.")))
}

fn garbled(why: std::io::Error) -> Unread {
    Unread(StatusCode::BAD_REQUEST, format!("The request cannot be unpacked: {why}."))
}

/// A frame may ask for a window no larger than a request may be, so that it cannot ask for memory either.
fn unzstd(body: &Bytes) -> Result<zstd::Decoder<'_, &[u8]>, Unread> {
    let mut decoder = zstd::Decoder::with_buffer(body.as_ref()).map_err(garbled)?;
    decoder.window_log_max(WINDOW_LOG).map_err(garbled)?;
    Ok(decoder)
}

fn unpack(packed: impl Read) -> Result<Vec<u8>, Unread> {
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    packed.take(most.saturating_add(1)).read_to_end(&mut unpacked).map_err(garbled)?;
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
    let takes = |wanted: &str| takes.split(',').any(|name| name.trim() == wanted);
    let (packing, bytes) = match text.len() {
        0..WORTH_PACKING => return (status, [(header::CONTENT_TYPE, kind)], text).into_response(),
        _ if takes("zstd") => ("zstd", zstd::encode_all(text.as_bytes(), ZSTD_LEVEL)),
        _ if takes("gzip") => ("gzip", gzip(text.as_bytes())),
        _ => return (status, [(header::CONTENT_TYPE, kind)], text).into_response(),
    };
    match bytes {
        Ok(bytes) => {
            (status, [(header::CONTENT_TYPE, kind), (header::CONTENT_ENCODING, packing)], bytes).into_response()
        }
        Err(why) => broken(&why),
    }
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).and_then(|()| packer.finish())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn gzipped(bytes: &[u8]) -> Bytes {
        gzip(bytes).unwrap().into()
    }

    fn zstd(bytes: &[u8]) -> Bytes {
        zstd::encode_all(bytes, 19).unwrap().into()
    }

    fn named(packing: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, packing.parse().unwrap());
        headers
    }

    #[test]
    fn a_small_body_that_unpacks_to_a_large_one_is_refused() {
        let blank = vec![b' '; 64 << 20];
        for (packing, bomb, small) in
            [("gzip", gzipped(&blank), gzipped(b"{\"a\":1}")), ("zstd", zstd(&blank), zstd(b"{\"a\":1}"))]
        {
            assert!(bomb.len() < 400_000);
            assert_eq!(read::<Value>(&named(packing), &bomb).unwrap_err().0, StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(read::<Value>(&named(packing), &small).unwrap()["a"], 1);
        }
    }

    #[test]
    fn an_answer_is_packed_as_the_other_side_can_unpack_it() {
        let text = "[1,2,3,4,5,6,7,8]".repeat(100);
        for (takes, packing) in
            [("zstd, gzip", Some("zstd")), ("gzip, br", Some("gzip")), ("br", None), ("", None), ("*", None)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, takes.parse().unwrap());
            let answer = packed(&headers, StatusCode::OK, "application/json", text.clone());
            let told = answer.headers().get(header::CONTENT_ENCODING).map(|name| name.to_str().unwrap().to_owned());
            assert_eq!(told.as_deref(), packing, "{takes:?}");
        }
    }

    #[test]
    fn what_is_no_gzip_no_json_or_packed_otherwise_is_told_so() {
        let body = Bytes::from_static(b"{");
        assert_eq!(read::<Value>(&named("gzip"), &body).unwrap_err().0, StatusCode::BAD_REQUEST);
        assert_eq!(read::<Value>(&named("zstd"), &body).unwrap_err().0, StatusCode::BAD_REQUEST);
        assert_eq!(read::<Value>(&HeaderMap::new(), &body).unwrap_err().0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(read::<Value>(&named("br"), &body).unwrap_err().0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
