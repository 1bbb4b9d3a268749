//! `alatau procedure`: BPMN files read out, drawn, checked and tried out.

pub mod draw;
mod elements;
pub mod law;
mod lint;
mod migrate;
mod run;
mod show;
pub mod words;

use crate::cli::Globals;
use crate::failure::Failure;
use crate::files::read_text;
use crate::shipped;
use alatau_core::procedure::bpmn::{self, Bpmn, Element};
use alatau_core::procedure::{Net, Options, compile};
use alatau_core::source::Diagnostic;
use alatau_core::text::Lang;
use law::{Place, Told};
use std::path::Path;

/// What `alatau procedure` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Read a procedure out: its steps, who acts, what may happen beside, where it leads
    Show(show::Args),
    /// Draw the diagram of a procedure as SVG
    Draw(draw::Args),
    /// Say everything that is wrong with BPMN files, with file, line and excerpt
    Lint(lint::Args),
    /// List every element of BPMN 2.0 and what is done with it
    Elements(elements::Args),
    /// Say what becomes of open cases when a procedure changes, and move them
    Migrate(migrate::Args),
    /// Go through a procedure step by step, reading commands line by line
    Run(run::Args),
}

/// Runs the command.
pub fn procedure(args: &Args, globals: &Globals) -> Result<(), Failure> {
    match &args.command {
        Command::Show(args) => show::run(args, globals),
        Command::Draw(args) => draw::run(args, globals),
        Command::Lint(args) => lint::run(args, globals),
        Command::Elements(args) => elements::run(args, globals.lang),
        Command::Migrate(args) => migrate::run(args, globals),
        Command::Run(args) => run::run(args, globals),
    }
}

/// The procedure in a file, or those of a service of the law; with what the law says of
/// them where a place is given.
fn open(name: &str, place: &Place, globals: &Globals) -> Result<Vec<(Bpmn, Option<Told>)>, Failure> {
    let path = Path::new(name);
    if path.is_file() || name.ends_with(".bpmn") || name.contains('/') {
        let file = bpmn::parse(name, &read_text(path)?)?;
        let told = place.asked().map(|asked| law::of_file(&file, asked, globals)).transpose()?;
        return Ok(vec![(file, told)]);
    }
    let body = crate::law::sound(globals)?;
    let service = crate::law::explain::service(&body.law, name, globals.lang)?;
    if let Some(asked) = place.asked() {
        let told = law::of_service(&body, &service, asked, globals)?;
        return Ok(vec![(kept(&body, &told.bound.procedure)?, Some(told))]);
    }
    let files = body.procedures.iter().filter(|(_, net)| net.service == service);
    files.map(|(file, _)| Ok((kept(&body, file)?, None))).collect()
}

/// A procedure of the law's folder.
fn kept(body: &shipped::Body, file: &str) -> Result<Bpmn, Failure> {
    let path = format!("procedures/{file}");
    Ok(bpmn::parse(&path, body.files.get(&path).map_or("", String::as_str))?)
}

/// Every process of a file that has elements, or the one that is named.
fn nets(file: &Bpmn, process: Option<&str>, library: &[&Bpmn]) -> Result<Vec<Net>, Vec<Diagnostic>> {
    let filled: Vec<&str> = file.processes.iter().filter(|p| !p.scope.nodes.is_empty()).map(|p| p.element.id.as_str()).collect();
    let chosen: Vec<Option<&str>> = match process {
        None if filled.len() > 1 => filled.into_iter().map(Some).collect(),
        one => vec![one],
    };
    let (mut nets, mut errors) = (Vec::new(), Vec::new());
    for process in chosen {
        match compile(file, &Options { process, library, ..Options::default() }) {
            Ok(net) => nets.push(net),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(nets) } else { Err(errors) }
}

/// The name of an element in a language, or what the file says in English; empty if it has none.
fn named(element: &Element, lang: Lang) -> String {
    let own = match lang {
        Lang::Kk => element.al("name.kk"),
        Lang::Ru => element.al("name.ru"),
        Lang::En => None,
    };
    own.map_or(element.name.as_str(), |a| a.value.as_str()).trim().to_string()
}
