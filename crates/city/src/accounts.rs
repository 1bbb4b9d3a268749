//! Accounts and logins: who keeps them, and for whom. The shell has checked the
//! password or the link, and says on whose behalf it asks.

use crate::City;
use crate::ask::Reply;
use crate::fits::{can_be_kept, text_fits};
use crate::policy::{Action, Principal, Role, needs_body};
use crate::problem::{Kind, Problem};
use crate::requests::not_allowed;
use alatau_core::text::msg;
use alatau_core::time::Timestamp;
use alatau_store::{Account, Journal, Login, Write};

impl City {
    /// An account, staged or kept.
    pub(crate) fn account_of(&self, number: u64, journal: &impl Journal) -> Result<Option<Account>, Problem> {
        let staged = self.staged.iter().rev().find_map(|write| match write {
            Write::Account(account) if account.account == number => Some(account.clone()),
            _ => None,
        });
        can_be_kept(number, "account")?;
        Ok(if staged.is_some() { staged } else { journal.account(number)? })
    }

    /// Operators keep accounts, and nobody but the city's first account is made by nobody.
    fn may_put(&self, by: &Principal, account: &Account) -> Result<(), Problem> {
        let is_first = by.account == 0 && account.account == 0 && self.ids.account == 0;
        if !is_first {
            self.allow_ever(by, Action::KeepAccounts)?;
            let is_own = by.account != 0 && account.account == by.account;
            if is_own && (account.closed || !account.roles.iter().any(|role| role == Role::Operator.word())) {
                let detail = "you would shut yourself out; let another operator do it";
                return Err(Problem::new(Kind::Conflict, "AL-4430", detail).why(msg::WHY_OWN_ACCOUNT, []));
            }
        }
        Ok(())
    }

    /// Everybody changes their own password, and nothing else of the account with it.
    pub(crate) fn set_password(&mut self, by: &Principal, password: &str, journal: &impl Journal) -> Result<Reply, Problem> {
        self.allow_ever(by, Action::KeepAccount)?;
        let own = self.account_of(by.account, journal)?.filter(|account| !account.closed);
        let own = own.ok_or_else(|| Problem::not_found("open account of this number"))?;
        self.staged.push(Write::Account(Account { password: password.to_string(), ..own }));
        Ok(Reply { account: by.account, ..Reply::default() })
    }

    /// One signs in oneself; for others an operator makes links.
    pub(crate) fn sign_in(&mut self, by: &Principal, login: &Login, journal: &impl Journal) -> Result<Reply, Problem> {
        if by.account != login.account || by.account == 0 {
            self.allow_ever(by, Action::KeepAccounts)?;
            if login.kind != "link" {
                return Err(not_allowed(by, Action::KeepAccount));
            }
        }
        let account = self.account_of(login.account, journal)?.filter(|account| !account.closed);
        account.ok_or_else(|| Problem::not_found("open account of this number"))?;
        self.staged.push(Write::Login(login.clone()));
        Ok(Reply { account: login.account, ..Reply::default() })
    }

    /// One signs out oneself; an operator signs out anybody.
    pub(crate) fn sign_out(&mut self, by: &Principal, hash: [u8; 32], journal: &impl Journal) -> Result<Reply, Problem> {
        self.allow_ever(by, Action::KeepAccount)?;
        let staged = self.staged.iter().find_map(|write| match write {
            Write::Login(login) if login.hash == hash => Some(login.account),
            _ => None,
        });
        let whose = if staged.is_some() { staged } else { journal.login(&hash)?.map(|login| login.account) };
        if whose.is_some_and(|account| account != by.account) {
            self.allow_ever(by, Action::KeepAccounts)?;
        }
        self.staged.push(Write::DropLogin { hash });
        Ok(Reply::default())
    }

    pub(crate) fn put_account(
        &mut self,
        by: &Principal,
        account: &Account,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let before = if account.account == 0 { None } else { self.account_of(account.account, journal)? };
        self.may_put(by, account)?;
        let mut account = account.clone();
        match before {
            Some(before) => (account.password, account.created) = (before.password, before.created),
            None if account.account != 0 => return Err(Problem::not_found("account of this number")),
            None => {}
        }
        text_fits("the name", &account.name)?;
        text_fits("the label", &account.label)?;
        if account.name.trim().is_empty() {
            let nameless = Problem::new(Kind::Refused, "AL-4404", "an account needs a name to sign in with");
            return Err(nameless.why(msg::WHY_NO_ACCOUNT_NAME, []));
        }
        if let Some(word) = account.roles.iter().find(|word| Role::parse(word).is_none()) {
            let known = Role::ALL.map(Role::word).join(", ");
            let unknown = Problem::new(Kind::Refused, "AL-4404", format!("`{word}` is no role; there are: {known}"));
            return Err(unknown.why(msg::WHY_NO_ROLE, [("word", word.into())]));
        }
        if !account.body.is_empty() && !self.world.law.authorities.contains_key(&account.body) {
            let unknown = Problem::new(Kind::Refused, "AL-4404", format!("`{}` is no body of the law", account.body));
            return Err(unknown.why(msg::WHY_NO_BODY, [("word", (&account.body).into())]));
        }
        if !account.closed && account.body.is_empty() && needs_body(account.roles.iter().map(String::as_str)) {
            let bodiless = Problem::new(Kind::Refused, "AL-4404", "who is to act for a body needs one: choose the body");
            return Err(bodiless.why(msg::PORTAL_FAULT_BODY, []));
        }
        let staged =
            self.staged.iter().any(|write| matches!(write, Write::Account(a) if a.name == account.name && a.account != account.account));
        let taken = journal.account_named(&account.name)?.is_some_and(|found| found.account != account.account);
        if staged || taken {
            let taken = Problem::new(Kind::Conflict, "AL-4417", format!("the name `{}` is taken; choose another", account.name));
            return Err(taken.why(msg::WHY_NAME_TAKEN, [("word", (&account.name).into())]));
        }
        if account.account == 0 {
            self.ids.account += 1;
            account.account = self.ids.account;
            account.created = now.0;
        }
        let number = account.account;
        self.staged.push(Write::Account(account));
        Ok(Reply { account: number, ..Reply::default() })
    }
}
