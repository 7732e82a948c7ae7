//! What the repository remembers of the content: when the meaning of a statement was first written.

/// The history of a site's files, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct History {}
