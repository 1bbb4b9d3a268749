//! Signing in, the first account, accounts.

use super::super::api::sign;
use super::super::refusal::{Path, Query, Refusal};
use super::super::{Address, Server};
use super::reader::Reader;
use super::{Sent, go, html};
use crate::pages;
use crate::pages::views::{self, Choice, Field, FieldKind};
use alatau_city::{Ask, Role};
use alatau_store::{Account, Journal};
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;
use std::sync::Arc;

/// Pages of the operator.
pub fn operator_routes() -> Router<Arc<Server>> {
    Router::new()
        .route("/accounts", get(accounts).post(create))
        .route("/accounts/{account}/link", post(link))
        .route("/accounts/{account}/switch", post(switch))
}

/// What an address of signing in carries.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Came {
    link: String,
    then: String,
    secret: String,
}

/// A path of this site, or the front page: nobody is sent elsewhere.
fn inside(then: &str) -> String {
    let is_path = then.starts_with('/') && !then.starts_with("//") && !then.contains(['\\', '\n', '\r']) && then.is_ascii();
    if is_path { then.to_string() } else { "/".to_string() }
}

/// Where one signs in.
pub async fn sign_in(reader: Reader, Query(came): Query<Came>) -> Response {
    let view = views::SignIn { name: String::new(), link: came.link, then: inside(&came.then), error: String::new() };
    html(pages::render_sign_in(&reader.frame, &view, reader.lang))
}

/// Signs in with name and password, or with a link.
pub async fn enter(
    State(server): State<Arc<Server>>,
    Extension(Address(address)): Extension<Address>,
    reader: Reader,
    sent: Sent,
) -> Result<Response, Refusal> {
    let wanted = sign::SignIn { name: sent.get("name"), password: sent.get("password"), link: sent.get("link") };
    let then = inside(&sent.get("then"));
    match sign::enter(&server, &address, wanted).await {
        Ok(account) => begin(&server, account, &then, reader.lang).await,
        Err(refusal) if refusal.details().status == 401 => {
            let view = views::SignIn { name: sent.get("name"), link: sent.get("link"), then, error: refusal.details().detail };
            Ok(html(pages::render_sign_in(&reader.frame, &view, reader.lang)))
        }
        Err(refusal) => Err(refusal),
    }
}

/// Begins a session and goes on with its cookie.
async fn begin(server: &Server, account: u64, then: &str, lang: alatau_core::text::Lang) -> Result<Response, Refusal> {
    let begun = sign::begin(server, account).await?;
    let mut response = go(then, lang, "");
    for cookie in begun.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    Ok(response)
}

/// Signs out.
pub async fn sign_out(State(server): State<Arc<Server>>, reader: Reader) -> Result<Response, Refusal> {
    if let Some(hash) = reader.who.login {
        server.desk.ask(reader.who.principal.clone(), None, Ask::SignOut { hash }).await?;
        server.people.forget();
    }
    let mut response = go("/", reader.lang, "signed-out");
    sign::set_cookie(&server, &mut response, "", 0);
    Ok(response)
}

fn first_fields(reader: &Reader, sent: Option<&Sent>, error: &str) -> Vec<Field> {
    let value = |name: &str| sent.map_or(String::new(), |sent| sent.get(name));
    let mut password = reader.field("password", "portal-password", FieldKind::Secret, "");
    password.hint = reader.say("portal-field-password-hint");
    (password.autocomplete, password.error) = ("new-password", error.to_string());
    let mut name = reader.field("name", "portal-field-name", FieldKind::Line, &value("name"));
    name.autocomplete = "username";
    vec![name, reader.field("label", "portal-field-label", FieldKind::Line, &value("label")), password]
}

/// Where the first account is made.
pub async fn set_up(reader: Reader, Query(came): Query<Came>) -> Response {
    let view = views::SetUp { secret: came.secret, fields: first_fields(&reader, None, "") };
    html(pages::render_set_up(&reader.frame, &view, reader.lang))
}

/// Makes the first account.
pub async fn first(State(server): State<Arc<Server>>, reader: Reader, sent: Sent) -> Result<Response, Refusal> {
    let wanted =
        sign::SetUp { secret: sent.get("secret"), name: sent.get("name"), label: sent.get("label"), password: sent.get("password") };
    match sign::first(&server, wanted).await {
        Ok(account) => begin(&server, account, "/accounts", reader.lang).await,
        Err(refusal) if refusal.details().status == 422 => {
            let fields = first_fields(&reader, Some(&sent), &refusal.details().detail);
            Ok(html(pages::render_set_up(&reader.frame, &views::SetUp { secret: sent.get("secret"), fields }, reader.lang)))
        }
        Err(refusal) => Err(refusal),
    }
}

async fn page(server: &Arc<Server>, reader: &Reader, link: Option<(String, String)>) -> Result<Response, Refusal> {
    let found = server.readers.read(|store| Ok(store.accounts()?)).await?;
    let account = |account: Account| views::Account {
        number: account.account,
        name: account.name,
        label: account.label,
        roles: account.roles.iter().map(|role| reader.say(&format!("portal-role-{role}"))).collect(),
        body: if account.body.is_empty() { String::new() } else { reader.body(&account.body) },
        created: reader.at(account.created),
        closed: account.closed,
        renew: format!("/accounts/{}/link", account.account),
        switch: format!("/accounts/{}/switch", account.account),
    };
    let role = |role: Role| Choice { value: role.word().into(), label: reader.say(&format!("portal-role-{}", role.word())), chosen: false };
    let mut bodies = reader.choices(reader.world.law.authorities.iter().map(|(id, body)| (id, &body.label)), "");
    bodies.insert(0, Choice { value: String::new(), label: reader.say("portal-field-no-body"), chosen: true });
    let fields = vec![
        reader.field("name", "portal-field-name", FieldKind::Line, ""),
        reader.field("label", "portal-field-label", FieldKind::Line, ""),
        reader.field("role", "portal-field-roles", FieldKind::AnyOf(Role::ALL.into_iter().map(role).collect()), ""),
        reader.field("body", "portal-field-body", FieldKind::Select(bodies), ""),
    ];
    let view = views::Accounts { accounts: found.into_iter().map(account).collect(), fields, action: "/accounts".to_string(), link };
    Ok(html(pages::render_accounts(&reader.frame, &view, reader.lang)))
}

async fn accounts(State(server): State<Arc<Server>>, reader: Reader) -> Result<Response, Refusal> {
    page(&server, &reader, None).await
}

async fn create(State(server): State<Arc<Server>>, reader: Reader, sent: Sent) -> Result<Response, Refusal> {
    let (name, label, body) = (sent.get("name"), sent.get("label"), sent.get("body"));
    let account = Account { name: name.clone(), label, roles: sent.all("role"), body, ..Account::default() };
    let made = server.desk.ask(reader.who.principal.clone(), None, Ask::PutAccount(account)).await?;
    let secret = sign::make_link(&server, reader.who.principal.clone(), made.account).await?;
    page(&server, &reader, Some((name, format!("/sign-in?link={secret}")))).await
}

async fn link(State(server): State<Arc<Server>>, reader: Reader, Path(account): Path<u64>) -> Result<Response, Refusal> {
    let secret = sign::make_link(&server, reader.who.principal.clone(), account).await?;
    let found = server.readers.read(move |store| Ok(store.account(account)?)).await?;
    page(&server, &reader, Some((found.map_or(String::new(), |account| account.name), format!("/sign-in?link={secret}")))).await
}

async fn switch(State(server): State<Arc<Server>>, reader: Reader, Path(number): Path<u64>) -> Result<Response, Refusal> {
    let found = server.readers.read(move |store| Ok(store.account(number)?)).await?;
    let found = found.ok_or_else(|| Refusal::not_found("account of this number"))?;
    if number == reader.who.principal.account {
        let detail = "you would shut yourself out; let another operator do it";
        return Err(Refusal::new(axum::http::StatusCode::CONFLICT, "AL-4430", detail));
    }
    let account = Account { closed: !found.closed, ..found };
    server.desk.ask(reader.who.principal.clone(), None, Ask::PutAccount(account)).await?;
    server.people.forget();
    Ok(go("/accounts", reader.lang, "account"))
}
