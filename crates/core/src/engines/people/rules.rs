//! What makes a person's entry sound.

use super::model::Join;
use crate::kernel::{Error, Result};

/// Checks an introduction.
///
/// # Errors
/// `Invalid` at `name` or `email`.
pub fn introduction(join: &Join) -> Result<()> {
    if join.name.trim().is_empty() {
        return Err(Error::invalid("name", "Please give a name."));
    }
    let email = join.email.trim();
    if !email.is_empty() && !email.contains('@') {
        return Err(Error::invalid("email", "Please give a whole mail address, like asha@example.com."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::people::model::Role;

    #[test]
    fn a_person_needs_a_name_and_a_whole_address() {
        let join = |name: &str, email: &str| Join {
            id: None,
            name: name.to_owned(),
            email: email.to_owned(),
            role: Role::Sales,
            team: None,
        };
        assert_eq!(introduction(&join(" ", "")).unwrap_err().field.as_deref(), Some("name"));
        assert_eq!(introduction(&join("Asha", "asha")).unwrap_err().field.as_deref(), Some("email"));
        assert!(introduction(&join("Asha", "")).is_ok());
    }
}
