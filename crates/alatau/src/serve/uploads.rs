//! Files that are being sent: together they have so much room, and no more.

use super::Server;
use super::refusal::Refusal;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode, header};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest document, in bytes.
pub const DOCUMENT_MAX: usize = 20 << 20;
/// The largest form with files, in bytes.
pub const FORM_MAX: usize = DOCUMENT_MAX + (1 << 20);
/// Bytes of all files that are being sent at one time: they stand in memory until they are kept.
const ROOM: usize = 128 << 20;
/// Room is counted in these bytes.
const UNIT: usize = 1 << 10;

/// Room for files that are being sent.
pub struct Uploads(Arc<Semaphore>);

impl Uploads {
    /// All of it.
    pub fn new() -> Uploads {
        Uploads(Arc::new(Semaphore::new(ROOM / UNIT)))
    }

    /// Room for a body of these headers, of at most so many bytes; it is free again when the answer is dropped.
    ///
    /// # Errors
    /// AL-4424 where others have it.
    pub fn room(&self, headers: &HeaderMap, most: usize) -> Result<OwnedSemaphorePermit, Refusal> {
        let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        let units = declared.map_or(most, |length| length.min(most)).div_ceil(UNIT) as u32;
        let full = "so many files are being sent that there is no room for another one; send it again in a few seconds";
        self.0.clone().try_acquire_many_owned(units).map_err(|_| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "AL-4424", full))
    }
}

/// A form with files, and its room.
pub struct Upload {
    /// The form.
    pub form: Multipart,
    _room: OwnedSemaphorePermit,
}

impl FromRequest<Arc<Server>> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Arc<Server>) -> Result<Upload, Refusal> {
        let room = server.uploads.room(request.headers(), FORM_MAX)?;
        let unreadable = |wrong: axum::extract::multipart::MultipartRejection| {
            Refusal::new(wrong.status(), "AL-4420", format!("{}; send the file with the form of the page", wrong.body_text()))
        };
        Ok(Upload { form: Multipart::from_request(request, server).await.map_err(unreadable)?, _room: room })
    }
}
