//! TLS 1.3: with the certificate of an authority when the office has one, else with one that the server makes for
//! itself. Nobody vouches for that one, so desks know it by its public key: the address that they are given carries the
//! key's hash (sync.md 4.10), and they take no other.

use std::{fs, path::Path, sync::Arc};

use axum_server::tls_rustls::RustlsConfig;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version::TLS13,
};

use crate::private::write_private;

/// Files of a certificate that the server made for itself, in its folder.
const CERTIFICATE: &str = "certificate.pem";
const KEY: &str = "certificate.key";

/// A certificate with its key.
#[derive(Clone)]
pub struct Tls {
    pub(crate) config: RustlsConfig,
    /// What desks know it by, if no authority vouches for it: SHA-256 of its public key (SPKI), base64url.
    pub pin: Option<String>,
}

impl Tls {
    /// A certificate of an authority, from PEM files: the server's own first, then those up to the authority.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn of_authority(certificate: &Path, key: &Path) -> Result<Tls, String> {
        let read = |path: &Path| fs::read(path).map_err(|why| format!("{} cannot be read: {why}.", path.display()));
        Tls::of(&read(certificate)?, &read(key)?, None)
    }

    /// The server's own, made in its folder when it is not there yet.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn own(folder: &Path) -> Result<Tls, String> {
        let (certificate, key) = (folder.join(CERTIFICATE), folder.join(KEY));
        if !key.is_file() {
            make(&certificate, &key)?;
        }
        let tls = Tls::of_authority(&certificate, &key)?;
        let made = fs::read(&certificate).map_err(|why| format!("{} cannot be read: {why}.", certificate.display()))?;
        let pin = pin(&first(&made)?)?;
        Ok(Tls { pin: Some(pin), ..tls })
    }

    fn of(certificate: &[u8], key: &[u8], pin: Option<String>) -> Result<Tls, String> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
        let chain = chain.map_err(|why| format!("The certificate is no PEM: {why}."))?;
        let key =
            PrivateKeyDer::from_pem_slice(key).map_err(|why| format!("The certificate's key is no PEM: {why}."))?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13])
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|why| format!("The certificate and its key cannot be used: {why}."))?;
        // One connection carries a desk's questions and the hints that it listens to.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Tls { config: RustlsConfig::from_config(Arc::new(config)), pin })
    }
}

fn first(pem: &[u8]) -> Result<CertificateDer<'static>, String> {
    CertificateDer::from_pem_slice(pem).map_err(|why| format!("The certificate is no PEM: {why}."))
}

/// SHA-256 of a certificate's public key, base64url.
fn pin(certificate: &CertificateDer<'_>) -> Result<String, String> {
    let read = webpki::EndEntityCert::try_from(certificate).map_err(|why| format!("The certificate: {why}."))?;
    Ok(URL_SAFE_NO_PAD.encode(digest(&SHA256, &read.subject_public_key_info())))
}

/// The key is written last: a certificate without one is of a server that was stopped in between, and is made again.
fn make(certificate: &Path, key: &Path) -> Result<(), String> {
    let said = |what: &dyn std::fmt::Display| format!("{} cannot be made: {what}.", certificate.display());
    let pair = rcgen::KeyPair::generate().map_err(|why| said(&why))?;
    let params = rcgen::CertificateParams::new(vec!["pebble-office".to_owned()]).map_err(|why| said(&why))?;
    let made = params.self_signed(&pair).map_err(|why| said(&why))?;
    fs::write(certificate, made.pem()).map_err(|why| said(&why))?;
    write_private(key, pair.serialize_pem().as_bytes()).map_err(|why| said(&why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_makes_its_certificate_once_and_is_known_by_the_same_key_afterwards() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Tls::own(folder.path()).unwrap().pin.unwrap();
        assert_eq!(first.len(), 43);
        assert_eq!(Tls::own(folder.path()).unwrap().pin.unwrap(), first);
        assert_ne!(Tls::own(other.path()).unwrap().pin.unwrap(), first);
    }

    #[test]
    fn a_certificate_that_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (missing, wrong) = (folder.path().join("none.pem"), folder.path().join("wrong.pem"));
        fs::write(&wrong, "no certificate").unwrap();
        assert!(Tls::of_authority(&missing, &wrong).is_err_and(|said| said.contains("none.pem")));
        assert!(Tls::of_authority(&wrong, &wrong).is_err());
    }
}
