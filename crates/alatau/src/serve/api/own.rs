//! One's own account.

use super::work::Written;
use super::{Done, Given, Pages, Shared, Signed, Tongue, instant};
use crate::cli::say;
use crate::serve::people::Secret;
use crate::serve::refusal::{Json, Path, Query, Refusal};
use crate::serve::writer::unix_now;
use alatau_city::{Action, Ask, Role, Said, Why, may_ever, read_content, told_until};
use alatau_core::law::hex;
use alatau_core::text::msg;
use alatau_store::{Account, Journal, Notice, Sqlite};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest a token lasts, in days.
const TOKEN_DAYS_MAX: u32 = 3_650;

/// One's account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Own {
    account: u64,
    /// Name that others see.
    name: String,
    /// Roles.
    roles: Vec<&'static str>,
    /// Body that one acts for; empty: none.
    body: String,
    /// What the roles allow at all.
    #[schema(value_type = Vec<String>)]
    may: Vec<Action>,
}

/// Who is signed in
#[utoipa::path(get, path = "/api/account", tag = "account", responses((status = 200, body = Own)))]
pub async fn account(Extension(who): Signed) -> axum::Json<Own> {
    let who = who.principal;
    let may = Action::ALL.into_iter().filter(|action| may_ever(&who, *action)).collect();
    let roles = who.roles.iter().map(|role| Role::word(*role)).collect();
    axum::Json(Own { account: who.account, name: who.name, roles, body: who.body, may })
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NewPassword {
    /// The present one; empty if there is none yet.
    #[serde(default)]
    pub old: String,
    /// The new one, at least twelve characters.
    pub new: String,
}

/// Change one's password; all other browsers and tokens are signed out
#[utoipa::path(put, path = "/api/account/password", tag = "account", request_body = NewPassword,
    responses((status = 204, description = "Changed")))]
pub async fn password(State(server): Shared, Extension(who): Signed, Json(wanted): Json<NewPassword>) -> Result<Response, Refusal> {
    let number = who.principal.account;
    let (found, logins) = server.readers.read(move |store| Ok((store.account(number)?, store.logins(number)?))).await?;
    let account: Account = found.ok_or_else(super::sign::nobody)?;
    if !account.password.is_empty() && !server.people.is_password(Some(&account), wanted.old).await? {
        let refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "AL-4425", "the present password is another; nothing was changed");
        return Err(refusal.why(Why::new(msg::WHY_PASSWORD_OTHER, [])));
    }
    let password = server.people.hash(wanted.new).await?;
    server.desk.ask(who.principal.clone(), None, Ask::SetPassword { password }).await?;
    for login in logins.iter().filter(|login| Some(login.hash) != who.login) {
        server.desk.ask(who.principal.clone(), None, Ask::SignOut { hash: login.hash }).await?;
    }
    server.people.forget();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A token.
#[derive(Serialize, ToSchema)]
pub struct Token {
    /// SHA-256 of the secret: its name for the server.
    hash: String,
    /// `browser`, `token` or `link`.
    kind: String,
    /// What it is for.
    label: String,
    /// When it was made.
    created: String,
    /// When it ends.
    expires: String,
}

/// One's browsers, tokens and links
#[utoipa::path(get, path = "/api/account/tokens", tag = "account", responses((status = 200, body = [Token])))]
pub async fn tokens(State(server): Shared, Extension(who): Signed) -> Result<axum::Json<Vec<Token>>, Refusal> {
    let logins = server.readers.read(move |store| Ok(store.logins(who.principal.account)?)).await?;
    let shown = logins.into_iter().map(|login| Token {
        hash: hex(&login.hash),
        kind: login.kind,
        label: login.label,
        created: instant(login.created),
        expires: instant(login.expires),
    });
    Ok(axum::Json(shown.collect()))
}

/// A token that is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct NewToken {
    /// What it is for.
    pub label: String,
    /// How many days it lasts, 1 to 3650.
    #[schema(minimum = 1, maximum = 3650)]
    pub days: u32,
}

/// A token that was made; its secret is shown once.
#[derive(Serialize, ToSchema)]
pub struct MadeToken {
    /// To be sent as `Authorization: Bearer`.
    token: String,
    /// When it ends.
    expires: String,
}

/// Make a token for a program
#[utoipa::path(post, path = "/api/account/tokens", tag = "account", request_body = NewToken, responses((status = 201, body = MadeToken)))]
pub async fn make_token(State(server): Shared, Extension(who): Signed, Json(wanted): Json<NewToken>) -> Result<Response, Refusal> {
    if !(1..=TOKEN_DAYS_MAX).contains(&wanted.days) || wanted.label.len() > 200 {
        let detail = format!("a token lasts 1 to {TOKEN_DAYS_MAX} days, and its label has at most 200 bytes");
        return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "AL-4404", detail));
    }
    let secret = Secret::new()?;
    let login = secret.login(who.principal.account, "token", &wanted.label, i64::from(wanted.days) * 86_400 * 1_000_000);
    let expires = instant(login.expires);
    server.desk.ask(who.principal, None, Ask::SignIn(login)).await?;
    Ok((StatusCode::CREATED, axum::Json(MadeToken { token: secret.text, expires })).into_response())
}

/// Sign a browser, a token or a link out
#[utoipa::path(delete, path = "/api/account/tokens/{hash}", tag = "account", params(("hash" = String, Path)),
    responses((status = 200, body = Done)))]
pub async fn drop_token(State(server): Shared, Extension(who): Signed, Path(hash): Path<String>) -> Result<Response, Refusal> {
    let account = who.principal.account;
    let found = server.readers.read(move |store| Ok(store.logins(account)?)).await?;
    let found = found.into_iter().find(|login| hex(&login.hash) == hash).ok_or_else(|| Refusal::not_found("token of this name"))?;
    let answer = super::done(&server, who, Given::default(), Ask::SignOut { hash: found.hash }, StatusCode::OK).await;
    server.people.forget();
    answer
}

/// Something that was told.
#[derive(Serialize, ToSchema)]
pub struct Told {
    number: u64,
    case: u64,
    /// Number of the event within the case.
    event: u64,
    at: String,
    /// In words.
    text: String,
    /// What was written with it: what a file lacks.
    written: Option<Written>,
    /// It came after what one has read so far.
    new: bool,
}

/// What one was told, the newest first
#[utoipa::path(get, path = "/api/notices", tag = "account", params(Pages), responses((status = 200, body = [Told])))]
pub async fn notices(
    State(server): Shared,
    Extension(who): Signed,
    Tongue(lang): Tongue,
    Query(pages): Query<Pages>,
) -> Result<Response, Refusal> {
    let page = pages.page()?;
    let account = who.principal.account;
    let found = server.readers.read(move |store| {
        let until = told_until(account, store)?;
        let told = |notice: Notice| -> Result<Told, Refusal> {
            let said = said_with(store, &notice)?;
            Ok(Told {
                number: notice.number,
                case: notice.case,
                event: notice.index,
                at: instant(notice.at),
                text: say(lang, &notice.text, &[("case", &notice.case.to_string())]),
                written: Written::of(said.as_ref()),
                new: notice.at > until,
            })
        };
        store.notices_of(account, page)?.into_iter().map(told).collect::<Result<Vec<_>, Refusal>>()
    });
    Ok(pages.answer("/api/notices", found.await?))
}

/// Note that one has read all that one was told so far
#[utoipa::path(put, path = "/api/notices/read", tag = "account", responses((status = 200, body = Done)))]
pub async fn read_notices(State(server): Shared, Extension(who): Signed) -> Result<Response, Refusal> {
    super::done(&server, who, Given::default(), Ask::ReadNotices { until: unix_now() }, StatusCode::OK).await
}

/// What was written with the command of which a notice tells, where that is what it is about: a file that came back.
/// Nothing once it was erased.
///
/// # Errors
/// The store cannot be read.
pub fn said_with(store: &Sqlite, notice: &Notice) -> Result<Option<Said>, Refusal> {
    if notice.text != "notice-correction" {
        return Ok(None);
    }
    let entries = store.entries(notice.case)?;
    let entry = entries.iter().rev().find(|entry| entry.index <= notice.index).filter(|entry| entry.content.is_some());
    Ok(entry.map(read_content).transpose()?.map(|content| content.said))
}
