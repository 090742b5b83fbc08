//! An office whose certificate no authority vouches for is known by its public key: the address that the desk was given
//! carries the key's hash, and no other certificate is taken (sync.md 4.10). Everything else that TLS proves, it proves
//! here too; only the question whose key it is, is answered by the hash instead of by an authority.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pebble_core::kernel::{Error, Result};
use ring::digest::{SHA256, digest};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
    version::TLS13,
};

/// The hash of a server's public key (SPKI).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pin([u8; 32]);

impl Pin {
    /// Reads what stands behind the `#` of an address.
    ///
    /// # Errors
    /// `Invalid` naming `address`.
    pub(super) fn read(text: &str) -> Result<Pin> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let said = "The part of the address behind # was not copied whole: copy all of it again.";
        bytes.map(Pin).ok_or_else(|| Error::invalid("address", said))
    }

    /// TLS that takes the server with this key and no other.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn tls(self) -> Result<ClientConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let only = Arc::new(Only { pin: self, provider: Arc::clone(&provider) });
        let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&TLS13]);
        let config = config.map_err(Error::broken)?.dangerous().with_custom_certificate_verifier(only);
        let mut config = config.with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// Takes one key.
#[derive(Debug)]
struct Only {
    pin: Pin,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Only {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _others: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, TlsError> {
        let refused = |why| Err(TlsError::InvalidCertificate(why));
        let Ok(read) = webpki::EndEntityCert::try_from(certificate) else {
            return refused(CertificateError::BadEncoding);
        };
        match digest(&SHA256, &read.subject_public_key_info()).as_ref() == self.pin.0 {
            true => Ok(ServerCertVerified::assertion()),
            false => refused(CertificateError::ApplicationVerificationFailure),
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        Err(TlsError::General("TLS 1.3 alone is spoken with an office".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
