//! A value of a file, read as what its field holds, or remembered as a fault.

use super::{Document, Spot};
use jiff::Timestamp;
use std::fmt::Display;
use std::ops::RangeInclusive;
use toml::de::DeValue;

/// A value with the place where it stands.
pub(crate) struct Entry<'d> {
    document: &'d Document<'d>,
    field: String,
    line: usize,
    value: &'d DeValue<'d>,
}

impl<'d> Entry<'d> {
    pub(super) fn new(document: &'d Document<'d>, field: String, line: usize, value: &'d DeValue<'d>) -> Self {
        Self { document, field, line, value }
    }

    /// Where it stands.
    pub(crate) fn spot(&self) -> Spot {
        Spot { line: self.line, field: self.field.clone() }
    }

    /// The field, as faults name it.
    pub(crate) fn field(&self) -> &str {
        &self.field
    }

    /// Its line, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn value(&self) -> &'d DeValue<'d> {
        self.value
    }

    /// Remembers that something is wrong with it.
    pub(crate) fn fault(&self, problem: &str, fix: &str) {
        self.document.fault(self.spot().fault(problem, fix));
    }

    /// A text that is not empty.
    pub(crate) fn text(&self) -> Option<&'d str> {
        match self.value.as_str() {
            None => self.fault("it is not a text", "write it in double quotes"),
            Some(text) if text.trim().is_empty() => self.fault("it is empty", "write a value, or remove the field"),
            Some(text) => return Some(text),
        }
        None
    }

    /// A text that `parse` accepts. What `parse` says of it must not quote it.
    pub(crate) fn parsed<T, E: Display>(&self, parse: impl FnOnce(&str) -> Result<T, E>, fix: &str) -> Option<T> {
        match parse(self.text()?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(&error.to_string(), fix);
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number(&self, bounds: RangeInclusive<u32>) -> Option<u32> {
        let written = self.value.as_integer();
        let number = written.and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        let within = number.filter(|number| bounds.contains(number));
        if within.is_none() {
            let (problem, fix) = ("it is not a whole number within its bounds", bounds);
            self.fault(problem, &format!("write a number from {} to {}, without quotes", fix.start(), fix.end()));
        }
        within
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.fault("it is neither true nor false", "write true or false, without quotes");
        }
        flag
    }

    /// A moment with its offset from UTC.
    pub(crate) fn moment(&self) -> Option<Timestamp> {
        let written = self.value.as_datetime().filter(|written| written.offset.is_some());
        let moment = written.and_then(|written| written.to_string().parse().ok());
        if moment.is_none() {
            self.fault("it is not a moment", "write date, time and offset without quotes, as in 2026-12-24T12:00:00Z");
        }
        moment
    }

    /// The values of a list.
    pub(crate) fn items(&self) -> Vec<Self> {
        let Some(items) = self.value.as_array() else {
            self.fault("it is not a list", r#"write it in brackets, as in ["one", "two"]"#);
            return Vec::new();
        };
        let entry = |(place, item): (usize, &'d toml::Spanned<DeValue<'d>>)| {
            let line = self.document.line(item.span().start);
            Self::new(self.document, format!("{}[{place}]", self.field), line, item.get_ref())
        };
        (1_usize..).zip(items.iter()).map(entry).collect()
    }
}
