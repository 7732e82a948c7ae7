//! The code that leads from a wall to the page about the sheet: black on white always, level M, with its quiet zone.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, Mode};

use super::scene::{Outline, Rgb, Shape, Step};

/// The white around a code, in modules: what ISO/IEC 18004 asks for.
const QUIET: usize = 4;

/// The smallest module that office printers and telephones agree about, in millimetres.
const MODULE: f32 = 0.8;

/// A code.
#[derive(Clone, Debug)]
pub struct Code {
    side: usize,
    dark: Vec<bool>,
}

impl Code {
    /// The code of an address; nothing if it is too long for one.
    pub fn of(address: &str) -> Option<Code> {
        let code = QRBuilder::new(address.as_bytes()).mode(Mode::Byte).ecl(ECL::M).build().ok()?;
        let dark = (0..code.size).flat_map(|row| code[row].iter().map(|module| module.value())).collect();
        Some(Code { side: code.size, dark })
    }

    /// How wide it is printed with its quiet zone: as wanted, or as wide as its modules need.
    pub fn width(&self, wanted: f32) -> f32 {
        wanted.max((self.side + 2 * QUIET) as f32 * MODULE)
    }

    /// The white around it when it is so wide.
    pub fn quiet(&self, width: f32) -> f32 {
        width / (self.side + 2 * QUIET) as f32 * QUIET as f32
    }

    /// Its modules as one shape, without the ground; `width` includes the quiet zone.
    pub fn draw(&self, x: f32, y: f32, width: f32) -> Shape {
        let module = width / (self.side + 2 * QUIET) as f32;
        let mut steps = Vec::new();
        for row in 0..self.side {
            let mut column = 0;
            while column < self.side {
                let dark = |column: usize| column < self.side && self.dark[row * self.side + column];
                let start = column;
                while dark(column) {
                    column += 1;
                }
                if column > start {
                    let (left, right) = ((start + QUIET) as f32 * module + x, (column + QUIET) as f32 * module + x);
                    let (top, bottom) = ((row + QUIET) as f32 * module + y, (row + QUIET + 1) as f32 * module + y);
                    steps.extend([
                        Step::Move(left, top),
                        Step::Line(right, top),
                        Step::Line(right, bottom),
                        Step::Line(left, bottom),
                        Step::Close,
                    ]);
                }
                column += 1;
            }
        }
        Shape { outline: Outline::Path(steps), fill: Some(Rgb::BLACK), even_odd: false, stroke: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_grows_with_its_address_and_keeps_its_modules_large() {
        let short = Code::of("https://customers.example/print/mara/#k3f9a2bc").unwrap();
        assert_eq!(short.side, 33);
        assert!((short.width(30.0) - 41.0 * 0.8).abs() < 0.01);
        assert_eq!(short.width(84.0), 84.0);
        assert!(Code::of(&"x".repeat(4000)).is_none());
    }
}
