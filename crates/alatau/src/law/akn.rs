//! `alatau law export` and `alatau law import`: acts in an open format, out and in.

use crate::cli::{Globals, print, print_json, say, say_with, unknown};
use crate::failure::Failure;
use crate::files::{Sink, read_text};
use alatau_core::law::akn::{read, write};
use alatau_core::law::{Act, Law};
use alatau_core::text::{Arg, Lang};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open format of legal documents.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum Format {
    /// Akoma Ntoso 3.0
    #[default]
    Akn,
}

/// What is written, and where.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// This act only
    #[arg(long, value_name = "ID")]
    act: Option<String>,
    /// Folder for the documents: ID.eng.xml, ID.kaz.xml, ID.rus.xml; without it the act is printed in the chosen language
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print JSON
    #[arg(long, requires = "out")]
    json: bool,
}

/// What is read, and where the files of the law go.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The format
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Documents, or folders of documents (*.xml)
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Folder of the law: `acts` is made in it
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Writes acts as documents.
pub fn export(law: &Law, args: &Export, globals: &Globals) -> Result<(), Failure> {
    let Format::Akn = args.format;
    let lang = globals.lang;
    let acts: Vec<&Act> = match &args.act {
        Some(id) => vec![law.acts.get(id).ok_or_else(|| unknown(lang, "law-unknown-act", id, law.acts.keys()))?],
        None => law.acts.values().collect(),
    };
    if let Some(folder) = &args.out {
        let documents = acts.iter().flat_map(|act| write(law, act)).collect();
        let mut command = "law export --format akn".to_string();
        command.push_str(&args.act.as_ref().map(|id| format!(" --act {id}")).unwrap_or_default());
        return written(folder, &documents, &command, lang, args.json);
    }
    let [act] = acts.as_slice() else { return Err(Failure::Input(say(lang, "law-export-one-document", &[]))) };
    let mut documents = write(law, act);
    let code = match lang {
        Lang::Kk => "kaz",
        Lang::Ru => "rus",
        Lang::En => "eng",
    };
    // An act that is not translated is printed as it is.
    let document = documents.remove(&format!("{}.{code}.xml", act.id)).or_else(|| documents.remove(&format!("{}.eng.xml", act.id)));
    print(&document.unwrap_or_default())
}

/// Reads documents and writes the law's files that they stand for.
pub fn import(args: &Import, globals: &Globals) -> Result<(), Failure> {
    let Format::Akn = args.format;
    let mut files = BTreeMap::new();
    for path in documents(&args.files)? {
        let (name, text) = read(&read_text(&path)?).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        if files.insert(name.clone(), text).is_some() {
            let args = [("file", path.display().to_string()), ("name", name)];
            let args: Vec<(&str, &str)> = args.iter().map(|(key, word)| (*key, word.as_str())).collect();
            return Err(Failure::Input(say(globals.lang, "law-import-twice", &args)));
        }
    }
    written(&args.out, &files, "law import --format akn", globals.lang, args.json)
}

/// The files named, and every document in the folders named.
fn documents(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        inside.retain(|file| file.extension().is_some_and(|extension| extension == "xml"));
        inside.sort();
        if inside.is_empty() {
            return Err(Failure::Input(format!("{}: there is no document (*.xml) in this folder", path.display())));
        }
        found.extend(inside);
    }
    Ok(found)
}

/// Writes every file, and says how many.
fn written(folder: &Path, files: &BTreeMap<String, String>, command: &str, lang: Lang, as_json: bool) -> Result<(), Failure> {
    for (name, text) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        let fail =
            |error: std::io::Error| Failure::Input(format!("{} cannot be written: {error}; choose another folder", parent.display()));
        std::fs::create_dir_all(parent).map_err(fail)?;
        Sink::open(&path)?.finish(text)?;
    }
    let count = Arg::from(u32::try_from(files.len()).unwrap_or(u32::MAX));
    let said = say_with(lang, "law-export-written", &[("files", count), ("folder", Arg::Text(&folder.display().to_string()))]);
    match as_json {
        true => print_json(&json!({ "command": command, "files": files.keys().collect::<Vec<_>>() })),
        false => print(&format!("{said}\n")),
    }
}
