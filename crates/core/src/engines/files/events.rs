//! What the files engine announces.

use serde::{Deserialize, Serialize};

use crate::{engines::enquiries::model::EnquiryId, kernel::Event};

/// A file was attached to an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileAttached {
    /// To which.
    pub enquiry_id: EnquiryId,
    /// Its name.
    pub name: String,
}
impl Event for FileAttached {
    const NAME: &'static str = "files.attached";
}

/// A file was taken off an enquiry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FileRemoved {
    /// Off which.
    pub enquiry_id: EnquiryId,
    /// Its name.
    pub name: String,
}
impl Event for FileRemoved {
    const NAME: &'static str = "files.removed";
}
