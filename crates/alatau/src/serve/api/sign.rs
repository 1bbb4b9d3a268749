//! The first account, signing in and signing out.

use super::{Shared, Signed};
use crate::serve::guard::{COOKIE, allow};
use crate::serve::people::{BROWSER, LINK, Secret, principal};
use crate::serve::refusal::{Json, Refusal};
use crate::serve::writer::unix_now;
use crate::serve::{Address, Server};
use alatau_city::{Action, Ask, Kind, Principal, Problem, Role};
use alatau_store::{Account, Journal};
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The first account.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SetUp {
    /// Secret of the link that the program printed.
    pub secret: String,
    /// Name to sign in with.
    pub name: String,
    /// Name that others see.
    #[serde(default)]
    pub label: String,
    /// Password, at least twelve characters.
    pub password: String,
}

/// Somebody signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SignedIn {
    /// Account.
    pub account: u64,
    /// Secret, for programs; browsers have it in a cookie.
    pub token: String,
    /// When it ends.
    pub expires: String,
}

/// Make the first account, the operator's, with the link that the program printed
#[utoipa::path(post, path = "/api/set-up", tag = "sign-in", request_body = SetUp, responses((status = 201, body = SignedIn)))]
pub async fn set_up(State(server): Shared, Json(wanted): Json<SetUp>) -> Result<Response, Refusal> {
    let account = first_account(&server, wanted).await?;
    begin(&server, account).await
}

/// Makes the first account.
///
/// # Errors
/// There is one, the secret is another, or the password does not do.
pub async fn first_account(server: &Server, wanted: SetUp) -> Result<u64, Refusal> {
    // Before the password is hashed, which costs the machine something.
    if !server.people.takes_set_up(&wanted.secret) {
        let detail = "the link is not the one that the program printed last; take that one";
        let other = || Refusal::new(StatusCode::FORBIDDEN, "AL-4429", detail);
        return Err(if server.people.awaits_set_up() { other() } else { set_up_already() });
    }
    let secret = wanted.secret.clone();
    make_first(server, wanted).await.inspect_err(|_| server.people.give_set_up_back(&secret))
}

/// There is an account already.
pub fn set_up_already() -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, "AL-4428", "the city is set up already; sign in")
}

async fn make_first(server: &Server, wanted: SetUp) -> Result<u64, Refusal> {
    let password = server.people.hash(wanted.password).await?;
    let roles = vec![Role::Operator.word().to_string()];
    let account = Account { name: wanted.name, label: wanted.label, password, roles, ..Account::default() };
    Ok(server.desk.ask(Principal::default(), None, Ask::PutAccount(account)).await?.account)
}

/// Who signs in: with a password, or with a link that works once.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SignIn {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Password.
    #[serde(default)]
    pub password: String,
    /// Secret of a link, instead of both.
    #[serde(default)]
    pub link: String,
}

/// Sign in; the answer sets the cookie of a browser
#[utoipa::path(post, path = "/api/sign-in", tag = "sign-in", request_body = SignIn, responses((status = 201, body = SignedIn)))]
pub async fn sign_in(
    State(server): Shared,
    Extension(Address(address)): Extension<Address>,
    Json(wanted): Json<SignIn>,
) -> Result<Response, Refusal> {
    let account = enter(&server, &address, wanted).await?;
    begin(&server, account).await
}

/// The account of who signs in.
///
/// # Errors
/// AL-4422 after too many attempts; AL-4429 if name, password or link are wrong, which one is not said.
pub async fn enter(server: &Server, address: &str, wanted: SignIn) -> Result<u64, Refusal> {
    // Counted before it is tried: many at once are many.
    server.people.may_try(&wanted.name, address)?;
    let found = if wanted.link.is_empty() {
        let name = wanted.name.clone();
        let account = server.readers.read(move |store| Ok(store.account_named(&name)?)).await?;
        let fits = server.people.is_password(account.as_ref(), wanted.password).await?;
        account.filter(|_| fits)
    } else {
        use_link(server, &wanted.link).await?
    };
    match found {
        Some(account) => {
            server.people.was_right(&wanted.name, address);
            Ok(account.account)
        }
        None => {
            let detail = "name and password do not fit, or the link was used or is too old; try again, or ask the operator for a link";
            Err(Refusal::new(StatusCode::UNAUTHORIZED, "AL-4429", detail))
        }
    }
}

/// The account of a link, which then no longer works.
async fn use_link(server: &Server, link: &str) -> Result<Option<Account>, Refusal> {
    let hash = Secret::hash(link);
    let _one_by_one = server.people.links.lock().await;
    let found = server.readers.read(move |store| {
        let login = store.login(&hash)?.filter(|login| login.kind == "link" && login.expires > unix_now());
        let Some(login) = login else { return Ok(None) };
        Ok(store.account(login.account)?.filter(|account| !account.closed))
    });
    let Some(account) = found.await? else { return Ok(None) };
    server.desk.ask(principal(&account), None, Ask::SignOut { hash }).await?;
    Ok(Some(account))
}

/// Signs an account in.
///
/// # Errors
/// It cannot be kept.
pub async fn begin(server: &Server, account: u64) -> Result<Response, Refusal> {
    let secret = Secret::new()?;
    let login = secret.login(account, "browser", "", BROWSER);
    let expires = super::instant(login.expires);
    let own = server.readers.read(move |store| Ok(store.account(account)?)).await?.ok_or_else(nobody)?;
    server.desk.ask(principal(&own), None, Ask::SignIn(login)).await?;
    server.people.forget();
    let signed_in = SignedIn { account, token: secret.text.clone(), expires };
    let mut response = (StatusCode::CREATED, axum::Json(signed_in)).into_response();
    set_cookie(server, &mut response, &secret.text, BROWSER / 1_000_000);
    Ok(response)
}

/// Puts the cookie into an answer; with no seconds left it is taken away.
pub fn set_cookie(server: &Server, response: &mut Response, value: &str, seconds: i64) {
    let secure = if server.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Sign out: what was shown, cookie or token, ends
#[utoipa::path(delete, path = "/api/sign-in", tag = "sign-in", responses((status = 204, description = "Signed out")))]
pub async fn sign_out(State(server): Shared, Extension(who): Signed) -> Result<Response, Refusal> {
    allow(&who, Action::KeepAccount)?;
    if let Some(hash) = who.login {
        server.desk.ask(who.principal, None, Ask::SignOut { hash }).await?;
        server.people.forget();
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&server, &mut response, "", 0);
    Ok(response)
}

/// Makes a link for an account that works once, for two days.
///
/// # Errors
/// There is no such account.
pub async fn make_link(server: &Server, by: Principal, account: u64) -> Result<String, Refusal> {
    let found = server.readers.read(move |store| Ok(store.account(account)?)).await?;
    let found = found.filter(|account| !account.closed).ok_or_else(|| Refusal::not_found("open account of this number"))?;
    let secret = Secret::new()?;
    server.desk.ask(by, None, Ask::SignIn(secret.login(found.account, "link", "", LINK))).await?;
    Ok(secret.text)
}

/// Nobody is signed in.
pub fn nobody() -> Refusal {
    Problem::new(Kind::NotSignedIn, "AL-4401", "sign in first").into()
}
