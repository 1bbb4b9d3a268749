//! Signing in and out, the first account, and accounts.

use super::form::{Sent, choices, coded, field, tried};
use super::{Page, body_beside, can_be_mended, moment, own_path};
use crate::pages::views::{Account, Accounts, Choice, Field, FieldKind, Interests, Own, SetUp, SignIn};
use crate::pages::{in_language, render_accounts, render_own, render_set_up, render_sign_in};
use crate::serve::Server;
use crate::serve::api::cases::look;
use crate::serve::api::own::{NewPassword, password};
use crate::serve::api::sign::{self, begin, enter as signed_in, first_account, make_link};
use crate::serve::people::{PASSWORD_MAX, PASSWORD_MIN, principal};
use crate::serve::refusal::{Details, Json, Path, Refusal};
use alatau_city::{Action, Ask, Role, may_ever, needs_body};
use alatau_core::text::{Lang, Message, by_key, msg};
use alatau_store::{Journal, Sqlite};
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Signing in. A link is used by who presses the button: not by a program that looks what is behind it, nor by a
/// page of another site.
pub async fn sign_in(page: Page, RawQuery(query): RawQuery) -> Response {
    let sent = Sent::query(query.as_deref());
    let (then, link) = (own_path(sent.get("then")).to_string(), sent.get("link").to_string());
    let view = SignIn { name: String::new(), then, link, error: String::new() };
    page.show(render_sign_in(&page.frame, &view, page.lang))
}

/// Signs in and goes on.
async fn go_in(server: &Server, page: &Page, account: u64, then: &str) -> Result<Response, Refusal> {
    let mut response = begin(server, account).await?;
    *response.status_mut() = StatusCode::SEE_OTHER;
    *response.body_mut() = axum::body::Body::empty();
    let place = HeaderValue::from_str(&in_language(own_path(then), page.lang)).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, place);
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    Ok(response)
}

/// Signs in.
pub async fn enter(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    let (name, then) = (sent.get("name").to_string(), own_path(sent.get("then")).to_string());
    let link = sent.get("link").to_string();
    if let Some(lang) = sent.lang() {
        let [then, link] = [&then, &link].map(|text| super::form::coded(text));
        return Ok(super::go(&format!("/sign-in?then={then}&link={link}"), "", lang));
    }
    let wanted = sign::SignIn { name: name.clone(), password: sent.get("password").to_string(), link };
    match signed_in(&server, &page.address, wanted).await {
        Ok(account) => go_in(&server, &page, account, &then).await,
        Err(refusal) => {
            let details = refusal.details();
            let view = SignIn { name, then, link: String::new(), error: refusal.in_words(page.lang) };
            let mut response = page.show(render_sign_in(&page.frame, &view, page.lang));
            *response.status_mut() = StatusCode::from_u16(details.status).unwrap_or(StatusCode::UNAUTHORIZED);
            Ok(response)
        }
    }
}

/// Signs out.
pub async fn sign_out(State(server): State<Arc<Server>>, page: Page) -> Result<Response, Refusal> {
    if let Some(hash) = page.who.login {
        server.desk.ask(page.who.principal.clone(), None, Ask::SignOut { hash }).await?;
        server.people.forget();
    }
    let mut response = page.go("/", "signed-out");
    sign::set_cookie(&server, &mut response, "", 0);
    Ok(response)
}

/// A password, and once more.
fn password_fields(page: &Page, error: String) -> [Field; 2] {
    let mut password = field("password", page.say(msg::PORTAL_PASSWORD), FieldKind::Secret, "", true);
    password.hint = page.say(msg::PORTAL_FIELD_PASSWORD_HINT);
    password.error = error;
    password.autocomplete = "new-password";
    let mut again = field("again", page.say(msg::PORTAL_FIELD_AGAIN), FieldKind::Secret, "", true);
    again.autocomplete = "new-password";
    [password, again]
}

/// One's own account: who one is here, and a password of one's own.
pub async fn own(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let case = Sent::query(query.as_deref());
    own_page(&server, &page, Default::default(), case.get("case")).await
}

/// The page, with what is wrong with each password and with the number of a case.
async fn own_page(server: &Server, page: &Page, wrong: [String; 3], case: &str) -> Result<Response, Refusal> {
    let number = page.who.principal.account;
    let decides = may_ever(&page.who.principal, Action::Declare);
    let found = server.readers.read(move |store| {
        let found = store.account(number)?.ok_or_else(|| Refusal::not_found("account"))?;
        let interests = if decides { interests(store, number)? } else { Vec::new() };
        Ok((found, interests))
    });
    let (found, declared) = found.await?;
    let has_password = !found.password.is_empty();
    let is_wrong = wrong.iter().any(|error| !error.is_empty());
    let [of_old, of_new, of_case] = wrong;
    let mut field_case = field("case", page.say(msg::PORTAL_INTEREST_CASE), FieldKind::Number, case, true);
    field_case.error = of_case;
    let mut old = field("old", page.say(msg::PORTAL_FIELD_OLD_PASSWORD), FieldKind::Secret, "", true);
    old.error = of_old;
    old.autocomplete = "current-password";
    let fields = has_password.then_some(old).into_iter().chain(password_fields(page, of_new));
    let view = Own {
        name: found.name.clone(),
        label: page.who.principal.name.clone(),
        roles: found.roles.iter().map(|word| role(page.lang, word)).collect(),
        body: body_beside(&server.library.world, &found.label, &found.body, page.lang),
        has_password,
        fields: fields.collect(),
        interests: decides.then_some(Interests { declared, field: field_case }),
    };
    let mut response = page.show(render_own(&page.frame, &view, page.lang));
    if is_wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The parties in whose cases an account declared an interest.
fn interests(store: &Sqlite, account: u64) -> Result<Vec<(String, u64)>, Refusal> {
    let Some(kept) = store.setting("interests")? else { return Ok(Vec::new()) };
    let all: Vec<(u64, u64)> =
        serde_json::from_slice(&kept).map_err(|error| Refusal::fault(format!("the setting `interests`: {error}")))?;
    let named = |party: u64| Ok((store.account(party)?.map_or(party.to_string(), |found| principal(&found).name), party));
    all.into_iter().filter(|(officer, _)| *officer == account).map(|(_, party)| named(party)).collect()
}

/// Declares an interest in the applicant of a case that one may read, or takes one back.
pub async fn declare(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    let party = match (sent.seen("party"), sent.seen("case")) {
        (Some(party), _) => Ok(party),
        (None, Some(case)) => look(&server, &page.who, case, "case", |opened, _, _| Ok(opened.row.applicant)).await,
        (None, None) => Err(Refusal::not_found("case")),
    };
    let party = match party {
        Err(refusal) if refusal.details().status == 404 => {
            let wrong = [String::new(), String::new(), refusal.in_words(page.lang)];
            return own_page(&server, &page, wrong, sent.get("case")).await;
        }
        party => party?,
    };
    let interested = !sent.has("party");
    server.desk.ask(page.who.principal.clone(), None, Ask::Declare { party, interested }).await?;
    Ok(page.go("/account", if interested { "interest" } else { "interest-back" }))
}

/// Sets one's password; all other browsers are signed out.
pub async fn set_password(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    if let Some(wrong) = weak(&sent) {
        return own_page(&server, &page, [String::new(), page.say(wrong), String::new()], "").await;
    }
    let wanted = NewPassword { old: sent.get("old").to_string(), new: sent.get("password").to_string() };
    match password(State(server.clone()), Extension(page.who.clone()), Json(wanted)).await {
        Ok(_) => Ok(page.go("/account", "password")),
        Err(refusal) if refusal.details().code == "AL-4425" => {
            own_page(&server, &page, [page.say(msg::PORTAL_PASSWORD_OTHER), String::new(), String::new()], "").await
        }
        Err(refusal) => Err(refusal),
    }
}

/// What is wrong with a new password, as it was sent.
fn weak(sent: &Sent) -> Option<Message> {
    let new = sent.get("password");
    match new.chars().count() < PASSWORD_MIN || new.len() > PASSWORD_MAX {
        true => Some(msg::PORTAL_FIELD_PASSWORD_HINT),
        false => (new != sent.get("again")).then_some(msg::SERVE_PASSWORDS_DIFFER),
    }
}

fn role(lang: Lang, word: &str) -> String {
    by_key(lang, &format!("portal-role-{word}")).unwrap_or_else(|| word.to_string())
}

fn set_up_view(secret: &str, sent: &Sent, page: &Page, error: String) -> SetUp {
    let [password, again] = password_fields(page, error);
    SetUp {
        secret: secret.to_string(),
        fields: vec![
            field("name", page.say(msg::PORTAL_FIELD_NAME), FieldKind::Line, sent.get("name"), true),
            field("label", page.say(msg::PORTAL_FIELD_LABEL), FieldKind::Line, sent.get("label"), false),
            password,
            again,
        ],
    }
}

/// The first account; once it is there, there is nothing to set up.
pub async fn set_up(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    if !server.people.awaits_set_up() {
        return Err(sign::set_up_already());
    }
    let sent = Sent::query(query.as_deref());
    let view = set_up_view(sent.get("secret"), &sent, &page, String::new());
    Ok(page.show(render_set_up(&page.frame, &view, page.lang)))
}

/// Makes the first account.
pub async fn set_up_done(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    let wrong = |error: String| {
        let view = set_up_view(sent.get("secret"), &sent, &page, error);
        let mut response = page.show(render_set_up(&page.frame, &view, page.lang));
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        response
    };
    if let Some(lang) = sent.lang() {
        let page = page.spoken("/set-up".to_string(), lang, &server.library.world);
        let view = set_up_view(sent.get("secret"), &sent, &page, String::new());
        return Ok(page.show(render_set_up(&page.frame, &view, page.lang)));
    }
    if let Some(why) = weak(&sent) {
        return Ok(wrong(page.say(why)));
    }
    let text = |name: &str| sent.get(name).to_string();
    let wanted = sign::SetUp { secret: text("secret"), name: text("name"), label: text("label"), password: text("password") };
    match first_account(&server, wanted).await {
        Ok(account) => go_in(&server, &page, account, "/accounts").await,
        Err(refusal) => Ok(wrong(refusal.in_words(page.lang))),
    }
}

/// All accounts.
pub async fn accounts(State(server): State<Arc<Server>>, page: Page, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    accounts_page(&server, page, &Sent::query(query.as_deref()), None, None).await
}

/// Accounts a page.
const A_PAGE: usize = 50;

/// Those whose names have all the words that are looked for.
fn are_named(account: &alatau_store::Account, wanted: &str) -> bool {
    let names = format!("{} {}", account.name, account.label).to_lowercase();
    wanted.to_lowercase().split_whitespace().all(|word| names.contains(word))
}

async fn accounts_page(
    server: &Server,
    page: Page,
    query: &Sent,
    link: Option<(String, String)>,
    sent: Option<(&Sent, Option<Details>)>,
) -> Result<Response, Refusal> {
    let page = page.again("/accounts".to_string(), None);
    let (wanted, number) = (query.get("wanted").trim().to_string(), query.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000));
    let mut found = server.readers.read(|store| Ok(store.accounts()?)).await?;
    found.retain(|account| are_named(account, &wanted));
    let (total, skip) = (found.len(), (number - 1) * A_PAGE);
    let at = |number: usize| format!("/accounts?wanted={}&page={number}", coded(&wanted));
    let world = &server.library.world;
    let lang = page.lang;
    let accounts = found.into_iter().skip(skip).take(A_PAGE).map(|account| Account {
        number: account.account,
        body: body_beside(world, &account.label, &account.body, lang),
        label: principal(&account).name,
        name: account.name,
        roles: account.roles.iter().map(|word| role(lang, word)).collect(),
        created: moment(world, account.created),
        closed: account.closed,
        renew: format!("/accounts/{}/link", account.account),
        switch: format!("/accounts/{}/switch", account.account),
    });
    let roles: Vec<(&str, String)> = Role::ALL.iter().map(|known| (known.word(), role(lang, known.word()))).collect();
    let roles = choices(roles.iter().map(|(word, label)| (*word, label.as_str())), &BTreeSet::new());
    let mut bodies = choices(world.law.authorities.iter().map(|(id, known)| (id.as_str(), known.label.get(lang.code()))), &BTreeSet::new());
    bodies.insert(0, Choice { value: String::new(), label: page.say(msg::PORTAL_FIELD_NO_BODY), chosen: true });
    let fields = vec![
        field("name", page.say(msg::PORTAL_FIELD_NAME), FieldKind::Line, "", true),
        field("label", page.say(msg::PORTAL_FIELD_LABEL), FieldKind::Line, "", false),
        field("role", page.say(msg::PORTAL_FIELD_ROLES), FieldKind::AnyOf(roles), "", true),
        field("body", page.say(msg::PORTAL_FIELD_BODY), FieldKind::Select(bodies), "", false),
    ];
    let fields = match &sent {
        None => fields,
        Some((sent, details)) => {
            let mut fields: Vec<Field> = fields.into_iter().map(|field| tried(field, sent, false, lang)).collect();
            if sent.lang().is_none() && lacks_body(sent) {
                fields[3].error = page.say(msg::PORTAL_FAULT_BODY);
            }
            let is_right = fields.iter().all(|field| field.error.is_empty());
            if let Some(details) = details.as_ref().filter(|_| is_right) {
                fields[0].error = details.in_words(lang);
            }
            fields
        }
    };
    let is_wrong = fields.iter().any(|field| !field.error.is_empty());
    let view = Accounts {
        accounts: accounts.collect(),
        total,
        before: (number > 1).then(|| at(number - 1)),
        after: (skip + A_PAGE < total).then(|| at(number + 1)),
        wanted,
        fields,
        action: "/accounts".to_string(),
        link,
    };
    let text = render_accounts(&page.frame, &view, page.lang);
    let details = sent.and_then(|(_, details)| details);
    Ok(if is_wrong { page.refuse(text, details.as_ref()) } else { page.show(text) })
}

/// Whether somebody is to act for a body, and for none.
fn lacks_body(sent: &Sent) -> bool {
    sent.get("body").is_empty() && needs_body(sent.all("role"))
}

/// The address of a link that signs in once.
fn address(page: &Page, link: &str) -> String {
    format!("{}/sign-in?link={link}", page.site)
}

/// Makes an account, and a link for it.
pub async fn make(State(server): State<Arc<Server>>, page: Page, sent: Sent) -> Result<Response, Refusal> {
    if let Some(lang) = sent.lang() {
        let page = page.spoken(String::new(), lang, &server.library.world);
        return accounts_page(&server, page, &Sent::default(), None, Some((&sent, None))).await;
    }
    if lacks_body(&sent) {
        return accounts_page(&server, page, &Sent::default(), None, Some((&sent, None))).await;
    }
    let account = alatau_store::Account {
        name: sent.get("name").trim().to_string(),
        label: sent.get("label").trim().to_string(),
        roles: sent.all("role").map(String::from).collect(),
        body: sent.get("body").to_string(),
        ..alatau_store::Account::default()
    };
    let name = account.name.clone();
    let made = match server.desk.ask(page.who.principal.clone(), None, Ask::PutAccount(account)).await.map_err(Refusal::from) {
        Err(refusal) if can_be_mended(&refusal.details()) => {
            return accounts_page(&server, page, &Sent::default(), None, Some((&sent, Some(refusal.details())))).await;
        }
        made => made?,
    };
    let link = make_link(&server, page.who.principal.clone(), made.account).await?;
    let address = address(&page, &link);
    accounts_page(&server, page, &Sent::default(), Some((name, address)), None).await
}

/// Makes a new link for an account, or closes or opens it.
pub async fn change(State(server): State<Arc<Server>>, page: Page, Path((number, act)): Path<(u64, String)>) -> Result<Response, Refusal> {
    let found = server.readers.read(move |store| Ok(store.account(number)?)).await?;
    let found = found.ok_or_else(|| Refusal::not_found("account of this number"))?;
    match act.as_str() {
        "link" => {
            let link = make_link(&server, page.who.principal.clone(), number).await?;
            let address = address(&page, &link);
            accounts_page(&server, page, &Sent::default(), Some((found.name, address)), None).await
        }
        "switch" => {
            let account = alatau_store::Account { closed: !found.closed, ..found };
            server.desk.ask(page.who.principal.clone(), None, Ask::PutAccount(account)).await?;
            server.people.forget();
            Ok(page.go("/accounts", "account"))
        }
        _ => Err(Refusal::not_found("act of this name")),
    }
}
