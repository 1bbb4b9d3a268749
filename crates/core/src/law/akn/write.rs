//! From the law's files to documents.

use super::xml::{Inline, Writer};
use super::{AKN, LANGUAGES, LEVELS, OURS};
use crate::law::read::{Parts, Section, Source, split};
use crate::law::{Act, Amendment, Law, Operation};
use crate::source::{Lines, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The documents of an act by file name: `ID.eng.xml`, and one for each translation.
pub fn write(law: &Law, act: &Act) -> BTreeMap<String, String> {
    let ids = Ids::of(law);
    let mut documents = BTreeMap::new();
    for (language, code) in LANGUAGES {
        let file = match language {
            "en" => act.place.file.clone(),
            _ => format!("{}.{language}.md", act.place.file.trim_end_matches(".md")),
        };
        if let Some(text) = law.sources.get(&file) {
            let lines = Lines::of(text);
            let parts = split(Source { file: &file, text, lines: &lines }, &mut Vec::new());
            let document = Document { law, act, ids: &ids, language, code, text, parts: &parts };
            documents.insert(format!("{}.{code}.xml", act.id), document.written());
        }
    }
    documents
}

/// The address of each act and the id of each provision within its act.
struct Ids(BTreeMap<String, String>);

impl Ids {
    fn of(law: &Law) -> Ids {
        let mut ids = BTreeMap::new();
        for act in law.acts.values() {
            ids.insert(act.id.clone(), uri(act));
            let mut above: Vec<(u8, String)> = Vec::new();
            for provision in law.provisions_of(&act.id) {
                above.retain(|(level, _)| *level < provision.level);
                let own = format!("{}_{}", level(provision.level).1, provision.key);
                let id = above.last().map_or(own.clone(), |(_, parent)| format!("{parent}__{own}"));
                above.push((provision.level, id.clone()));
                ids.insert(provision.id.clone(), id);
            }
        }
        Ids(ids)
    }

    /// The id within its act.
    fn id(&self, provision: &str) -> String {
        self.0.get(provision).cloned().unwrap_or_else(|| provision.rsplit('#').next().unwrap_or(provision).to_string())
    }

    /// The address from anywhere; an act that is not at hand has none but its name.
    fn address(&self, target: &str) -> String {
        let provision = target.split('/').next().unwrap_or(target);
        match provision.split_once('#') {
            None => self.0.get(provision).cloned().unwrap_or_else(|| format!("#{provision}")),
            Some((act, _)) => format!("{}/~{}", self.address(act), self.id(provision)),
        }
    }

    fn knows(&self, target: &str) -> bool {
        self.0.contains_key(target)
    }
}

fn level(level: u8) -> (&'static str, &'static str) {
    LEVELS[usize::from(level.clamp(1, 6)) - 1]
}

/// Work: country, kind of document, date, name.
fn uri(act: &Act) -> String {
    format!("/akn/kz/act/{}/{}", act.adopted, act.id)
}

struct Document<'l> {
    law: &'l Law,
    act: &'l Act,
    ids: &'l Ids,
    language: &'static str,
    code: &'static str,
    text: &'l str,
    parts: &'l Parts<'l>,
}

/// Who made the documents.
const EDITOR: &str = "#alatau";

impl Document<'_> {
    fn written(&self) -> String {
        let mut out = Writer::new();
        out.open("akomaNtoso", &[("xmlns", AKN)]);
        out.open("act", &[("name", &self.act.rank), ("contains", "originalVersion")]);
        out.open("meta", &[]);
        self.identification(&mut out);
        let published = self.act.published.to_string();
        out.empty("publication", &[("name", "publication"), ("date", &published), ("showAs", "Publication")]);
        self.lifecycle(&mut out);
        self.modifications(&mut out);
        self.references(&mut out);
        self.blocks(&mut out);
        out.close();
        out.open("preface", &[]);
        out.open("longTitle", &[]);
        out.open("p", &[]);
        out.words("docTitle", &[], self.title());
        out.close();
        out.close();
        out.close();
        self.preamble(&mut out);
        self.body(&mut out);
        out.finish()
    }

    fn title(&self) -> &str {
        let title = self.act.title.get(self.language);
        if title.is_empty() { &self.act.id } else { title }
    }

    fn identification(&self, out: &mut Writer) {
        let (work, act) = (uri(self.act), self.act);
        let (adopted, published, author) = (act.adopted.to_string(), act.published.to_string(), format!("#{}", act.body));
        let expression = format!("{work}/{}@{published}", self.code);
        out.open("identification", &[("source", EDITOR)]);
        out.open("FRBRWork", &[]);
        out.empty("FRBRthis", &[("value", &format!("{work}/!main"))]);
        out.empty("FRBRuri", &[("value", &work)]);
        if !act.eli.is_empty() {
            out.empty("FRBRalias", &[("value", &act.eli), ("name", "eli")]);
        }
        out.empty("FRBRdate", &[("date", &adopted), ("name", "adoption")]);
        out.empty("FRBRauthor", &[("href", &author), ("as", "#author")]);
        out.empty("FRBRcountry", &[("value", "kz")]);
        out.empty("FRBRsubtype", &[("value", &act.rank)]);
        out.empty("FRBRnumber", &[("value", &act.id)]);
        out.empty("FRBRname", &[("value", &act.id)]);
        out.close();
        out.open("FRBRExpression", &[]);
        out.empty("FRBRthis", &[("value", &format!("{expression}/!main"))]);
        out.empty("FRBRuri", &[("value", &expression)]);
        out.empty("FRBRdate", &[("date", &published), ("name", "publication")]);
        out.empty("FRBRauthor", &[("href", &author), ("as", "#author")]);
        out.empty("FRBRlanguage", &[("language", self.code)]);
        if self.language != "en" {
            let original = format!("{work}/eng@{published}");
            out.empty("FRBRtranslation", &[("href", &original), ("fromLanguage", "eng"), ("by", EDITOR), ("authoritative", "false")]);
        }
        out.close();
        out.open("FRBRManifestation", &[]);
        out.empty("FRBRthis", &[("value", &format!("{expression}/!main.xml"))]);
        out.empty("FRBRuri", &[("value", &format!("{expression}.akn"))]);
        out.empty("FRBRdate", &[("date", &published), ("name", "publication")]);
        out.empty("FRBRauthor", &[("href", EDITOR), ("as", "#editor")]);
        out.empty("FRBRformat", &[("value", "application/akn+xml")]);
        out.close();
        out.close();
    }

    /// Amendments by other acts, in the order of their days.
    fn amendments(&self) -> Vec<&Amendment> {
        let mine = format!("{}#", self.act.id);
        let mut found: Vec<&Amendment> =
            self.law.amendments.iter().filter(|change| change.target.starts_with(&mine) && change.act != self.act.id).collect();
        found.sort_by_key(|change| (change.from, change.act.as_str(), change.target.as_str()));
        found
    }

    fn lifecycle(&self, out: &mut Writer) {
        out.open("lifecycle", &[("source", EDITOR)]);
        let event = |out: &mut Writer, id: &str, date: &str, source: &str, kind: &str| {
            out.empty("eventRef", &[("eId", id), ("date", date), ("source", source), ("type", kind)]);
        };
        event(out, "event_adoption", &self.act.adopted.to_string(), "#original", "generation");
        // An annulment has no day of its own: it undoes from the day of adoption.
        let events: BTreeSet<(String, &str, &str)> = self
            .amendments()
            .into_iter()
            .map(|change| {
                let kind = if matches!(change.operation, Operation::Repeal | Operation::Annul) { "repeal" } else { "amendment" };
                (change.from.max(self.act.adopted).to_string(), change.act.as_str(), kind)
            })
            .collect();
        for (number, (date, act, kind)) in events.iter().enumerate() {
            event(out, &format!("event_{}", number + 1), date, &format!("#by-{act}"), kind);
        }
        out.close();
    }

    fn modifications(&self, out: &mut Writer) {
        let passive = self.amendments();
        let active: Vec<&Amendment> = self.law.amendments.iter().filter(|change| change.act == self.act.id).collect();
        if passive.is_empty() && active.is_empty() {
            return;
        }
        out.open("analysis", &[("source", EDITOR)]);
        for (name, changes) in [("activeModifications", active), ("passiveModifications", passive)] {
            if changes.is_empty() {
                continue;
            }
            out.open(name, &[]);
            for (number, change) in changes.iter().enumerate() {
                let id = format!("{}_{}", if name.starts_with('a') { "amod" } else { "pmod" }, number + 1);
                out.open("textualMod", &[("eId", &id), ("type", modification(change.operation))]);
                let source = self.stands_in(&change.place, &change.act);
                out.empty("source", &[("href", &source)]);
                out.empty("destination", &[("href", &self.ids.address(&change.target))]);
                out.close();
            }
            out.close();
        }
        out.close();
    }

    /// The provision under whose heading an amendment stands.
    fn stands_in(&self, place: &Place, act: &str) -> String {
        let under = self.law.provisions.values().filter(|p| p.act == act && p.place.file == place.file && p.place.line <= place.line);
        let heading = under.max_by_key(|provision| provision.place.line);
        self.ids.address(heading.map_or(act, |provision| &provision.id))
    }

    fn references(&self, out: &mut Writer) {
        let code = self.language;
        let title = |id: &str| self.law.acts.get(id).map_or(id.to_string(), |act| shown(act.title.get(code), id));
        out.open("references", &[("source", EDITOR)]);
        out.empty("original", &[("eId", "original"), ("href", &uri(self.act)), ("showAs", self.title())]);
        let amending: BTreeSet<&str> = self.amendments().iter().map(|change| change.act.as_str()).collect();
        for act in amending {
            out.empty("passiveRef", &[("eId", &format!("by-{act}")), ("href", &self.ids.address(act)), ("showAs", &title(act))]);
        }
        let amended =
            self.law.amendments.iter().filter(|change| change.act == self.act.id).filter_map(|change| change.target.split('#').next());
        for act in amended.collect::<BTreeSet<&str>>() {
            out.empty("activeRef", &[("eId", &format!("of-{act}")), ("href", &self.ids.address(act)), ("showAs", &title(act))]);
        }
        let body = self.law.authorities.get(&self.act.body).map_or(String::new(), |body| body.label.get(code).to_string());
        let organisation = |out: &mut Writer, id: &str, name: &str| {
            let href = format!("/akn/ontology/organization/kz/{id}");
            out.empty("TLCOrganization", &[("eId", id), ("href", &href), ("showAs", name)]);
        };
        organisation(out, &self.act.body, &shown(&body, &self.act.body));
        organisation(out, "alatau", "Alatau");
        for (id, name) in [("author", "Author"), ("editor", "Editor")] {
            out.empty("TLCRole", &[("eId", id), ("href", &format!("/akn/ontology/role/{id}")), ("showAs", name)]);
        }
        out.close();
    }

    /// Front matter and blocks, word for word; and for other programs what the parsed form says of each rule.
    fn blocks(&self, out: &mut Writer) {
        let Some((_, front)) = self.parts.front.filter(|_| self.language == "en") else { return };
        out.open("proprietary", &[("source", EDITOR), ("xmlns:al", OURS)]);
        out.words("al:front", &[("act", &self.act.id)], front);
        for section in &self.parts.sections {
            let about = format!("#{}", self.ids.id(&format!("{}#{}", self.act.id, section.key)));
            for block in &section.blocks {
                let place = Place::of(&self.act.place.file, self.text, block.at);
                let rule = self.law.rules.iter().find(|rule| rule.place == place);
                let mut attributes = vec![("about", about.clone()), ("kind", if block.amends { "amend" } else { "rule" }.to_string())];
                if let Some(rule) = rule {
                    attributes.extend([("slot", rule.slot.clone()), ("version", rule.version()), ("grade", rule.grade.to_string())]);
                }
                let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
                out.words("al:block", &attributes, block.content);
            }
        }
        out.close();
    }

    /// What stands before the first provision.
    fn preamble(&self, out: &mut Writer) {
        if self.parts.lead.is_empty() {
            return;
        }
        out.open("preamble", &[]);
        self.paragraphs(out, &self.parts.lead);
        out.close();
    }

    fn body(&self, out: &mut Writer) {
        out.open("body", &[]);
        let sections = &self.parts.sections;
        if sections.is_empty() {
            out.open("hcontainer", &[("name", "empty"), ("eId", "empty")]);
            out.open("content", &[]);
            out.words("p", &[], "");
            out.close();
            out.close();
        }
        let mut open: Vec<u8> = Vec::new();
        for (number, section) in sections.iter().enumerate() {
            while open.last().is_some_and(|above| *above >= section.level) {
                open.pop();
                out.close();
            }
            let has_children = sections.get(number + 1).is_some_and(|next| next.level > section.level);
            self.provision(out, section, has_children);
            open.push(section.level);
        }
        open.iter().for_each(|_| out.close());
        out.close();
    }

    /// Opens the element of a provision and writes its own words.
    fn provision(&self, out: &mut Writer, section: &Section<'_>, has_children: bool) {
        let id = self.ids.id(&format!("{}#{}", self.act.id, section.key));
        out.open(level(section.level).0, &[("eId", &id), ("wId", section.key)]);
        for (name, words) in [("num", section.label), ("heading", section.heading)] {
            if !words.is_empty() {
                out.words(name, &[], words);
            }
        }
        match (has_children, section.text.is_empty()) {
            (true, true) => {}
            (true, false) => {
                out.open("intro", &[]);
                self.paragraphs(out, &section.text);
                out.close();
            }
            (false, _) => {
                out.open("content", &[]);
                self.paragraphs(out, &section.text);
                out.close();
            }
        }
    }

    fn paragraphs(&self, out: &mut Writer, text: &str) {
        for paragraph in text.split("\n\n") {
            out.mixed("p", &[], &self.inline(paragraph));
        }
    }

    /// Words, and references where a provision is named by its id.
    fn inline<'t>(&self, text: &'t str) -> Vec<Inline<'t>> {
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let mut parts = Vec::new();
        let (mut done, mut from) = (0, 0);
        while let Some(hash) = text[from..].find('#').map(|at| from + at) {
            let start = text[done..hash]
                .rfind(|c| !is_id(c))
                .map_or(done, |at| done + at + text[done + at..].chars().next().map_or(1, char::len_utf8));
            let end = text[hash + 1..].find(|c| !is_id(c)).map_or(text.len(), |at| hash + 1 + at);
            let words = &text[start..end];
            if self.ids.knows(words) {
                parts.push(Inline::Words(&text[done..start]));
                parts.push(Inline::Ref { href: self.ids.address(words), words });
                done = end;
            }
            from = end.max(hash + 1);
        }
        parts.push(Inline::Words(&text[done..]));
        parts
    }
}

fn shown(name: &str, id: &str) -> String {
    if name.is_empty() { id.to_string() } else { name.to_string() }
}

fn modification(operation: Operation) -> &'static str {
    match operation {
        Operation::Insert => "insertion",
        Operation::Replace => "substitution",
        Operation::Repeal | Operation::Annul => "repeal",
        Operation::Renumber => "renumbering",
    }
}
