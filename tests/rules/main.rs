//! The architecture, tested. Each rule is a sentence, and what it prints when it is broken says how to mend it.
//!
//! It reads the sources as text: no part of the product is linked in, so a rule can also judge what does not compile.
//! What clippy can judge (time, chance, long functions, panics) is left to clippy.

#[cfg(test)]
mod engines;
#[cfg(test)]
mod fences;
#[cfg(test)]
mod landed;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod shape;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod ui;
