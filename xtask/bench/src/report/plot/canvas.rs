//! What plots are drawn with: texts, lines, and marks that differ in shape.

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};

/// Text and axes.
const BLACK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Peers.
const GREY: RGBColor = RGBColor(0x55, 0x5B, 0x66);
/// Lines behind everything.
const PALE: RGBColor = RGBColor(0xDD, 0xDF, 0xE3);
/// Every other row.
const SHADE: RGBColor = RGBColor(0xF5, 0xF6, 0xF8);
/// Ours.
const BLUE: RGBColor = RGBColor(0x1B, 0x55, 0xA8);
/// Goals.
const ORANGE: RGBColor = RGBColor(0xC2, 0x5A, 0x0C);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Where a text is held.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hold {
    Left,
    Middle,
    Right,
}

/// Something to be drawn on, in pixels from the upper left corner.
pub(super) struct Canvas<'a> {
    area: Area<'a>,
}

impl Canvas<'_> {
    /// Draws, and returns the SVG, with a title for those who have it read to them.
    pub(super) fn draw(
        title: &str,
        size: (i32, i32),
        body: impl FnOnce(&Canvas<'_>) -> Result<()>,
    ) -> Result<String> {
        let mut svg = String::new();
        {
            let pixels = (size.0.unsigned_abs(), size.1.unsigned_abs());
            let area = SVGBackend::with_string(&mut svg, pixels).into_drawing_area();
            let canvas = Canvas { area };
            canvas.rectangle((0, 0), size, plotters::style::WHITE)?;
            body(&canvas)?;
            canvas.area.present().map_err(|error| anyhow!("{error}"))?;
        }
        let title = title.replace('&', "&amp;").replace('<', "&lt;");
        let begin = svg
            .find("<svg")
            .and_then(|at| Some(at + svg[at..].find('>')? + 1));
        svg.insert_str(begin.unwrap_or(0), &format!("\n<title>{title}</title>"));
        Ok(svg)
    }

    pub(super) fn title(&self, x: i32, y: i32, text: &str) -> Result<()> {
        self.write((x, y), text, Hold::Left, 20, BLACK, FontStyle::Bold)
    }

    pub(super) fn text(&self, x: i32, y: i32, text: &str) -> Result<()> {
        self.label(x, y, text, Hold::Left)
    }

    pub(super) fn label(&self, x: i32, y: i32, text: &str, hold: Hold) -> Result<()> {
        self.write((x, y), text, hold, 13, BLACK, FontStyle::Normal)
    }

    pub(super) fn strong(&self, x: i32, y: i32, text: &str, hold: Hold) -> Result<()> {
        self.write((x, y), text, hold, 13, BLACK, FontStyle::Bold)
    }

    pub(super) fn note(&self, x: i32, y: i32, text: &str) -> Result<()> {
        self.write((x, y), text, Hold::Left, 11, GREY, FontStyle::Normal)
    }

    fn write(
        &self,
        at: (i32, i32),
        text: &str,
        hold: Hold,
        size: i32,
        colour: RGBColor,
        style: FontStyle,
    ) -> Result<()> {
        let horizontal = match hold {
            Hold::Left => HPos::Left,
            Hold::Middle => HPos::Center,
            Hold::Right => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::SansSerif, f64::from(size), style);
        let style = TextStyle::from(font)
            .color(&colour)
            .pos(Pos::new(horizontal, VPos::Center));
        drawn(self.area.draw(&Text::new(text.to_string(), at, style)))
    }

    /// A pale stripe behind a row.
    pub(super) fn stripe(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.rectangle(from, to, SHADE)
    }

    /// A line of a grid.
    pub(super) fn grid(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.line(from, to, PALE, 1)
    }

    /// A thin line from quartile to quartile.
    pub(super) fn whisker(&self, mark: Mark, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        let width = if matches!(mark, Mark::Ours(_)) { 2 } else { 1 };
        self.line(from, to, mark.colour(), width)
    }

    /// Where a goal begins, and a pointer to the side on which it is met.
    pub(super) fn goal(&self, x: i32, (top, bottom): (i32, i32), towards: i32) -> Result<()> {
        self.line((x, top), (x, bottom), ORANGE, 3)?;
        let points = vec![(x, top), (x + 7 * towards, top + 4), (x, top + 8)];
        drawn(self.area.draw(&Polygon::new(points, ORANGE.filled())))
    }

    /// The band in which something is to lie.
    pub(super) fn band(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        drawn(
            self.area
                .draw(&Rectangle::new([from, to], ORANGE.mix(0.18).filled())),
        )
    }

    /// Lines through points.
    pub(super) fn curve(&self, mark: Mark, points: Vec<(i32, i32)>) -> Result<()> {
        let style = ShapeStyle {
            color: mark.colour().to_rgba(),
            filled: false,
            stroke_width: 2,
        };
        drawn(self.area.draw(&PathElement::new(points, style)))
    }

    /// Where somebody is.
    pub(super) fn mark(&self, mark: Mark, (x, y): (i32, i32)) -> Result<()> {
        const R: i32 = 5;
        let colour = mark.colour();
        let outline = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: 2,
        };
        let closed = |points: Vec<(i32, i32)>| {
            let points: Vec<_> = points
                .iter()
                .chain(&points[..1])
                .map(|&(dx, dy)| (x + dx, y + dy))
                .collect();
            drawn(self.area.draw(&PathElement::new(points, outline)))
        };
        match mark {
            Mark::Ours(0) => drawn(self.area.draw(&Circle::new((x, y), 6, colour.filled()))),
            Mark::Ours(_) => self.rectangle((x - R, y - R), (x + R, y + R), colour),
            Mark::Peer(0) => closed(vec![(-R, -R), (R, -R), (R, R), (-R, R)]),
            Mark::Peer(1) => closed(vec![(0, -R - 1), (R + 1, R), (-R - 1, R)]),
            Mark::Peer(2) => closed(vec![(0, -R - 2), (R + 2, 0), (0, R + 2), (-R - 2, 0)]),
            Mark::Peer(3) => {
                self.line((x - R, y - R), (x + R, y + R), colour, 2)?;
                self.line((x - R, y + R), (x + R, y - R), colour, 2)
            }
            Mark::Peer(4) => {
                self.line((x - R - 1, y), (x + R + 1, y), colour, 2)?;
                self.line((x, y - R - 1), (x, y + R + 1), colour, 2)
            }
            Mark::Peer(_) => closed(vec![(0, R + 1), (R + 1, -R), (-R - 1, -R)]),
            Mark::Reference(0) => drawn(self.area.draw(&Circle::new((x, y), R, outline))),
            Mark::Reference(_) => {
                drawn(self.area.draw(&Circle::new((x, y), R + 1, outline)))?;
                drawn(self.area.draw(&Circle::new((x, y), 2, outline)))
            }
        }
    }

    fn rectangle(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<()> {
        drawn(self.area.draw(&Rectangle::new([from, to], colour.filled())))
    }

    fn line(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor, width: u32) -> Result<()> {
        let style = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: width,
        };
        drawn(self.area.draw(&PathElement::new(vec![from, to], style)))
    }
}

/// A shape for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Ours(usize),
    Peer(usize),
    Reference(usize),
}

impl Mark {
    fn colour(self) -> RGBColor {
        match self {
            Self::Ours(_) => BLUE,
            Self::Peer(_) | Self::Reference(_) => GREY,
        }
    }
}

fn drawn<E: std::fmt::Display>(result: Result<(), E>) -> Result<()> {
    result.map_err(|error| anyhow!("{error}"))
}
