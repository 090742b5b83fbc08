//! How a server is set up: a file, the environment, the command line; the later word counts.
//!
//! `pebble-server config` prints every key with what it means.

use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf};

use pebble_store::Tenant;

use crate::{
    limits::Limits,
    run::{Away, Terms},
    sign_in::provider::Provider,
};

/// A key: its name, its default, and what it means. In the environment `PEBBLE_` stands before it, in capitals.
pub struct Key {
    /// As in the file and on the command line.
    pub name: &'static str,
    /// When nobody says otherwise.
    pub default: &'static str,
    /// What it means.
    pub means: &'static str,
}

/// Every key there is.
pub const KEYS: &[Key] = &[
    Key {
        name: "data",
        default: "pebble-office",
        means: "Folder of the server's own files: its database, its secret.",
    },
    Key { name: "listen", default: "127.0.0.1:4700", means: "Address and port that desks reach." },
    Key {
        name: "tls",
        default: "auto",
        means: "auto: encrypted unless only this computer can reach it, with a certificate of the server's own when none is given; on: in any case; off: a proxy encrypts.",
    },
    Key { name: "certificate", default: "", means: "PEM file of an authority's certificate, the server's own first." },
    Key { name: "certificate_key", default: "", means: "PEM file of the certificate's private key." },
    Key {
        name: "database_url",
        default: "",
        means: "postgres://… for an office with many nodes; SQLite in the data folder when empty. DATABASE_URL is read too.",
    },
    Key {
        name: "office",
        default: "",
        means: "Which office of the database this is, by a name or a UUID, when it holds several; PostgreSQL keeps them apart by row-level security, for which the role of database_url may be neither a superuser nor have BYPASSRLS.",
    },
    Key {
        name: "secret",
        default: "",
        means: "What tokens are made from, 32 characters or more, the same on every node; kept in the data folder when empty.",
    },
    Key {
        name: "requests_per_second",
        default: "20",
        means: "Requests of one device in a second on average, ten times as many at once; 0 for no limit.",
    },
    Key {
        name: "sign_ins_per_minute",
        default: "60",
        means: "Registrations and renewals of tokens from one address in a minute; 0 for no limit. Raise it behind a proxy.",
    },
    Key {
        name: "snapshots_at_once",
        default: "32",
        means: "Whole scopes that are read at once; other desks come back a moment later. 0 for no limit.",
    },
    Key { name: "invitation_hours", default: "24", means: "How long an invitation is good." },
    Key {
        name: "passwords",
        default: "on",
        means: "on: people may choose a name and a password for their other desks.",
    },
    Key {
        name: "oidc_issuer",
        default: "",
        means: "Issuer of the OpenID provider where people sign in, as its metadata names it; for Microsoft https://login.microsoftonline.com/TENANT/v2.0.",
    },
    Key {
        name: "oidc_client",
        default: "",
        means: "Id of the desks there: a public client, redirected to http://localhost.",
    },
    Key {
        name: "oidc_tenants",
        default: "",
        means: "Microsoft tenants whose people are taken, separated by commas; all of the issuer's when empty.",
    },
    Key {
        name: "offline_days",
        default: "14",
        means: "Days without a word from the office after which a desk locks, until it has heard from it again; 0 for never.",
    },
    Key {
        name: "offline_wipe_days",
        default: "30",
        means: "Days after which what belongs to the office leaves such a desk, except what it has not sent; 0 for never.",
    },
    Key {
        name: "hooks_inside",
        default: "off",
        means: "on: web hooks may lead into the network that the server stands in.",
    },
    Key { name: "log", default: "text", means: "text, or json for one object a line. RUST_LOG says how much." },
];

/// The fewest characters of a secret that was given.
const SECRET: usize = 32;

/// A server's set-up.
#[derive(Clone)]
pub struct Config {
    /// Folder of its own files.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// PostgreSQL, if it is not SQLite.
    pub database_url: Option<String>,
    /// Which office of the database.
    pub tenant: Tenant,
    /// What tokens are made from, if it is not in the folder.
    pub secret: Option<String>,
    /// How long an invitation is good.
    pub invitation_hours: u32,
    /// What the office allows.
    pub terms: Terms,
    /// How it is encrypted.
    pub encryption: Encryption,
    /// The log is for machines.
    pub logs_json: bool,
}

/// How a server is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// Not here.
    Off,
    /// With a certificate of its own.
    Own,
    /// With an authority's certificate, and its key.
    Authority(PathBuf, PathBuf),
}

/// Lines of `key = value`; what begins with `#` is for people.
fn lines(text: &str) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, value) = line.split_once('=').ok_or_else(|| format!("{line:?} is not `key = value`."))?;
        found.insert(known(name.trim())?, value.trim().trim_matches('"').to_owned());
    }
    Ok(found)
}

fn whole(text: &str, name: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{name} takes a whole number, not {text:?}."))
}

/// What the office allows.
fn terms(of: &dyn Fn(&str) -> String) -> Result<Terms, String> {
    Ok(Terms {
        limits: Limits {
            requests_per_second: whole(&of("requests_per_second"), "requests_per_second")?,
            sign_ins_per_minute: whole(&of("sign_ins_per_minute"), "sign_ins_per_minute")?,
            snapshots_at_once: whole(&of("snapshots_at_once"), "snapshots_at_once")?,
        },
        tls: None,
        provider: provider(&of("oidc_issuer"), &of("oidc_client"), &of("oidc_tenants"))?,
        has_passwords: switch(&of("passwords"), "passwords")?,
        away: Away {
            lock_days: whole(&of("offline_days"), "offline_days")?,
            wipe_days: whole(&of("offline_wipe_days"), "offline_wipe_days")?,
        },
        hooks_inside: switch(&of("hooks_inside"), "hooks_inside")?,
    })
}

fn switch(text: &str, name: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("{name} takes on or off, not {other:?}.")),
    }
}

fn provider(issuer: &str, client: &str, tenants: &str) -> Result<Option<Provider>, String> {
    let tenants = tenants.split(',').map(str::trim).filter(|tenant| !tenant.is_empty()).map(str::to_owned).collect();
    match (issuer, client) {
        ("", "") => Ok(None),
        ("", _) => Err("oidc_client needs oidc_issuer beside it.".to_owned()),
        (_, "") => Err("oidc_issuer needs oidc_client beside it.".to_owned()),
        // Their metadata name no issuer that a token could have.
        (issuer, _) if ["/common/", "/organizations/", "/consumers/"].iter().any(|any| issuer.contains(any)) => {
            Err("oidc_issuer names a tenant: put its id where common or organizations stands.".to_owned())
        }
        (issuer, client) => Ok(Some(Provider { issuer: issuer.to_owned(), client: client.to_owned(), tenants })),
    }
}

fn encryption(tls: &str, certificate: &str, key: &str, is_local: bool) -> Result<Encryption, String> {
    if !["auto", "on", "off"].contains(&tls) {
        return Err(format!("tls takes auto, on or off, not {tls:?}."));
    }
    match (certificate, key) {
        ("", "") if tls == "off" || (tls == "auto" && is_local) => Ok(Encryption::Off),
        ("", "") => Ok(Encryption::Own),
        ("", _) => Err("certificate_key needs certificate beside it.".to_owned()),
        (_, "") => Err("certificate needs certificate_key beside it.".to_owned()),
        _ if tls == "off" => Ok(Encryption::Off),
        (certificate, key) => Ok(Encryption::Authority(certificate.into(), key.into())),
    }
}

fn known(name: &str) -> Result<String, String> {
    match KEYS.iter().any(|key| key.name == name) {
        true => Ok(name.to_owned()),
        false => Err(format!("There is no key named {name}; `pebble-server config` lists them.")),
    }
}

impl Config {
    /// Puts the set-up together. `file` is read when the words or the environment name none (`server.conf` in the
    /// data folder); `words` are `--key value`.
    ///
    /// # Errors
    /// A sentence that names the key and what it takes.
    pub fn read(
        words: &[String],
        environment: impl Fn(&str) -> Option<String>,
        file: impl Fn(&std::path::Path) -> Option<String>,
    ) -> Result<Config, String> {
        let mut said: BTreeMap<String, String> = BTreeMap::new();
        said.extend(environment("DATABASE_URL").map(|url| ("database_url".to_owned(), url)));
        for key in KEYS {
            let name = format!("PEBBLE_{}", key.name.to_uppercase());
            said.extend(environment(&name).map(|value| (key.name.to_owned(), value)));
        }
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let name = word.strip_prefix("--").ok_or_else(|| format!("{word:?} is not understood."))?;
            let value = words.next().ok_or_else(|| format!("{word} needs a value after it."))?;
            said.insert(known(&name.replace('-', "_"))?, value.clone());
        }
        let of = |said: &BTreeMap<String, String>, name: &str| {
            let default = KEYS.iter().find(|key| key.name == name).map_or("", |key| key.default);
            said.get(name).cloned().unwrap_or_else(|| default.to_owned())
        };
        let data = PathBuf::from(of(&said, "data"));
        if let Some(text) = file(&data.join("server.conf")) {
            for (name, value) in lines(&text)? {
                said.entry(name).or_insert(value);
            }
        }
        let listen = of(&said, "listen");
        let hours = of(&said, "invitation_hours");
        let secret = Some(of(&said, "secret")).filter(|secret| !secret.is_empty());
        if secret.as_ref().is_some_and(|secret| secret.chars().count() < SECRET) {
            return Err(format!("secret is too short: it takes {SECRET} characters or more."));
        }
        let address: SocketAddr = listen
            .parse()
            .map_err(|_| format!("listen takes an address and a port, like 127.0.0.1:4700, not {listen:?}."))?;
        Ok(Config {
            data,
            listen: address,
            database_url: Some(of(&said, "database_url")).filter(|url| !url.is_empty()),
            tenant: Tenant::named(&of(&said, "office")),
            secret,
            invitation_hours: hours
                .parse()
                .map_err(|_| format!("invitation_hours takes a whole number of hours, not {hours:?}."))?,
            terms: terms(&|name| of(&said, name))?,
            encryption: encryption(
                &of(&said, "tls"),
                &of(&said, "certificate"),
                &of(&said, "certificate_key"),
                address.ip().is_loopback(),
            )?,
            logs_json: match of(&said, "log").as_str() {
                "text" => false,
                "json" => true,
                other => return Err(format!("log takes text or json, not {other:?}.")),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str], environment: &[(&str, &str)], file: Option<&str>) -> Result<Config, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let environment = |name: &str| environment.iter().find(|pair| pair.0 == name).map(|pair| pair.1.to_owned());
        Config::read(&words, environment, |_| file.map(str::to_owned))
    }

    #[test]
    fn the_command_line_counts_more_than_the_environment_and_that_more_than_the_file() {
        let file = Some("# ours\nlisten = \"0.0.0.0:1\"\ninvitation_hours = 2\ndatabase_url = postgres://a");
        let config = read(&["--listen", "0.0.0.0:3"], &[("PEBBLE_LISTEN", "0.0.0.0:2")], file).unwrap();
        assert_eq!((config.listen.port(), config.invitation_hours), (3, 2));
        assert_eq!(config.database_url.as_deref(), Some("postgres://a"));
        let config = read(&[], &[("DATABASE_URL", "postgres://b")], file).unwrap();
        assert_eq!((config.listen.port(), config.database_url.as_deref()), (1, Some("postgres://b")));
        assert_eq!(read(&[], &[], None).unwrap().data, PathBuf::from("pebble-office"));
    }

    #[test]
    fn what_another_computer_can_reach_is_encrypted_unless_a_proxy_does_it() {
        let encryption = |words: &[&str]| read(words, &[], None).unwrap().encryption;
        assert_eq!(encryption(&[]), Encryption::Off);
        assert_eq!(encryption(&["--listen", "0.0.0.0:4700"]), Encryption::Own);
        assert_eq!(encryption(&["--listen", "0.0.0.0:4700", "--tls", "off"]), Encryption::Off);
        assert_eq!(encryption(&["--tls", "on"]), Encryption::Own);
        let given = ["--listen", "0.0.0.0:1", "--certificate", "a.pem", "--certificate-key", "a.key"];
        assert_eq!(encryption(&given), Encryption::Authority("a.pem".into(), "a.key".into()));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        for (words, named) in [
            (&["--lisen", "1"][..], "lisen"),
            (&["--listen", "here"], "listen"),
            (&["--secret", "short"], "secret"),
            (&["--invitation-hours", "long"], "invitation_hours"),
            (&["--snapshots-at-once", "-1"], "snapshots_at_once"),
            (&["--offline-days", "soon"], "offline_days"),
            (&["--tls", "maybe"], "tls"),
            (&["--certificate", "a.pem"], "certificate_key"),
            (&["--passwords", "yes"], "passwords"),
            (&["--log", "xml"], "log"),
            (&["--oidc-client", "desks"], "oidc_issuer"),
            (
                &["--oidc-client", "desks", "--oidc-issuer", "https://login.microsoftonline.com/common/v2.0"],
                "oidc_issuer",
            ),
            (&["--data"], "--data"),
            (&["data"], "data"),
        ] {
            let said = read(words, &[], None).err().unwrap();
            assert!(said.contains(named), "{said}");
        }
        assert!(read(&[], &[], Some("listen")).is_err());
    }
}
