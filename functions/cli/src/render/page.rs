//! A page: headings, labelled lines, items. Foreign text is made harmless on its way in.

use super::{Paint, Tone};

/// A page as it grows.
#[derive(Debug)]
pub(crate) struct Page {
    paint: Paint,
    text: String,
}

impl Page {
    pub(crate) const fn new(paint: Paint) -> Self {
        Self { paint, text: String::new() }
    }

    /// A heading, set apart from what stands before it.
    pub(crate) fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.push(Tone::Strong, text);
    }

    /// A line.
    pub(crate) fn line(&mut self, tone: Tone, text: &str) {
        self.push(tone, text);
    }

    /// A line that belongs to the one above it.
    pub(crate) fn item(&mut self, text: &str) {
        self.text.push_str("  ");
        self.push(Tone::Normal, text);
    }

    /// A label and what it stands for; nothing, where there is nothing.
    pub(crate) fn labelled(&mut self, label: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.item(&format!("{label}: {text}"));
        }
    }

    /// A heading with one item each; nothing at all, where there are none.
    pub(crate) fn list<'t>(&mut self, heading: &str, items: impl IntoIterator<Item = &'t str>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.heading(heading);
            items.for_each(|item| self.item(item));
        }
    }

    /// Text that was laid out already.
    pub(crate) fn block(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The page.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn push(&mut self, tone: Tone, text: &str) {
        self.text.push_str(&self.paint.text(tone, &printable(text)));
        self.text.push('\n');
    }
}

/// Text from outside cannot steer a terminal, nor turn the reading direction around.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d");
    }

    #[test]
    fn an_empty_list_has_no_heading() {
        let mut page = Page::new(Paint::Plain);
        page.list("What to do", []);
        page.list("Proof", ["one", "two"]);
        assert_eq!(page.into_text(), "Proof\n  one\n  two\n");
    }
}
