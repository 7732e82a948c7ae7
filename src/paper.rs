//! Sheets of paper: what hangs on walls. From views to a scene that fits its paper, and from a scene to PDF and SVG.
//!
//! A [`sheet`] says what views of pages say. Composed for a paper it is a [`scene`]: one list of lines and shapes in
//! millimetres, from which all back ends draw. Nothing here asks for files, the clock or templates: fonts, colours and
//! drawings come with the [`Studio`].

pub mod bleed;
pub mod colours;
pub mod content_id;
pub mod desk;
pub mod drawing;
pub mod field;
pub mod fit;
pub mod fonts;
pub mod foot;
pub mod pdf;
pub mod print;
pub mod qr;
pub mod reading;
pub mod scene;
pub mod sheet;
pub mod size;
pub mod svg;
pub mod text;
pub mod tile;

pub use content_id::content_id;
pub use desk::{Art, Desk, Studio};
pub use print::{Order, Printed};
pub use sheet::{Composed, Kind, Named, Refused, Sheet};
pub use size::{Orientation, Paper};
