//! Mails whose desk is killed again and again on their way out, also within what it does about the killing before.
//!
//! `PEBBLE_KILLS=500` kills that often in place of the suite's few; each boundary of the way has its turn in the tests
//! beside this one.

use chrono::TimeDelta;
use pebble_simulators::Modes;
use pebble_tests::mails;

use super::{
    death::Death,
    life::{Fate, Part},
    prompt, slow, written,
};

/// Killings in an ordinary run.
const KILLS: usize = 30;
/// Killings on the way of one mail.
const OF_ONE: usize = 5;
/// Boundaries of the way out, a few more than there are.
const WAY: u64 = 32;

async fn answered(service: fn(&mut Modes), death: &mut Death) -> Fate {
    let mut fate = Fate::begin(&mails::masters()).await;
    fate.sim.modes(service);
    fate.mailbox().deliver(mails::rfq()).unwrap();
    Death::spared().go_through(&mut fate, "the first day", Part::Quote).await;
    fate.now += TimeDelta::hours(25);
    Death::spared().go_through(&mut fate, "offline", Part::Away).await;
    death.go_through(&mut fate, "the network is back", Part::Online).await;
    fate
}

#[tokio::test]
async fn a_mail_leaves_once_and_whole_however_often_its_desk_is_killed_on_the_way() {
    let wanted = std::env::var("PEBBLE_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    let (mut killed, mut seed) = (0, 0);
    while killed < wanted {
        seed += 1;
        let lives = OF_ONE.min(wanted - killed);
        let service = if u64::is_multiple_of(seed, 2) { slow } else { prompt };
        let fate = if u64::is_multiple_of(seed, 3) {
            // From the sending on: what is typed before has tests of its own.
            written::passed_on(&mut Death::often(seed, lives, "committing desk.claim", WAY)).await
        } else {
            answered(service, &mut Death::often(seed, lives, "committing desk.claim", WAY)).await
        };
        let sent = fate.sim.sent();
        assert_eq!(sent.len(), 1, "seed {seed}: {:#?}", fate.trail);
        assert!(fate.mailbox().messages_in("drafts").is_empty(), "seed {seed}, a draft is left: {:#?}", fate.trail);
        fate.sim.assert_clean();
        killed += fate.trail.len();
    }
    println!("killed {killed} times on the ways of {seed} mails");
}
