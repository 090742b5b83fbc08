//! Keeping a sign-in: files that tear, keys that are lost, keyrings that refuse or never answer.

#[cfg(test)]
mod files;
