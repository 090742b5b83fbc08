//! Holding, letting go, ending.

use chrono::TimeDelta;

use super::{call_off, opening_after, tell};
use crate::{
    engines::followups::{
        model::{Cadence, EnrolmentId, EnrolmentState, Standing, Steer, enrolment},
        rules,
    },
    kernel::{At, Error, Result, Tx, calendar::Calendar},
};

/// Days a sequence stands still before it is over (product.md 3 #3).
pub(super) const STALE_DAYS: i64 = 14;

/// Stops an enrolment where it is. What has not left is called off.
pub(in crate::engines::followups) async fn halt(tx: &mut Tx, before: &enrolment::Model, reason: &str) -> Result<()> {
    hold(tx, before, reason, None).await
}

/// Stops an enrolment, for good or until an instant.
async fn hold(tx: &mut Tx, before: &enrolment::Model, reason: &str, until: Option<At>) -> Result<()> {
    let after = enrolment::Model {
        state: EnrolmentState::Paused,
        reason: Some(reason.to_owned()),
        paused_at: Some(tx.now()),
        // While it stands still this is when it goes on, or lapses.
        next_at: Some(until.unwrap_or_else(|| tx.now().plus(TimeDelta::days(STALE_DAYS)))),
        resumes_at: until,
        ..before.clone()
    };
    tx.update(before, &after).await?;
    call_off(tx, before.id, reason).await?;
    tell(tx, before.enquiry_id).await
}

fn reason(steer: &Steer, otherwise: &str) -> String {
    let given = steer.reason.trim();
    if given.is_empty() { otherwise.to_owned() } else { given.to_owned() }
}

/// Holds a sequence by hand.
pub(in crate::engines::followups) async fn pause(tx: &mut Tx, steer: Steer) -> Result<EnrolmentId> {
    let before: enrolment::Model = tx.get(steer.id).await?;
    if before.state != EnrolmentState::Active {
        return Err(Error::conflict("This sequence is not running."));
    }
    let until = match steer.until {
        Some(on) => {
            let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
            rules::held_until(on, today)?;
            let morning = At::from(on.and_time(chrono::NaiveTime::MIN).and_utc());
            Some(opening_after(tx, morning, 0).await?)
        }
        None => None,
    };
    hold(tx, &before, &reason(&steer, "Held by hand"), until).await?;
    Ok(before.id)
}

/// Lets a held sequence go on, from tomorrow's opening at the earliest.
pub(in crate::engines::followups) async fn resume(tx: &mut Tx, steer: Steer) -> Result<EnrolmentId> {
    let before: enrolment::Model = tx.get(steer.id).await?;
    if before.state != EnrolmentState::Paused {
        return Err(Error::conflict("This sequence is not held."));
    }
    let next_at = opening_after(tx, tx.now(), 1).await?;
    go_on(tx, &before, next_at).await?;
    Ok(before.id)
}

async fn go_on(tx: &mut Tx, before: &enrolment::Model, next_at: At) -> Result<()> {
    let after = enrolment::Model {
        state: EnrolmentState::Active,
        reason: None,
        paused_at: None,
        next_at: Some(next_at),
        resumes_at: None,
        ..before.clone()
    };
    tx.update(before, &after).await?;
    tell(tx, before.enquiry_id).await
}

/// Lets a sequence go on that was held until now. Void when it was stopped, let go or held anew meanwhile.
pub(in crate::engines::followups) async fn wake(tx: &mut Tx, standing: Standing) -> Result<()> {
    let before: enrolment::Model = tx.get(standing.id).await?;
    let is_due = before.resumes_at.is_some_and(|at| at <= tx.now());
    if before.state != EnrolmentState::Paused || !is_due {
        return Ok(());
    }
    let next_at = opening_after(tx, tx.now(), 0).await?;
    go_on(tx, &before, next_at).await
}

/// Ends a sequence by hand.
pub(in crate::engines::followups) async fn stop(tx: &mut Tx, steer: Steer) -> Result<EnrolmentId> {
    let before: enrolment::Model = tx.get(steer.id).await?;
    if !matches!(before.state, EnrolmentState::Active | EnrolmentState::Paused) {
        return Err(Error::conflict("This sequence is over already."));
    }
    let why = reason(&steer, "Stopped by hand");
    end(tx, &before, &why).await?;
    Ok(before.id)
}

async fn end(tx: &mut Tx, before: &enrolment::Model, why: &str) -> Result<()> {
    let after = enrolment::Model {
        state: EnrolmentState::Terminated,
        reason: Some(why.to_owned()),
        next_at: None,
        resumes_at: None,
        ..before.clone()
    };
    tx.update(before, &after).await?;
    call_off(tx, before.id, why).await?;
    tell(tx, before.enquiry_id).await
}

/// Ends a sequence that stood still for a fortnight. Void when it was let go meanwhile.
pub(in crate::engines::followups) async fn lapse(tx: &mut Tx, standing: Standing) -> Result<()> {
    let before: enrolment::Model = tx.get(standing.id).await?;
    let is_due = before.next_at.is_some_and(|at| at <= tx.now());
    if before.state != EnrolmentState::Paused || before.resumes_at.is_some() || !is_due {
        return Ok(());
    }
    end(tx, &before, "Stood still for 14 days").await
}

/// Sets spacing and switches.
pub(in crate::engines::followups) async fn configure(tx: &mut Tx, cadence: Cadence) -> Result<()> {
    tx.set(&cadence).await
}
