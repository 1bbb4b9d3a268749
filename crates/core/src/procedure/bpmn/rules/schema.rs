//! The table `schema.txt`, read once: what may stand in an element, and what its attributes may hold.

use super::tags::{COUNT, Tag};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The table.
pub(super) static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::read(include_str!("schema.txt")));

/// The kinds of elements that stand for each other; a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups(u32);

impl Groups {
    /// Whether the two have a group in common.
    pub(super) fn meets(self, other: Groups) -> bool {
        self.0 & other.0 != 0
    }
}

/// What a place asks for: elements by name, or by group.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    tags: Vec<Tag>,
    groups: Groups,
    anything: bool,
    /// As the table writes it.
    pub(super) words: String,
}

impl Wanted {
    /// Whether an element fits.
    pub(super) fn takes(&self, tag: Tag) -> bool {
        self.anything || self.tags.contains(&tag) || self.groups.meets(SCHEMA.form(tag).groups)
    }
}

/// A child in the order of its siblings.
#[derive(Clone, Debug)]
pub(super) struct Particle {
    /// Which elements.
    pub(super) tag: Option<Tag>,
    /// Or which group.
    pub(super) groups: Groups,
    /// Fewest.
    pub(super) least: usize,
    /// Most.
    pub(super) most: usize,
    /// As the table writes it, without the count.
    pub(super) words: String,
}

impl Particle {
    /// Whether an element is meant.
    pub(super) fn takes(&self, tag: Tag, groups: Groups) -> bool {
        self.tag == Some(tag) || self.groups.meets(groups)
    }
}

/// What a value looks like.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Any text.
    Text,
    /// A name of this element, once in the file.
    Id,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A whole number from one up.
    Count,
    /// An address.
    Uri,
    /// A media type, for example `text/plain`.
    Mime,
    /// A name, perhaps with a prefix, of something outside.
    Name,
    /// One of these words.
    Word(Vec<String>),
    /// The id of another element, and whether the meaning is lost without it.
    Reference(Wanted, bool),
}

/// An attribute.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Name.
    pub(super) name: String,
    /// Whether it must be there.
    pub(super) required: bool,
    /// What it holds.
    pub(super) value: Value,
}

/// What may stand between the tags.
#[derive(Clone, Debug, Default)]
pub(super) enum Content {
    /// Elements only.
    #[default]
    Elements,
    /// Elements and text.
    Mixed,
    /// Whatever.
    Anything,
    /// One value.
    Value(Value),
}

/// Everything about one element.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    /// Children, in order.
    pub(super) particles: Vec<Particle>,
    /// Attributes without a namespace.
    pub(super) fields: Vec<Field>,
    /// What stands inside.
    pub(super) content: Content,
    /// Groups it belongs to.
    pub(super) groups: Groups,
}

/// All elements.
pub(super) struct Schema {
    forms: Vec<Form>,
    groups: BTreeMap<String, u32>,
}

impl Schema {
    /// What the standard says of an element.
    pub(super) fn form(&self, tag: Tag) -> &Form {
        &self.forms[tag as usize]
    }

    /// The group with this name.
    pub(super) fn group(&self, name: &str) -> Groups {
        Groups(self.groups.get(name).map_or(0, |bit| 1 << bit))
    }

    /// Reads the table. Its mistakes are ours, so they stop the program.
    fn read(text: &str) -> Schema {
        let lines = || text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        let mut groups = BTreeMap::new();
        for name in lines().filter_map(|l| l.split('|').nth(3)).flat_map(str::split_whitespace) {
            let next = groups.len() as u32;
            groups.entry(name.to_string()).or_insert(next);
        }
        assert!(groups.len() <= 32, "groups of the schema have 32 bits");
        let mut schema = Schema { forms: vec![Form::default(); COUNT], groups };
        let lines: Vec<&str> = lines().collect();
        let mut done = vec![false; COUNT];
        while done.contains(&false) {
            let before = done.iter().filter(|d| **d).count();
            for line in &lines {
                schema.line(line, &mut done);
            }
            assert!(done.iter().filter(|d| **d).count() > before, "an element of the schema has an unknown parent");
        }
        schema
    }

    /// Reads a line once its parent has been read.
    fn line(&mut self, line: &str, done: &mut [bool]) {
        let mut cells = line.split('|').map(str::trim);
        let head = cells.next().unwrap_or("");
        let (name, parent) = head.split_once('<').unwrap_or((head, ""));
        if let Some((name, value)) = name.split_once(" = ") {
            let tag = known(name.trim());
            self.forms[tag as usize].content = Content::Value(self.value(value.trim()));
            done[tag as usize] = true;
            return;
        }
        let tag = known(name.trim());
        let mut form = match parent.trim() {
            "" => Form::default(),
            parent if done[known(parent) as usize] => self.form(known(parent)).clone(),
            _ => return,
        };
        form.groups = Groups::default();
        for child in cells.next().unwrap_or("").split_whitespace() {
            match child {
                "any" => form.content = Content::Anything,
                "mixed" => form.content = Content::Mixed,
                _ => form.particles.push(self.particle(child)),
            }
        }
        form.fields.extend(cells.next().unwrap_or("").split_whitespace().map(|field| self.field(field)));
        for group in cells.next().unwrap_or("").split_whitespace() {
            form.groups.0 |= self.group(group).0;
        }
        self.forms[tag as usize] = form;
        done[tag as usize] = true;
    }

    fn particle(&self, text: &str) -> Particle {
        let (words, least, most) = match text.char_indices().next_back() {
            Some((at, '?')) => (&text[..at], 0, 1),
            Some((at, '*')) => (&text[..at], 0, usize::MAX),
            Some((at, '+')) => (&text[..at], 1, usize::MAX),
            Some((at, '2')) => (&text[..at], 2, usize::MAX),
            _ => (text, 1, 1),
        };
        match words.strip_prefix('@') {
            Some(group) => Particle { tag: None, groups: self.group(group), least, most, words: group.to_string() },
            None => Particle { tag: Some(known(words)), groups: Groups::default(), least, most, words: words.to_string() },
        }
    }

    fn field(&self, text: &str) -> Field {
        let (name, value) = text.split_once(':').unwrap_or((text, "string"));
        let required = name.ends_with('!');
        Field { name: name.trim_end_matches('!').to_string(), required, value: self.value(value) }
    }

    fn value(&self, text: &str) -> Value {
        let list = |text: &str| text.trim_end_matches(')').split(',').map(str::to_string).collect::<Vec<_>>();
        match text.split_once('(') {
            Some(("enum", words)) => Value::Word(list(words)),
            Some(("ref", names)) => Value::Reference(self.wanted(&list(names)), false),
            Some(("ref!", names)) => Value::Reference(self.wanted(&list(names)), true),
            _ => match text {
                "ID" => Value::Id,
                "boolean" => Value::Boolean,
                "integer" => Value::Integer,
                "count" => Value::Count,
                "anyURI" => Value::Uri,
                "mime" => Value::Mime,
                "QName" => Value::Name,
                _ => Value::Text,
            },
        }
    }

    fn wanted(&self, names: &[String]) -> Wanted {
        let mut wanted = Wanted { words: names.join(" or "), ..Wanted::default() };
        for name in names {
            match name.as_str() {
                "*" => wanted.anything = true,
                name if self.groups.contains_key(name) => wanted.groups.0 |= self.group(name).0,
                name => wanted.tags.push(known(name)),
            }
        }
        wanted
    }
}

fn known(name: &str) -> Tag {
    match Tag::of(name) {
        Some(tag) => tag,
        None => panic!("`{name}` of the schema has no tag"),
    }
}
