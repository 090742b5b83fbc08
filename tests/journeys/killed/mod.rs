//! The first RFQ's journey with the process killed (SIGKILL) at every step boundary: nothing lost, nothing sent twice.
//!
//! The boundaries are the requests to the outside world, before each is received and after it was carried out with the
//! answer not yet read, and the commits of the database, before each and right after it; an effect's states are commits.

mod books;
mod death;
mod life;
mod often;
mod written;

use books::{Books, assert_same_rows_again};
use chrono::TimeDelta;
use death::Death;
use life::{Fate, Part};
use pebble_simulators::Modes;
use pebble_tests::mails;

/// Microsoft at its best.
fn prompt(_: &mut Modes) {}

/// What was sent shows in Sent Items under a new id, and minutes later; answers to a batch come in any order.
fn slow(modes: &mut Modes) {
    modes.sent_copy_delay_s = 150;
    modes.new_id_on_send = true;
    modes.shuffle_batches = true;
}

/// A first RFQ becomes an enquiry, is quoted, followed up twice offline, and pauses when the customer answers.
async fn journey(service: fn(&mut Modes), death: &mut Death) -> Fate {
    let mut fate = Fate::begin(&mails::masters()).await;
    fate.sim.modes(service);
    fate.mailbox().deliver(mails::rfq()).unwrap();
    let first_day = fate.now;
    death.go_through(&mut fate, "the first day", Part::Quote).await;
    for day in 1..=4 {
        fate.now = first_day + TimeDelta::days(day) + TimeDelta::hours(1);
        death.go_through(&mut fate, "offline", Part::Away).await;
    }
    assert!(fate.sim.sent().is_empty(), "something left while offline: {:#?}", fate.trail);
    death.go_through(&mut fate, "the network is back", Part::Online).await;
    fate.now += TimeDelta::hours(2);
    let answer = mails::answer(
        "<rfq-1@nirmalpaints.example>",
        "Re: Requirement of Zinc oxide",
        "Dear Asha, your price is on the higher side. Can you do Rs 205 per kg?",
    );
    fate.mailbox().deliver(answer).unwrap();
    death.go_through(&mut fate, "the customer answers", Part::Online).await;
    fate.now += TimeDelta::days(10);
    Death::spared().go_through(&mut fate, "ten days later", Part::Online).await;
    fate
}

/// Nothing was lost and nothing happened twice: it is the story of a desk that nobody disturbed, to the word.
async fn assert_told_as(undisturbed: &Fate, fate: &Fate) {
    let (told, wanted) = (Books::open(fate).await, Books::open(undisturbed).await);
    let paused = "SELECT state || ': ' || reason FROM enrolment WHERE sequence = 'quote_sent'";
    assert_eq!(told.words(paused).await, ["paused: The customer answered"]);
    assert_eq!(told.words("SELECT stage FROM card").await, ["quoted"]);
    assert_eq!(told.story().await, wanted.story().await, "{:#?}", fate.trail);
    assert_eq!(told.number("SELECT COUNT(*) FROM message").await, i64::try_from(fate.mailbox().count()).unwrap());
    told.close().await;
    wanted.close().await;
    let text = |fate: &Fate| fate.sim.sent().iter().map(|mail| mail.body.content().to_owned()).collect::<Vec<_>>();
    assert_eq!(text(fate).len(), 1, "{:#?}", fate.trail);
    assert_eq!(text(fate), text(undisturbed), "another text left: {:#?}", fate.trail);
    assert!(fate.mailbox().messages_in("drafts").is_empty(), "a draft was left behind: {:#?}", fate.trail);
    assert_same_rows_again(fate).await;
    fate.sim.assert_clean();
}

#[tokio::test]
async fn killed_at_every_boundary_the_journey_comes_to_the_same_end() {
    let mut death = Death::everywhere();
    let fate = journey(prompt, &mut death).await;
    assert!(fate.trail.len() > 150, "the journey has more boundaries than these: {:#?}", fate.trail);
    assert_told_as(&journey(prompt, &mut Death::spared()).await, &fate).await;
}

#[tokio::test]
async fn killed_anywhere_by_chance_the_journey_comes_to_the_same_end() {
    let undisturbed = journey(prompt, &mut Death::spared()).await;
    for seed in [1, 7_919] {
        let fate = journey(slow, &mut Death::by_chance(seed, 20)).await;
        assert!(fate.trail.len() > 10, "chance was kind: {:#?}", fate.trail);
        assert_told_as(&undisturbed, &fate).await;
    }
}

/// Walks a mail's way out with one killing at each of its boundaries in turn; gives back where those were. Each time the
/// way is walked from its start: what an earlier killing made the desk look into is not in the way.
async fn ways_out(service: fn(&mut Modes)) -> Vec<String> {
    let mut killed = Vec::new();
    for nth in 1.. {
        let mut fate = Fate::begin(&mails::masters()).await;
        fate.sim.modes(service);
        fate.mailbox().deliver(mails::rfq()).unwrap();
        Death::spared().go_through(&mut fate, "the first day", Part::Quote).await;
        fate.now += TimeDelta::hours(25);
        Death::spared().go_through(&mut fate, "offline", Part::Away).await;
        let mut death = Death::once(nth, "committing desk.claim");
        death.go_through(&mut fate, "the network is back", Part::Online).await;
        let sent = fate.sim.sent();
        assert_eq!(sent.len(), 1, "{:#?}", fate.trail);
        assert!(sent[0].body.content().contains("our offer for Zinc oxide"), "{:#?}: {:?}", fate.trail, sent[0].body);
        assert!(fate.mailbox().messages_in("drafts").is_empty(), "a draft was left behind: {:#?}", fate.trail);
        fate.sim.assert_clean();
        if fate.trail.is_empty() {
            break;
        }
        killed.append(&mut fate.trail);
    }
    for boundary in [
        "committed desk.claim",
        "answered POST /v1.0/me/messages/{id}/createReply",
        "answered PATCH",
        "committed desk.step {effect}",
        "answered POST /v1.0/me/messages/{id}/send",
    ] {
        assert!(killed.iter().any(|way| way.contains(boundary)), "no {boundary} in {killed:#?}");
    }
    killed
}

#[tokio::test]
async fn killed_once_on_its_way_out_a_mail_leaves_once_and_whole() {
    let killed = ways_out(prompt).await;
    assert!(killed.iter().any(|way| way.contains("committed desk.step {activity")), "no report in {killed:#?}");
}

#[tokio::test]
async fn killed_once_on_its_way_out_a_mail_that_shows_late_leaves_once_and_whole() {
    ways_out(slow).await;
}
