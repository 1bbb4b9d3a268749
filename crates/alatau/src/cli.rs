//! What every command shares: language, threads, open questions, the folder of the law.

use crate::failure::Failure;
use alatau_core::law::{Law, nearest};
use alatau_core::text::{Arg, Lang, Message, text};
use clap::error::{ContextKind, ContextValue};
use std::collections::BTreeMap;
use std::error::Error as _;
use std::io::Write as _;
use std::path::PathBuf;

/// Options that stand before or after any command.
#[derive(Clone, Debug, clap::Args)]
pub struct Globals {
    /// Language of everything that is printed
    #[arg(long, global = true, value_name = "kk|ru|en", default_value = "en", env = "ALATAU_LANG")]
    pub lang: Lang,
    /// How many threads work; every core if not given
    #[arg(long, global = true, value_name = "N", env = "ALATAU_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Read an open question of the law in this way; may be repeated, or several with commas
    #[arg(long = "switch", global = true, value_name = "NAME=VALUE", value_parser = switch, value_delimiter = ',', env = "ALATAU_SWITCH")]
    pub switches: Vec<(String, String)>,
    /// Use the law in this folder instead of the one that is shipped
    #[arg(long = "law", id = "law-folder", global = true, value_name = "FOLDER", env = "ALATAU_LAW")]
    pub law: Option<PathBuf>,
}

fn switch(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("write NAME=VALUE, for example council-acts=adopted".to_string()),
    }
}

impl Globals {
    /// The readings that were asked for; unknown questions and values are refused with the known ones.
    pub fn readings(&self, law: &Law) -> Result<BTreeMap<String, String>, Failure> {
        let mut readings = BTreeMap::new();
        for (name, value) in &self.switches {
            let Some(listed) = law.switches.get(name) else {
                return Err(unknown(self.lang, "law-unknown-switch", name, law.switches.keys()));
            };
            if !listed.values.contains(value) {
                let known = listed.values.join(", ");
                let args = [("switch", name.as_str()), ("name", value), ("known", &known)];
                return Err(Failure::Input(say(self.lang, "law-unknown-value", &args)));
            }
            readings.insert(name.clone(), value.clone());
        }
        Ok(readings)
    }

    /// Sets how many threads work together.
    pub fn start_threads(&self) -> Result<(), Failure> {
        let Some(threads) = self.threads else { return Ok(()) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
        pool.map_err(|error| Failure::Fault(format!("{threads} threads could not be started: {error}")))
    }
}

/// Ends the program with what is wrong with the command line, or with the variable of the environment that stands for it.
pub fn refuse(command: &clap::Command, wrong: clap::Error) -> ! {
    let Some((variable, value)) = by_environment(command, &wrong) else { wrong.exit() };
    let why = wrong.source().map_or_else(|| "it is none of the values that are known".to_string(), ToString::to_string);
    eprintln!("AL-4431: the environment variable {variable} is `{value}`: {why}; correct it, or unset it");
    std::process::exit(i32::from(Failure::Input(String::new()).code()));
}

/// The variable, and its value, out of which an option got what it cannot take; none: it stands on the command line.
fn by_environment(command: &clap::Command, wrong: &clap::Error) -> Option<(String, String)> {
    let said = |kind| match wrong.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (option, value) = (said(ContextKind::InvalidArg)?, said(ContextKind::InvalidValue)?);
    // `--port <N>`
    let flag = option.split([' ', '[', '=']).next()?.trim_start_matches('-');
    let given = |word: String| word.strip_prefix("--").is_some_and(|word| word.split('=').next() == Some(flag));
    if std::env::args_os().skip(1).any(|word| given(word.to_string_lossy().into_owned())) {
        return None;
    }
    let commands = std::iter::once(command).chain(command.get_subcommands());
    let variable =
        commands.flat_map(clap::Command::get_arguments).filter(|known| known.get_long() == Some(flag)).find_map(clap::Arg::get_env)?;
    let set = std::env::var_os(variable)?.to_string_lossy().into_owned();
    // Of a list, the one that is wrong.
    (set == value || set.split(',').any(|part| part == value)).then(|| (variable.to_string_lossy().into_owned(), set))
}

/// So many words of a list are named when one is wrong; of a longer list only the nearest.
const KNOWN_MAX: usize = 20;

/// A word that is in none of the lists.
pub fn unknown<'k>(lang: Lang, message: &str, name: &str, known: impl Iterator<Item = &'k String>) -> Failure {
    let known: Vec<&str> = known.map(String::as_str).collect();
    let mut said = vec![say(lang, message, &[("name", name)])];
    said.extend(nearest(name, known.iter().copied()).map(|word| say(lang, "law-did-you-mean", &[("word", word)])));
    if known.len() <= KNOWN_MAX {
        said.push(say(lang, "law-known", &[("known", &known.join(", "))]));
    }
    Failure::Input(sentences(&said))
}

/// Sentences one after the other, each with an end.
pub fn sentences(said: &[String]) -> String {
    let ended = |sentence: &String| if sentence.ends_with(['.', '?', '!']) { sentence.clone() } else { format!("{sentence}.") };
    match said {
        [] => String::new(),
        [before @ .., last] => before.iter().map(ended).chain([last.clone()]).collect::<Vec<_>>().join(" "),
    }
}

/// What the catalogue says, with words put in as they stand.
pub fn say(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let args: Vec<(&str, Arg)> = args.iter().map(|(name, word)| (*name, Arg::Text(word))).collect();
    say_with(lang, key, &args)
}

/// What the catalogue says.
///
/// # Panics
/// If nobody wrote the message; the tests of each command say all of theirs.
pub fn say_with(lang: Lang, key: &str, args: &[(&str, Arg)]) -> String {
    let message = Message::find(key).unwrap_or_else(|| panic!("the catalogue has no message `{key}`"));
    text(lang, message, args)
}

/// Writes to standard output. A reader that has left is no error.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::Input(format!("standard output: {error}"))),
        _ => Ok(()),
    }
}

/// Writes one JSON value, and nothing else, to standard output.
pub fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Fault(format!("JSON: {error}")))?;
    print(&format!("{text}\n"))
}
