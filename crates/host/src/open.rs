//! From options to a working desk.

use std::{path::PathBuf, sync::Arc};

use futures::future::BoxFuture;
use pebble_core::{
    engines::{ENGINES, masters},
    kernel::Clock,
};
use pebble_intent::Reader;
use pebble_outlook::{ClientId, Endpoints, OsKeyStore, Outlook, Pace, Vault};
use pebble_store::{OpenError, Store};

use crate::{
    Desk, OfficeKeys, Options, SystemClock,
    desk::Made,
    identity,
    lock::FolderLock,
    office::{self, JoinOffice, JoinProof, Membership, Place, Tokens},
    options::Profile,
    registration::{self, RegistrationView},
};

/// Why a desk could not be opened; shown on the recovery screen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenProblem {
    /// The database.
    #[error("{0}")]
    Database(#[from] OpenError),
    /// Another desk has the folder.
    #[error(
        "Pebble Orchestrator is already open on this profile ({folder}). Go on in its window, or close it and try again.",
        folder = folder.display()
    )]
    AlreadyOpen {
        /// The desk's folder.
        folder: PathBuf,
    },
    /// The first start: the person is asked what to begin with.
    #[error("Nobody has said yet whether to begin with the sample company or with their own mailbox.")]
    NotChosen,
    /// The last start did not go well, and nothing is opened before the person says so.
    #[error("The last start did not go well. Nothing runs until somebody says to start normally.")]
    Careful,
    /// Anything else, as a plain sentence.
    #[error("{0}")]
    Other(String),
}

/// The parts a desk is put together from; tests and the demo bring their own.
pub struct Parts {
    /// Folder of the desk's files.
    pub folder: PathBuf,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where Microsoft is.
    pub endpoints: Endpoints,
    /// The app registration.
    pub client: ClientId,
    /// What is said of the registration on this computer; none where whoever assembles the desk says it, as tests do.
    pub registration: Option<RegistrationView>,
    /// Where the sign-in is kept.
    pub vault: Vault,
    /// Where the sign-in to the office is kept.
    pub office: Vault<OfficeKeys>,
    /// Opens the browser.
    pub browser: Box<dyn Fn(&url::Url) + Send + Sync>,
    /// How the Outlook adapter measures and waits; the computer's own pace when absent.
    pub pace: Option<Arc<dyn Pace>>,
    /// The mailbox is simulated.
    pub is_demo: bool,
    /// Where copies of files for people go; the system's downloads folder when absent.
    pub downloads: Option<PathBuf>,
}

/// The database's file, in the desk's folder.
pub(crate) const DATABASE: &str = "pebble.db";

/// Opens the desk that the options ask for and starts its loops.
///
/// # Errors
/// [`OpenProblem`] in plain words.
pub(crate) async fn open(options: Options) -> Result<Desk, OpenProblem> {
    let desk = match options.profile {
        Profile::Own => {
            let desk = assemble(own(&options)?).await?;
            start(&desk).await;
            desk
        }
        #[cfg(feature = "demo")]
        Profile::Demo | Profile::DemoDirector => crate::demo::open(&options).await?,
        #[cfg(not(feature = "demo"))]
        Profile::Demo | Profile::DemoDirector => {
            return Err(OpenProblem::Other("This build has no demo profile.".to_owned()));
        }
    };
    if let (Some(address), Some(invitation)) = (options.office, options.invitation)
        && desk.office().await.is_none()
        && let Err(refusal) =
            office::join(&desk, JoinOffice { address, proof: JoinProof::Invitation { invitation } }).await
    {
        tracing::error!(%refusal, "the office could not be joined");
        desk.note_office(|standing| standing.message = Some(refusal.message.clone()));
    }
    Ok(desk)
}

/// Puts a desk together without starting its loops: what a test drives by hand.
///
/// # Errors
/// [`OpenProblem`] in plain words.
pub fn assemble(parts: Parts) -> BoxFuture<'static, Result<Desk, OpenProblem>> {
    Box::pin(put_together(parts))
}

async fn put_together(parts: Parts) -> Result<Desk, OpenProblem> {
    let lock = FolderLock::take(&parts.folder).await?;
    let alone = identity::load(&parts.folder).map_err(OpenProblem::Other)?;
    let store = Store::sqlite(&parts.folder.join(DATABASE), ENGINES, parts.clock.now()).await?;
    let office_keys = Arc::new(Tokens::new(parts.office));
    let membership = office::membership(&parts.folder).map_err(OpenProblem::Other)?;
    let actor = membership.as_ref().map_or(alone, Membership::actor);
    let place = Place { folder: &parts.folder, store: &store, clock: &parts.clock, tokens: &office_keys };
    let office = match membership {
        None => None,
        Some(membership) => {
            let opened = office::open(place, membership, alone).await;
            Some(opened.map_err(|problem| OpenProblem::Other(problem.to_string()))?)
        }
    };
    let outlook = Outlook::new(parts.endpoints, parts.client, parts.vault, Arc::clone(&parts.clock))
        .map_err(|problem| OpenProblem::Other(problem.to_string()))?;
    let outlook = match parts.pace {
        Some(pace) => outlook.at_pace(pace),
        None => outlook,
    };
    let desk = Desk::new(Made {
        store,
        clock: parts.clock,
        actor,
        folder: parts.folder,
        office,
        office_keys,
        outlook,
        reader: Arc::new(Reader::new()),
        browser: parts.browser,
        is_demo: parts.is_demo,
        downloads: parts.downloads,
        registration: parts.registration,
        lock,
    });
    if let Some(office) = desk.office().await {
        let kept = office::keep(&desk, &office).await;
        kept.map_err(|problem| OpenProblem::Other(problem.to_string()))?;
    }
    crate::files::clear_incoming(&desk);
    teach_catalogue(&desk).await;
    crate::learning::begin(&desk).await;
    Ok(desk)
}

/// Starts the loops: an earlier sign-in is taken up, mail runs, the clock ticks.
pub(crate) async fn start(desk: &Desk) {
    crate::mail::restore(desk).await;
    desk.keep(crate::mail::run(desk.clone()));
    desk.keep(crate::ticks::run(desk.clone()));
    desk.keep(crate::ticks::keep_copies(desk.clone()));
    desk.keep(crate::learning::run(desk.clone()));
    desk.follow_office();
}

/// Teaches the reader the catalogue; done at the start and after every change of a product.
pub(crate) async fn teach_catalogue(desk: &Desk) {
    match masters::queries::products(&desk.read(), ()).await {
        Ok(products) => {
            let names: Vec<(String, Vec<String>)> = products
                .into_iter()
                .map(|product| (product.name, product.synonyms.lines().map(str::to_owned).collect()))
                .collect();
            desk.0.reader.set_catalogue(&names);
        }
        Err(refusal) => tracing::error!(%refusal, "the catalogue could not be read"),
    }
}

fn own(options: &Options) -> Result<Parts, OpenProblem> {
    let folder = folder_of(options).ok_or_else(|| {
        OpenProblem::Other("This computer names no folder for a program's files; start with --data DIR.".to_owned())
    })?;
    let vault = Vault::on_disk(&folder.join("auth"), Arc::new(OsKeyStore::new("pebble-orchestrator")));
    let office = Vault::on_disk(&folder.join("auth"), Arc::new(OsKeyStore::new("pebble-orchestrator office")));
    let said = registration::said(&folder);
    Ok(Parts {
        office,
        clock: Arc::new(SystemClock),
        endpoints: said.registration.endpoints(),
        client: said.registration.client(),
        registration: Some(said),
        vault,
        browser: Box::new(in_browser),
        pace: None,
        is_demo: false,
        downloads: options.downloads.clone(),
        folder,
    })
}

/// Shows a page in the system browser.
pub(crate) fn in_browser(url: &url::Url) {
    if let Err(why) = open::that_detached(url.as_str()) {
        tracing::error!(%why, "the browser could not be opened");
    }
}

/// Where a desk with these options keeps its files.
pub(crate) fn folder_of(options: &Options) -> Option<PathBuf> {
    options.data.clone().or_else(|| match options.profile {
        Profile::Own => data_folder(),
        Profile::Demo | Profile::DemoDirector => data_folder().map(|folder| folder.join("demo")),
    })
}

/// The system's place for a program's files.
fn data_folder() -> Option<PathBuf> {
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    let base = if cfg!(windows) {
        std::env::var_os("APPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library").join("Application Support"))
    } else {
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| home().map(|home| home.join(".local").join("share")))
    };
    base.map(|base| base.join("pebble-orchestrator"))
}
