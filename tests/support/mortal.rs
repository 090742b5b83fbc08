//! Work that ends in the middle, as it does when the power goes.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

struct Mortal<F>(Pin<Box<F>>, usize);

impl<F: Future> Future for Mortal<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(left) = self.1.checked_sub(1) else { return Poll::Ready(None) };
        self.1 = left;
        self.0.as_mut().poll(context).map(Some)
    }
}

/// Does something, and drops it for good when it has waited so often; `None` then.
pub async fn cut_short<F: Future>(work: F, waits: usize) -> Option<F::Output> {
    Mortal(Box::pin(work), waits).await
}
