//! Files to the office and from it: bytes that wait for the work of people, never the other way round (sync.md 4.11).
//!
//! A file goes up in pieces, one after the other, and before each the desk lets a round of the protocol end that is
//! under way. What was broken off goes on where the office says; what is broken off on its way down goes on where the
//! incoming file ends. What arrives is taken for the file when its hash says so, and not before.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{StreamExt, future::BoxFuture};
use pebble_core::{
    engines::files::{
        model::{FileState, attachment},
        queries,
    },
    kernel::{Code, Error, Result},
};
use reqwest::{
    Response, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, RANGE},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Office, OfficeState,
    link::{LinkProblem, PATIENCE, json_of, offline, problem},
};
use crate::{
    Desk,
    files::{Bytes, QUOTA, has, note, receive_alone, tidy},
    jobs::JobKind,
};

/// Bytes in a piece: small enough to get through a bad line, and the server takes four times as many.
const PIECE: usize = 1 << 20;
/// Between looks whether the folder holds more than it should.
const TIDY_EVERY: i64 = 3_600_000;
/// Between looks when nothing wakes the loop.
const REST: Duration = Duration::from_secs(60);

/// How far a file has come.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Progress {
    received: u64,
    size: u64,
}

/// Carries files to the office for as long as the desk lives.
pub(crate) async fn carry(desk: Desk) {
    let mut tidied = None;
    loop {
        if let Err(refusal) = both_ways(&desk).await {
            tracing::debug!(%refusal, "files were not carried");
        }
        let now = desk.now().millis();
        if tidied.is_none_or(|before: i64| now.saturating_sub(before) >= TIDY_EVERY) {
            tidied = Some(now);
            if let Err(refusal) = tidy(&desk, QUOTA).await {
                tracing::warn!(%refusal, "the folder of files could not be tidied");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(REST) => {}
            () = desk.0.files_kick.notified() => {}
        }
    }
}

/// Brings what waits to the office, and fetches from it what this desk is likely to be asked for.
///
/// # Errors
/// The desk's own, and what the network fails at; the next time goes on from there.
pub(crate) async fn both_ways(desk: &Desk) -> Result<()> {
    carry_once(desk).await?;
    if desk.office().await.is_none() || desk.office_state() != OfficeState::Fine {
        return Ok(());
    }
    for file in queries::wanted(&desk.read()).await? {
        drop(desk.0.session.lock().await);
        match fetch_file(desk, &file).await {
            Err(refusal) if matches!(refusal.code, Code::Offline | Code::Busy) => return Err(refusal),
            Err(refusal) => tracing::warn!(%refusal, file = %file.id, "a file could not be fetched"),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// Brings what waits to the office, as far as it can be reached.
///
/// # Errors
/// The desk's own, and what the network fails at; the next time goes on from there.
async fn carry_once(desk: &Desk) -> Result<()> {
    let Some(office) = desk.office().await else { return receive_alone(desk).await };
    if matches!(desk.office_state(), OfficeState::Locked | OfficeState::Revoked) {
        return Ok(());
    }
    for file in queries::to_send(&desk.read()).await? {
        match carry_file(desk, &office, &file).await {
            Err(refusal) if !matches!(refusal.code, Code::Offline | Code::Busy) => {
                // The others are not kept waiting by it.
                tracing::error!(%refusal, file = %file.id, "a file cannot be brought to the office");
            }
            carried => carried?,
        }
    }
    Ok(())
}

async fn carry_file(desk: &Desk, office: &Arc<Office>, file: &attachment::Model) -> Result<()> {
    let folder = Bytes::of(desk);
    let job = desk.job(JobKind::Upload, Some(file.name.clone()), true);
    // Nothing is sent to ask how far it has come.
    let (mut offset, mut bytes, mut is_sent) = (0, Some(Vec::new()), false);
    while let Some(piece) = bytes {
        // The people's work goes first.
        drop(desk.0.session.lock().await);
        // Called off, it goes on where it was when the loop looks again.
        let Some(brought) = job.run(bring(desk, office, file.id.0, offset, piece)).await else { return Ok(()) };
        match brought? {
            Brought::Here(progress) if progress.received >= progress.size => {
                if is_sent {
                    // What the office says of it is there to be read.
                    desk.0.office_kick.notify_one();
                }
                return Ok(());
            }
            Brought::Here(progress) => {
                offset = progress.received;
                job.progress(offset, Some(progress.size));
            }
            // The attachment is not at the office yet, or is gone; or somebody else brings it.
            Brought::NotWanted => return Ok(()),
        }
        if !is_sent && !has(desk, &file.hash).await? {
            break;
        }
        is_sent = true;
        bytes = folder.read(&file.hash, offset, PIECE)?.filter(|piece| !piece.is_empty());
    }
    Err(Error::broken(format!("the bytes of {} are not here", file.id)))
}

/// What the office says to a piece.
enum Brought {
    Here(Progress),
    NotWanted,
}

async fn bring(desk: &Desk, office: &Arc<Office>, id: Uuid, offset: u64, piece: Vec<u8>) -> Result<Brought> {
    let checksum = format!("blake3 {}", STANDARD.encode(blake3::hash(&piece).as_bytes()));
    let bring = |access: String| -> BoxFuture<'_, _> {
        let (piece, checksum) = (piece.clone(), checksum.clone());
        Box::pin(async move {
            let path = office.link.path(&format!("blob/{id}?offset={offset}"));
            let asked =
                office.link.http().post(path).timeout(PATIENCE).header(CONTENT_TYPE, "application/octet-stream");
            let asked = asked.header(AUTHORIZATION, format!("Bearer {access}")).header("upload-checksum", checksum);
            let answer = asked.body(piece).send().await.map_err(offline)?;
            match answer.status() {
                StatusCode::OK | StatusCode::CONFLICT => Ok(Brought::Here(json_of(answer).await?)),
                StatusCode::NOT_FOUND => Ok(Brought::NotWanted),
                _ => Err(problem(answer).await),
            }
        })
    };
    office.with_access(desk.now(), bring).await.map_err(Error::from)
}

/// Fetches the bytes of a file from the office into the folder.
///
/// # Errors
/// `Offline` when the office cannot be reached, `Missing` when it does not have them yet.
pub(crate) async fn fetch_file(desk: &Desk, file: &attachment::Model) -> Result<()> {
    let gone = |why: &str| Error::new(Code::Missing, why);
    let Some(office) = desk.office().await else {
        return Err(gone("The bytes of this file are not on this computer."));
    };
    if file.state == FileState::Waiting {
        return Err(gone(
            "Whoever attached this file has not been online since. It comes as soon as their desk has sent it.",
        ));
    }
    // One at a time: two who want the same file would write into each other's.
    let _turn = desk.0.fetching.lock().await;
    let folder = Bytes::of(desk);
    if folder.path(&file.hash)?.exists() {
        return Ok(());
    }
    let incoming = Uuid::from(file.id);
    let job = desk.job(JobKind::Download, Some(file.name.clone()), true);
    let fetched = job.run(fetch_into(desk, &office, &folder, incoming, file)).await;
    fetched
        .ok_or_else(|| Error::conflict("You called this off. What has come by then is kept for the next time."))??;
    let settling = folder.clone();
    let settled = tokio::task::spawn_blocking(move || settling.measure(incoming)).await.map_err(Error::broken)??;
    if settled != (file.hash.clone(), file.size) {
        folder.discard(incoming);
        tracing::error!(file = %file.id, "the office sent other bytes than those of the file");
        return Err(Error::new(Code::Offline, "The file arrived damaged. Try again."));
    }
    let settling = folder.clone();
    tokio::task::spawn_blocking(move || settling.settle(incoming)).await.map_err(Error::broken)??;
    note(desk, &file.hash, file.size).await
}

/// Adds what the office sends to the incoming file, from where that ends.
async fn fetch_into(
    desk: &Desk,
    office: &Arc<Office>,
    folder: &Bytes,
    incoming: Uuid,
    file: &attachment::Model,
) -> Result<()> {
    let size = u64::try_from(file.size).unwrap_or_default();
    let mut from = folder.length(incoming).unwrap_or_default();
    if from > size {
        folder.discard(incoming);
        from = 0;
    }
    if from == size {
        return Ok(());
    }
    let ask = |access: String| -> BoxFuture<'_, _> {
        let id = file.id;
        Box::pin(async move {
            let asked = office.link.http().get(office.link.path(&format!("blob/{id}")));
            let asked = asked.header(AUTHORIZATION, format!("Bearer {access}")).header(RANGE, format!("bytes={from}-"));
            let answer = asked.send().await.map_err(offline)?;
            match answer.status() {
                StatusCode::OK | StatusCode::PARTIAL_CONTENT => Ok(Some(answer)),
                StatusCode::NOT_FOUND => Ok(None),
                _ => Err(problem(answer).await),
            }
        })
    };
    let answer = office.with_access(desk.now(), ask).await?;
    let Some(answer) = answer else {
        return Err(Error::new(Code::Missing, "The office does not have this file any more."));
    };
    if answer.status() == StatusCode::OK && from > 0 {
        // It begins at the beginning after all.
        folder.discard(incoming);
        from = 0;
    }
    take_in(answer, folder, incoming, from, size).await
}

async fn take_in(answer: Response, folder: &Bytes, incoming: Uuid, mut length: u64, size: u64) -> Result<()> {
    let mut pieces = answer.bytes_stream();
    loop {
        let next = tokio::time::timeout(PATIENCE, pieces.next()).await;
        let piece = match next {
            Err(_) => return Err(LinkProblem::Offline("The office's server has fallen silent.".to_owned()).into()),
            Ok(None) => break,
            Ok(Some(piece)) => piece.map_err(offline)?,
        };
        if length.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX)) > size {
            folder.discard(incoming);
            return Err(Error::new(Code::Offline, "The office sent more than the file has. Try again."));
        }
        length = folder.add(incoming, &piece)?;
    }
    match length == size {
        true => Ok(()),
        false => Err(LinkProblem::Offline("The office's server broke off. Try again.".to_owned()).into()),
    }
}
