//! Which servers this build may talk to, and the guard that keeps a token from leaving for any other.
//!
//! Worldwide Microsoft by default; the national clouds by name; a loopback address for tests. It does not know
//! any path: those belong to the requests.

use std::fmt;

use url::{Host, Url};

/// Sign-in and Graph hosts of the Microsoft clouds (Microsoft's "National cloud deployments").
const CLOUDS: [(&str, &str); 4] = [
    ("login.microsoftonline.com", "graph.microsoft.com"),
    ("login.microsoftonline.us", "graph.microsoft.us"),
    ("login.microsoftonline.us", "dod-graph.microsoft.us"),
    ("login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn"),
];

/// Which of Microsoft's clouds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cloud {
    /// Everybody's.
    Worldwide,
    /// That of the government of the United States.
    UsGovernment,
    /// That of its Department of Defense.
    UsDod,
    /// That in China, by 21Vianet.
    China,
}

/// Scheme, host and port; nothing after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    is_tls: bool,
    host: String,
    port: Option<u16>,
}

impl Origin {
    fn tls(host: &str) -> Self {
        Self { is_tls: true, host: host.to_owned(), port: None }
    }

    fn scheme(&self) -> &'static str {
        if self.is_tls { "https" } else { "http" }
    }

    /// True when the address is exactly here: scheme, host and port.
    #[must_use]
    pub fn holds(&self, url: &Url) -> bool {
        url.scheme() == self.scheme()
            && url.host_str() == Some(self.host.as_str())
            && url.port() == self.port
            && url.username().is_empty()
            && url.password().is_none()
    }

    /// Points an address here, keeping its path and query.
    ///
    /// # Errors
    /// [`EndpointProblem::NotAnAddress`] when the address has no host to replace.
    pub fn adopt(&self, url: &mut Url) -> Result<(), EndpointProblem> {
        let refuse = || EndpointProblem::NotAnAddress(self.to_string());
        url.set_scheme(self.scheme()).map_err(|()| refuse())?;
        url.set_host(Some(&self.host)).map_err(|_| refuse())?;
        url.set_port(self.port).map_err(|()| refuse())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// Why an address was refused as an endpoint or a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointProblem {
    /// Not a URL with a host.
    #[error("`{0}` is not an address: write it as https://host or http://127.0.0.1:port")]
    NotAnAddress(String),
    /// A host that is neither Microsoft's nor this machine.
    #[error("`{0}` is not a Microsoft cloud: use its real host, or a loopback address in a test")]
    ForeignHost(String),
    /// A next or delta link that points elsewhere: following it would hand over the token.
    #[error("the link points to `{0}`, which is not the mail server in use")]
    ForeignLink(String),
}

/// The two servers of one cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    login: Origin,
    graph: Origin,
}

impl Endpoints {
    /// A cloud of Microsoft's.
    #[must_use]
    pub fn of(cloud: Cloud) -> Self {
        let [worldwide, us_government, us_dod, china] = CLOUDS;
        let (login, graph) = match cloud {
            Cloud::Worldwide => worldwide,
            Cloud::UsGovernment => us_government,
            Cloud::UsDod => us_dod,
            Cloud::China => china,
        };
        Self { login: Origin::tls(login), graph: Origin::tls(graph) }
    }

    /// A named pair: a Microsoft cloud over https, or loopback addresses over http for tests.
    ///
    /// # Errors
    /// [`EndpointProblem`] when either address is neither.
    pub fn new(login: &str, graph: &str) -> Result<Self, EndpointProblem> {
        let (login, graph) = (parse(login)?, parse(graph)?);
        let is_cloud = CLOUDS.iter().any(|(l, g)| *l == login.host && *g == graph.host);
        let is_local = is_loopback(&login) && is_loopback(&graph);
        if is_local || (is_cloud && login.is_tls && graph.is_tls && login.port.is_none() && graph.port.is_none()) {
            return Ok(Self { login, graph });
        }
        Err(EndpointProblem::ForeignHost(if is_loopback(&login) { graph.host } else { login.host }))
    }

    /// Where people sign in and tokens are issued.
    #[must_use]
    pub const fn login(&self) -> &Origin {
        &self.login
    }

    /// Where the mailbox is.
    #[must_use]
    pub const fn graph(&self) -> &Origin {
        &self.graph
    }

    /// Reads a next or delta link and refuses one that leaves the mail server.
    ///
    /// # Errors
    /// [`EndpointProblem::ForeignLink`] naming only the host, since the rest holds tokens.
    pub fn link(&self, link: &str) -> Result<Url, EndpointProblem> {
        let url = Url::parse(link).map_err(|_| EndpointProblem::ForeignLink("(no address)".to_owned()))?;
        if self.graph.holds(&url) && url.path().starts_with("/v1.0/") {
            return Ok(url);
        }
        Err(EndpointProblem::ForeignLink(url.host_str().unwrap_or("(no host)").to_owned()))
    }

    /// Reads the address of an upload session. It is another server of Microsoft's, asked without our token: what
    /// matters is that nobody on the way can read along, and that a test stays on this machine.
    ///
    /// # Errors
    /// [`EndpointProblem::ForeignLink`] naming only the host, since the rest holds a token of its own.
    pub fn upload(&self, link: &str) -> Result<Url, EndpointProblem> {
        let url = Url::parse(link).map_err(|_| EndpointProblem::ForeignLink("(no address)".to_owned()))?;
        let is_here = if self.graph.is_tls { url.scheme() == "https" } else { self.graph.holds(&url) };
        if is_here && url.host_str().is_some() && url.username().is_empty() && url.password().is_none() {
            return Ok(url);
        }
        Err(EndpointProblem::ForeignLink(url.host_str().unwrap_or("(no host)").to_owned()))
    }
}

fn parse(text: &str) -> Result<Origin, EndpointProblem> {
    let refuse = || EndpointProblem::NotAnAddress(text.to_owned());
    let url = Url::parse(text).map_err(|_| refuse())?;
    let host = url.host_str().ok_or_else(refuse)?.to_owned();
    match url.scheme() {
        "https" => Ok(Origin { is_tls: true, host, port: url.port() }),
        "http" => Ok(Origin { is_tls: false, host, port: url.port() }),
        _ => Err(refuse()),
    }
}

fn is_loopback(origin: &Origin) -> bool {
    match Host::parse(&origin.host) {
        Ok(Host::Ipv4(ip)) => ip.is_loopback(),
        Ok(Host::Ipv6(ip)) => ip.is_loopback(),
        Ok(Host::Domain(name)) => name == "localhost",
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_endpoint_must_be_this_machine() {
        assert!(Endpoints::new("http://127.0.0.1:4000", "http://127.0.0.1:4001").is_ok());
        assert!(Endpoints::new("http://[::1]:4000", "http://localhost:4001").is_ok());
        assert!(Endpoints::new("http://127.0.0.1:4000", "http://10.0.0.9:4001").is_err());
        assert!(Endpoints::new("http://127.0.0.1.evil.example", "http://127.0.0.1").is_err());
    }

    #[test]
    fn a_national_cloud_is_a_matched_pair_over_tls() {
        assert!(Endpoints::new("https://login.microsoftonline.us", "https://graph.microsoft.us").is_ok());
        assert!(Endpoints::new("https://login.microsoftonline.com", "https://graph.microsoft.us").is_err());
        assert!(Endpoints::new("http://login.microsoftonline.com", "http://graph.microsoft.com").is_err());
    }

    #[test]
    fn a_link_to_another_host_is_refused_and_only_its_host_is_named() {
        let worldwide = Endpoints::of(Cloud::Worldwide);
        assert!(worldwide.link("https://graph.microsoft.com/v1.0/me/messages?$skiptoken=x").is_ok());
        for link in [
            "https://graph.microsoft.com.evil.example/v1.0/me",
            "http://graph.microsoft.com/v1.0/me",
            "https://graph.microsoft.com@evil.example/v1.0/me",
            "https://user@graph.microsoft.com/v1.0/me",
            "https://graph.microsoft.com:8443/v1.0/me",
            "https://graph.microsoft.com/beta/me",
            "/v1.0/me",
        ] {
            let problem = worldwide.link(link).unwrap_err();
            assert!(!problem.to_string().contains("/v1.0/me"), "{problem}");
        }
    }
}
