//! Who may do what: the one place.
//!
//! A role says what somebody may do at all; the case says whether this one is
//! theirs. Requests, pages and routes all ask here.

use std::collections::BTreeSet;

/// What somebody is to the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Files applications.
    Applicant,
    /// Acts for a body.
    Officer,
    /// Leads the officers of a body.
    Supervisor,
    /// Checks what was done, in every case.
    Auditor,
    /// Makes the law and sees what it does.
    Council,
    /// Runs the program; sees no case.
    Operator,
}

impl Role {
    /// All.
    pub const ALL: [Role; 6] = [Role::Applicant, Role::Officer, Role::Supervisor, Role::Auditor, Role::Council, Role::Operator];

    /// The word of accounts and requests.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Applicant => "applicant",
            Role::Officer => "officer",
            Role::Supervisor => "supervisor",
            Role::Auditor => "auditor",
            Role::Council => "council",
            Role::Operator => "operator",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Who is signed in; nobody has no roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principal {
    /// Account; 0: nobody.
    pub account: u64,
    /// Name that others see, and that rulings bear.
    pub name: String,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Body the person acts for; empty: none.
    pub body: String,
}

impl Principal {
    /// How the record names them: two people may have one name, and an account has one number for ever.
    pub fn signature(&self) -> String {
        let account = self.account.to_string();
        [&self.name, " (", &account, ")"].concat()
    }

    /// The program itself, as an operator without an account: it makes the people of a demonstration.
    pub fn program() -> Principal {
        Principal { roles: [Role::Operator].into(), ..Principal::default() }
    }
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Read the catalogue of services, a rulebook, the public figures, the log.
    ReadPublic,
    /// Sign out, change the own password, make tokens.
    KeepAccount,
    /// Write drafts and file them.
    Apply,
    /// Read a case.
    ReadCase,
    /// Act as the applicant in a case: complete one's own step, withdraw, complain.
    ActAsApplicant,
    /// Read the work of one's body.
    ReadWork,
    /// Take a task, complete it, propose a ruling, confirm one.
    Work,
    /// Give a task that somebody took back to the body.
    Reassign,
    /// Declare an interest.
    Declare,
    /// Read what the registers hold.
    ReadRegisters,
    /// Set a quota.
    SetQuota,
    /// Read and change accounts.
    KeepAccounts,
    /// Erase the personal content of a closed case.
    Erase,
}

impl Action {
    /// All.
    pub const ALL: [Action; 13] = [
        Action::ReadPublic,
        Action::KeepAccount,
        Action::Apply,
        Action::ReadCase,
        Action::ActAsApplicant,
        Action::ReadWork,
        Action::Work,
        Action::Reassign,
        Action::Declare,
        Action::ReadRegisters,
        Action::SetQuota,
        Action::KeepAccounts,
        Action::Erase,
    ];
}

/// What of a case decides whether it is somebody's.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// Account of the applicant.
    pub applicant: u64,
    /// Bodies that have a part in it.
    pub bodies: &'a [String],
    /// Body that has to act now; empty: the applicant.
    pub acting: &'a str,
}

/// Whether an account with these roles has to act for a body: without one it could do nothing.
pub fn needs_body<'r>(roles: impl IntoIterator<Item = &'r str>) -> bool {
    roles.into_iter().filter_map(Role::parse).any(|role| matches!(role, Role::Officer | Role::Supervisor))
}

/// Whether a principal may do something at all, in whatever case.
pub fn may_ever(who: &Principal, action: Action) -> bool {
    let has = |roles: &[Role]| roles.iter().any(|role| who.roles.contains(role));
    match action {
        Action::ReadPublic => true,
        Action::KeepAccount => who.account != 0,
        Action::Apply | Action::ActAsApplicant => has(&[Role::Applicant]),
        Action::ReadCase => has(&[Role::Applicant, Role::Officer, Role::Supervisor, Role::Auditor]),
        Action::ReadWork => has(&[Role::Officer, Role::Supervisor]) && !who.body.is_empty(),
        Action::Work => has(&[Role::Officer]) && !who.body.is_empty(),
        Action::Reassign => has(&[Role::Supervisor]) && !who.body.is_empty(),
        Action::Declare => has(&[Role::Officer, Role::Supervisor]),
        Action::ReadRegisters => has(&[Role::Officer, Role::Supervisor, Role::Auditor, Role::Council, Role::Operator]),
        Action::SetQuota | Action::KeepAccounts | Action::Erase => has(&[Role::Operator]),
    }
}

/// Whether a principal may read what is proposed for a task of a body: until it is a ruling it is that body's draft.
pub fn may_read_proposal(who: &Principal, body: &str) -> bool {
    may_ever(who, Action::ReadCase) && ((!body.is_empty() && who.body == body) || who.roles.contains(&Role::Auditor))
}

/// Whether a declared interest keeps a principal out of the cases of an applicant: not out of one's own, and no auditor.
pub fn keeps_out(who: &Principal, applicant: u64, interested: bool) -> bool {
    interested && who.account != applicant && !who.roles.contains(&Role::Auditor)
}

/// Whether a principal may do it in this case.
pub fn may(who: &Principal, action: Action, about: About<'_>) -> bool {
    let owns = who.account != 0 && who.account == about.applicant && who.roles.contains(&Role::Applicant);
    let takes_part = !who.body.is_empty() && about.bodies.contains(&who.body);
    may_ever(who, action)
        && match action {
            Action::ActAsApplicant => owns,
            Action::ReadCase => {
                let acts = takes_part && (who.roles.contains(&Role::Officer) || who.roles.contains(&Role::Supervisor));
                owns || acts || who.roles.contains(&Role::Auditor)
            }
            // Nobody decides on their own application.
            Action::Work | Action::Reassign => takes_part && about.acting == who.body && who.account != about.applicant,
            _ => true,
        }
}
