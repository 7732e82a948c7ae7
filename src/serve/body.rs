//! What an answer carries: bytes that are there, or pieces as they come.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::{Either, Full};
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use hyper::http::HeaderValue;
use hyper::{Response, StatusCode};
use tokio::sync::mpsc;

/// What an answer carries.
pub(super) type Body = Either<Full<Bytes>, Pieces>;

/// How much of a file is in memory at once.
const PIECE: u64 = 64 * 1024;

/// Pieces that somebody sends.
pub(super) struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

/// The other end of [`Pieces`].
pub(super) type Sender = mpsc::Sender<io::Result<Bytes>>;

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

/// A channel for pieces. Whoever sends waits for whoever reads.
pub(super) fn pieces() -> (Sender, Body) {
    let (sender, receiver) = mpsc::channel(2);
    (sender, Either::Right(Pieces(receiver)))
}

/// The next `length` bytes of a file.
pub(super) fn of_file(file: File, length: u64) -> Body {
    let (sender, body) = pieces();
    tokio::spawn(read(file, length, sender));
    body
}

/// Reads piece by piece, each on a thread that may wait; a slow reader keeps none of them.
async fn read(mut file: File, mut left: u64, sender: Sender) {
    while left > 0 {
        let size = left.min(PIECE);
        let reading = tokio::task::spawn_blocking(move || {
            let mut piece = Vec::with_capacity(size as usize);
            let read = (&mut file).take(size).read_to_end(&mut piece);
            (file, read.map(|_| piece))
        });
        let Ok((same, piece)) = reading.await else { return };
        file = same;
        // A file that has become shorter must not pass for a whole one.
        let piece = piece.and_then(|piece| if piece.is_empty() { Err(ended()) } else { Ok(Bytes::from(piece)) });
        left -= piece.as_ref().map_or(left, |piece| piece.len() as u64);
        if sender.send(piece).await.is_err() {
            return;
        }
    }
}

fn ended() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter")
}

/// An answer with bytes.
pub(super) fn reply(status: StatusCode, kind: &str, bytes: impl Into<Bytes>) -> Response<Body> {
    let bytes = bytes.into();
    let length = bytes.len().to_string();
    let mut response = Response::new(Either::Left(Full::new(bytes)));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, kind);
    set(&mut response, CONTENT_LENGTH, &length);
    response
}

/// An answer without anything.
pub(super) fn nothing(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::default()));
    *response.status_mut() = status;
    response
}

/// Sets a header; a value that no header can have is left out.
pub(super) fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
