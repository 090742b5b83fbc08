//! The office over a real database: the protocol's promises on SQLite and on PostgreSQL, by the same stories.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod apart;
#[cfg(test)]
mod crowd;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod files;
#[cfg(test)]
mod gaps;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod http;
#[cfg(test)]
mod plans;
#[cfg(test)]
mod program;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod push;
#[cfg(test)]
mod rest;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod scopes;
#[cfg(test)]
mod security;
#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod together;
