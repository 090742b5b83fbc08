//! How a device proves that it is who it says: a token that only this office can have made.
//!
//! Nothing of it is stored: a token is the device's id with a keyed hash of it, and an invitation names a person and an
//! end. An invitation makes one device, whose id derives from it, so it works once. Revoking a device stands in its
//! row, which is read with every answer. People's own sign-in is not here.

use pebble_core::kernel::ids::derive;
use pebble_sync::{Device, Millis, Person};
use uuid::Uuid;

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

    /// What a device shows with every request.
    pub fn token(&self, device: Device) -> String {
        self.mark(&format!("d{}", device.0.simple()))
    }

    /// The device that a token was made for.
    pub fn device(&self, token: &str) -> Option<Device> {
        let id = self.signed(token)?.strip_prefix('d')?;
        Uuid::try_parse(id).ok().map(Device)
    }

    /// An invitation for one device of a person, good until then.
    pub fn invite(&self, person: Person, until: Millis) -> String {
        self.mark(&format!("i{}-{}", person.0.simple(), until.0))
    }

    /// Whom an invitation is for, and the device that it makes; none when it has ended or was not made here.
    pub fn invited(&self, invitation: &str, now: Millis) -> Option<(Person, Device)> {
        let said = self.signed(invitation)?;
        let (person, until) = said.strip_prefix('i')?.split_once('-')?;
        let until: i64 = until.parse().ok()?;
        let person = Uuid::try_parse(person).ok()?;
        (now.0 < until).then(|| (Person(person), Device(derive(&[b"device", said.as_bytes()]))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_device_and_at_its_office_alone() {
        let (ours, theirs) = (Keys::of(b"one"), Keys::of(b"two"));
        let (one, other) = (Device(Uuid::from_u128(1)), Device(Uuid::from_u128(2)));
        let token = ours.token(one);
        assert_eq!(ours.device(&token), Some(one));
        assert_eq!(theirs.device(&token), None);
        let forged = token.replace(&one.0.simple().to_string(), &other.0.simple().to_string());
        for wrong in [forged.as_str(), "", ".", "d.", &token[1..], &token[..token.len() - 1]] {
            assert_eq!(ours.device(wrong), None, "{wrong:?}");
        }
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
        assert_eq!(keys.device(&invitation), None);
        assert_eq!(keys.invited(&keys.token(Device(Uuid::nil())), Millis(0)), None);
        assert_eq!(keys.invited(&invitation.replace("-1000", "-9000"), Millis(0)), None);
    }
}
