//! The TypeScript contract: every command of every engine with its types, written from the engine list.

use std::{collections::BTreeMap, collections::BTreeSet, fmt::Write, path::Path};

use pebble_core::{
    engines::{ENGINES, email::model::OneMail, files::model::AttachmentId},
    kernel::{
        contract::{TypeName, Types, type_name},
        error,
    },
};

use crate::{
    Preferences,
    app::{Nothing, StatusView},
    diagnostics::{OfReport, Report},
    files::{AttachFile, AttachOfMail, DraftFile, OfFile, OfMail, SavedFile, StageFile, Staged},
    first::{BeginWith, StartView},
    given::{Given, Together},
    jobs::{JobView, OfJob},
    mail::ledger::{FindMail, LedgerView, Whereabouts},
    office::{Exported, JoinOffice, OfOffice, OfUnsent, OfficeAccount, OfficeView, OfficeWays, Unsent},
    problems::Problem,
    recovery::{Recovered, Recovery, RestoreBackup},
    registration::{Registration, RegistrationView},
};

const HEAD: &str = "// Generated from Rust by `cargo xtask bindings`. Do not edit.\n";

/// Writes the declaration of a type.
type Export = fn(&ts_rs::Config) -> Result<(), ts_rs::ExportError>;

#[derive(Default)]
struct Contract {
    imports: BTreeSet<String>,
    exports: Vec<Export>,
    last: Option<(String, String)>,
}

impl Types for Contract {
    fn endpoint(&mut self, input: TypeName, output: TypeName) {
        for each in [&input, &output] {
            self.imports.extend(each.imports.iter().cloned());
            self.exports.push(each.export);
        }
        self.last = Some((input.name, output.name));
    }
}

/// Writes the contract and every type it names into `folder`, replacing what was generated before.
///
/// # Errors
/// A sentence naming the file that could not be written.
pub fn write_bindings(folder: &Path) -> Result<(), String> {
    if !cfg!(debug_assertions) {
        return Err("A released program knows no types: have a development build write them.".to_owned());
    }
    let failed = |what: &Path, why: &dyn std::fmt::Display| format!("{} cannot be written: {why}", what.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|why| failed(folder, &why))?;
    }
    std::fs::create_dir_all(folder).map_err(|why| failed(folder, &why))?;
    let mut contract = Contract::default();
    let (queries, commands, topics) = endpoints(&mut contract);
    let config = ts_rs::Config::new().with_large_int("number").with_out_dir(folder);
    for export in contract.exports.drain(..) {
        export(&config).map_err(|why| failed(folder, &why))?;
    }
    for also in [type_name::<error::Error>(), type_name::<error::Code>()] {
        (also.export)(&config).map_err(|why| failed(folder, &why))?;
    }
    let file = folder.join("contract.ts");
    let text = written(&contract.imports, &queries, &commands, &topics).map_err(|why| failed(&file, &why))?;
    std::fs::write(&file, text).map_err(|why| failed(&file, &why))
}

type Endpoints = BTreeMap<String, (String, String)>;

fn endpoints(contract: &mut Contract) -> (Endpoints, Endpoints, BTreeMap<String, Vec<&'static str>>) {
    let (mut queries, mut commands, mut topics) = (Endpoints::new(), Endpoints::new(), BTreeMap::new());
    for engine in ENGINES.0 {
        for query in engine.queries {
            (query.types)(contract);
            let name = format!("{}.{}", engine.name, query.name);
            queries.extend(contract.last.take().map(|types| (name.clone(), types)));
            topics.insert(name, query.topics.to_vec());
        }
        for command in engine.commands.iter().chain(engine.local).chain(engine.central) {
            (command.types)(contract);
            commands.extend(contract.last.take().map(|types| (format!("{}.{}", engine.name, command.name), types)));
        }
    }
    contract.endpoint(type_name::<Nothing>(), type_name::<StatusView>());
    queries.extend(contract.last.take().map(|types| ("app.status".to_owned(), types)));
    topics.insert("app.status".to_owned(), vec!["app", "message", "quarantine", "effect"]);
    contract.endpoint(type_name::<Nothing>(), type_name::<Option<Recovery>>());
    queries.extend(contract.last.take().map(|types| ("app.recovery".to_owned(), types)));
    // No row is behind it; a page asks again when it has missed something, as after the desk was opened.
    topics.insert("app.recovery".to_owned(), vec!["desk"]);
    contract.endpoint(type_name::<RestoreBackup>(), type_name::<Recovered>());
    commands.extend(contract.last.take().map(|types| ("app.restore_backup".to_owned(), types)));
    for name in ["app.open_again", "app.start_anew"] {
        contract.endpoint(type_name::<Nothing>(), type_name::<Recovered>());
        commands.extend(contract.last.take().map(|types| (name.to_owned(), types)));
    }
    contract.endpoint(type_name::<Together>(), type_name::<Given>());
    commands.extend(contract.last.take().map(|types| ("app.together".to_owned(), types)));
    files(contract, &mut commands);
    program(contract, &mut queries, &mut commands, &mut topics);
    office(contract, &mut queries, &mut commands, &mut topics);
    for name in ["app.sign_in", "app.cancel_sign_in", "app.sign_out", "app.sync_now", "app.learn", "app.meet_office"] {
        contract.endpoint(type_name::<Nothing>(), type_name::<Nothing>());
        commands.extend(contract.last.take().map(|types| (name.to_owned(), types)));
    }
    (queries, commands, topics)
}

/// How the program starts and behaves, what it does and what is wrong with it.
fn program(
    contract: &mut Contract,
    queries: &mut Endpoints,
    commands: &mut Endpoints,
    topics: &mut BTreeMap<String, Vec<&'static str>>,
) {
    let mut query = |name: &str, output: TypeName, on: Vec<&'static str>| {
        contract.endpoint(type_name::<Nothing>(), output);
        queries.extend(contract.last.take().map(|types| (name.to_owned(), types)));
        topics.insert(name.to_owned(), on);
    };
    query("app.start", type_name::<StartView>(), vec!["desk"]);
    query("app.preferences", type_name::<Preferences>(), vec!["preferences"]);
    query("app.jobs", type_name::<Vec<JobView>>(), vec!["jobs", "message"]);
    query("app.registration", type_name::<Option<RegistrationView>>(), vec!["app"]);
    query("app.problems", type_name::<Vec<Problem>>(), vec!["app", "office", "effect", "quarantine"]);
    // A mail that comes or goes comes with its folder.
    let on = vec!["app", "folder", "mailbox", "quarantine"];
    query("app.ledger", type_name::<LedgerView>(), on);
    let mut command = |name: &str, input: TypeName, output: TypeName| {
        contract.endpoint(input, output);
        commands.extend(contract.last.take().map(|types| (name.to_owned(), types)));
    };
    command("app.begin", type_name::<BeginWith>(), type_name::<Nothing>());
    command("app.set_registration", type_name::<Registration>(), type_name::<Nothing>());
    command("app.set_preferences", type_name::<Preferences>(), type_name::<Nothing>());
    command("app.cancel_job", type_name::<OfJob>(), type_name::<Nothing>());
    command("app.find_mail", type_name::<FindMail>(), type_name::<Whereabouts>());
    command("app.diagnostics", type_name::<Nothing>(), type_name::<Report>());
    command("app.save_diagnostics", type_name::<OfReport>(), type_name::<SavedFile>());
    for name in ["app.start_normally", "app.wipe_sample"] {
        command(name, type_name::<Nothing>(), type_name::<Nothing>());
    }
}

fn files(contract: &mut Contract, commands: &mut Endpoints) {
    contract.endpoint(type_name::<StageFile>(), type_name::<Staged>());
    commands.extend(contract.last.take().map(|types| ("app.stage_file".to_owned(), types)));
    contract.endpoint(type_name::<AttachFile>(), type_name::<AttachmentId>());
    commands.extend(contract.last.take().map(|types| ("app.attach_file".to_owned(), types)));
    contract.endpoint(type_name::<DraftFile>(), type_name::<Nothing>());
    commands.extend(contract.last.take().map(|types| ("app.attach_to_draft".to_owned(), types)));
    contract.endpoint(type_name::<OfFile>(), type_name::<SavedFile>());
    commands.extend(contract.last.take().map(|types| ("app.save_file".to_owned(), types)));
    contract.endpoint(type_name::<OfMail>(), type_name::<SavedFile>());
    commands.extend(contract.last.take().map(|types| ("app.save_mail_file".to_owned(), types)));
    contract.endpoint(type_name::<OneMail>(), type_name::<Nothing>());
    commands.extend(contract.last.take().map(|types| ("app.fetch_pictures".to_owned(), types)));
    contract.endpoint(type_name::<AttachOfMail>(), type_name::<AttachmentId>());
    commands.extend(contract.last.take().map(|types| ("app.attach_mail_file".to_owned(), types)));
}

fn office(
    contract: &mut Contract,
    queries: &mut Endpoints,
    commands: &mut Endpoints,
    topics: &mut BTreeMap<String, Vec<&'static str>>,
) {
    contract.endpoint(type_name::<Nothing>(), type_name::<OfficeView>());
    queries.extend(contract.last.take().map(|types| ("app.office".to_owned(), types)));
    contract.endpoint(type_name::<Nothing>(), type_name::<u32>());
    queries.extend(contract.last.take().map(|types| ("app.office_records".to_owned(), types)));
    contract.endpoint(type_name::<Nothing>(), type_name::<Vec<Unsent>>());
    queries.extend(contract.last.take().map(|types| ("app.unsent".to_owned(), types)));
    for name in ["app.office", "app.office_records", "app.unsent"] {
        topics.insert(name.to_owned(), vec!["office"]);
    }
    contract.endpoint(type_name::<OfOffice>(), type_name::<OfficeWays>());
    commands.extend(contract.last.take().map(|types| ("app.office_ways".to_owned(), types)));
    contract.endpoint(type_name::<JoinOffice>(), type_name::<Nothing>());
    commands.extend(contract.last.take().map(|types| ("app.join_office".to_owned(), types)));
    contract.endpoint(type_name::<OfficeAccount>(), type_name::<Nothing>());
    commands.extend(contract.last.take().map(|types| ("app.office_account".to_owned(), types)));
    for name in ["app.discard_unsent", "app.redo_unsent"] {
        contract.endpoint(type_name::<OfUnsent>(), type_name::<Nothing>());
        commands.extend(contract.last.take().map(|types| (name.to_owned(), types)));
    }
    contract.endpoint(type_name::<Nothing>(), type_name::<Exported>());
    commands.extend(contract.last.take().map(|types| ("app.export_unsent".to_owned(), types)));
}

fn written(
    imports: &BTreeSet<String>,
    queries: &Endpoints,
    commands: &Endpoints,
    topics: &BTreeMap<String, Vec<&'static str>>,
) -> Result<String, std::fmt::Error> {
    let mut text = HEAD.to_owned();
    for name in imports {
        writeln!(text, "import type {{ {name} }} from './{name}';")?;
    }
    for (title, endpoints) in [("Queries", queries), ("Commands", commands)] {
        writeln!(text, "\nexport interface {title} {{")?;
        for (name, (input, output)) in endpoints {
            writeln!(text, "  '{name}': {{ input: {input}; output: {output} }};")?;
        }
        writeln!(text, "}}")?;
    }
    writeln!(text, "\nexport const QUERY_TOPICS: Record<keyof Queries, readonly string[]> = {{")?;
    for (name, topics) in topics {
        let list = topics.iter().map(|topic| format!("'{topic}'")).collect::<Vec<_>>().join(", ");
        writeln!(text, "  '{name}': [{list}],")?;
    }
    writeln!(text, "}};")?;
    Ok(text)
}
