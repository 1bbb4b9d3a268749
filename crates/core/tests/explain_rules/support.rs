//! The shipped law and an invented one, and rulings under them as data.

use alatau_core::decision::dmn::{self, Datum, Model};
use alatau_core::explain::{Judged, Made, Record, Ruling, Situation, Sources, record};
use alatau_core::law::Law;
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::time::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A body of law with its procedures and tables.
pub struct Body {
    pub files: BTreeMap<String, String>,
    pub law: Law,
    pub procedures: BTreeMap<String, Arc<Net>>,
    pub decisions: BTreeMap<String, Model>,
}

impl Body {
    pub fn of(files: BTreeMap<String, String>) -> Body {
        let (law, findings) = Law::load(&files);
        assert!(findings.is_empty(), "{findings:?}");
        let below =
            |folder: &'static str| files.iter().filter_map(move |(path, text)| Some((path.strip_prefix(folder)?.to_string(), path, text)));
        let net = |(name, path, text): (String, &String, &String)| {
            let file = bpmn::parse(path, text).unwrap_or_else(|e| panic!("{e:?}"));
            (name, Arc::new(compile(&file, &Options::default()).unwrap_or_else(|e| panic!("{}", e[0]))))
        };
        let model = |(name, path, text): (String, &String, &String)| (name, dmn::load(path, text).unwrap_or_else(|e| panic!("{}", e[0])));
        let procedures = below("procedures/").map(net).collect();
        let decisions = below("decisions/").map(model).collect();
        Body { law, procedures, decisions, files }
    }

    pub fn sources(&self) -> Sources<'_> {
        Sources { law: &self.law, procedures: &self.procedures, decisions: &self.decisions }
    }

    /// The same with one file changed.
    pub fn with(&self, path: &str, change: impl Fn(&str) -> String) -> Body {
        let mut files = self.files.clone();
        let before = files.get(path).cloned().unwrap_or_default();
        let after = change(&before);
        assert_ne!(before, after, "{path} was to be changed");
        files.insert(path.to_string(), after);
        Body::of(files)
    }

    pub fn record(&self, ruling: &Ruling) -> Record {
        record(ruling, self.sources()).unwrap_or_else(|fault| panic!("{fault}"))
    }
}

/// One of the two bodies of law.
pub fn body(name: &str) -> &'static Body {
    static BODIES: [OnceLock<Body>; 2] = [const { OnceLock::new() }; 2];
    let (at, folder) = if name == "shipped" { (0, "../../law") } else { (1, "tests/explain_law") };
    BODIES[at].get_or_init(|| Body::of(read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))))
}

fn read_folder(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder exists") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                files.insert(path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/"), text);
            }
        }
    }
    files
}

/// A ruling as `data/explain/fixtures.json` writes it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fixture {
    pub it: String,
    pub law: String,
    pub place: String,
    pub filed: Date,
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    pub class_by: Option<String>,
    #[serde(default)]
    pub service: Option<String>,
    #[serde(default)]
    pub switches: BTreeMap<String, String>,
    pub made: Made,
    #[serde(default)]
    pub judgements: Vec<Judged>,
    pub facts: BTreeMap<String, Datum>,
    /// What is ruled.
    pub says: Datum,
    /// The decisive condition that stands first, and one that stands second.
    pub first: Named,
    #[serde(default)]
    pub second: Option<Named>,
    /// What is ruled with the flip.
    pub then: Datum,
    /// Name of the golden texts, if it has some.
    #[serde(default)]
    pub golden: Option<String>,
}

/// A condition by its kind and subject.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Named {
    pub kind: String,
    #[serde(default)]
    pub fact: Option<String>,
    #[serde(default)]
    pub slot: Option<String>,
}

impl Fixture {
    pub fn all() -> Vec<Fixture> {
        serde_json::from_str(include_str!("../data/explain/fixtures.json")).expect("the fixtures are data")
    }

    pub fn named(it: &str) -> Fixture {
        Fixture::all().into_iter().find(|fixture| fixture.it == it).unwrap_or_else(|| panic!("no fixture `{it}`"))
    }

    pub fn body(&self) -> &'static Body {
        body(&self.law)
    }

    pub fn ruling(&self) -> Ruling {
        let situation = Situation {
            places: BTreeSet::from([self.place.clone()]),
            person: BTreeSet::new(),
            class: self.class.clone(),
            switches: self.switches.clone(),
            filed: self.filed,
            started: None,
            decided: self.filed,
            known: self.filed,
            certificate: None,
            choices: BTreeMap::new(),
        };
        Ruling {
            service: self.service.clone(),
            situation,
            facts: self.facts.clone(),
            class_by: self.class_by.clone(),
            made: self.made.clone(),
            judgements: self.judgements.clone(),
        }
    }
}

/// Holds `text` against a file beside the tests; `UPDATE_GOLDEN=1` writes it anew.
pub fn golden(path: &str, text: &str) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{} differs; look at it, then run with UPDATE_GOLDEN=1\n{text}", path.display());
}
