//! Tables: columns as wide as their widest cell.

use super::{Paint, Tone, printable};

/// A table as it grows.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<Cell>>,
}

/// One cell.
#[derive(Debug)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(crate) fn toned(tone: Tone, text: &str) -> Self {
        Self { text: printable(text), tone }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::toned(Tone::Normal, text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(text: Option<T>) -> Self {
        text.map_or_else(|| Self::toned(Tone::Faint, "-"), Into::into)
    }
}

/// Columns are set apart by this.
const GAP: &str = "  ";

impl Table {
    pub(crate) fn new<const N: usize>(headings: [&str; N]) -> Self {
        Self { rows: vec![headings.map(|heading| Cell::toned(Tone::Strong, heading)).into()] }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.into());
    }

    /// The table as text; the last column is not padded.
    pub(crate) fn text(&self, paint: Paint) -> String {
        let widths = self.widths();
        self.rows.iter().map(|row| line(row, &widths, paint)).collect()
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(Cell::width).max();
        (0..columns).map(|column| width(column).unwrap_or_default()).collect()
    }
}

impl Cell {
    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

fn line(row: &[Cell], widths: &[usize], paint: Paint) -> String {
    let last = row.len().saturating_sub(1);
    let mut line = String::new();
    for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
        line.push_str(&paint.text(cell.tone, &cell.text));
        if column < last {
            line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
            line.push_str(GAP);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell_with_or_without_colour() {
        let mut table = Table::new(["CASE", "OUTCOME"]);
        table.row(["case-1".into(), Cell::toned(Tone::Good, "repaired")]);
        table.row([None::<&str>.into(), "stuck".into()]);
        assert_eq!(table.text(Paint::Plain), "CASE    OUTCOME\ncase-1  repaired\n-       stuck\n");
        assert!(table.text(Paint::Colour).contains("case-1  \u{1b}[32mrepaired\u{1b}[0m\n"));
    }
}
