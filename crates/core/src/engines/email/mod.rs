//! Mail: what arrives, what it wants, and what becomes of it.
pub mod intent;
pub mod mailbox;
