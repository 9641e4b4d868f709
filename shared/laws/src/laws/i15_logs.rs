//! I15. No key, address or name reaches a log.
//!
//! Checked for each line, without regard to case: it holds none of the texts that the beginning names. A text of letters
//! only is a name, and counts only as a whole word, so that "Ada" is not found in "adapter". A line may quote a text as
//! JSON or as Rust do; neither changes an address, a name or a key.

use super::{Monitor, Now, Say};
use crate::{Beginning, Law, What};

/// Pairs of bytes that a text may begin with.
const PAIRS: usize = 1 << 16;

/// The texts in lower case.
#[derive(Debug)]
pub(super) struct Logs {
    texts: Vec<String>,
    /// By the first two bytes: whether some text begins so. A line is gone through once, however many texts there are.
    begins: Vec<bool>,
}

impl Logs {
    pub(super) fn new(beginning: &Beginning) -> Self {
        let texts = beginning.secrets.iter().chain(&beginning.private).map(|text| text.trim().to_lowercase());
        // A text of one byte says nothing of anybody.
        let texts: Vec<String> = texts.filter(|text| text.len() > 1).collect();
        let mut begins = vec![false; PAIRS];
        for pair in texts.iter().filter_map(|text| pair(text.as_bytes())) {
            if let Some(begun) = begins.get_mut(pair) {
                *begun = true;
            }
        }
        Self { texts, begins }
    }

    fn found(&self, line: &str) -> Option<&str> {
        let bytes = line.as_bytes();
        let begun = bytes.windows(2).enumerate().filter(|(_, two)| {
            let pair = pair(two).and_then(|pair| self.begins.get(pair));
            pair == Some(&true)
        });
        begun
            .into_iter()
            .find_map(|(at, _)| self.texts.iter().find(|text| stands_at(line, at, text)))
            .map(String::as_str)
    }
}

impl Monitor for Logs {
    fn law(&self) -> Law {
        Law::I15
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let What::Logged { line } = now.what else { return };
        say.checked();
        if let Some(text) = self.found(&line.to_lowercase()) {
            say.breach(format!("\"{text}\" stands in: {line}"));
        }
    }
}

fn pair(bytes: &[u8]) -> Option<usize> {
    let (first, second) = (bytes.first()?, bytes.get(1)?);
    Some(usize::from(*first) << 8 | usize::from(*second))
}

fn stands_at(line: &str, at: usize, text: &str) -> bool {
    if line.as_bytes().get(at..).is_none_or(|rest| !rest.starts_with(text.as_bytes())) {
        return false;
    }
    let is_name = text.chars().all(|letter| letter.is_alphabetic() || letter == ' ');
    let before = line.get(..at).and_then(|before| before.chars().next_back());
    let after = line.get(at + text.len()..).and_then(|after| after.chars().next());
    !is_name || ![before, after].into_iter().flatten().any(char::is_alphanumeric)
}
