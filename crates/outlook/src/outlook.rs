//! The door of this crate: sign in, come back after a restart, sign out, and the mailbox while signed in.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use pebble_core::engines::email::mailbox::{Account, Mailbox, MailboxError};
use tokio::sync::Mutex;
use url::Url;

use crate::endpoints::Endpoints;
use crate::executor::Executor;
use crate::mailbox::GraphMailbox;
use crate::session::Session;
use crate::signin::oauth::{Authority, Grant};
use crate::signin::{self, ClientId, Hint, SignInProblem};
use crate::time::{Clock, Pace, SteadyPace};
use crate::vault::{Bundle, Vault};

const CONNECT: Duration = Duration::from_secs(10);
/// The longest silence within an answer.
const SILENCE: Duration = Duration::from_secs(60);
/// The longest whole answer: 40 MB over a slow line.
const WHOLE: Duration = Duration::from_secs(300);

/// Outlook for one desk: one account at a time.
pub struct Outlook {
    /// Where Microsoft is, and as what this program signs people in there.
    registered: RwLock<(Endpoints, Authority)>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    pace: Arc<dyn Pace>,
    http: reqwest::Client,
    signed: RwLock<Option<Arc<GraphMailbox>>>,
    /// One sign-in at a time: two would share the browser.
    turn: Mutex<()>,
}

impl Outlook {
    /// Nothing is asked of the network or the keyring yet.
    ///
    /// # Errors
    /// [`SignInProblem::OurFault`] when TLS cannot be set up.
    pub fn new(
        endpoints: Endpoints,
        client: ClientId,
        vault: Vault,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SignInProblem> {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("PebbleOrchestrator/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .timeout(WHOLE);
        let http = builder.build().map_err(|_| SignInProblem::OurFault(Hint(None)))?;
        Ok(Self {
            registered: RwLock::new((endpoints.clone(), Authority::new(http.clone(), endpoints, client))),
            vault: Arc::new(vault),
            clock,
            pace: Arc::new(SteadyPace::start()),
            http,
            signed: RwLock::new(None),
            turn: Mutex::new(()),
        })
    }

    /// Waits at another pace than the computer's: a test's.
    #[must_use]
    pub fn at_pace(mut self, pace: Arc<dyn Pace>) -> Self {
        self.pace = pace;
        self
    }

    /// Signs people in as another registration from now on. A mailbox that is open stays so by the one before.
    pub fn register(&self, endpoints: Endpoints, client: ClientId) {
        let authority = Authority::new(self.http.clone(), endpoints.clone(), client);
        *self.registered.write().unwrap_or_else(PoisonError::into_inner) = (endpoints, authority);
    }

    fn registered(&self) -> (Endpoints, Authority) {
        self.registered.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The address an administrator opens to approve the app for the organisation.
    #[must_use]
    pub fn approval_link(&self) -> String {
        self.registered().1.approval_link()
    }

    /// True when a sign-in outlives the program.
    #[must_use]
    pub fn is_lasting(&self) -> bool {
        self.vault.is_lasting()
    }

    /// Signs in through the system browser, which `open_browser` is asked to open; ends when `cancel` does.
    ///
    /// # Errors
    /// [`SignInProblem`]; an earlier sign-in stays as it was.
    pub async fn sign_in(
        &self,
        open_browser: &(dyn Fn(&Url) + Send + Sync),
        cancel: impl Future<Output = ()> + Send,
    ) -> Result<Account, SignInProblem> {
        let _turn = self.turn.lock().await;
        let registered = self.registered();
        let (grant, mut bundle) = signin::sign_in(&registered.1, open_browser, cancel).await?;
        self.vault.store(&bundle).await?;
        let executor = self.executor(registered, bundle.clone(), Some(grant));
        match GraphMailbox::ask_account(&executor).await {
            Ok(account) => {
                bundle.account = account;
                self.vault.store(&bundle).await?;
            }
            // The id token has already said who it is; the mailbox may be asked later.
            Err(MailboxError::Offline | MailboxError::Throttled { .. }) => {}
            Err(problem) => return Err(SignInProblem::Mailbox(problem)),
        }
        Ok(self.install(executor, bundle.account))
    }

    /// Takes up the sign-in kept by an earlier run. Works offline: nothing is asked of Microsoft.
    ///
    /// # Errors
    /// [`SignInProblem::Vault`]; what is kept is not touched, so trying again later may work.
    pub async fn restore(&self) -> Result<Option<Account>, SignInProblem> {
        let _turn = self.turn.lock().await;
        let Some(bundle) = self.vault.load().await? else { return Ok(None) };
        let account = bundle.account.clone();
        Ok(Some(self.install(self.executor(self.registered(), bundle, None), account)))
    }

    /// Forgets the sign-in here. Microsoft offers no way to end it there from an app.
    ///
    /// # Errors
    /// [`SignInProblem::Vault`] when the file or the key could not be removed; the mailbox is closed all the same.
    pub async fn sign_out(&self) -> Result<(), SignInProblem> {
        let _turn = self.turn.lock().await;
        *self.signed.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.vault.clear().await.map_err(SignInProblem::from)
    }

    /// The mailbox, while signed in.
    #[must_use]
    pub fn mailbox(&self) -> Option<Arc<dyn Mailbox>> {
        let signed = self.signed.read().unwrap_or_else(PoisonError::into_inner);
        signed.clone().map(|mailbox| -> Arc<dyn Mailbox> { mailbox })
    }

    fn executor(
        &self,
        (endpoints, authority): (Endpoints, Authority),
        bundle: Bundle,
        grant: Option<Grant>,
    ) -> Arc<Executor> {
        let (vault, pace) = (Arc::clone(&self.vault), Arc::clone(&self.pace));
        let session = Session::new(authority, vault, Arc::clone(&pace), bundle, grant);
        let (http, clock) = (self.http.clone(), Arc::clone(&self.clock));
        Arc::new(Executor::new(http, endpoints, Arc::new(session), clock, pace))
    }

    fn install(&self, executor: Arc<Executor>, account: Account) -> Account {
        let mailbox = Arc::new(GraphMailbox::new(executor, account.clone()));
        *self.signed.write().unwrap_or_else(PoisonError::into_inner) = Some(mailbox);
        account
    }
}
