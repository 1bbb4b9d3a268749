//! Registers and interests.

use super::{Change, Done, Shared, instant};
use crate::serve::refusal::{Json, Refusal};
use alatau_city::Ask;
use alatau_store::{Journal, Look};
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A thing that a case holds.
#[derive(Serialize, ToSchema)]
pub struct Held {
    /// `plot`, `slot` or `quota`.
    register: String,
    /// The thing.
    thing: String,
    /// Case that holds it.
    case: u64,
    /// How much.
    amount: u64,
}

/// A quota.
#[derive(Serialize, ToSchema)]
pub struct Quota {
    name: String,
    /// What is held of it.
    used: u64,
    /// What there is.
    limit: u64,
}

/// What is held.
#[derive(Serialize, ToSchema)]
pub struct Registers {
    holdings: Vec<Held>,
    quotas: Vec<Quota>,
    /// Limits that were set and interests that were declared or taken back, the last first.
    history: Vec<Said>,
}

/// Something that somebody said of a register.
#[derive(Serialize, ToSchema)]
pub struct Said {
    at: String,
    /// Account that said it.
    account: u64,
    /// What: a limit of a quota, or an interest.
    #[schema(value_type = Object)]
    what: serde_json::Value,
}

/// What cases hold: plots, slots, quotas
#[utoipa::path(get, path = "/api/registers", tag = "registers", responses((status = 200, body = Registers)))]
pub async fn registers(State(server): Shared) -> Result<axum::Json<Registers>, Refusal> {
    let found = server.readers.read(|store| {
        let mut holdings = Vec::new();
        for register in ["plot", "slot", "quota"] {
            holdings.extend(store.register(register)?);
        }
        let limits: BTreeMap<String, u64> = match store.setting("quotas")? {
            None => BTreeMap::new(),
            Some(limits) => serde_json::from_slice(&limits).map_err(|error| Refusal::fault(format!("the setting `quotas`: {error}")))?,
        };
        let used = |name: &str| holdings.iter().filter(|held| held.register == "quota" && held.thing == name).map(|held| held.amount).sum();
        let quotas = limits.into_iter().map(|(name, limit)| Quota { used: used(&name), name, limit }).collect();
        let held = holdings.iter().map(|held| Held {
            register: held.register.clone(),
            thing: held.thing.clone(),
            case: held.case,
            amount: held.amount,
        });
        let said =
            |look: Look| Said { at: instant(look.at), account: look.account, what: serde_json::from_str(&look.what).unwrap_or_default() };
        let history = store.looks(alatau_city::OF_REGISTERS)?.into_iter().map(said).collect();
        Ok(Registers { holdings: held.collect(), quotas, history })
    });
    found.await.map(axum::Json)
}

/// A limit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// In all.
    pub limit: u64,
}

/// Set the limit of a quota
#[utoipa::path(put, path = "/api/quotas/{name}", tag = "registers", params(("name" = String, Path, example = "district-1")),
    request_body = Limit, responses((status = 200, body = Done)))]
pub async fn set_quota(change: Change<String>, Json(wanted): Json<Limit>) -> Result<Response, Refusal> {
    let quota = change.at.clone();
    change.ask(Ask::SetQuota { quota, limit: wanted.limit }).await
}

/// Whether there is an interest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Interest {
    /// Whether there is one.
    pub interested: bool,
}

/// Declare, or take back, an interest in the cases of a party: one then has no part in them
#[utoipa::path(put, path = "/api/interests/{party}", tag = "registers", params(("party" = u64, Path, example = 2)),
    request_body = Interest, responses((status = 200, body = Done)))]
pub async fn declare(change: Change<u64>, Json(wanted): Json<Interest>) -> Result<Response, Refusal> {
    let party = change.at;
    change.ask(Ask::Declare { party, interested: wanted.interested }).await
}
