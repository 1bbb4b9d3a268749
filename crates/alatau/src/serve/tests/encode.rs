//! What is compressed, for whom, and under which tag.

use super::Town;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use flate2::read::GzDecoder;
use serde_json::json;
use std::io::Read as _;
use tower::ServiceExt as _;

/// An answer as its bytes are.
async fn raw(town: &Town, method: Method, path: &str, token: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(path).header(header::HOST, "city.example");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, body) = town.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    (parts.status, parts.headers, axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Vec<&'h str> {
    headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

const GZIP: [(&str, &str); 1] = [("accept-encoding", "gzip")];

#[tokio::test(flavor = "multi_thread")]
async fn text_is_compressed_for_who_takes_it_and_says_the_same() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let case = town.file(&token, None).await.is(201).json["case"].clone();
    for (path, token) in [
        ("/need?service=service.building-permit&in=alatau".to_string(), ""),
        ("/api/openapi.json".to_string(), ""),
        ("/api/services".to_string(), ""),
        (format!("/api/cases/{case}"), token.as_str()),
        (format!("/cases/{case}"), token.as_str()),
    ] {
        let (_, plain, whole) = raw(&town, Method::GET, &path, token, &[]).await;
        assert_eq!(text(&plain, "content-encoding"), [""; 0], "{path}");
        let (status, headers, bytes) = raw(&town, Method::GET, &path, token, &GZIP).await;
        assert_eq!((status, text(&headers, "content-encoding")), (StatusCode::OK, vec!["gzip"]), "{path}");
        assert!(text(&headers, "vary").contains(&"accept-encoding") && text(&plain, "vary").contains(&"accept-encoding"), "{path}");
        assert!(bytes.len() * 10 < whole.len() * 7, "{path}: {} of {} bytes", bytes.len(), whole.len());
        let mut again = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut again).unwrap();
        // A page says what time it is.
        assert!(again.len().abs_diff(whole.len()) < 100, "{path}");
        let (_, headers, brotli) = raw(&town, Method::GET, &path, token, &[("accept-encoding", "gzip, br")]).await;
        assert_eq!(text(&headers, "content-encoding"), ["br"], "{path}");
        assert!(brotli.len() < whole.len(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_compressed_has_its_own_tag_and_both_are_known() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    let case = town.file(&token, None).await.is(201).json["case"].clone();
    let path = format!("/api/cases/{case}");
    let (_, plain, _) = raw(&town, Method::GET, &path, &token, &[]).await;
    let (_, packed, _) = raw(&town, Method::GET, &path, &token, &GZIP).await;
    let [plain, packed] = [&plain, &packed].map(|headers| text(headers, "etag")[0].to_string());
    assert_eq!(packed, format!("{}-gzip\"", plain.trim_end_matches('"')));
    for tag in [&plain, &packed] {
        let (status, headers, bytes) = raw(&town, Method::GET, &path, &token, &[GZIP[0], ("if-none-match", tag)]).await;
        assert_eq!((status, text(&headers, "etag"), bytes.len()), (StatusCode::NOT_MODIFIED, vec![tag.as_str()], 0));
        assert!(text(&headers, "vary").contains(&"accept-encoding"));
    }
    let own = town.get(&path, &token).await.is(200).json["holders"][0]["activity"].clone();
    let complete = format!("{path}/tasks/{own}/complete");
    let stale = packed.replacen('"', "\"9", 1);
    town.ask_with(Method::POST, &complete, &token, Some(json!({})), &[("if-match", stale.as_str())]).await.is(412);
    town.ask_with(Method::POST, &complete, &token, Some(json!({})), &[("if-match", packed.as_str())]).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_streams_files_and_hashes_go_out_as_they_are() {
    let town = Town::new();
    let token = town.person("a", "applicant", "").await;
    for number in 0..20 {
        town.file(&token, Some(&format!("plot {number}"))).await.is(201);
    }
    let receipt = || raw(&town, Method::GET, "/api/cases/1/receipt", &token, &GZIP);
    while receipt().await.0 == StatusCode::SERVICE_UNAVAILABLE {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let entries = town.get("/log/checkpoint", "").await.is(200).text.lines().nth(1).map(|size| format!("/log/tile/entries/000.p/{size}"));
    let (status, headers, _) = raw(&town, Method::GET, &entries.unwrap(), "", &GZIP).await;
    assert_eq!((status, text(&headers, "content-encoding")), (StatusCode::OK, vec!["gzip"]), "a bundle of entries is text");
    for (method, path) in [(Method::GET, "/api/cases/1/receipt"), (Method::GET, "/verify.html"), (Method::POST, "/api/cases/1/withdraw")] {
        let (status, headers, bytes) = raw(&town, method, path, &token, &GZIP).await;
        assert_eq!((status, text(&headers, "content-encoding")), (StatusCode::OK, vec![]), "{path}");
        assert!(bytes.len() > 10, "{path}");
    }
    let request = Request::get("/api/events").header(header::HOST, "city.example").header(header::AUTHORIZATION, format!("Bearer {token}"));
    let request = request.header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    let response = town.router.clone().oneshot(request).await.unwrap();
    assert_eq!((response.status(), response.headers().get("content-encoding")), (StatusCode::OK, None));
}
