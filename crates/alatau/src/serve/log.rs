//! The log as plain files: checkpoint, tiles and entry bundles (C2SP tlog-tiles).

use super::api::Shared;
use super::encode::IsText;
use super::refusal::{Path, Refusal};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// The newest checkpoint, a signed note
#[utoipa::path(get, path = "/log/checkpoint", tag = "log", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn checkpoint(State(server): Shared) -> Result<Response, Refusal> {
    let bytes = read(server.log.join("checkpoint")).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], bytes).into_response())
}

/// The key of the log, with which anyone verifies its checkpoints
#[utoipa::path(get, path = "/log/key", tag = "log", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn key(State(server): Shared) -> Result<Response, Refusal> {
    let bytes = read(server.log.join(super::publish::KEY)).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response())
}

/// The figures, as they were published with the log; `alatau audit` computes them again
#[utoipa::path(get, path = "/log/figures.json", tag = "log", responses((status = 200, body = Object)))]
pub async fn figures(State(server): Shared) -> Result<Response, Refusal> {
    let bytes = read(server.log.join("figures.json")).await?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], bytes).into_response())
}

/// A tile of hashes, or a bundle of entries
#[utoipa::path(get, path = "/log/tile/{*path}", tag = "log", params(("path" = String, Path, example = "0/000")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn tile(State(server): Shared, Path(path): Path<String>) -> Result<Response, Refusal> {
    // Paths have digits, `entries`, `x` and `p`; nothing else is looked for.
    let is_part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.') && !part.starts_with('.');
    if path.len() > 100 || !path.split('/').all(is_part) {
        return Err(Refusal::not_found("tile of this name"));
    }
    let is_text = path.starts_with("entries/");
    let bytes = read(server.log.join("tile").join(path)).await?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    let mut response = (headers, bytes).into_response();
    if is_text {
        response.extensions_mut().insert(IsText);
    }
    Ok(response)
}

async fn read(path: std::path::PathBuf) -> Result<Vec<u8>, Refusal> {
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
    read.map_err(|_| Refusal::fault("reading broke off"))?.map_err(|_| Refusal::not_found("file of the log under this name"))
}
