//! How long a desk may hold what belongs to the office without having heard from it (sync.md 4.10).
//!
//! The office says so with each of its answers. The desk judges by its own clock, and by the latest instant that it has
//! ever seen: one that is put back gains nothing. When the office answers again, all of that is forgotten. This keeps
//! an honest desk honest, and a lost one quiet; it is no protection from who takes the disk out of the computer.

use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use pebble_core::{
    engines::files::queries,
    kernel::{At, Error, Result},
};
use pebble_sync::client_store::{ClientStore, ClientTx};
use serde::{Deserialize, Serialize};

use super::{Office, OfficeState, fault::told};
use crate::{Desk, files, identity::replace};

/// The note, in the desk's folder.
const FILE: &str = "office-lease.json";
/// Milliseconds of a day.
const DAY: i64 = 24 * 3_600_000;
/// What the note says may be older than the truth by so many milliseconds, so that it is not written all the time.
const LAG: i64 = 5 * 60_000;

/// How many days a desk may be away from its office; 0 is for as long as it likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Away {
    /// Then it locks.
    pub(super) lock_days: u32,
    /// Then what belongs to the office leaves it.
    pub(super) wipe_days: u32,
}

impl Away {
    /// As an office says it: two numbers of days, separated by a comma.
    pub(super) fn read(text: &str) -> Option<Away> {
        let (lock, wipe) = text.split_once(',')?;
        Some(Away { lock_days: lock.parse().ok()?, wipe_days: wipe.parse().ok()? })
    }
}

/// As written.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Kept {
    heard_at: i64,
    newest: i64,
    /// None from an office that has never said.
    away: Option<Away>,
    is_wiped: bool,
}

/// What a desk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    /// Everything.
    Open,
    /// Nothing but to send, to sign in, and to export.
    Locked,
    /// Nor keep what belongs to the office.
    Over,
}

impl Kept {
    fn right(&self) -> Right {
        let Some(away) = self.away else { return Right::Open };
        let days = self.newest.saturating_sub(self.heard_at).div_euclid(DAY);
        let is_past = |limit: u32| limit > 0 && days >= i64::from(limit);
        match (is_past(away.wipe_days), is_past(away.lock_days)) {
            (true, _) => Right::Over,
            (false, true) => Right::Locked,
            (false, false) => Right::Open,
        }
    }
}

/// The lease of a desk.
pub(super) struct Lease {
    file: PathBuf,
    kept: Mutex<Kept>,
    /// The office was asked when all days were over, and did not answer.
    has_asked: AtomicBool,
}

impl Lease {
    /// As the desk's folder has it. A desk without a note, or with one that is damaged, has heard from its office just
    /// now: work is not held up by a file that the next answer writes anew.
    pub(super) fn open(folder: &Path, now: At) -> Lease {
        let file = folder.join(FILE);
        let fresh = Kept { heard_at: now.millis(), newest: now.millis(), away: None, is_wiped: false };
        let kept = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|why| why.to_string()),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(fresh),
            Err(why) => Err(why.to_string()),
        };
        let kept = kept.unwrap_or_else(|why| {
            tracing::warn!(file = %file.display(), why, "the note of the office's last answer cannot be read");
            fresh
        });
        Lease { file, kept: Mutex::new(kept), has_asked: AtomicBool::new(false) }
    }

    /// The office was asked and has not answered.
    pub(super) fn unheard(&self, now: At) -> Result<()> {
        let (right, _) = self.judge(now)?;
        self.has_asked.store(right == Right::Over, Ordering::Relaxed);
        Ok(())
    }

    /// The office has answered.
    pub(super) fn heard(&self, now: At, away: Option<Away>) -> Result<()> {
        let at = now.millis();
        self.change(|kept| {
            *kept = Kept { heard_at: at, newest: at, away: away.or(kept.away), is_wiped: false };
        })
    }

    /// When the office last answered.
    pub(super) fn heard_at(&self) -> At {
        At::from_millis(self.now_kept().heard_at)
    }

    fn now_kept(&self) -> Kept {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the desk may do now, and whether what belongs to the office has left it.
    fn judge(&self, now: At) -> Result<(Right, bool)> {
        self.change(|kept| kept.newest = kept.newest.max(now.millis()))?;
        let kept = self.now_kept();
        Ok((kept.right(), kept.is_wiped))
    }

    /// Whether what belongs to the office is to leave now. A clock that has jumped says nothing about the office: it is
    /// asked first.
    fn is_to_leave(&self, right: Right, is_wiped: bool) -> bool {
        right == Right::Over && !is_wiped && self.has_asked.load(Ordering::Relaxed)
    }

    fn wiped(&self) -> Result<()> {
        self.change(|kept| kept.is_wiped = true)
    }

    /// Changes the note, and writes it when it says something else, or has fallen behind.
    fn change(&self, change: impl FnOnce(&mut Kept)) -> Result<()> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *kept;
        change(&mut kept);
        let is_due = (before.away, before.is_wiped, before.right()) != (kept.away, kept.is_wiped, kept.right())
            || kept.newest.div_euclid(LAG) != before.newest.div_euclid(LAG);
        if !is_due && self.file.exists() {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&*kept).map_err(Error::broken)?;
        replace(&self.file, &bytes).map_err(Error::broken)
    }
}

/// Locks the desk when it has been away for too long, and opens it again when the office has answered.
///
/// # Errors
/// The desk's own database's and its folder's.
pub(crate) async fn keep(desk: &Desk, office: &Office) -> Result<()> {
    if desk.office_state() == OfficeState::Revoked {
        return Ok(());
    }
    let (right, mut is_wiped) = office.lease.judge(desk.now())?;
    if office.lease.is_to_leave(right, is_wiped) {
        leave(desk, office).await?;
        office.lease.wiped()?;
        is_wiped = true;
    }
    let why = match right {
        Right::Open => {
            desk.note_office(|standing| {
                if standing.state == OfficeState::Locked {
                    (standing.state, standing.message) = (OfficeState::Reading, None);
                }
            });
            return Ok(());
        }
        Right::Over if is_wiped => {
            "What belongs to the office was removed from this computer. It comes back when you sign in again."
        }
        Right::Locked | Right::Over => "It opens again by itself as soon as the office's server has answered.",
    };
    desk.note_office(|standing| (standing.state, standing.message) = (OfficeState::Locked, Some(why.to_owned())));
    Ok(())
}

/// What belongs to the office leaves the computer, and so does the sign-in. Unsent work stays, to be sent or exported.
pub(super) async fn leave(desk: &Desk, office: &Office) -> Result<()> {
    let unsent = queries::to_send(&desk.read()).await?;
    let mut tx = office.store.begin().await.map_err(told)?;
    tx.clear().await.map_err(told)?;
    ClientTx::commit(tx).await.map_err(told)?;
    office.tokens.forget().await;
    files::leave(desk, &unsent).await?;
    desk.heard_from_office(office, &pebble_sync::client::Touched::default()).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> At {
        At::from_millis(days * DAY)
    }

    fn lease(folder: &Path) -> Lease {
        let lease = Lease::open(folder, at(100));
        lease.heard(at(100), Away::read("14,30")).unwrap();
        lease
    }

    fn right(lease: &Lease, day: i64) -> Right {
        lease.judge(at(day)).unwrap().0
    }

    #[test]
    fn a_desk_locks_after_the_days_of_its_office_and_opens_when_that_answers() {
        let folder = tempfile::tempdir().unwrap();
        let lease = lease(folder.path());
        assert_eq!(
            [113, 114, 129, 130].map(|day| right(&lease, day)),
            [Right::Open, Right::Locked, Right::Locked, Right::Over]
        );
        lease.heard(at(131), None).unwrap();
        assert_eq!([131, 144, 145].map(|day| right(&lease, day)), [Right::Open, Right::Open, Right::Locked]);
    }

    #[test]
    fn a_clock_that_is_put_back_gains_nothing_even_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let before = lease(folder.path());
        assert_eq!([120, 101].map(|day| right(&before, day)), [Right::Locked, Right::Locked]);
        drop(before);
        assert_eq!(right(&Lease::open(folder.path(), at(101)), 101), Right::Locked);
    }

    #[test]
    fn a_clock_that_has_jumped_takes_nothing_before_the_office_was_asked() {
        let folder = tempfile::tempdir().unwrap();
        let lease = lease(folder.path());
        lease.unheard(at(101)).unwrap();
        let (right, is_wiped) = lease.judge(at(5_000)).unwrap();
        assert_eq!((right, lease.is_to_leave(right, is_wiped)), (Right::Over, false));
        lease.unheard(at(5_000)).unwrap();
        assert!(lease.is_to_leave(right, is_wiped));
        lease.heard(at(100), None).unwrap();
        let (right, is_wiped) = lease.judge(at(100)).unwrap();
        assert_eq!((right, lease.is_to_leave(right, is_wiped)), (Right::Open, false));
    }

    #[test]
    fn a_damaged_note_does_not_keep_a_desk_from_opening() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), b"{ half").unwrap();
        let lease = Lease::open(folder.path(), at(100));
        assert_eq!(right(&lease, 100), Right::Open);
        assert_eq!(lease.heard_at(), at(100));
    }

    #[test]
    fn an_office_may_let_its_desks_be_away_for_as_long_as_they_like() {
        let folder = tempfile::tempdir().unwrap();
        let lease = lease(folder.path());
        for (said, rights) in [("0,0", Right::Open), ("0,30", Right::Over), ("14,0", Right::Locked)] {
            lease.heard(at(100), Away::read(said)).unwrap();
            assert_eq!(right(&lease, 5_000), rights, "{said}");
        }
        assert_eq!(["", "1", "a,b", "1,2,3", "-1,2"].map(Away::read), [None; 5]);
    }
}
