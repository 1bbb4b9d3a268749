//! Every route with every role, and with nobody, against a table.

use super::{ISSUER, Town};
use axum::body::Body;
use axum::http::{Method, Request, header};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// Who may ever: a = applicant, o = officer, s = supervisor, u = auditor, c = council, p = operator, n = nobody.
const TABLE: &[(&str, &str)] = &[
    ("GET /api/services", "aosucpn"),
    ("GET /api/rulebook", "aosucpn"),
    ("GET /api/errors/{code}", "aosucpn"),
    ("GET /api/figures", "aosucpn"),
    ("GET /api/health", "aosucpn"),
    ("GET /api/metrics", "aosucpn"),
    ("GET /api/openapi.json", "aosucpn"),
    ("GET /log/checkpoint", "aosucpn"),
    ("GET /log/key", "aosucpn"),
    ("GET /log/figures.json", "aosucpn"),
    ("GET /log/tile/{path}", "aosucpn"),
    ("POST /api/set-up", "aosucpn"),
    ("POST /api/sign-in", "aosucpn"),
    ("DELETE /api/sign-in", "aosucp"),
    ("GET /api/account", "aosucp"),
    ("PUT /api/account/password", "aosucp"),
    ("GET /api/account/tokens", "aosucp"),
    ("POST /api/account/tokens", "aosucp"),
    ("DELETE /api/account/tokens/{hash}", "aosucp"),
    ("GET /api/notices", "aosucp"),
    ("PUT /api/notices/read", "aosucp"),
    ("GET /api/drafts", "a"),
    ("POST /api/drafts", "a"),
    ("GET /api/drafts/{draft}", "a"),
    ("PUT /api/drafts/{draft}", "a"),
    ("DELETE /api/drafts/{draft}", "a"),
    ("POST /api/drafts/{draft}/file", "a"),
    ("GET /api/drafts/{draft}/documents", "a"),
    ("POST /api/drafts/{draft}/documents", "a"),
    ("GET /api/drafts/{draft}/documents/{hash}", "a"),
    ("DELETE /api/drafts/{draft}/documents/{hash}", "a"),
    ("POST /api/cases/{case}/withdraw", "a"),
    ("POST /api/cases/{case}/complaint", "a"),
    ("GET /api/cases", "aosu"),
    ("GET /api/cases/{case}", "aosu"),
    ("GET /api/cases/{case}/history", "aosu"),
    ("GET /api/cases/{case}/documents", "aosu"),
    ("POST /api/cases/{case}/documents", "aosu"),
    ("GET /api/cases/{case}/documents/{hash}", "aosu"),
    ("GET /api/cases/{case}/looks", "aosu"),
    ("GET /api/cases/{case}/receipt", "aosu"),
    ("GET /api/cases/{case}/tasks/{activity}", "aosu"),
    ("POST /api/cases/{case}/tasks/{activity}/complete", "aosu"),
    ("GET /api/events", "aosu"),
    ("GET /api/worklist", "os"),
    ("PUT /api/cases/{case}/tasks/{activity}/claim", "os"),
    ("POST /api/cases/{case}/tasks/{activity}/correction", "o"),
    ("PUT /api/cases/{case}/tasks/{activity}/ruling", "o"),
    ("DELETE /api/cases/{case}/tasks/{activity}/ruling", "o"),
    ("POST /api/cases/{case}/tasks/{activity}/ruling/confirm", "o"),
    ("POST /api/cases/{case}/tasks/{activity}/extend", "o"),
    ("PUT /api/interests/{party}", "os"),
    ("GET /api/registers", "osucp"),
    ("PUT /api/quotas/{name}", "p"),
    ("GET /api/accounts", "p"),
    ("POST /api/accounts", "p"),
    ("PUT /api/accounts/{account}", "p"),
    ("POST /api/accounts/{account}/link", "p"),
    ("POST /api/cases/{case}/erase", "p"),
    ("GET /api/retention", "p"),
    ("GET /api/retention/due", "p"),
];

const ROLES: [(char, &str, &str); 7] = [
    ('a', "applicant", ""),
    ('o', "officer", ISSUER),
    ('s', "supervisor", ISSUER),
    ('u', "auditor", ""),
    ('c', "council", ""),
    ('p', "operator", ""),
    ('n', "", ""),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_exactly_these_roles_in() {
    let town = Town::new();
    let described = town.get("/api/openapi.json", "").await.is(200).json;
    let mut found = Vec::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        found.extend(operations.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let table: BTreeMap<&str, &str> = TABLE.iter().copied().collect();
    let missing: Vec<&String> = found.iter().filter(|operation| !table.contains_key(operation.as_str())).collect();
    assert!(missing.is_empty(), "not in the table: {missing:?}");
    assert_eq!(found.len(), TABLE.len(), "the table has routes that are not there");
    let mut wrong = Vec::new();
    for (letter, role, body) in ROLES {
        for (operation, allowed) in TABLE {
            // A token of its own each time: signing out is among them.
            let token = match role {
                "" => String::new(),
                role => town.person(&format!("{letter} {operation}"), role, body).await,
            };
            let status = knock(&town, operation, &token).await;
            let refused = status == if role.is_empty() { 401 } else { 403 };
            if refused == allowed.contains(letter) {
                wrong.push(format!("{operation} as `{role}`: {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The status of an operation with nothing in it that could be done.
async fn knock(town: &Town, operation: &str, token: &str) -> u16 {
    let (method, path) = operation.split_once(' ').unwrap();
    let path: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { "999999" } else { part }).collect();
    let mut request =
        Request::builder().method(Method::from_bytes(method.as_bytes()).unwrap()).uri(path.join("/")).header(header::HOST, "city.example");
    if !token.is_empty() {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    town.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
}

/// Pages that are not for everybody, as [`TABLE`]; who is not signed in is sent to where one signs in.
const PAGES: &[(&str, &str)] = &[
    ("GET /account", "aosucp"),
    ("GET /messages", "aosucp"),
    ("GET /applications", "a"),
    ("POST /applications", "a"),
    ("GET /applications/{draft}", "a"),
    ("GET /work", "os"),
    ("GET /tasks/{case}/{activity}", "os"),
    ("GET /cases", "u"),
    ("GET /cases/{case}", "aosu"),
    ("GET /registers", "osucp"),
    ("POST /registers/quotas", "p"),
    ("GET /accounts", "p"),
    ("POST /accounts", "p"),
    ("POST /accounts/{account}/{act}", "p"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_lets_exactly_these_roles_in() {
    let town = Town::new();
    let mut wrong = Vec::new();
    for (letter, role, body) in ROLES {
        let token = if role.is_empty() { String::new() } else { town.person(role, role, body).await };
        for (page, allowed) in PAGES {
            let status = knock(&town, page, &token).await;
            let refused = status == if role.is_empty() { 303 } else { 403 };
            if refused == allowed.contains(letter) {
                wrong.push(format!("{page} as `{role}`: {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
