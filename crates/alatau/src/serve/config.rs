//! How the server is set up: a file, the environment and flags, the later over the earlier.

use crate::cli::Globals;
use crate::failure::Failure;
use crate::files::read_text;
use alatau_core::law::nearest;
use alatau_core::source::{Diagnostic, Place as InFile};
use alatau_core::text::Lang;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What `alatau serve` can be told; a file has the same names.
#[derive(Clone, Debug, Default, Deserialize, clap::Args)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// Folder of the store, its log and its key [default: alatau-data]
    #[arg(long, value_name = "FOLDER", env = "ALATAU_DATA")]
    pub data: Option<PathBuf>,
    /// Address to listen on; a public one needs --public [default: 127.0.0.1]
    #[arg(long, value_name = "ADDRESS", env = "ALATAU_LISTEN")]
    pub listen: Option<std::net::IpAddr>,
    /// Port; 0 takes a free one [default: 8080]
    #[arg(long, value_name = "N", env = "ALATAU_PORT")]
    pub port: Option<u16>,
    /// Let others than this machine in
    #[arg(long, num_args = 0..=1, default_missing_value = "true", env = "ALATAU_PUBLIC")]
    pub public: Option<bool>,
    /// A proxy with TLS stands before: cookies are for TLS only, its X-Forwarded-For is believed
    #[arg(long, num_args = 0..=1, default_missing_value = "true", env = "ALATAU_PROXY")]
    pub proxy: Option<bool>,
    /// Name of the log in its checkpoints, for example city.example/log
    #[arg(long, value_name = "NAME", env = "ALATAU_ORIGIN")]
    pub origin: Option<String>,
    /// Form of the program's log: text or json [default: text]
    #[arg(long, value_name = "text|json", env = "ALATAU_LOG")]
    pub log: Option<LogForm>,
    /// Connections that read the store at once [default: 4]
    #[arg(long, value_name = "N", env = "ALATAU_READERS", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub readers: Option<u16>,
    /// Folder of the law, for every command; in a file only, a flag and the environment have it already.
    #[arg(skip)]
    law: Option<PathBuf>,
    /// Language of what is printed, as `law`.
    #[arg(skip)]
    lang: Option<Lang>,
    /// How many threads work, as `law`.
    #[arg(skip)]
    threads: Option<u16>,
    /// Readings of open questions, by their names, as `law`.
    #[arg(skip)]
    switch: BTreeMap<String, String>,
    /// Where the values of a file stand in it, by their names: `city.toml:2:1`.
    #[arg(skip)]
    #[serde(skip)]
    places: BTreeMap<String, String>,
}

/// Names that a file can have.
const NAMES: [&str; 12] = ["data", "listen", "port", "public", "proxy", "origin", "log", "readers", "law", "lang", "threads", "switch"];

/// Form of the program's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogForm {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What holds in the end.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the store.
    pub data: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// TLS stands before.
    pub proxy: bool,
    /// Name of the log.
    pub origin: String,
    /// Form of the program's log.
    pub log: LogForm,
    /// Connections that read.
    pub readers: usize,
    /// Somebody said that the wall clock is right, however long the city was out.
    pub clock_is_right: bool,
    /// Who says a setting: a place in a file, a flag, a variable of the environment, or `by default`.
    pub said: BTreeMap<&'static str, String>,
}

impl Config {
    /// A failure, with who said the setting that it comes of.
    pub fn of(&self, name: &str) -> impl Fn(Failure) -> Failure {
        let said = self.said.get(name).cloned().unwrap_or_default();
        move |failure| match failure {
            Failure::Input(why) => Failure::Input(format!("{why} ({name}: {said})")),
            other => other,
        }
    }
}

/// Where a store is: said by a flag or the environment, or by a file of settings.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// Folder of the store [default: alatau-data]
    #[arg(long, value_name = "FOLDER", env = "ALATAU_DATA")]
    pub data: Option<PathBuf>,
    /// File with settings, as `alatau serve` has it
    #[arg(long, value_name = "FILE", env = "ALATAU_CONFIG")]
    pub config: Option<PathBuf>,
}

impl Place {
    /// The folder; the file has to be sound.
    ///
    /// # Errors
    /// As of [`Settings::read`] and [`Settings::decide`].
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        let file = self.config.as_deref().map(Settings::read).transpose()?.unwrap_or_default();
        Ok(Settings { data: self.data.clone(), ..Settings::default() }.over(file).decide()?.data)
    }
}

impl Settings {
    /// Reads a file.
    ///
    /// # Errors
    /// AL-4431 with line, column and excerpt; an unknown name with the nearest known.
    pub fn read(path: &Path) -> Result<Settings, Failure> {
        Settings::parse(&path.display().to_string(), &read_text(path)?)
    }

    fn parse(file: &str, text: &str) -> Result<Settings, Failure> {
        let mut settings: Settings = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let said = error.message().to_string();
            let name = said.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
            let near =
                name.and_then(|name| nearest(name, NAMES.into_iter())).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            Diagnostic::error("AL-4431", file, text, offset, said, format!("{near}a setting is one of: {}", NAMES.join(", ")))
        })?;
        let values: BTreeMap<String, toml::Spanned<toml::Value>> = toml::from_str(text).unwrap_or_default();
        let begin = |name: &str| values.get(name).map_or(0, |value| value.span().start);
        for (name, number, most) in [("readers", settings.readers, 64), ("threads", settings.threads, 1024)] {
            if let Some(number) = number.filter(|number| !(1..=most).contains(number)) {
                let said = format!("`{name}` is {number}");
                let help = format!("write a number from 1 to {most}");
                return Err(Diagnostic::error("AL-4431", file, text, begin(name), said, help).into());
            }
        }
        let place = |name: &String| {
            let place = InFile::of(file, text, begin(name));
            (name.clone(), format!("{file}:{}:{}", place.line, place.column))
        };
        settings.places = values.keys().map(place).collect();
        Ok(settings)
    }

    /// Puts what every command can be told where neither a flag nor the environment says it; `lang_said`: they say the
    /// language.
    pub fn under(self, globals: &mut Globals, lang_said: bool) {
        globals.lang = self.lang.filter(|_| !lang_said).unwrap_or(globals.lang);
        globals.law = globals.law.take().or(self.law);
        globals.threads = globals.threads.or(self.threads);
        if globals.switches.is_empty() {
            globals.switches = self.switch.into_iter().collect();
        }
    }

    /// These settings, and those of `before` where these say nothing.
    pub fn over(self, mut before: Settings) -> Settings {
        let said = [
            ("data", self.data.is_some()),
            ("listen", self.listen.is_some()),
            ("port", self.port.is_some()),
            ("public", self.public.is_some()),
            ("proxy", self.proxy.is_some()),
            ("origin", self.origin.is_some()),
            ("log", self.log.is_some()),
            ("readers", self.readers.is_some()),
        ];
        for (name, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
            before.places.remove(name);
        }
        Settings {
            data: self.data.or(before.data),
            listen: self.listen.or(before.listen),
            port: self.port.or(before.port),
            public: self.public.or(before.public),
            proxy: self.proxy.or(before.proxy),
            origin: self.origin.or(before.origin),
            log: self.log.or(before.log),
            readers: self.readers.or(before.readers),
            ..before
        }
    }

    /// Who says a setting: a place in a file, a flag, or a variable of the environment; nobody says what holds by default.
    fn said_by(&self, name: &str) -> String {
        let (flag, variable) = (format!("--{name}"), format!("ALATAU_{}", name.to_uppercase()));
        let is_flag = |word: std::ffi::OsString| {
            let word = word.to_string_lossy();
            word == flag.as_str() || word.split_once('=').is_some_and(|(word, _)| word == flag)
        };
        match self.places.get(name) {
            Some(place) => place.clone(),
            None if std::env::args_os().skip(1).any(is_flag) => flag,
            None if std::env::var_os(&variable).is_some() => variable,
            None => "by default".to_string(),
        }
    }

    /// What holds in the end.
    ///
    /// # Errors
    /// A public address without `public`.
    pub fn decide(self) -> Result<Config, Failure> {
        let address = self.listen.unwrap_or(std::net::Ipv4Addr::LOCALHOST.into());
        let listen = SocketAddr::new(address, self.port.unwrap_or(8080));
        let said = ["data", "port"].map(|name| (name, self.said_by(name))).into();
        if !address.is_loopback() && self.public != Some(true) {
            let detail = "is no address of this machine alone: everybody who reaches it may ask; say --public if that is meant";
            return Err(Failure::Input(format!("AL-4432: {}: {address} {detail}", self.said_by("listen"))));
        }
        Ok(Config {
            data: self.data.unwrap_or_else(|| PathBuf::from("alatau-data")),
            listen,
            proxy: self.proxy.unwrap_or(false),
            origin: self.origin.unwrap_or_else(|| "alatau.local/log".to_string()),
            log: self.log.unwrap_or(LogForm::Text),
            readers: usize::from(self.readers.unwrap_or(4)),
            clock_is_right: false,
            said,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_refused_at_its_place_with_the_nearest() {
        let failure = Settings::parse("city.toml", "port = 80\ndate = \"x\"\n").unwrap_err();
        let said = failure.message();
        assert!(said.contains("city.toml:2:1"), "{said}");
        assert!(said.contains("did you mean `data`?"), "{said}");
        assert!(said.contains("2 | date = \"x\""), "{said}");
    }

    #[test]
    fn a_wrong_value_is_refused_at_its_place() {
        let failure = Settings::parse("city.toml", "\nport = 99999\n").unwrap_err();
        assert!(failure.message().contains("city.toml:2:8"), "{}", failure.message());
    }

    #[test]
    fn what_is_said_later_holds() {
        let file = Settings::parse("city.toml", "port = 80\nreaders = 2\n").unwrap();
        let flags = Settings { port: Some(81), ..Settings::default() };
        let config = flags.over(file).decide().unwrap();
        assert_eq!((config.listen.port(), config.readers), (81, 2));
    }

    #[test]
    fn what_every_command_can_be_told_stands_in_a_file_under_what_is_said() {
        let text = "lang = \"kk\"\nlaw = \"our-law\"\nthreads = 2\n[switch]\ncouncil-acts = \"adopted\"\n";
        let read = || Settings::parse("city.toml", text).unwrap();
        let silent = Globals { lang: Lang::En, threads: None, switches: Vec::new(), law: None };
        let mut globals = silent.clone();
        read().under(&mut globals, false);
        assert_eq!((globals.lang, globals.threads, globals.law.unwrap().to_str()), (Lang::Kk, Some(2), Some("our-law")));
        assert_eq!(globals.switches, [("council-acts".to_string(), "adopted".to_string())]);
        let mut globals = Globals { threads: Some(1), switches: vec![("a".to_string(), "b".to_string())], ..silent };
        read().under(&mut globals, true);
        assert_eq!((globals.lang, globals.threads, globals.switches[0].0.as_str()), (Lang::En, Some(1), "a"));
        assert!(Settings::parse("city.toml", "lang = \"de\"").unwrap_err().message().contains("city.toml:1:8"));
    }

    #[test]
    fn a_public_address_has_to_be_meant() {
        let open = Settings { listen: Some("0.0.0.0".parse().unwrap()), ..Settings::default() };
        assert!(open.clone().decide().unwrap_err().message().starts_with("AL-4432"));
        let said = Settings::parse("city.toml", "# listen\nport = 80\nlisten = \"0.0.0.0\"\n").unwrap().decide().unwrap_err();
        assert!(said.message().starts_with("AL-4432: city.toml:3:10: 0.0.0.0 "), "{}", said.message());
        assert!(Settings { public: Some(true), ..open }.decide().is_ok());
    }
}
