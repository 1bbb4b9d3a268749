//! `alatau serve`: the shell around the live city. It has the socket, the clock, the
//! disk and the random numbers; what happens is decided in `alatau_city`.
//!
//! ```text
//! connection ─▶ guard ─▶ api ─┬─▶ writer (one thread: City + journal, one commit for all that wait)
//!                             └─▶ readers (read-only connections: what was committed is seen)
//! ```

mod api;
mod before;
mod config;
mod doctor;
mod due;
mod encode;
mod guard;
mod health;
mod library;
mod listen;
mod log;
mod operate;
mod people;
mod publish;
mod readers;
mod refusal;
mod risk;
#[cfg(test)]
mod tests;
mod uploads;
mod web;
mod writer;

use crate::cli::{Globals, print, say};
use crate::failure::Failure;
use crate::shipped;
use alatau_city::{City, Clock, World};
use alatau_store::{JOURNAL, Journal, LOG, Sqlite};
use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
pub use config::Settings;
pub use doctor::{Doctor, doctor};
pub use due::{Due, due};
pub use operate::{BackUp, Restore, back_up, restore};

use config::{Config, LogForm};
use health::Health;
use library::Library;
use people::{People, Secret};
use publish::Publishing;
use readers::Readers;
use refusal::Refusal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::JoinHandle;
use tokio::sync::watch;
use uploads::Uploads;
use writer::{Desk, Machine, Time};

/// What `alatau serve` is asked for.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// File with settings, in TOML; the environment (ALATAU_...) and flags stand over it
    #[arg(long, value_name = "FILE", env = "ALATAU_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Say whether settings, law and store are sound, and end
    #[arg(long)]
    check: bool,
    /// Go by the machine's clock, however long the city was out: what was due meanwhile acts at once, and cannot be taken back
    #[arg(long)]
    clock_is_right: bool,
    /// Let the city go by other readings of the law's open questions than the store keeps
    #[arg(long)]
    new_readings: bool,
    /// Fill a new store with the shipped cases first, as a run of the twin has them, and print a link for each role
    #[arg(long, conflicts_with = "check")]
    demo: bool,
}

impl Args {
    /// The file with settings.
    pub fn config(&self) -> Option<&Path> {
        self.config.as_deref()
    }
}

/// A link of the demo works for a day, in microseconds.
const DEMO_LINK: i64 = 86_400_000_000;

/// The file that says that a store is a demonstration, so that its pages say so for ever.
const DEMO: &str = "demo";

/// Address of who is connected.
#[derive(Clone, Debug)]
pub struct Address(pub String);

/// What every request needs.
pub struct Server {
    /// Law, and cases as readers see them.
    pub library: Arc<Library>,
    /// Where changes are asked for.
    pub desk: Desk,
    /// Where the store is read.
    pub readers: Readers,
    /// Who asks.
    pub people: People,
    /// How the server is.
    pub health: Arc<Health>,
    /// The description of the API.
    pub description: OnceLock<String>,
    /// The public figures, as they were taken last.
    pub figures: api::Cache,
    /// How the steps of bodies went, for the worklist.
    pub times: Mutex<risk::Times>,
    /// How long the services took lately.
    pub lately: web::recent::Cache,
    /// What `alatau compare` expects, beside the figures.
    pub expected: web::expected::Expected,
    /// Folder of the log.
    pub log: PathBuf,
    /// TLS stands before.
    pub secure: bool,
    /// The city is a demonstration.
    pub demo: bool,
    /// Room for files that are being sent.
    pub uploads: Uploads,
    /// Becomes true when the server stops.
    pub stopping: watch::Sender<bool>,
}

/// A server that can be asked, and the writer behind it.
pub struct Opened<J = Sqlite> {
    /// The server.
    pub server: Arc<Server>,
    /// Ends with the store when the desk is closed.
    pub writer: JoinHandle<J>,
    /// Publishes the log.
    pub publishing: Publishing,
    /// Secret with which the first account is made; none: there are accounts.
    pub set_up: Option<String>,
    /// People of the demo: who, and the secret of a link that works once.
    pub links: Vec<(String, String)>,
}

/// Runs the command.
pub fn serve(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let file = args.config.as_deref().map(Settings::read).transpose()?.unwrap_or_default();
    let mut config = Config { clock_is_right: args.clock_is_right, ..args.settings.clone().over(file).decide()? };
    if args.demo {
        return demonstrate(&mut config, args.settings.data.is_none(), globals);
    }
    let world = before::world(globals, &config.data, args.new_readings)?;
    if args.check {
        return before::check(&config, globals);
    }
    let listener = listen::take(config.listen).map_err(config.of("port"))?;
    start_log(config.log);
    run(&config, listener, open(&config, world, Machine, |store| store)?, globals)
}

/// Fills a new store with the demo, then serves it.
fn demonstrate(config: &mut Config, anywhere: bool, globals: &Globals) -> Result<(), Failure> {
    if !config.listen.ip().is_loopback() {
        let detail = "is no address of this machine alone, and the links of a demonstration sign anybody in; leave --listen away";
        return Err(Failure::Input(format!("AL-4432: {} {detail}", config.listen.ip())));
    }
    if anywhere {
        config.data = std::env::temp_dir().join(format!("alatau-demo-{}", std::process::id()));
    }
    let path = store_path(&config.data);
    if path.exists() {
        return Err(Failure::Input(say(globals.lang, "demo-not-new", &[("data", &config.data.display().to_string())])));
    }
    let listener = listen::take(config.listen).map_err(config.of("port"))?;
    let folder = |error: std::io::Error| Failure::Input(format!("{}: {error}; choose another folder with --data", config.data.display()));
    alatau_store::private_folder(&config.data).map_err(folder)?;
    alatau_store::private_file().create(true).truncate(true).open(config.data.join(DEMO)).map_err(folder)?;
    let body = shipped::read_sound(globals.law.as_deref())?;
    let mut switches = globals.readings(&body.law)?;
    // Without the Council's acts the city decides as the ordinary regime does: there would be nothing to see.
    switches.entry("council-acts".into()).or_insert_with(|| "adopted".into());
    let world = crate::city::world(&body, switches).map(Arc::new)?;
    let links = demo_links(&body, &world, &path, globals.lang)?;
    start_log(config.log);
    let opened = open(config, world, Machine, |store| store)?;
    run(config, listener, Opened { links, ..opened }, globals)
}

/// Writes the demo, and makes a link for each of its people.
fn demo_links(
    body: &shipped::Body,
    world: &Arc<World>,
    path: &Path,
    lang: alatau_core::text::Lang,
) -> Result<Vec<(String, String)>, Failure> {
    let fault = |problem: alatau_city::Problem| Failure::Fault(problem.to_string());
    let mut store = Sqlite::open(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
    let mut city = City::open(world.clone(), &mut store).map_err(fault)?;
    let (wall, _) = Machine.read();
    let demo = crate::demo::fill(body, &mut city, &mut store, alatau_core::time::Timestamp(wall), lang)?;
    let (cases, events) = (demo.cases.to_string(), demo.events.to_string());
    print(&format!("{}\n", say(lang, "demo-filled", &[("cases", &cases), ("events", &events)])))?;
    let (mut links, mut logins) = (Vec::new(), Vec::new());
    let mut applicants = 0;
    for person in demo.people {
        applicants += u32::from(person.role == alatau_city::Role::Applicant);
        if person.role == alatau_city::Role::Applicant && applicants > 2 {
            continue;
        }
        let secret = Secret::new().map_err(fault)?;
        logins.push(alatau_store::Write::Login(secret.login(person.account, "link", "", DEMO_LINK)));
        links.push((person.label, secret.text));
    }
    store.commit(&logins).map_err(|error| Failure::Fault(error.to_string()))?;
    Ok(links)
}

/// Serves an opened city until it is told to stop.
fn run(config: &Config, listener: std::net::TcpListener, opened: Opened, globals: &Globals) -> Result<(), Failure> {
    opened.server.expected.compute_by(globals);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Fault(format!("the threads of the server could not be started: {error}")))?;
    runtime.block_on(listen::run(config, listener, &opened, globals.lang))?;
    let size = opened.close()?.size().map_err(|fault| Failure::Fault(fault.to_string()))?;
    print(&format!("{}\n", say(globals.lang, "serve-stopped", &[("leaves", &size.to_string())])))
}

impl<J> Opened<J> {
    /// Lets the writer finish what waits and the publisher publish it; answers the store.
    ///
    /// # Errors
    /// The writer broke off.
    pub fn close(self) -> Result<J, Failure> {
        self.server.desk.close();
        let store = self.writer.join().map_err(|_| Failure::Fault("the writer broke off; the log says why".into()))?;
        self.publishing.close();
        Ok(store)
    }
}

/// Where the store of a data folder is.
pub fn store_path(data: &Path) -> PathBuf {
    data.join(JOURNAL)
}

/// Opens the store of a city, and the city over it; the writer has it as `disk` hands it on.
///
/// # Errors
/// The folder cannot be made, or the store cannot be opened.
pub fn open<J: Journal + Send + 'static>(
    config: &Config,
    world: Arc<World>,
    time: impl Time + 'static,
    disk: impl FnOnce(Sqlite) -> J,
) -> Result<Opened<J>, Failure> {
    let input = |error: String| Failure::Input(error);
    let folder = |error: std::io::Error| Failure::Input(format!("{}: {error}; choose another folder with --data", config.data.display()));
    alatau_store::private_folder(&config.data).map_err(folder).map_err(config.of("data"))?;
    let path = store_path(&config.data);
    let mut store = Sqlite::open(&path).map_err(|fault| input(format!("{}: {fault}", path.display())))?;
    let city = City::open(world.clone(), &mut store).map_err(|problem| input(problem.to_string()))?;
    before::keep_readings(&world.switches, &mut store)?;
    let clock = Clock::started(writer::last_alive(&store)?, config.clock_is_right);
    let is_new = store.accounts().map_err(|fault| input(fault.to_string()))?.is_empty();
    let readers = Readers::open(&path, config.readers).map_err(|fault| input(fault.to_string()))?;
    let fault = |problem: alatau_city::Problem| Failure::Fault(problem.to_string());
    let secret = if is_new { Some(Secret::new().map_err(fault)?) } else { None };
    let health = Arc::new(Health::new());
    let log = config.data.join(LOG);
    let reader = Sqlite::reader(&path).map_err(|fault| input(fault.to_string()))?;
    let publishing = Publishing::start(reader, log.clone(), publish::signer(&config.data, &config.origin)?, health.clone())?;
    let (desk, writer) = Desk::open(city, disk(store), (clock, time), health.clone(), publish::woken(publishing.wake()));
    let server = Server {
        library: Arc::new(Library::new(world)),
        desk,
        readers,
        people: People::new(secret.as_ref().map(|secret| secret.hash)).map_err(fault)?,
        health,
        description: OnceLock::new(),
        figures: api::Cache::default(),
        times: Mutex::default(),
        lately: web::recent::Cache::default(),
        expected: web::expected::Expected::of(&config.data),
        log,
        secure: config.proxy,
        demo: config.data.join(DEMO).exists(),
        uploads: Uploads::new(),
        stopping: watch::Sender::new(false),
    };
    Ok(Opened { server: Arc::new(server), writer, publishing, set_up: secret.map(|secret| secret.text), links: Vec::new() })
}

/// Every route behind every guard.
pub fn router(server: &Arc<Server>) -> Router {
    let (routes, described) = api::router();
    let text = described.to_json().unwrap_or_default();
    // It is the same text every time.
    let _ = server.description.set(text);
    routes
        .merge(web::router(server))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(from_fn_with_state(server.clone(), web::dress_for_browsers))
        .layer(from_fn_with_state(server.clone(), guard::know))
        .layer(from_fn(guard::hurry))
        .layer(from_fn_with_state(server.clone(), web::dress_for_browsers))
        .layer(encode::layer())
        .layer(from_fn(encode::tagged))
        .layer(from_fn_with_state(server.clone(), guard::note))
        .with_state(server.clone())
}

async fn nothing_here() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "AL-4421", "there is nothing at this address; /api/openapi.json lists all there are")
}

async fn not_this_way() -> Refusal {
    let detail = "this address does not take the method; /api/openapi.json lists what it takes";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "AL-4421", detail)
}

/// Where lines about requests go: standard error.
fn start_log(form: LogForm) {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
    match form {
        LogForm::Text => lines.with_ansi(false).init(),
        LogForm::Json => lines.json().flatten_event(true).init(),
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or(String::new(), ToString::to_string);
        tracing::error!(%place, "broken off: {}", panic.payload_as_str().unwrap_or("?"));
    }));
}
