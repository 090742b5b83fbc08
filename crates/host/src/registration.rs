//! How this program is registered with Microsoft. Each company registers it once, as a public client with the redirect
//! `http://localhost`, and every desk of theirs is told the application's id: by the environment it starts in, which is
//! how an administrator says it for all, or once on its account screen (`registration.json` in its folder).

use std::{path::Path, sync::PoisonError};

use pebble_core::kernel::{Error, Result};
use pebble_outlook::{ClientId, Cloud, Endpoints};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{
    Desk,
    app::SignInState,
    first::{read, write},
};

const FILE: &str = "registration.json";
const CLIENT: &str = "PEBBLE_OUTLOOK_CLIENT_ID";
const TENANT: &str = "PEBBLE_OUTLOOK_TENANT";
const CLOUD: &str = "PEBBLE_OUTLOOK_CLOUD";

/// Which of Microsoft's clouds a company is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MicrosoftCloud {
    /// Everybody's.
    #[default]
    Worldwide,
    /// That of the government of the United States.
    UsGovernment,
    /// That of its Department of Defense.
    UsDod,
    /// That in China, by 21Vianet.
    China,
}

/// The registration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Registration {
    /// The application (client) id, a UUID; empty while nobody has said it.
    pub client_id: String,
    /// The directory (tenant) it is for: a UUID or a domain. Absent for a registration that every organisation may use.
    pub tenant: Option<String>,
    /// The cloud.
    #[serde(default)]
    pub cloud: MicrosoftCloud,
}

/// The registration as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RegistrationView {
    /// It.
    pub registration: Registration,
    /// An administrator has said it for this computer: it cannot be changed here.
    pub is_fixed: bool,
}

impl Registration {
    /// As Microsoft knows it.
    pub(crate) fn client(&self) -> ClientId {
        let client = ClientId::new(&self.client_id);
        match &self.tenant {
            Some(tenant) => client.in_tenant(tenant),
            None => client,
        }
    }

    /// Where Microsoft is.
    pub(crate) fn endpoints(&self) -> Endpoints {
        Endpoints::of(match self.cloud {
            MicrosoftCloud::Worldwide => Cloud::Worldwide,
            MicrosoftCloud::UsGovernment => Cloud::UsGovernment,
            MicrosoftCloud::UsDod => Cloud::UsDod,
            MicrosoftCloud::China => Cloud::China,
        })
    }

    /// What a person typed, as it is meant.
    fn checked(self) -> Result<Registration> {
        let id = Uuid::parse_str(self.client_id.trim());
        let id = id.map_err(|_| {
            let why = "An application ID looks like 11111111-2222-3333-4444-555555555555. Your IT finds it in Microsoft Entra, under App registrations.";
            Error::invalid("client_id", why)
        })?;
        let tenant = self.tenant.as_deref().map(str::trim).filter(|tenant| !tenant.is_empty());
        if let Some(tenant) = tenant
            && !is_tenant(tenant)
        {
            let why = "A directory is named by its ID or by one of its domains, as in contoso.onmicrosoft.com. Leave it empty if the registration is for every organisation.";
            return Err(Error::invalid("tenant", why));
        }
        Ok(Registration { client_id: id.to_string(), tenant: tenant.map(str::to_lowercase), cloud: self.cloud })
    }
}

/// A directory's id, or something like a domain: it becomes a part of an address, so nothing else may be in it.
fn is_tenant(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && label.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
    };
    Uuid::parse_str(text).is_ok() || (text.len() <= 253 && text.contains('.') && text.split('.').all(is_label))
}

/// What is said of the registration on this computer.
pub(crate) fn said(folder: &Path) -> RegistrationView {
    let var = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    if let Some(client_id) = var(CLIENT) {
        let cloud = var(CLOUD).map_or(Ok(MicrosoftCloud::default()), |text| serde_json::from_value(text.into()));
        let cloud = cloud.map_err(|_| Error::invalid("cloud", "Say worldwide, us_government, us_dod or china."));
        let given = cloud.and_then(|cloud| Registration { client_id, tenant: var(TENANT), cloud }.checked());
        match given {
            Ok(registration) => return RegistrationView { registration, is_fixed: true },
            Err(refusal) => tracing::error!(%refusal, "the registration in the environment is not used"),
        }
    }
    RegistrationView { registration: read(folder, FILE).unwrap_or_default(), is_fixed: false }
}

/// The registration that signing in goes by; `None` where whoever put the desk together has said where Microsoft is.
pub(crate) fn view(desk: &Desk) -> Option<RegistrationView> {
    desk.0.registration.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Why nobody can sign in yet, in plain words.
pub(crate) fn missing(desk: &Desk) -> Option<&'static str> {
    view(desk).filter(|view| view.registration.client_id.is_empty()).map(|_| {
        "This desk does not know yet how your company has registered it with Microsoft. Ask your IT for the application ID and enter it first."
    })
}

/// Says how this program is registered, from the next sign-in on.
///
/// # Errors
/// `Invalid` with the field; `Conflict` when an administrator has said it, or somebody is signed in by the present one.
pub(crate) fn set(desk: &Desk, registration: Registration) -> Result<()> {
    let registration = registration.checked()?;
    let mut said = desk.0.registration.lock().unwrap_or_else(PoisonError::into_inner);
    match &*said {
        Some(view) if !view.is_fixed => {}
        _ => return Err(Error::conflict("Your administrator has set this for your computer. Nothing was changed.")),
    }
    if desk.0.outlook.mailbox().is_some() {
        return Err(Error::conflict("Sign out first: the mailbox is connected by the present registration."));
    }
    if desk.0.status.lock().unwrap_or_else(PoisonError::into_inner).sign_in == SignInState::Waiting {
        return Err(Error::conflict("Finish signing in, or cancel it: it goes by the present registration."));
    }
    write(&desk.0.folder, FILE, &registration)?;
    desk.0.outlook.register(registration.endpoints(), registration.client());
    *said = Some(RegistrationView { registration, is_fixed: false });
    drop(said);
    desk.announce(vec!["app"], Vec::new());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(client_id: &str, tenant: Option<&str>) -> Registration {
        Registration {
            client_id: client_id.to_owned(),
            tenant: tenant.map(str::to_owned),
            cloud: MicrosoftCloud::Worldwide,
        }
    }

    const ID: &str = "11111111-2222-4333-8444-555555555555";

    #[test]
    fn an_id_is_a_uuid_and_what_stands_around_it_is_left_out() {
        assert_eq!(of(&format!(" {ID} "), Some(" ")).checked().unwrap(), of(ID, None));
        for wrong in ["", "pebble", "11111111-2222-4333-8444"] {
            assert_eq!(of(wrong, None).checked().unwrap_err().field.as_deref(), Some("client_id"), "{wrong}");
        }
    }

    #[test]
    fn a_directory_is_an_id_or_a_domain_and_nothing_that_leads_elsewhere() {
        for right in [ID, "Contoso.onmicrosoft.com"] {
            assert!(of(ID, Some(right)).checked().is_ok(), "{right}");
        }
        for wrong in ["contoso", "a/b.com", "contoso.com/common", "contoso..com", "common?x=.y", "con toso.com"] {
            assert_eq!(of(ID, Some(wrong)).checked().unwrap_err().field.as_deref(), Some("tenant"), "{wrong}");
        }
    }
}
