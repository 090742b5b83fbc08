//! What is announced, who reacts to it, and what is drawn of it.

use serde_json::Value;

use super::{Mode, Tx};
use crate::kernel::{
    engine::{Event, Reaction, encode},
    error::{Code, Error, Result},
    refusal::Refused,
};

/// How deep reactions to reactions may go.
const DEEPEST: u8 = 8;

impl Tx {
    /// Tells the other engines. They react before this transaction ends.
    ///
    /// # Errors
    /// `Broken` when reactions to reactions go round in circles.
    pub fn announce<E: Event>(&mut self, event: &E) -> Result<()> {
        let depth = self.frame.depth.saturating_add(1);
        if depth > DEEPEST {
            return Err(Error::broken(format!("{} was announced {depth} reactions deep", E::NAME)));
        }
        self.frame.events.push_back((depth, E::NAME, encode(event)?));
        Ok(())
    }

    /// Whether anybody here would do something about an event: what is announced for drawings alone need not be put
    /// together where nothing is drawn.
    pub fn is_heard<E: Event>(&self) -> bool {
        let is_drawn = self.has_screens && self.engines.drawings(E::NAME).next().is_some();
        is_drawn || self.engines.reactions(E::NAME).next().is_some()
    }

    /// Lets the engines react until nothing is left to react to. It happens by itself at the end of a command; a
    /// command that has to see the result calls it earlier.
    pub async fn settle(&mut self) -> Result<()> {
        while let Some((depth, name, event)) = self.frame.events.pop_front() {
            self.frame.depth = depth;
            let engines = self.engines;
            for reaction in engines.reactions(name) {
                if self.bears_refusals && self.frame.mode == Mode::Local && name != Refused::NAME {
                    self.try_reaction(reaction, name, &event).await?;
                } else {
                    (reaction.run)(self, event.clone()).await?;
                }
            }
            if self.has_screens {
                self.draw(name, &event).await?;
            }
        }
        self.frame.depth = 0;
        Ok(())
    }

    async fn draw(&mut self, name: &'static str, event: &Value) -> Result<()> {
        let (engines, mode) = (self.engines, self.frame.mode);
        self.frame.mode = Mode::Projection;
        let mut drawn = Ok(());
        for drawing in engines.drawings(name) {
            drawn = (drawing.run)(self, event.clone()).await;
            if drawn.is_err() {
                break;
            }
        }
        self.frame.mode = mode;
        drawn
    }

    /// From here on a reaction to this local command that is refused undoes its own writes and no others; it is
    /// announced as [`Refused`], and the command goes on. For commands that deal with many things at once.
    pub fn bear_refusals(&mut self) {
        self.bears_refusals = true;
    }

    async fn try_reaction(&mut self, reaction: &Reaction, name: &'static str, event: &Value) -> Result<()> {
        if !self.is_careful {
            let outcome = (reaction.run)(self, event.clone()).await;
            self.must_be_careful |= outcome.is_err();
            return outcome;
        }
        let (announced, logged) = (self.frame.events.len(), self.capture.mutations.len());
        let mark = self.set_savepoint("reaction").await?;
        let outcome = (reaction.run)(self, event.clone()).await;
        let outcome = self.sent(outcome).await;
        self.close_savepoint("reaction", outcome.is_err().then_some(mark)).await?;
        match outcome {
            Err(refusal) if !matches!(refusal.code, Code::Busy | Code::Offline) => {
                self.frame.events.truncate(announced);
                self.capture.mutations.truncate(logged);
                self.announce(&Refused { event: name.to_owned(), payload: event.clone(), refusal })
            }
            outcome => outcome,
        }
    }
}
