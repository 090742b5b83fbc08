//! Why a sign-in did not work, in the few kinds that lead a person to different steps.
//!
//! Microsoft says never to branch on its numbers; `error` decides the kind, a known number only refines it, and the
//! number is shown as a hint for whoever is asked for help.

use std::fmt;

use pebble_core::engines::email::mailbox::{MailboxError, SignInRemedy};

use crate::{mailbox::NOT_SAVED, vault::VaultProblem};

/// The AADSTS number, when there was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hint(pub Option<u32>);

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |number| write!(f, " (AADSTS{number})"))
    }
}

/// Why a sign-in did not work. Each text says what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInProblem {
    /// The organisation must approve the app.
    #[error("Your organisation has to approve this app first. Send the approval link to your administrator.{0}")]
    AskAdmin(Hint),
    /// The grant is over: password changed, too long unused, another factor wanted.
    #[error("Your sign-in has ended. Sign in again.{0}")]
    SignInAgain(Hint),
    /// A policy of the organisation; trying again does not help.
    #[error("Your organisation's policy does not allow this sign-in. Your administrator can say why.{0}")]
    Blocked(Hint),
    /// An account of another kind, tenant or cloud.
    #[error("This account cannot be used here. Sign in with your work account.{0}")]
    WrongAccount(Hint),
    /// Our registration or request is wrong.
    #[error("The app's registration with Microsoft is not right. Please report this.{0}")]
    OurFault(Hint),
    /// Microsoft is busy or down.
    #[error("Microsoft's sign-in is not available just now. Try again in a few minutes.{0}")]
    Transient(Hint),
    /// The person said no.
    #[error("The sign-in was declined. Nothing has changed; sign in when you are ready.")]
    Declined,
    /// Cancelled in the app.
    #[error("The sign-in was cancelled.")]
    Cancelled,
    /// The browser never came back.
    #[error(
        "No answer came from the browser within 5 minutes. Try again; if it said that approval is needed, send the \
         approval link to your administrator."
    )]
    TimedOut,
    /// No network.
    #[error("Microsoft's sign-in cannot be reached. Check the network and try again.")]
    Offline,
    /// This computer refused a port to listen on.
    #[error("This computer does not let the app wait for the browser's answer ({0}). Check its firewall settings.")]
    NoListener(String),
    /// Signed in, but without a permission the app cannot do without.
    #[error("The permission {0} was not given. Sign in again and accept it, or ask your administrator.")]
    MissingPermission(String),
    /// The answer made no sense.
    #[error("Microsoft's sign-in answered something unreadable ({0}). Try again.")]
    Unreadable(String),
    /// Signed in, but it cannot be kept safe.
    #[error("The sign-in worked but cannot be kept: {0}")]
    Vault(#[from] VaultProblem),
    /// Signed in, but the mailbox does not answer.
    #[error("Signed in, but the mailbox did not answer: {0}")]
    Mailbox(MailboxError),
}

impl SignInProblem {
    /// What leads on.
    #[must_use]
    pub fn remedy(&self) -> SignInRemedy {
        match self {
            Self::SignInAgain(_) | Self::Declined | Self::Cancelled | Self::TimedOut | Self::MissingPermission(_) => {
                SignInRemedy::Again
            }
            Self::AskAdmin(_) => SignInRemedy::Approval,
            Self::Blocked(_) => SignInRemedy::Policy,
            Self::WrongAccount(_) => SignInRemedy::OtherAccount,
            Self::OurFault(_) => SignInRemedy::Registration,
            Self::Transient(_) | Self::Offline | Self::Unreadable(_) => SignInRemedy::Later,
            Self::NoListener(_) | Self::Vault(_) => SignInRemedy::Computer,
            Self::Mailbox(problem) => match problem {
                MailboxError::SignIn { remedy, .. } => *remedy,
                MailboxError::Refused { code, .. } if code == NOT_SAVED => SignInRemedy::Computer,
                // Somebody without a mailbox, or with one that is kept elsewhere.
                MailboxError::Refused { .. } => SignInRemedy::OtherAccount,
                _ => SignInRemedy::Later,
            },
        }
    }
}

/// What Microsoft's answer says about a refusal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refusal<'a> {
    pub(crate) error: &'a str,
    pub(crate) suberror: &'a str,
    pub(crate) description: &'a str,
    pub(crate) codes: &'a [u32],
}

impl Refusal<'_> {
    /// The kind of refusal.
    pub(crate) fn problem(&self) -> SignInProblem {
        let number = self.codes.first().copied().or_else(|| number_in(self.description));
        let hint = Hint(number);
        if let Some(kind) = number.and_then(by_number) {
            return kind(hint);
        }
        match (self.error, self.suberror) {
            ("consent_required", _) | (_, "consent_required") => SignInProblem::AskAdmin(hint),
            ("access_denied", _) => SignInProblem::Declined,
            ("temporarily_unavailable" | "server_error", _) => SignInProblem::Transient(hint),
            ("invalid_grant" | "interaction_required" | "login_required", _) => SignInProblem::SignInAgain(hint),
            _ => SignInProblem::OurFault(hint),
        }
    }
}

fn number_in(description: &str) -> Option<u32> {
    let (_, after) = description.split_once("AADSTS")?;
    let digits: String = after.chars().take(9).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn by_number(number: u32) -> Option<fn(Hint) -> SignInProblem> {
    Some(match number {
        90094 | 90095 | 65001 | 65004 | 650_052 | 650_057 | 65005 => SignInProblem::AskAdmin,
        50173 | 700_082 | 70008 | 70043 | 50089 | 50132 | 50133 | 700_084 | 50076 | 50079 | 50074 | 50072 | 50078 => {
            SignInProblem::SignInAgain
        }
        53000..=53003 | 530_032 | 530_035 | 50105 | 50005 | 50097 | 500_021 | 50057 | 700_016 | 7_000_112 => {
            SignInProblem::Blocked
        }
        16000 | 50020 | 500_208 | 50034 | 90002 | 90038 | 9_002_332 | 50194 => SignInProblem::WrongAccount,
        50011 | 7_000_218 | 700_025 | 54005 | 501_481 | 70011 | 50196 => SignInProblem::OurFault,
        90033 | 50033 | 90055 => SignInProblem::Transient,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(error: &str, description: &str) -> SignInProblem {
        Refusal { error, description, ..Refusal::default() }.problem()
    }

    #[test]
    fn the_error_decides_the_kind() {
        assert_eq!(refused("access_denied", ""), SignInProblem::Declined);
        assert_eq!(refused("consent_required", ""), SignInProblem::AskAdmin(Hint(None)));
        assert_eq!(refused("invalid_grant", "AADSTS999999: new"), SignInProblem::SignInAgain(Hint(Some(999_999))));
        assert_eq!(refused("server_error", ""), SignInProblem::Transient(Hint(None)));
        assert_eq!(refused("invented", ""), SignInProblem::OurFault(Hint(None)));
    }

    #[test]
    fn a_known_number_refines_it_and_is_shown() {
        let problem = refused("invalid_grant", "AADSTS65001: The user has not consented");
        assert_eq!(problem, SignInProblem::AskAdmin(Hint(Some(65001))));
        assert!(problem.to_string().contains("AADSTS65001"));
        assert_eq!(refused("invalid_grant", "AADSTS53003: blocked"), SignInProblem::Blocked(Hint(Some(53003))));
        assert_eq!(refused("access_denied", "AADSTS65004: declined"), SignInProblem::AskAdmin(Hint(Some(65004))));
    }

    #[test]
    fn each_kind_leads_on_in_its_own_way() {
        let remedy = |number: u32| refused("invalid_grant", &format!("AADSTS{number}: said so")).remedy();
        assert_eq!([90094, 65001, 65004].map(remedy), [SignInRemedy::Approval; 3]);
        assert_eq!([50173, 700_082, 50076].map(remedy), [SignInRemedy::Again; 3]);
        assert_eq!([53000, 53003, 50105, 50057].map(remedy), [SignInRemedy::Policy; 4]);
        assert_eq!([16000, 50020, 90038].map(remedy), [SignInRemedy::OtherAccount; 3]);
        assert_eq!([50011, 700_025, 50196].map(remedy), [SignInRemedy::Registration; 3]);
        assert_eq!(remedy(90033), SignInRemedy::Later);
        assert_eq!(refused("access_denied", "").remedy(), SignInRemedy::Again);
        assert_eq!(SignInProblem::NoListener("refused".to_owned()).remedy(), SignInRemedy::Computer);
    }

    #[test]
    fn a_mailbox_that_refuses_a_fresh_sign_in_leads_on_in_its_own_way() {
        let remedy = |problem: MailboxError| SignInProblem::Mailbox(problem).remedy();
        let refused = |code: &str| MailboxError::Refused { code: code.to_owned(), reason: String::new() };
        let blocked = MailboxError::SignIn { remedy: SignInRemedy::Policy, reason: String::new() };
        assert_eq!(remedy(blocked), SignInRemedy::Policy);
        assert_eq!(remedy(refused(NOT_SAVED)), SignInRemedy::Computer);
        assert_eq!(remedy(refused("MailboxNotEnabledForRESTAPI")), SignInRemedy::OtherAccount);
        assert_eq!(remedy(MailboxError::Malformed { reason: String::new() }), SignInRemedy::Later);
    }

    #[test]
    fn no_text_of_theirs_reaches_the_person() {
        assert!(!refused("invalid_grant", "AADSTS50173: <script>").to_string().contains("script"));
    }
}
