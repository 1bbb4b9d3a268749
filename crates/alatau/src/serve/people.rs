//! Who asks: passwords, browsers, tokens and links.
//!
//! A secret is 32 random bytes; the store keeps its SHA-256 alone. Passwords are
//! hashed with Argon2id on threads that may block, a few at a time.

use super::refusal::Refusal;
use super::writer::{random, unix_now};
use alatau_city::{Principal, Problem, Role, Why};
use alatau_core::law::hex;
use alatau_core::text::msg;
use alatau_store::{Account, Journal, Login, Sqlite};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use axum::http::StatusCode;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::Semaphore;

/// A browser is signed out after twelve hours.
pub const BROWSER: i64 = 12 * 3_600 * 1_000_000;
/// A link works for two days, once.
pub const LINK: i64 = 48 * 3_600 * 1_000_000;
/// Passwords have at least so many characters.
pub const PASSWORD_MIN: usize = 12;
/// And at most so many bytes.
pub const PASSWORD_MAX: usize = 1_024;
/// So many wrong passwords for a name from one address within [`WINDOW`].
const WRONG_FOR_NAME: u32 = 8;
/// So many from one address.
const WRONG_FROM_ADDRESS: u32 = 64;
/// A quarter of an hour.
const WINDOW: i64 = 900 * 1_000_000;
/// So many failed attempts are remembered; beyond, the oldest are forgotten.
const REMEMBERED: usize = 10_000;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// To the policy.
    pub principal: Principal,
    /// SHA-256 of the secret that was shown.
    pub login: Option<[u8; 32]>,
    /// It came in a cookie: then another site may have sent the request.
    pub by_cookie: bool,
}

/// A secret, and what the store keeps of it.
pub struct Secret {
    /// What the person gets, once.
    pub text: String,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

impl Secret {
    /// A new one.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn new() -> Result<Secret, Problem> {
        let text = hex(&random()?);
        let hash = Secret::hash(&text);
        Ok(Secret { text, hash })
    }

    /// What the store keeps of a secret.
    pub fn hash(text: &str) -> [u8; 32] {
        Sha256::digest(text.as_bytes()).into()
    }

    /// A login with this secret from now on.
    pub fn login(&self, account: u64, kind: &str, label: &str, lasts: i64) -> Login {
        let created = unix_now();
        let (kind, label) = (kind.to_string(), label.to_string());
        Login { hash: self.hash, account, kind, label, created, expires: created.saturating_add(lasts) }
    }
}

/// The principal of an account.
pub fn principal(account: &Account) -> Principal {
    Principal {
        account: account.account,
        name: if account.label.trim().is_empty() { account.name.clone() } else { account.label.clone() },
        roles: account.roles.iter().filter_map(|word| Role::parse(word)).collect(),
        body: account.body.clone(),
    }
}

#[derive(Default)]
struct Known {
    by_secret: HashMap<[u8; 32], (Principal, i64)>,
    /// Grows whenever accounts or logins change, so that nothing read before is kept after.
    age: u64,
}

/// Accounts and who is signed in, as the server needs them at each request.
pub struct People {
    known: RwLock<Known>,
    /// Attempts that were not right, by name and address, since when.
    tried: Mutex<HashMap<(String, String), (u32, i64)>>,
    hashing: Arc<Semaphore>,
    nobody: String,
    /// Links are used one after the other, so that each works once.
    pub links: tokio::sync::Mutex<()>,
    /// SHA-256 of the secret of the first set-up, as long as there is no account.
    set_up: Mutex<Option<[u8; 32]>>,
}

impl People {
    /// Nobody known yet.
    ///
    /// # Errors
    /// The machine gives no random numbers.
    pub fn new(set_up: Option<[u8; 32]>) -> Result<People, Problem> {
        Ok(People {
            known: RwLock::default(),
            tried: Mutex::default(),
            hashing: Arc::new(Semaphore::new(2)),
            // A name that nobody has costs as much time as a wrong password.
            nobody: hash(&hex(&random()?))?,
            links: tokio::sync::Mutex::new(()),
            set_up: Mutex::new(set_up),
        })
    }

    /// The principal of a secret, if it is in memory; else the age to hand to [`People::learn`].
    pub fn recall(&self, secret: &[u8; 32]) -> Result<Principal, u64> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.by_secret.get(secret).filter(|(_, expires)| *expires > unix_now());
        found.map(|(principal, _)| principal.clone()).ok_or(known.age)
    }

    /// Keeps what was read of the store, unless something changed meanwhile.
    pub fn learn(&self, secret: [u8; 32], principal: Principal, expires: i64, age: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.age == age {
            if known.by_secret.len() >= REMEMBERED {
                known.by_secret.clear();
            }
            known.by_secret.insert(secret, (principal, expires));
        }
    }

    /// Accounts or logins changed.
    pub fn forget(&self) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.by_secret.clear();
        known.age += 1;
    }

    /// Whether this secret sets up the city; it does so once.
    pub fn takes_set_up(&self, secret: &str) -> bool {
        let mut set_up = self.set_up.lock().unwrap_or_else(PoisonError::into_inner);
        // Compared as hashes: how far they agree tells nothing about the secret.
        let fits = *set_up == Some(Secret::hash(secret));
        if fits {
            *set_up = None;
        }
        fits
    }

    /// Lets the set-up be tried again with the same secret.
    pub fn give_set_up_back(&self, secret: &str) {
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = Some(Secret::hash(secret));
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// It is too short or too long.
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        let long = password.chars().count();
        if long < PASSWORD_MIN || password.len() > PASSWORD_MAX {
            let detail = format!("the password has {long} characters; it needs at least {PASSWORD_MIN}, and at most {PASSWORD_MAX} bytes");
            let why = Why::new(msg::WHY_PASSWORD, [("n", long.into()), ("min", PASSWORD_MIN.into())]);
            return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "AL-4425", detail).why(why));
        }
        Ok(self.blocking(move || hash(&password)).await??)
    }

    /// Whether a password is the account's; takes as long where there is no account.
    ///
    /// # Errors
    /// Our fault only.
    pub async fn is_password(&self, account: Option<&Account>, password: String) -> Result<bool, Refusal> {
        let has_one = account.filter(|account| !account.closed && !account.password.is_empty());
        let kept = has_one.map_or_else(|| self.nobody.clone(), |account| account.password.clone());
        let exists = has_one.is_some();
        if password.len() > PASSWORD_MAX {
            return Ok(false);
        }
        let fits = self.blocking(move || {
            let kept = PasswordHash::new(&kept).ok()?;
            Argon2::default().verify_password(password.as_bytes(), &kept).ok()
        });
        Ok(fits.await?.is_some() && exists)
    }

    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let permit = self.hashing.clone().acquire_owned().await.map_err(|_| Refusal::fault("no thread for passwords"))?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|_| Refusal::fault("hashing broke off"))
    }

    /// Counts an attempt, and refuses it after too many wrong ones.
    ///
    /// # Errors
    /// AL-4422.
    pub fn may_try(&self, name: &str, address: &str) -> Result<(), Refusal> {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        let now = unix_now();
        if tried.len() >= REMEMBERED {
            tried.retain(|_, (_, since)| now - *since < WINDOW);
        }
        if tried.len() >= REMEMBERED {
            tried.clear();
        }
        // A link has no name, and is counted with the address alone.
        for (name, limit) in attempts(name) {
            let (count, since) = tried.entry((name, address.to_string())).or_insert((0, now));
            if now - *since >= WINDOW {
                (*count, *since) = (0, now);
            }
            if *count >= limit {
                let detail = "too many wrong attempts; wait a quarter of an hour, or ask the operator for a link";
                return Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "AL-4422", detail));
            }
            *count += 1;
        }
        Ok(())
    }

    /// The attempt was right: those for the name are forgotten, and it does not count for the address.
    pub fn was_right(&self, name: &str, address: &str) {
        let mut tried = self.tried.lock().unwrap_or_else(PoisonError::into_inner);
        if !name.is_empty() {
            tried.remove(&(name.to_lowercase(), address.to_string()));
        }
        if let Some((count, _)) = tried.get_mut(&(String::new(), address.to_string())) {
            *count = count.saturating_sub(1);
        }
    }
}

/// By what an attempt is counted, and how many there may be.
fn attempts(name: &str) -> impl Iterator<Item = (String, u32)> {
    let of_name = Some((name.to_lowercase(), WRONG_FOR_NAME)).filter(|(name, _)| !name.is_empty());
    of_name.into_iter().chain([(String::new(), WRONG_FROM_ADDRESS)])
}

fn hash(password: &str) -> Result<String, Problem> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| Problem::new(alatau_city::Kind::Fault, "AL-4400", format!("Argon2: {error}")))
}

/// The account of a secret, and when that ends.
///
/// # Errors
/// The store's.
pub fn found(store: &Sqlite, secret: &[u8; 32]) -> Result<Option<(Principal, i64)>, Refusal> {
    let Some(login) = store.login(secret)?.filter(|login| login.kind != "link" && login.expires > unix_now()) else { return Ok(None) };
    let account = store.account(login.account)?.filter(|account| !account.closed);
    Ok(account.map(|account| (principal(&account), login.expires)))
}
