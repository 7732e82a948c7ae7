//! The `instep` binary: arguments in, exit code out. Everything else is the library.

use std::process::ExitCode;
use std::thread;

use instep::build::STACK;

fn main() -> ExitCode {
    // A second pool cannot be made; the first one is this.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
    let run = thread::Builder::new().stack_size(STACK).spawn(instep::cli::run);
    match run.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::from(101),
        Err(_) => instep::cli::run(),
    }
}
