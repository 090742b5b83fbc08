//! What proves to the office who asks: marks that only it can have made.
//!
//! An **invitation** names a person and an end. It makes one device, whose id derives from it, so it works once. An
//! **access token** names a device and an end some minutes away. A **refresh token** names a device, and is good once
//! (see [`sign_in`](crate::sign_in)). Each is a text with a keyed hash of it; none is stored. People's own sign-in is
//! not here.

use pebble_core::kernel::ids::derive;
use pebble_sync::{Device, Millis, Person};
use uuid::Uuid;

/// Why an access token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unproven {
    /// It was good, and has ended.
    Expired,
    /// This office did not make it.
    Unknown,
}

/// Whom a text names after its letter, and what else it says.
fn named(said: &str, letter: char) -> Option<(Uuid, &str)> {
    let (id, rest) = said.strip_prefix(letter)?.split_once('-')?;
    Some((Uuid::try_parse(id).ok()?, rest))
}

/// The office's key.
#[derive(Clone)]
pub struct Keys([u8; 32]);

impl Keys {
    /// From the office's secret, which every node shares and nobody else knows.
    pub fn of(secret: &[u8]) -> Keys {
        Keys(blake3::derive_key("pebble-server devices and invitations", secret))
    }

    fn sign(&self, text: &str) -> blake3::Hash {
        blake3::keyed_hash(&self.0, text.as_bytes())
    }

    /// The text in front of the last dot, if what is behind it is ours. Takes the same time whatever is wrong.
    fn signed<'a>(&self, text: &'a str) -> Option<&'a str> {
        let (said, mark) = text.rsplit_once('.')?;
        let mark = blake3::Hash::from_hex(mark).ok()?;
        (self.sign(said) == mark).then_some(said)
    }

    fn mark(&self, said: &str) -> String {
        format!("{said}.{}", self.sign(said).to_hex())
    }

    /// What a device shows with every request until then.
    pub fn access(&self, device: Device, until: Millis) -> String {
        self.mark(&format!("a{}-{}", device.0.simple(), until.0))
    }

    /// The device that an access token was made for.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn device(&self, token: &str, now: Millis) -> Result<Device, Unproven> {
        let (device, until) = self.signed(token).and_then(|said| named(said, 'a')).ok_or(Unproven::Unknown)?;
        let until: i64 = until.parse().map_err(|_| Unproven::Unknown)?;
        if now.0 < until { Ok(Device(device)) } else { Err(Unproven::Expired) }
    }

    /// What renews a device's tokens until then; `chance` makes each another one.
    pub fn refresh(&self, device: Device, chance: Uuid, until: Millis) -> String {
        self.mark(&format!("r{}-{}-{}", device.0.simple(), chance.simple(), until.0))
    }

    /// The device that a refresh token was made for, and until when; those of the first version do not say.
    pub fn refreshes(&self, token: &str) -> Option<(Device, Option<Millis>)> {
        let (device, rest) = self.signed(token).and_then(|said| named(said, 'r'))?;
        let until = rest.split_once('-').and_then(|(_, until)| until.parse().ok());
        Some((Device(device), until.map(Millis)))
    }

    /// A key of a program.
    pub(crate) fn program(&self, id: Uuid) -> String {
        self.mark(&format!("k{}-", id.simple()))
    }

    /// Which program shows this key; none when it was not made here.
    pub(crate) fn shown(&self, key: &str) -> Option<Uuid> {
        self.signed(key).and_then(|said| named(said, 'k')).map(|(id, _)| id)
    }

    /// What messages of a web hook are signed with.
    pub(crate) fn hook(&self, id: Uuid) -> [u8; 32] {
        *self.sign(&format!("h{}-", id.simple())).as_bytes()
    }

    /// An invitation for one device of a person, good until then.
    pub fn invite(&self, person: Person, until: Millis) -> String {
        self.mark(&format!("i{}-{}", person.0.simple(), until.0))
    }

    /// Whom an invitation is for, and the device that it makes; none when it has ended or was not made here.
    pub fn invited(&self, invitation: &str, now: Millis) -> Option<(Person, Device)> {
        let said = self.signed(invitation)?;
        let (person, until) = named(said, 'i')?;
        let until: i64 = until.parse().ok()?;
        (now.0 < until).then(|| (Person(person), Device(derive(&[b"device", said.as_bytes()]))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Millis = Millis(1_000);

    #[test]
    fn a_token_is_good_for_its_device_at_its_office_and_until_its_end() {
        let (ours, theirs) = (Keys::of(b"one"), Keys::of(b"two"));
        let (one, other) = (Device(Uuid::from_u128(1)), Device(Uuid::from_u128(2)));
        let token = ours.access(one, SOON);
        assert_eq!(ours.device(&token, Millis(999)), Ok(one));
        assert_eq!(ours.device(&token, SOON), Err(Unproven::Expired));
        assert_eq!(theirs.device(&token, Millis(0)), Err(Unproven::Unknown));
        let forged = token.replace(&one.0.simple().to_string(), &other.0.simple().to_string());
        let longer = token.replace("-1000", "-9000");
        for wrong in [forged.as_str(), longer.as_str(), "", ".", "a.", &token[1..], &token[..token.len() - 1]] {
            assert_eq!(ours.device(wrong, Millis(0)), Err(Unproven::Unknown), "{wrong:?}");
        }
    }

    #[test]
    fn what_renews_is_no_access_and_the_other_way_round() {
        let keys = Keys::of(b"one");
        let device = Device(Uuid::from_u128(1));
        let (access, refresh) = (keys.access(device, SOON), keys.refresh(device, Uuid::from_u128(5), SOON));
        assert_eq!(keys.refreshes(&refresh), Some((device, Some(SOON))));
        assert_eq!(keys.refreshes(&access), None);
        assert_eq!(keys.device(&refresh, Millis(0)), Err(Unproven::Unknown));
        assert_ne!(refresh, keys.refresh(device, Uuid::from_u128(6), SOON));
        let of_the_first_version = keys.mark(&format!("r{}-{}", device.0.simple(), Uuid::nil().simple()));
        assert_eq!(keys.refreshes(&of_the_first_version), Some((device, None)));
    }

    #[test]
    fn an_invitation_makes_one_device_until_it_ends_and_is_no_token() {
        let keys = Keys::of(b"one");
        let person = Person(Uuid::from_u128(7));
        let invitation = keys.invite(person, Millis(1_000));
        let first = keys.invited(&invitation, Millis(999));
        assert_eq!(first.map(|(whom, _)| whom), Some(person));
        assert_eq!(keys.invited(&invitation, Millis(5)), first);
        assert_eq!(keys.invited(&invitation, Millis(1_000)), None);
        assert_eq!(keys.device(&invitation, Millis(0)), Err(Unproven::Unknown));
        assert_eq!(keys.invited(&keys.access(Device(Uuid::nil()), SOON), Millis(0)), None);
        assert_eq!(keys.invited(&invitation.replace("-1000", "-9000"), Millis(0)), None);
    }
}
