//! Colour, sparingly: only where it says something, and never alone.

/// Whether text is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// With ANSI escapes.
    Colour,
    /// As it is.
    Plain,
}

/// What a piece of text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing in particular.
    Normal,
    /// A heading.
    Strong,
    /// As it should be.
    Good,
    /// Somebody has to look.
    Attention,
    /// Somebody has to come.
    Alarm,
    /// Less important.
    Faint,
}

impl Paint {
    /// The text in its tone.
    pub(crate) fn text(self, tone: Tone, text: &str) -> String {
        match (self, code(tone)) {
            (Self::Colour, Some(code)) => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            (Self::Colour, None) | (Self::Plain, _) => text.to_owned(),
        }
    }
}

const fn code(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Normal => None,
        Tone::Strong => Some("1"),
        Tone::Good => Some("32"),
        Tone::Attention => Some("33"),
        Tone::Alarm => Some("31;1"),
        Tone::Faint => Some("2"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_plain() {
        assert_eq!(Paint::Plain.text(Tone::Alarm, "stuck"), "stuck");
        assert_eq!(Paint::Colour.text(Tone::Good, "repaired"), "\u{1b}[32mrepaired\u{1b}[0m");
    }
}
