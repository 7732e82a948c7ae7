//! Texts of a repository, by the names that git gives to them: one process for all.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::thread::JoinHandle;

use crate::files::MAX_FILE_BYTES;

/// Texts, one after the other, in the order they were asked for.
pub struct Texts {
    process: Child,
    answers: BufReader<ChildStdout>,
    asking: Option<JoinHandle<()>>,
}

impl Texts {
    /// Asks for texts.
    ///
    /// # Errors
    /// What the operating system says if git cannot be run.
    pub fn ask<'n>(root: &Path, names: impl Iterator<Item = &'n str>) -> io::Result<Texts> {
        let mut command = super::command(root);
        command.args(["cat-file", "--batch", "--buffer"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let names: String = names.flat_map(|name| [name, "\n"]).collect();
        let mut process = command.spawn()?;
        let (Some(mut questions), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        // Both ends of a pipe would wait for each other if one thread wrote all and then read.
        let asking = std::thread::spawn(move || drop(questions.write_all(names.as_bytes())));
        Ok(Texts { process, answers: BufReader::with_capacity(1 << 16, answers), asking: Some(asking) })
    }

    /// The next text, and an empty one if it is too large for content; none if the repository does not have it.
    ///
    /// # Errors
    /// What the operating system says, or that git stopped in the middle of a text.
    pub fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        // `NAME blob SIZE`, the text, a line end; or `NAME missing`.
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let Some(size) = line.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        let kept = if size > MAX_FILE_BYTES { 0 } else { size };
        (&mut self.answers).take(kept).read_to_end(&mut bytes)?;
        let rest = size - kept + 1;
        // Half a text would be remembered as if somebody had written it so.
        match io::copy(&mut (&mut self.answers).take(rest), &mut io::sink())? == rest {
            true => Ok(Some(bytes)),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Drop for Texts {
    fn drop(&mut self) {
        // If somebody has stopped listening in the middle, git must not wait for ever.
        let _ = self.process.kill();
        let _ = self.process.wait();
        self.asking.take().map(JoinHandle::join);
    }
}
