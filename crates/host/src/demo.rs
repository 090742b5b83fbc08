//! The demo profile: a simulated Outlook mailbox in this process, signed in by itself, with mail that keeps coming.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use pebble_core::{
    engines::{
        masters::model::{Import, NewCompany, NewContact, NewProduct},
        people::model::{Join, Role},
    },
    kernel::{At, Clock, PersonId, ids::derive},
};
use pebble_outlook::{ClientId, Endpoints, Pace, Vault};
use pebble_simulators::{Config, MailboxHandle, SimClock, SimHandle, Simulator, demo};
use serde_json::Value;

use crate::{
    Desk, Options, Profile, SystemClock,
    lock::{FolderLock, LOCK},
    open::{OpenProblem, Parts, assemble, folder_of, start},
};

/// The simulator's clock in the desk's words.
pub(crate) struct SharedClock(pub(crate) Arc<SimClock>);

impl Clock for SharedClock {
    fn now(&self) -> At {
        At::from(self.0.now())
    }
}

/// Waits by moving the simulated clock on: a day passes in a moment, and tokens expire as they should.
struct SteppedPace(Arc<SimClock>);

#[async_trait::async_trait]
impl Pace for SteppedPace {
    fn elapsed(&self) -> Duration {
        self.0.now().signed_duration_since(chrono::DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
    }

    async fn sleep(&self, span: Duration) {
        self.0.advance(chrono::TimeDelta::from_std(span).unwrap_or_default());
    }
}

/// A desk on a simulated mailbox, its loops not started.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) sim: SimHandle,
    pub(crate) mailbox: MailboxHandle,
}

fn other(why: impl std::fmt::Display) -> OpenProblem {
    OpenProblem::Other(format!("The demo could not be set up: {why}"))
}

/// Opens the demo and starts it.
pub(crate) async fn open(options: &Options) -> Result<Desk, OpenProblem> {
    let (folder, began) = folder(options).await?;
    let clock = SimClock::running(SystemClock.now().utc());
    if options.profile == Profile::DemoDirector {
        let content = director();
        let join = Join { role: Some(Role::Director), ..entry(&content.account) };
        let Stage { desk, sim, .. } = set_up(folder, clock, content, false, options.downloads.clone()).await?;
        desk.internal::<Value>("people.join", &join).await.map_err(other)?;
        start(&desk).await;
        crate::mail::begin_sign_in(&desk);
        desk.keep(stay(sim));
        return Ok(desk);
    }
    let content = demo::mailbox(began.utc());
    let Stage { desk, sim, mailbox } = set_up(folder, clock, content, false, options.downloads.clone()).await?;
    start(&desk).await;
    crate::mail::begin_sign_in(&desk);
    desk.keep(crate::demo_past::make(desk.clone()));
    desk.keep(keep_coming(sim, mailbox, desk.now()));
    Ok(desk)
}

/// A director with an empty mailbox: what there is to see comes from the reps.
fn director() -> demo::Demo {
    demo::Demo {
        account: demo::DemoAddress {
            name: "Meera Joshi".to_owned(),
            address: "meera.joshi@pebblechem.example".to_owned(),
        },
        companies: Vec::new(),
        products: Vec::new(),
        colleagues: Vec::new(),
        messages: Vec::new(),
    }
}

/// The simulator lives as long as this task.
async fn stay(sim: SimHandle) {
    std::future::pending::<()>().await;
    drop(sim);
}

fn entry(who: &demo::DemoAddress) -> Join {
    Join { name: Some(who.name.clone()), email: Some(who.address.clone()), ..Join::default() }
}

/// A demo that is given a folder keeps it and the day it began, so that a restart finds the same mailbox; one that is
/// not begins afresh.
async fn folder(options: &Options) -> Result<(PathBuf, At), OpenProblem> {
    let now = SystemClock.now();
    let Some(kept) = &options.data else {
        let folder = folder_of(options).ok_or_else(|| other("no folder for a program's files"))?;
        empty(&folder).await?;
        return Ok((folder, now));
    };
    std::fs::create_dir_all(kept).map_err(other)?;
    let mark = kept.join("began.json");
    if let Ok(bytes) = std::fs::read(&mark) {
        return Ok((kept.clone(), serde_json::from_slice(&bytes).map_err(other)?));
    }
    std::fs::write(&mark, serde_json::to_vec(&now).map_err(other)?).map_err(other)?;
    Ok((kept.clone(), now))
}

/// Takes away what an earlier demo left, unless that one is still open.
async fn empty(folder: &Path) -> Result<(), OpenProblem> {
    let _alone = FolderLock::take(folder).await?;
    for entry in std::fs::read_dir(folder).map_err(other)? {
        let entry = entry.map_err(other)?;
        if entry.file_name() == LOCK {
            continue;
        }
        let is_folder = entry.file_type().map_err(other)?.is_dir();
        let path = entry.path();
        if is_folder { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.map_err(other)?;
    }
    Ok(())
}

/// Sets the scene: simulator with its mailbox, desk with its masters.
pub(crate) async fn set_up(
    folder: PathBuf,
    clock: Arc<SimClock>,
    content: demo::Demo,
    is_stepped: bool,
    downloads: Option<PathBuf>,
) -> Result<Stage, OpenProblem> {
    let config = Config::new(Arc::clone(&clock), &content.account.name, &content.account.address);
    let sim = Simulator::start(config).await.map_err(other)?;
    let mailbox = sim.mailbox(&content.account.address);
    for message in &content.messages {
        mailbox.deliver(message.clone().into());
    }
    let endpoints = Endpoints::new(sim.identity_url(), sim.graph_url()).map_err(other)?;
    let microsoft = sim.identity_url().to_owned();
    let desk = assemble(Parts {
        folder,
        clock: Arc::new(SharedClock(Arc::clone(&clock))),
        endpoints,
        client: ClientId::new("00000000-0000-4000-8000-00000000demo"),
        registration: None,
        vault: Vault::session_only(),
        office: Vault::session_only(),
        // An office that the demo joins has a sign-in page of its own, which is no simulation.
        browser: Box::new(move |url| match url.as_str().starts_with(&microsoft) {
            true => stand_in_browser(url),
            false => crate::open::in_browser(url),
        }),
        pace: is_stepped.then(|| -> Arc<dyn Pace> { Arc::new(SteppedPace(Arc::clone(&clock))) }),
        is_demo: true,
        downloads,
    })
    .await?;
    introduce(&desk, &content).await.map_err(other)?;
    Ok(Stage { desk, sim, mailbox })
}

/// Stands in for the system browser: follows the sign-in page to where it leads.
fn stand_in_browser(url: &url::Url) {
    let url = url.clone();
    tokio::spawn(async move {
        if let Err(why) = reqwest::get(url).await {
            tracing::error!(%why, "the simulated sign-in page did not answer");
        }
    });
}

async fn introduce(desk: &Desk, content: &demo::Demo) -> pebble_core::kernel::Result<()> {
    let companies = content.companies.iter().filter(|company| company.is_known).map(|company| NewCompany {
        name: company.name.clone(),
        domain: Some(company.domain.clone()),
        gstin: company.gstin.clone(),
        city: Some(company.city.clone()),
        industry: Some(company.industry.clone()),
        is_customer: false,
        contacts: company
            .contacts
            .iter()
            .map(|contact| NewContact {
                name: contact.name.clone(),
                email: Some(contact.address.clone()),
                phone: Some(contact.phone.clone()),
                role: Some(contact.role.clone()),
            })
            .collect(),
        ..NewCompany::default()
    });
    let products = content.products.iter().map(|product| NewProduct {
        name: product.name.clone(),
        synonyms: product.synonyms.clone(),
        cas: Some(product.cas.clone()),
        unit: product.unit.clone(),
        list_price_minor: Some(product.list_price_minor),
    });
    let import = Import { companies: companies.collect(), products: products.collect() };
    desk.internal::<Value>("masters.import", &import).await?;
    for colleague in &content.colleagues {
        let id = PersonId(derive(&[b"colleague", colleague.address.address.as_bytes()]));
        let join = Join { id: Some(id), ..entry(&colleague.address) };
        desk.internal::<Value>("people.join", &join).await?;
    }
    Ok(())
}

/// Mail keeps arriving, some of it in answer to what is sent.
async fn keep_coming(sim: SimHandle, mailbox: MailboxHandle, began: At) {
    tokio::spawn(answer_sent(sim.watch_sent(), mailbox.clone()));
    let mut waited = Duration::ZERO;
    for arrival in demo::arrivals(began.utc()) {
        tokio::time::sleep(arrival.after.saturating_sub(waited)).await;
        waited = arrival.after.max(waited);
        mailbox.deliver(arrival.message.into());
    }
    stay(sim).await;
}

async fn answer_sent(
    mut sent: tokio::sync::mpsc::UnboundedReceiver<pebble_simulators::SentMail>,
    mailbox: MailboxHandle,
) {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    while let Some(mail) = sent.recv().await {
        let mail = demo::SentMail::from(&mail);
        let count = counts.entry(first_recipient(&mail)).or_default();
        let answer = demo::answer(&mail, *count);
        *count = count.saturating_add(1);
        let Some((after, message)) = answer else { continue };
        let mailbox = mailbox.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            mailbox.deliver(message.into());
        });
    }
}

/// Who answers a mail: its first recipient.
pub(crate) fn first_recipient(mail: &demo::SentMail) -> String {
    mail.to.first().map(|to| to.address.clone()).unwrap_or_default()
}
