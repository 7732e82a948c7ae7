//! The `instep` binary: arguments in, exit code out. Everything else is the library.

fn main() -> std::process::ExitCode {
    instep::cli::run()
}
