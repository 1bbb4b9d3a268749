//! Keys and values of a table, in the order of the alphabet. Most tables have a few keys and are
//! read once: a sorted list takes a tenth of the memory of a tree.

use super::node::Node;

/// A key, and its value with the offset of the key itself.
type Entry = (String, (usize, Node));

/// Keys with the offset of the key itself; each key once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table(Vec<Entry>);

impl Table {
    fn find(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(key))
    }

    pub fn get(&self, key: &str) -> Option<&(usize, Node)> {
        self.find(key).ok().map(|at| &self.0[at].1)
    }

    pub fn contains_key(&self, key: &str) -> bool {
        self.find(key).is_ok()
    }

    /// Sets a key, in place of what it had.
    pub fn insert(&mut self, key: String, value: (usize, Node)) {
        match self.find(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &(usize, Node))> {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl FromIterator<Entry> for Table {
    /// Of entries with the same key, the last counts.
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Table {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.reverse();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        entries.dedup_by(|(a, _), (b, _)| a == b);
        Table(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::Data;
    use super::*;

    #[test]
    fn a_key_is_found_wherever_it_stood_and_the_last_value_counts() {
        let entry = |key: &str, at: usize| (key.to_string(), (at, Node { data: Data::Integer(at as i64), at }));
        let mut table: Table = [entry("unit", 1), entry("by", 2), entry("unit", 3)].into_iter().collect();
        assert_eq!(table.get("unit").map(|(at, _)| *at), Some(3));
        table.insert("end".into(), entry("end", 4).1);
        table.insert("by".into(), entry("by", 5).1);
        let keys: Vec<(&str, usize)> = table.iter().map(|(key, (at, _))| (key.as_str(), *at)).collect();
        assert_eq!(keys, [("by", 5), ("end", 4), ("unit", 3)]);
        assert!(!table.contains_key("to"));
    }
}
