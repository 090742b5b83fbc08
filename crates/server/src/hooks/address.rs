//! Where a web hook may lead: to the open internet, never into the network that the server stands in, unless whoever
//! runs it says so. Names are looked up by the same rule when a message is sent, so that a name cannot change its mind.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Looks names up and leaves out what lies inside.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outside {
    /// Addresses inside are fine too.
    pub(crate) may_be_inside: bool,
}

impl Outside {
    fn may_go(self, address: IpAddr) -> bool {
        self.may_be_inside || is_open(address)
    }
}

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        let outside = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> = found.filter(|address| outside.may_go(address.ip())).collect();
            if open.is_empty() {
                return Err("the address is not on the open internet".into());
            }
            let addresses: Addrs = Box::new(open.into_iter());
            Ok(addresses)
        })
    }
}

/// Why a web hook may not lead there; none when it may.
pub(crate) fn refused(url: &Url, outside: Outside) -> Option<&'static str> {
    let is_encrypted = url.scheme() == "https" || (outside.may_be_inside && url.scheme() == "http");
    if !is_encrypted {
        return Some("What the office tells must be encrypted: the address begins with https.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some("An address with a name and a password in it would be shown to others: leave them out.");
    }
    let may_go = match url.host() {
        None => false,
        Some(Host::Ipv4(address)) => outside.may_go(address.into()),
        Some(Host::Ipv6(address)) => outside.may_go(address.into()),
        Some(Host::Domain(name)) => outside.may_be_inside || !is_local_name(name),
    };
    (!may_go).then_some("The address is not on the open internet. Whoever runs the server can allow it: hooks_inside.")
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_lowercase();
    name == "localhost"
        || !name.contains('.')
        || [".localhost", ".local", ".internal"].iter().any(|end| name.ends_with(end))
}

/// Whether it is an address of the open internet (IANA special-purpose registries).
fn is_open(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_open_four(four),
        IpAddr::V6(six) => is_open_six(six),
    }
}

fn is_open_four(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let is_special = four.is_private()
        || four.is_loopback()
        || four.is_link_local()
        || four.is_multicast()
        || four.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99);
    !is_special
}

fn is_open_six(six: Ipv6Addr) -> bool {
    if let Some(four) = six.to_ipv4_mapped() {
        return is_open_four(four);
    }
    let [first, second, ..] = six.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match (first, second) {
        // 6to4 and the translation prefix carry an address of the older kind.
        (0x2002, high) => is_open_four(embedded(high, six.segments()[2])),
        (0x64, 0xff9b) => is_open_four(embedded(six.segments()[6], six.segments()[7])),
        // Documentation and benchmarks.
        (0x2001, 0xdb8 | 2) | (0x3fff, 0..=0xfff) => false,
        // Global unicast is 2000::/3, and nothing else is open.
        _ => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTSIDE: Outside = Outside { may_be_inside: false };

    #[test]
    fn a_hook_leads_to_the_open_internet_and_encrypted() {
        for good in ["https://example.com/hook", "https://8.8.8.8/", "https://[2606:4700::1111]/x", "https://a.b:8443/"]
        {
            assert_eq!(refused(&Url::parse(good).unwrap(), OUTSIDE), None, "{good}");
        }
        let bad = [
            "http://example.com/",
            "ftp://example.com/",
            "https://user:secret@example.com/",
            "https://localhost/",
            "https://intranet/",
            "https://printer.local/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.1.2.3/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[2002:7f00:1::]/",
            "https://[64:ff9b::10.0.0.1]/",
        ];
        for bad in bad {
            assert!(refused(&Url::parse(bad).unwrap(), OUTSIDE).is_some(), "{bad}");
        }
    }

    #[test]
    fn whoever_runs_the_server_may_allow_addresses_inside() {
        let inside = Outside { may_be_inside: true };
        for good in ["http://127.0.0.1:9000/", "https://intranet/", "http://[::1]/"] {
            assert_eq!(refused(&Url::parse(good).unwrap(), inside), None, "{good}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_looked_up_for_a_hook() {
        let name = |name: &str| name.parse::<Name>().unwrap();
        assert!(OUTSIDE.resolve(name("localhost")).await.is_err());
        assert!(Outside { may_be_inside: true }.resolve(name("localhost")).await.is_ok());
    }
}
