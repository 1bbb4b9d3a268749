//! Refusals as RFC 9457 has them, and readers of bodies that refuse with a place.

use alatau_city::{Kind, Problem, Why};
use alatau_core::source::Place;
use alatau_core::text::{Lang, by_key};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The pages of all codes.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../docs/errors"]
struct Pages;

/// The page of a code, as Markdown.
pub fn page(code: &str) -> Option<String> {
    let file = Pages::get(&format!("{code}.md"))?;
    String::from_utf8(file.data.into_owned()).ok()
}

/// The heading of a code's page.
fn title(code: &str) -> String {
    let page = page(code).unwrap_or_default();
    let heading = page.lines().next().unwrap_or_default().trim_start_matches("# ");
    heading.split_once(": ").map_or(heading, |(_, title)| title).to_string()
}

/// What a code means for the one who sees a page, and what to do; nothing: it is not met there.
pub fn in_words(code: &str, lang: Lang) -> Option<String> {
    by_key(lang, &format!("refusal-{}", code.strip_prefix("AL-")?))
}

/// A refusal with its status of HTTP.
#[derive(Clone, Debug)]
pub struct Refusal {
    status: StatusCode,
    code: &'static str,
    detail: String,
    why: Option<Why>,
}

/// What RFC 9457 calls problem details.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct Details {
    /// Address of the page that explains the code.
    pub r#type: String,
    /// Its heading.
    pub title: String,
    /// Status of HTTP.
    pub status: u16,
    /// What, where, and what to do next.
    pub detail: String,
    /// Code.
    pub code: String,
    /// What exactly, in any language; the pages say it.
    #[serde(skip)]
    pub why: Option<Why>,
}

impl Details {
    /// What exactly, in a language; empty: there it is not known.
    pub fn precisely(&self, lang: Lang) -> String {
        let said = self.why.as_ref().map(|why| why.said(lang));
        said.unwrap_or_else(|| if lang == Lang::En { self.detail.clone() } else { String::new() })
    }

    /// What exactly, if it is known, and what to do, in a language.
    pub fn in_words(&self, lang: Lang) -> String {
        match (self.why.as_ref().map(|why| why.said(lang)), in_words(&self.code, lang)) {
            (Some(why), Some(to_do)) => format!("{why} {to_do}"),
            (why, to_do) => why.or(to_do).unwrap_or_else(|| self.detail.clone()),
        }
    }
}

impl Refusal {
    /// A refusal with a status that no kind of the city's problems has.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Refusal {
        Refusal { status, code, detail: detail.into(), why: None }
    }

    /// And why exactly.
    pub fn why(self, why: Why) -> Refusal {
        Refusal { why: Some(why), ..self }
    }

    /// The request cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::BAD_REQUEST, "AL-4420", detail)
    }

    /// There is no such thing, or one may not know of it.
    pub fn not_found(what: &str) -> Refusal {
        Refusal::new(StatusCode::NOT_FOUND, "AL-4402", format!("there is no {what}, or you may not see it"))
    }

    /// Something of ours broke.
    pub fn fault(detail: impl Into<String>) -> Refusal {
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "AL-4400", detail)
    }

    /// What happened and what to do, in a language.
    pub fn in_words(&self, lang: Lang) -> String {
        self.details().in_words(lang)
    }

    /// What is told.
    pub fn details(&self) -> Details {
        Details {
            r#type: format!("/api/errors/{}", self.code),
            title: title(self.code),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_string(),
            why: self.why.clone(),
        }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let status = match problem.kind {
            Kind::Unreadable => StatusCode::BAD_REQUEST,
            Kind::NotSignedIn => StatusCode::UNAUTHORIZED,
            Kind::NotAllowed => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Gone => StatusCode::GONE,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Stale => StatusCode::PRECONDITION_FAILED,
            Kind::Refused => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Refusal { status, code: problem.code, detail: problem.detail, why: problem.why }
    }
}

impl From<alatau_store::Fault> for Refusal {
    fn from(fault: alatau_store::Fault) -> Refusal {
        Problem::from(fault).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let details = self.details();
        let body = serde_json::to_vec(&details).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        // Pages show it in their own form.
        response.extensions_mut().insert(std::sync::Arc::new(details));
        let headers = response.headers_mut();
        match self.status {
            StatusCode::UNAUTHORIZED => drop(headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            StatusCode::TOO_MANY_REQUESTS => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"))),
            StatusCode::SERVICE_UNAVAILABLE => drop(headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"))),
            _ => {}
        }
        response
    }
}

/// The largest JSON body, in bytes.
pub const JSON_MAX: usize = 256 << 10;

/// The bytes of a body, at most so many.
///
/// # Errors
/// AL-4423 if there are more, AL-4420 if the sender breaks off.
pub async fn bytes(request: Request, most: usize) -> Result<Bytes, Refusal> {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let too_large = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "AL-4423", format!("at most {most} bytes are taken here; send less"));
    if declared.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    axum::body::to_bytes(request.into_body(), most).await.map_err(|error| {
        use std::error::Error as _;
        let is_limit = error.source().is_some_and(|source| source.to_string().contains("length limit"));
        if is_limit { too_large() } else { Refusal::unreadable(format!("the body broke off: {error}; send it again")) }
    })
}

/// A JSON body; what cannot be read is refused with line and column.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Json<T>, Refusal> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or("");
        let media = media.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        if media != "application/json" {
            let detail = "the body has to be JSON; send it with `Content-Type: application/json`";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "AL-4420", detail));
        }
        read_json(&bytes(request, JSON_MAX).await?).map(Json)
    }
}

/// Reads JSON.
///
/// # Errors
/// AL-4420 with line, column and the path to the field.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let place = Place::of("body", &String::from_utf8_lossy(&bytes[..error.valid_up_to()]), error.valid_up_to());
        Refusal::unreadable(format!("line {}, column {}: no UTF-8; send the body in UTF-8", place.line, place.column))
    })?;
    let reader = &mut serde_json::Deserializer::from_str(text);
    let read: T = serde_path_to_error::deserialize(&mut *reader).map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { String::new() } else { format!(" at `{path}`") };
        let inner = error.into_inner();
        let (line, column) = (inner.line(), inner.column());
        let said = inner.to_string();
        let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        Refusal::unreadable(format!("line {line}, column {column}{at}: {said}"))
    })?;
    reader.end().map_err(|error| Refusal::unreadable(format!("line {}, column {}: {error}", error.line(), error.column())))?;
    Ok(read)
}

/// Values after `?`; what cannot be read is refused.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> axum::extract::FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Query<T>, Refusal> {
        let query: Result<axum::extract::Query<T>, _> = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|query| Query(query.0)).map_err(|error| Refusal::unreadable(error.body_text()))
    }
}

/// Whether a store can have a thing of this number.
pub fn is_number(number: u64) -> bool {
    i64::try_from(number).is_ok()
}

/// Parts of a path; what cannot be read is a thing that is not there.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> axum::extract::FromRequestParts<S> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, state: &S) -> Result<Path<T>, Refusal> {
        let raw = axum::extract::RawPathParams::from_request_parts(parts, state).await;
        let is_beyond = |value: &str| value.parse::<u64>().is_ok_and(|number| !is_number(number));
        if raw.is_ok_and(|raw| raw.iter().any(|(_, value)| is_beyond(value))) {
            return Err(Refusal::not_found("thing of this number"));
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Path(path.0)).map_err(|_| Refusal::not_found("thing of this name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of settings and of the command line, which nobody meets on a page.
    const OF_OPERATORS: [&str; 3] = ["AL-4431", "AL-4432", "AL-4440"];

    #[test]
    fn every_refusal_of_the_city_and_its_pages_is_said_in_three_languages() {
        let of_pages = |code: &str| (code.starts_with("AL-43") || code.starts_with("AL-44")) && !OF_OPERATORS.contains(&code);
        let codes: Vec<String> = Pages::iter().filter_map(|file| Some(file.strip_suffix(".md")?.to_string())).collect();
        let met: Vec<&String> = codes.iter().filter(|code| of_pages(code)).collect();
        assert!(met.len() > 30, "{met:?}");
        for code in met {
            let said = Lang::ALL.map(|lang| in_words(code, lang).unwrap_or_else(|| panic!("refusals.ftl has no {code}")));
            assert!(said.iter().all(|text| !text.contains("AL-")), "{said:?}");
        }
    }
}
