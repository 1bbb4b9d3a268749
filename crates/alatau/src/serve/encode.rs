//! Answers in few bytes: text is compressed for who takes it so, and is another representation then, with another tag.
//!
//! What is sent as it is: answers to changes (the only ones that say a secret), streams of events, files that somebody
//! takes home (documents, receipts) and hashes, of which nothing would be saved. Why pages may be compressed though
//! they are personal: `docs/decisions/which-answers-are-compressed.md`.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

/// Less is not worth a header.
const BYTES_MIN: u64 = 512;
/// Of the levels from 1 to 11: a page in a millisecond.
const LEVEL: i32 = 4;
/// Ends of the tags of what was compressed.
const ENDS: [&str; 2] = ["-br", "-gzip"];

/// An answer without a type that tells it, and that is text: said by who makes it.
#[derive(Clone, Copy)]
pub struct IsText;

/// What is compressed.
#[derive(Clone, Copy)]
pub struct Text;

impl Predicate for Text {
    fn should_compress<B: HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let (headers, extensions) = (response.headers(), response.extensions());
        let is_small = response.body().size_hint().exact().is_some_and(|bytes| bytes < BYTES_MIN);
        is_text(headers, extensions) && !is_small && !headers.contains_key(header::CONTENT_DISPOSITION)
    }
}

fn is_text(headers: &HeaderMap, extensions: &Extensions) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or("");
    let media = media.split(';').next().unwrap_or("").trim();
    let is_stream = media == "text/event-stream";
    let is_known = media.starts_with("text/") || ["application/json", "application/problem+json", "image/svg+xml"].contains(&media);
    is_known && !is_stream || extensions.get::<IsText>().is_some()
}

/// Compresses what may be.
pub fn layer() -> CompressionLayer<Text> {
    CompressionLayer::new().quality(CompressionLevel::Precise(LEVEL)).compress_when(Text)
}

/// Stands around [`layer`]: only what is read is compressed, and has a tag of its own then.
pub async fn tagged(mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::NOT_MODIFIED {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    let end = response.headers().get(header::CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok()).map(|of| format!("-{of}"));
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).and_then(|tag| tag.strip_suffix('"'));
    if let (Some(end), Some(tag)) = (end, tag)
        && let Ok(tag) = HeaderValue::from_str(&format!("{tag}{end}\""))
    {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether a tag that a reader shows is this one, compressed or not.
pub fn is_same(shown: &str, tag: &str) -> bool {
    let plain = |tag: &str| {
        let tag = tag.trim().trim_start_matches("W/").trim_matches('"');
        ENDS.iter().find_map(|end| tag.strip_suffix(end)).unwrap_or(tag).to_string()
    };
    plain(shown) == plain(tag)
}
