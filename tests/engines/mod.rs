//! One file per engine.

