//! Mail on an enquiry.

use super::save;
use crate::{
    engines::{
        email::events::SendMail,
        enquiries::{
            events::MailAttached,
            model::{ActivityId, ActivityKind, AttachMail, EnquiryId, SharedMail, activity, enquiry},
            rules,
        },
        people::queries::name_of,
    },
    kernel::{
        Result, Tx,
        effect::{Outcome, State},
        engine::decode,
        ids::derive,
    },
};

/// Puts a mail on an enquiry.
pub(in crate::engines::enquiries) async fn attach_mail(tx: &mut Tx, input: AttachMail) -> Result<EnquiryId> {
    let row: enquiry::Model = tx.get(input.id).await?;
    attach(tx, &row, input.mail).await?;
    Ok(input.id)
}

/// Puts a mail on an enquiry. The same mail is there once, however often it is put there.
pub(in crate::engines::enquiries) async fn attach(
    tx: &mut Tx,
    before: &enquiry::Model,
    mail: SharedMail,
) -> Result<()> {
    let id = ActivityId(derive(&[b"mail", before.id.0.as_bytes(), mail.mail_ref.as_bytes()]));
    if tx.read().find::<activity::Model>(id).await?.is_some() {
        return Ok(());
    }
    let row = activity::Model {
        id,
        enquiry_id: before.id,
        kind: if mail.is_outgoing { ActivityKind::MailOut } else { ActivityKind::MailIn },
        at: mail.at,
        title: mail.subject.clone(),
        body: mail.gist.clone(),
        who: mail.who.clone(),
        person_id: mail.is_outgoing.then(|| tx.actor().person),
        mail_ref: Some(mail.mail_ref.clone()),
    };
    tx.insert(&row).await?;
    let mut after = before.clone();
    if mail.is_outgoing {
        after.touches = before.touches.saturating_add(1);
    } else if rules::counts_as_activity(mail.intent) {
        after.last_activity_at = rules::later(before.last_activity_at, mail.at);
    }
    if after != *before {
        save(tx, before, &after).await?;
    }
    let is_opening = before.mail_ref.as_ref() == Some(&mail.mail_ref);
    tx.announce(&MailAttached { id: before.id, mail, is_opening })
}

/// Logs a mail that a rep sent, once it is known how the sending ended.
pub(in crate::engines::enquiries) async fn record_sent(tx: &mut Tx, outcome: Outcome) -> Result<()> {
    let payload: SendMail = decode(outcome.payload)?;
    let (Some(enquiry_id), State::Done) = (payload.enquiry_id, outcome.state) else { return Ok(()) };
    let before: enquiry::Model = tx.get(enquiry_id).await?;
    let mail = sent(tx, &payload, outcome.reference.unwrap_or_else(|| outcome.effect_id.to_string())).await?;
    attach(tx, &before, mail).await?;
    let touched: enquiry::Model = tx.get(enquiry_id).await?;
    let after = enquiry::Model { last_activity_at: tx.now(), ..touched.clone() };
    super::save(tx, &touched, &after).await
}

/// A mail of ours as the timeline shows it.
pub(in crate::engines::enquiries) async fn sent(tx: &Tx, payload: &SendMail, mail_ref: String) -> Result<SharedMail> {
    let to = payload.mail.to.first().map(|to| to.address.clone()).unwrap_or_default();
    Ok(SharedMail {
        mail_ref,
        who: name_of(&tx.read(), tx.actor().person).await?,
        address: to,
        subject: payload.mail.subject.clone(),
        gist: payload.gist.clone(),
        at: tx.now(),
        is_outgoing: true,
        intent: None,
        absence: None,
        is_bounce: false,
    })
}
