//! How the server is, and what it can do.

use super::Shared;
use crate::serve::health::Report;
use crate::serve::refusal::Refusal;
use alatau_store::Journal;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Whether the city can decide and keep: 200 if so, 503 if not
#[utoipa::path(get, path = "/api/health", tag = "operation",
    responses((status = 200, body = Report), (status = 503, description = "Something is wrong", body = Report)))]
pub async fn health(State(server): Shared) -> Response {
    let report = server.health.report();
    let status = if report.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(report)).into_response()
}

/// Figures of the server for Prometheus
#[utoipa::path(get, path = "/api/metrics", tag = "operation", responses((status = 200, body = String, content_type = "text/plain")))]
pub async fn metrics(State(server): Shared) -> Result<Response, Refusal> {
    let leaves = server.readers.read(|store| Ok(store.size()?)).await?;
    let text = server.health.metrics(leaves);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// This description
#[utoipa::path(get, path = "/api/openapi.json", tag = "operation", responses((status = 200, body = Object)))]
pub async fn description(State(server): Shared) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], server.description.get().cloned().unwrap_or_default()).into_response()
}
