//! Whom a reader trusts: logs, witnesses, and how many of them must have signed (C2SP tlog-policy).
//!
//! ```
//! use alatau_evidence::{note::Signer, policy::Policy};
//! let key = Signer::new("example.org/alatau", &[7; 32]).unwrap().key();
//! let policy = Policy::read(&format!("# the city's log, no witness\nlog {key}\nquorum none\n")).unwrap();
//! assert_eq!(policy, Policy::of(key));
//! ```

use crate::note::{Checkpoint, Key, Wrong, opened};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a reader trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Key>,
    /// Name within the policy, key.
    witnesses: BTreeMap<String, Key>,
    /// In the order of the policy: each names only those before it.
    groups: Vec<Group>,
    /// A witness or a group; nothing: no witness is needed.
    quorum: Option<String>,
}

/// So many of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    name: String,
    least: usize,
    members: Vec<String>,
}

/// A checkpoint that the policy accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// Witnesses that signed it, by their names in the policy.
    pub witnesses: Vec<String>,
}

impl Policy {
    /// One log, no witness.
    pub fn of(log: Key) -> Policy {
        Policy { logs: vec![log], witnesses: BTreeMap::new(), groups: Vec::new(), quorum: None }
    }

    /// The keys of the logs.
    pub fn logs(&self) -> &[Key] {
        &self.logs
    }

    /// Reads a policy.
    ///
    /// # Errors
    /// [`Wrong::Policy`] with the line, [`Wrong::Key`].
    pub fn read(text: &str) -> Result<Policy, Wrong> {
        let mut reader = Reader { logs: Vec::new(), witnesses: BTreeMap::new(), groups: Vec::new(), used: BTreeSet::new(), quorum: None };
        for (index, line) in text.split('\n').enumerate() {
            let at = |why| Wrong::Policy { line: index + 1, why };
            if line.contains(|one: char| one.is_ascii_control() && one != '\t') {
                return Err(at("it has a control character"));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            if words.first().is_some_and(|word| !word.starts_with('#')) {
                reader.line(&words).map_err(|why| match why {
                    Why::Key(wrong) => wrong,
                    Why::Line(why) => at(why),
                })?;
            }
        }
        let last = Wrong::Policy { line: text.lines().count(), why: "the policy ends without a quorum" };
        let Reader { logs, witnesses, groups, quorum, .. } = reader;
        Ok(Policy { logs, witnesses, groups, quorum: quorum.ok_or(last)? })
    }

    /// Opens a signed checkpoint: a log of the policy signed it under its own name, no known
    /// signature is wrong, and enough witnesses signed.
    ///
    /// # Errors
    /// [`Wrong`].
    pub fn open(&self, note: &str) -> Result<Accepted, Wrong> {
        let known: Vec<&Key> = self.logs.iter().chain(self.witnesses.values()).collect();
        let (checkpoint, signed) = opened(note, &known)?;
        if !self.logs.iter().any(|log| log.name() == checkpoint.origin && signed.contains(&log)) {
            return Err(Wrong::Unknown { origin: checkpoint.origin });
        }
        let present: BTreeSet<&str> =
            self.witnesses.iter().filter(|(_, key)| signed.contains(key)).map(|(name, _)| name.as_str()).collect();
        if !self.quorum.as_ref().is_none_or(|quorum| self.is_met(&present, quorum)) {
            return Err(Wrong::Quorum { origin: checkpoint.origin });
        }
        Ok(Accepted { checkpoint, witnesses: present.into_iter().map(str::to_string).collect() })
    }

    fn is_met(&self, present: &BTreeSet<&str>, quorum: &str) -> bool {
        let mut met: BTreeSet<&str> = present.clone();
        for group in &self.groups {
            if group.members.iter().filter(|member| met.contains(member.as_str())).count() >= group.least {
                met.insert(&group.name);
            }
        }
        met.contains(quorum)
    }
}

struct Reader {
    logs: Vec<Key>,
    witnesses: BTreeMap<String, Key>,
    groups: Vec<Group>,
    /// Names that are in a group already: each counts once.
    used: BTreeSet<String>,
    quorum: Option<Option<String>>,
}

enum Why {
    Key(Wrong),
    Line(&'static str),
}

impl Reader {
    fn line(&mut self, words: &[&str]) -> Result<(), Why> {
        match *words {
            ["log", key] | ["log", key, _] => {
                let key = self.new_key(key, false)?;
                self.logs.push(key);
            }
            ["witness", name, key] | ["witness", name, key, _] => {
                let (name, key) = (self.new_name(name)?, self.new_key(key, true)?);
                self.witnesses.insert(name, key);
            }
            ["group", name, least, ref members @ ..] => {
                let group = self.group(name, least, members)?;
                self.groups.push(group);
            }
            ["quorum", name] => {
                if self.quorum.is_some() {
                    return Err(Why::Line("there is a second quorum"));
                }
                if name != "none" && !self.is_known(name) {
                    return Err(Why::Line("the quorum is not defined on a line before"));
                }
                self.quorum = Some((name != "none").then(|| name.to_string()));
            }
            _ => return Err(Why::Line("it is no log, witness, group or quorum")),
        }
        Ok(())
    }

    fn group(&mut self, name: &str, least: &str, members: &[&str]) -> Result<Group, Why> {
        let name = self.new_name(name)?;
        let least = match least {
            "any" => 1,
            "all" => members.len(),
            number => number.parse().map_err(|_| Why::Line("after the group's name stands any, all or a number"))?,
        };
        if least == 0 || least > members.len() {
            return Err(Why::Line("a group asks for at least one and at most all of its members"));
        }
        for member in members {
            if !self.is_known(member) {
                return Err(Why::Line("a member of the group is not defined on a line before"));
            }
            if !self.used.insert((*member).to_string()) {
                return Err(Why::Line("a member is in a group already"));
            }
        }
        Ok(Group { name, least, members: members.iter().map(|member| (*member).to_string()).collect() })
    }

    fn is_known(&self, name: &str) -> bool {
        self.witnesses.contains_key(name) || self.groups.iter().any(|group| group.name == name)
    }

    fn new_name(&self, name: &str) -> Result<String, Why> {
        if name == "none" || self.is_known(name) { Err(Why::Line("the name is taken")) } else { Ok(name.to_string()) }
    }

    fn new_key(&self, text: &str, witness: bool) -> Result<Key, Why> {
        let key = Key::read(text).map_err(Why::Key)?;
        if key.is_witness() != witness {
            return Err(Why::Line("the key is of another kind: logs sign with type 1, witnesses with type 4"));
        }
        if self.logs.iter().chain(self.witnesses.values()).any(|other| other.bytes() == key.bytes()) {
            return Err(Why::Line("the key stands on a line before"));
        }
        Ok(key)
    }
}
