//! Accounts, for the operator.

use super::sign::make_link;
use super::{Done, Given, Shared, Signed, done, instant};
use crate::serve::refusal::{Json, Path, Refusal};
use alatau_city::Ask;
use alatau_store::{Account, Journal};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An account.
#[derive(Serialize, ToSchema)]
pub struct AccountShown {
    account: u64,
    /// Name to sign in with.
    name: String,
    /// Name that others see.
    label: String,
    roles: Vec<String>,
    /// Body that the person acts for; empty: none.
    body: String,
    created: String,
    /// It is closed: nobody signs in with it.
    closed: bool,
}

/// All accounts
#[utoipa::path(get, path = "/api/accounts", tag = "accounts", responses((status = 200, body = [AccountShown])))]
pub async fn list(State(server): Shared) -> Result<axum::Json<Vec<AccountShown>>, Refusal> {
    let found = server.readers.read(|store| Ok(store.accounts()?)).await?;
    let shown = found.into_iter().map(|account| {
        let Account { account, name, label, roles, body, created, closed, .. } = account;
        AccountShown { account, name, label, roles, body, created: instant(created), closed }
    });
    Ok(axum::Json(shown.collect()))
}

/// An account, as the operator wants it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountWanted {
    /// Name to sign in with.
    #[schema(example = "first-officer")]
    pub name: String,
    /// Name that others see, and that rulings bear.
    #[serde(default)]
    pub label: String,
    /// `applicant`, `officer`, `supervisor`, `auditor`, `council`, `operator`.
    #[schema(example = json!(["applicant"]))]
    pub roles: Vec<String>,
    /// Body that the person acts for.
    #[serde(default)]
    pub body: String,
    /// Nobody signs in with it.
    #[serde(default)]
    pub closed: bool,
}

/// Make an account; its owner gets a link to sign in with
#[utoipa::path(post, path = "/api/accounts", tag = "accounts", request_body = AccountWanted, responses((status = 201, body = Done)))]
pub async fn create(
    State(server): Shared,
    Extension(who): Signed,
    given: Given,
    Json(wanted): Json<AccountWanted>,
) -> Result<Response, Refusal> {
    let AccountWanted { name, label, roles, body, closed } = wanted;
    let account = Account { name, label, roles, body, closed, ..Account::default() };
    done(&server, who, given, Ask::PutAccount(account), StatusCode::CREATED).await
}

/// Change an account; who is signed in goes on with the new roles, or no longer where it is closed
#[utoipa::path(put, path = "/api/accounts/{account}", tag = "accounts", params(("account" = u64, Path)), request_body = AccountWanted,
    responses((status = 200, body = Done)))]
pub async fn change(
    State(server): Shared,
    Extension(who): Signed,
    Path(number): Path<u64>,
    given: Given,
    Json(wanted): Json<AccountWanted>,
) -> Result<Response, Refusal> {
    let found = server.readers.read(move |store| Ok(store.account(number)?)).await?;
    let found = found.ok_or_else(|| Refusal::not_found("account of this number"))?;
    let AccountWanted { name, label, roles, body, closed } = wanted;
    let account = Account { name, label, roles, body, closed, ..found };
    let answer = done(&server, who, given, Ask::PutAccount(account), StatusCode::OK).await;
    server.people.forget();
    answer
}

/// A link.
#[derive(Serialize, ToSchema)]
pub struct Link {
    /// Its secret: works once, for two days, at `/sign-in?link=` or in `POST /api/sign-in`.
    link: String,
}

/// Make a link with which an account signs in once
#[utoipa::path(post, path = "/api/accounts/{account}/link", tag = "accounts", params(("account" = u64, Path)),
    responses((status = 201, body = Link)))]
pub async fn link(State(server): Shared, Extension(who): Signed, Path(account): Path<u64>) -> Result<Response, Refusal> {
    let link = make_link(&server, who.principal, account).await?;
    Ok((StatusCode::CREATED, axum::Json(Link { link })).into_response())
}
