//! What the command line says.

use std::{net::SocketAddr, path::PathBuf};

use crate::{link::SCHEME, open::folder_of};

/// Which mailbox the desk works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The person's own Outlook mailbox.
    Own,
    /// A simulated mailbox in this process: a rep's, three weeks full.
    Demo,
    /// A simulated mailbox in this process: a director's, with nothing in it yet.
    DemoDirector,
}

/// How to start a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which mailbox.
    pub profile: Profile,
    /// Where the desk keeps its files; a demo that is given a folder keeps it, one that is not starts afresh.
    pub data: Option<PathBuf>,
    /// Serve the app on this loopback address.
    pub http: Option<SocketAddr>,
    /// The built UI, for the HTTP host.
    pub ui: Option<PathBuf>,
    /// Do the main job once without a window and say how it went.
    pub is_smoke: bool,
    /// Where copies of files for people go; the system's downloads folder when absent.
    pub downloads: Option<PathBuf>,
    /// Join the office at this address, unless the desk has joined one.
    pub office: Option<String>,
    /// What the office gave out for this desk.
    pub invitation: Option<String>,
    /// Write the TypeScript contract into this folder and end.
    pub bindings: Option<PathBuf>,
    /// A `pebble://` link to begin at.
    pub link: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            profile: Profile::Own,
            data: None,
            http: None,
            ui: None,
            is_smoke: false,
            downloads: None,
            office: None,
            invitation: None,
            bindings: None,
            link: None,
        }
    }
}

impl Options {
    /// The folder that is kept from one start to the next; none for a demo that begins afresh each time.
    pub fn folder(&self) -> Option<PathBuf> {
        self.data.clone().or_else(|| folder_of(self).filter(|_| self.profile == Profile::Own))
    }

    /// Tells programs apart that may run beside each other: those with folders of their own. `None` for a person's usual
    /// one.
    pub fn instance(&self) -> Option<String> {
        match (&self.data, self.profile) {
            (None, Profile::Own) => None,
            (None, Profile::Demo | Profile::DemoDirector) => Some("demo".to_owned()),
            (Some(folder), _) => {
                let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
                let hash = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex();
                Some(format!("d{}", hash.get(..16).unwrap_or_default()))
            }
        }
    }

    /// Reads the command line; the first word is the program's name.
    ///
    /// # Errors
    /// A sentence naming the word that does not fit and what is understood.
    pub fn from_args(args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        let mut words = args.skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value after it."));
            match word.as_str() {
                // Checked where it is followed, as one that comes later is.
                _ if word.starts_with(SCHEME) => options.link = Some(word),
                "--demo" => options.profile = Profile::Demo,
                "--demo-director" => options.profile = Profile::DemoDirector,
                "--office" => options.office = Some(value()?),
                "--invitation" => options.invitation = Some(value()?),
                "--smoke" => options.is_smoke = true,
                "--data" => options.data = Some(PathBuf::from(value()?)),
                "--downloads" => options.downloads = Some(PathBuf::from(value()?)),
                "--ui" => options.ui = Some(PathBuf::from(value()?)),
                "--bindings" => options.bindings = Some(PathBuf::from(value()?)),
                "--http" => {
                    let address: SocketAddr =
                        value()?.parse().map_err(|_| "--http needs an address like 127.0.0.1:4600.".to_owned())?;
                    if !address.ip().is_loopback() {
                        return Err("--http serves this computer only: give a loopback address.".to_owned());
                    }
                    options.http = Some(address);
                }
                _ => {
                    return Err(format!(
                        "{word} is not understood. Known are --demo, --demo-director, --data DIR, --http ADDRESS, --ui DIR, \
                         --downloads DIR, --office ADDRESS, --invitation TEXT, --smoke and --bindings DIR."
                    ));
                }
            }
        }
        match (&options.office, &options.invitation) {
            (Some(_), None) => Err("--office needs --invitation with what the office gave you.".to_owned()),
            (None, Some(_)) => Err("--invitation needs --office with the address of the server.".to_owned()),
            _ => Ok(options),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Options, String> {
        Options::from_args(std::iter::once("pebble-desk").chain(words.iter().copied()).map(str::to_owned))
    }

    #[test]
    fn the_http_host_serves_this_computer_only() {
        assert!(read(&["--http", "127.0.0.1:0"]).unwrap().http.is_some());
        assert!(read(&["--http", "0.0.0.0:80"]).unwrap_err().contains("loopback"));
    }

    #[test]
    fn an_office_is_joined_with_an_address_and_an_invitation_or_not_at_all() {
        assert!(read(&["--office", "crm.example.com", "--invitation", "x"]).is_ok());
        assert!(read(&["--office", "crm.example.com"]).unwrap_err().contains("--invitation"));
        assert!(read(&["--invitation", "x"]).unwrap_err().contains("--office"));
    }

    #[test]
    fn a_link_is_taken_wherever_it_stands_and_names_no_other_word() {
        let options = read(&["--demo", "pebble://today"]).unwrap();
        assert_eq!(options.link.as_deref(), Some("pebble://today"));
        assert!(read(&["pebble:today"]).is_err());
    }

    #[test]
    fn desks_with_folders_of_their_own_run_beside_each_other() {
        let one = read(&["--data", "/tmp/one"]).unwrap().instance();
        assert_ne!(one, read(&["--data", "/tmp/two"]).unwrap().instance());
        assert_eq!(one, read(&["--data", "/tmp/one", "--demo"]).unwrap().instance());
        assert_eq!(read(&[]).unwrap().instance(), None);
    }

    #[test]
    fn a_word_that_is_not_understood_is_named() {
        assert!(read(&["--frob"]).unwrap_err().contains("--frob"));
        assert!(read(&["--data"]).unwrap_err().contains("--data"));
    }
}
