//! When the process is killed.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::{
    books::{Books, assert_sound},
    life::{Fate, Part},
};

/// More lives than any part of the journey has boundaries.
const MOST_LIVES: usize = 400;
/// Chance kills at one of so many boundaries from the start of a life.
const REACH: u64 = 50;

/// A boundary of the journey: the part of the story, the boundary's words, and how often they were said in that life.
type Place = (&'static str, String, usize);

/// Decides at which boundary each life ends.
pub enum Death {
    /// At the first boundary at which no life ended yet.
    Everywhere(HashSet<Place>),
    /// After so many boundaries as the dice say, from where these words were first said or else from the life's start; so
    /// many lives.
    ByChance { dice: u64, lives: usize, from: &'static str, reach: u64 },
    /// Once, so many boundaries after these words were first said.
    Once { nth: usize, from: &'static str },
    /// Never.
    Spared,
}

impl Death {
    pub fn everywhere() -> Death {
        Death::Everywhere(HashSet::new())
    }

    pub fn by_chance(seed: u64, lives: usize) -> Death {
        Death::ByChance { dice: seed, lives, from: "", reach: REACH }
    }

    /// So many lives, each within `reach` boundaries of where these words were first said.
    pub fn often(seed: u64, lives: usize, from: &'static str, reach: u64) -> Death {
        Death::ByChance { dice: seed, lives, from, reach }
    }

    pub fn once(nth: usize, from: &'static str) -> Death {
        Death::Once { nth, from }
    }

    pub fn spared() -> Death {
        Death::Spared
    }

    /// Lives through a part of the story, as often as it takes, until a life comes to its end and leaves nothing under
    /// way. After each life the books must be in order.
    pub async fn go_through(&mut self, fate: &mut Fate, story: &'static str, part: Part) {
        for _ in 0..MOST_LIVES {
            let mut judge = self.judge(story);
            let is_killed = fate.live(part, |boundary| judge(boundary)).await;
            drop(judge);
            assert_sound(fate).await;
            if is_killed {
                if matches!(self, Death::Once { .. }) {
                    *self = Death::Spared;
                }
                fate.now += TimeDelta::seconds(1);
            } else if part == Part::Away || Books::open(fate).await.are_settled().await {
                return;
            } else {
                // What was under way is looked into again some time later.
                fate.now += TimeDelta::minutes(10);
            }
        }
        panic!("{story} does not come to an end: {:#?}", fate.trail);
    }

    /// What says of each boundary of one life whether the life ends there.
    fn judge(&mut self, story: &'static str) -> Box<dyn FnMut(&str) -> bool + Send + '_> {
        match self {
            Death::Everywhere(places) => {
                let mut said: HashMap<String, usize> = HashMap::new();
                Box::new(move |boundary| {
                    let count = said.entry(boundary.to_owned()).or_default();
                    *count += 1;
                    places.insert((story, boundary.to_owned(), *count))
                })
            }
            Death::ByChance { lives: 0, .. } | Death::Spared => Box::new(|_| false),
            Death::ByChance { dice, lives, from, reach } => {
                let (mut left, mut is_near) = (roll(dice) % *reach, false);
                Box::new(move |boundary| {
                    is_near = is_near || boundary.starts_with(*from);
                    if !is_near {
                        return false;
                    }
                    let is_fatal = left == 0;
                    left = left.wrapping_sub(1);
                    *lives -= usize::from(is_fatal);
                    is_fatal
                })
            }
            Death::Once { nth, from } => {
                let mut seen = 0;
                Box::new(move |boundary| {
                    seen += usize::from(seen > 0 || boundary.starts_with(*from));
                    seen == *nth
                })
            }
        }
    }
}

/// SplitMix64: the same rolls for the same seed everywhere.
fn roll(dice: &mut u64) -> u64 {
    *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*dice ^ (*dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
