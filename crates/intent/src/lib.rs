//! What an email wants: headers first, then the newest visible part, then a small trained model; beside it the things the
//! mail names. Everything is pure and offline. What follows from a verdict is decided elsewhere, never here.
//!
//! Rooms: `envelope` (rules of the headers), `visible` (HTML to text), `reply` (quotes off), `zones` (signature off),
//! `words` and `features` (text to numbers), `model` (numbers to labels), `evidence` (why), `entities` (what is named),
//! `training` (how a model is made; the `train` program), `learning` (what people say of mails).

mod entities;
mod envelope;
mod evidence;
pub mod features;
pub mod language;
mod learning;
mod lexicon;
pub mod lines;
pub mod model;
mod pattern;
mod reader;
mod reply;
pub mod training;
mod visible;
mod words;
mod zones;

pub use reader::Reader;
