//! The key id tokens are signed with. It is published with the source and protects nothing: nobody but this
//! simulator's own clients ever trusts it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

const KEY: &[u8] = include_bytes!("signing-key.der");
const KEY_ID: &str = "pebble-simulator-1";

/// Signs id tokens with RS256.
#[derive(Debug)]
pub(crate) struct Signer {
    pair: RsaKeyPair,
}

impl Signer {
    /// The signer; `None` when the key in the source is damaged.
    pub(crate) fn new() -> Option<Self> {
        Some(Self { pair: RsaKeyPair::from_pkcs8(KEY).ok()? })
    }

    /// The public key, as `/discovery/v2.0/keys` shows it.
    pub(crate) fn jwks(&self, issuer: &str) -> Value {
        let public: PublicKeyComponents<Vec<u8>> = self.pair.public().into();
        json!({ "keys": [{
            "kty": "RSA",
            "use": "sig",
            "kid": KEY_ID,
            "n": URL_SAFE_NO_PAD.encode(public.n),
            "e": URL_SAFE_NO_PAD.encode(public.e),
            "issuer": issuer,
        }] })
    }

    /// A signed JWT; `None` when signing fails.
    pub(crate) fn sign(&self, claims: &Value) -> Option<String> {
        let head = json!({ "typ": "JWT", "alg": "RS256", "kid": KEY_ID });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&head), encode(claims));
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
