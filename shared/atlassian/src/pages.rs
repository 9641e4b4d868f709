//! Turning pages, without ever walking in circles or without end.

use percent_encoding::percent_decode_str;
use std::collections::BTreeSet;

/// More pages than this are no answer to a narrow question.
const PAGES_MAX: usize = 20;

/// The cursors met so far.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    met: BTreeSet<String>,
}

impl Pages {
    /// The cursor of the next page, if there is one. `link` is a bare cursor (v2) or an address with one (v1). Only the
    /// cursor is taken out of it, so that a key goes nowhere but to our own base.
    pub(crate) fn turn(&mut self, link: Option<&str>) -> Result<Option<String>, &'static str> {
        let Some(link) = link.map(str::trim).filter(|link| !link.is_empty()) else { return Ok(None) };
        let cursor = cursor_in(link).ok_or("a link to the next page without a cursor")?;
        if self.met.len() + 1 >= PAGES_MAX {
            return Err("more pages than the question can have");
        }
        if !self.met.insert(cursor.clone()) {
            return Err("the pages go in circles");
        }
        Ok(Some(cursor))
    }
}

fn cursor_in(link: &str) -> Option<String> {
    let Some((_, query)) = link.split_once('?') else {
        return (!link.contains("://") && !link.starts_with('/')).then(|| link.to_owned());
    };
    let query = query.split('#').next().unwrap_or_default();
    let (_, cursor) = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == "cursor")?;
    let cursor = percent_decode_str(cursor).decode_utf8().ok()?;
    (!cursor.is_empty()).then(|| cursor.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(link: &str) -> Result<Option<String>, &'static str> {
        Pages::default().turn(Some(link))
    }

    #[test]
    fn a_cursor_comes_bare_or_inside_an_address() {
        assert_eq!(turn("kloHX1Zq=="), Ok(Some("kloHX1Zq==".into())));
        assert_eq!(turn("https://api.example.com/v1/domains?limit=2&cursor=a%2Bb%3D"), Ok(Some("a+b=".into())));
        assert_eq!(turn("/v1/domains?cursor=x"), Ok(Some("x".into())));
        assert_eq!(turn(""), Ok(None));
        assert!(turn("https://api.example.com/v1/domains").is_err());
    }

    #[test]
    fn circles_and_endless_pages_are_refused() {
        let mut pages = Pages::default();
        assert!(pages.turn(Some("a")).is_ok());
        assert!(pages.turn(Some("a")).is_err());
        let mut pages = Pages::default();
        let turned = (0..100).take_while(|n| pages.turn(Some(&format!("c{n}"))).is_ok()).count();
        assert_eq!(turned, PAGES_MAX - 1);
    }
}
