//! A page as lines of JSON: `row`, `leave`, and one `end`.
//!
//! A reply that was cut off has no `end` and is no page, so nothing of it is applied.

use serde::{Deserialize, Serialize};

use crate::wire::{End, Leave, Page, Row};

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
enum Frame {
    Row(Row),
    Leave(Leave),
    End(End),
    /// A kind of a later version: passed over.
    #[serde(other)]
    Other,
}

/// Why lines are no page.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// They stopped before the end.
    #[error("the page was cut off before its end")]
    Torn,
    /// One of them cannot be read.
    #[error("line {line} of the page does not fit: {why}")]
    Unreadable {
        /// From 1.
        line: usize,
        /// What the reader said.
        why: serde_json::Error,
    },
}

/// Writes a page.
///
/// # Errors
/// When a column cannot be written as JSON.
pub fn write(page: Page) -> Result<String, serde_json::Error> {
    let rows = page.rows.into_iter().map(Frame::Row);
    let leaves = page.leaves.into_iter().map(Frame::Leave);
    let mut out = String::new();
    for frame in rows.chain(leaves).chain([Frame::End(page.end)]) {
        out.push_str(&serde_json::to_string(&frame)?);
        out.push('\n');
    }
    Ok(out)
}

/// Reads a page.
///
/// # Errors
/// [`FrameError::Torn`] when its end is missing.
pub fn read(lines: &str) -> Result<Page, FrameError> {
    let (mut rows, mut leaves) = (Vec::new(), Vec::new());
    // A last line without its line break may be a number cut short.
    let whole = lines.rfind('\n').and_then(|at| lines.get(..at)).ok_or(FrameError::Torn)?;
    for (at, line) in whole.lines().enumerate() {
        let unreadable = |why| FrameError::Unreadable { line: at.saturating_add(1), why };
        match serde_json::from_str(line).map_err(unreadable)? {
            Frame::Row(row) => rows.push(row),
            Frame::Leave(leave) => leaves.push(leave),
            Frame::End(end) => return Ok(Page { rows, leaves, end }),
            Frame::Other => {}
        }
    }
    Err(FrameError::Torn)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::ids::{Scope, Table};

    fn page() -> Page {
        let row = Row {
            table: Table::from("a"),
            id: Uuid::nil(),
            ver: 3,
            cols: json!({"x": "a\nb"}),
            scopes: vec![Scope(1)],
        };
        let leave = Leave { scope: Scope(2), table: Table::from("a"), id: Uuid::max() };
        let end = End {
            cursor: 12,
            more: false,
            head: 12,
            acked: 0,
            receipts: Vec::new(),
            grants: Vec::new(),
            min_schema: 1,
        };
        Page { rows: vec![row], leaves: vec![leave], end }
    }

    #[test]
    fn a_page_cut_off_anywhere_is_no_page() {
        let whole = write(page()).unwrap();
        assert_eq!(read(&whole).unwrap(), page());
        for length in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
            assert!(read(&whole[..length]).is_err(), "read {length} of {} bytes", whole.len());
        }
    }

    #[test]
    fn a_frame_of_a_later_server_is_passed_over() {
        let with_more = format!("{{\"frame\":\"weather\",\"rain\":true}}\n{}", write(page()).unwrap());
        assert_eq!(read(&with_more).unwrap(), page());
    }
}
