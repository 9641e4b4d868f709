//! The trace that a piece of work belongs to, as W3C and as X-Ray write it. What is read is nothing but digits.
//!
//! <https://www.w3.org/TR/trace-context/>, <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html>

use std::fmt;

/// The header of W3C. Queues carry it as an attribute of the same name.
pub const TRACEPARENT: &str = "traceparent";
/// The header of X-Ray over HTTP. SQS carries it as the system attribute [`AWS_TRACE_HEADER`].
pub const X_AMZN_TRACE_ID: &str = "x-amzn-trace-id";
/// The system attribute in which SQS carries the header of X-Ray.
pub const AWS_TRACE_HEADER: &str = "AWSTraceHeader";

const TRACE_DIGITS: usize = 32;
const PARENT_DIGITS: usize = 16;
/// X-Ray writes the first digits of a trace, its second, apart from the others.
const SECOND_DIGITS: usize = 8;

/// A trace, and which part of it asked for this work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    trace: String,
    parent: String,
    sampled: Sampled,
}

/// Whether the trace is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sampled {
    Yes,
    No,
}

impl TraceContext {
    /// Reads whichever of the two headers there is; W3C's comes first.
    pub fn of(traceparent: Option<&str>, x_ray: Option<&str>) -> Option<Self> {
        traceparent.and_then(Self::parse_w3c).or_else(|| x_ray.and_then(Self::parse_x_ray))
    }

    /// Reads a `traceparent`. A version to come begins like the first one.
    pub fn parse_w3c(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, trace, parent) = (parts.next()?, parts.next()?, parts.next()?);
        let flags = parts.next().filter(|flags| digits(flags, 2))?;
        let ends = version != "00" || parts.next().is_none();
        if !(digits(version, 2) && version != "ff" && ends) {
            return None;
        }
        let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        Self::new(trace, parent, if sampled { Sampled::Yes } else { Sampled::No })
    }

    /// Reads a header of X-Ray. One without a parent was begun by AWS itself, and stands for its own first part.
    pub fn parse_x_ray(header: &str) -> Option<Self> {
        let mut values = header.split(';').filter_map(|part| part.trim().split_once('='));
        let (mut root, mut parent, mut sampled) = (None, None, Sampled::No);
        values.by_ref().for_each(|(key, value)| match key {
            "Root" => root = value.strip_prefix("1-"),
            "Parent" => parent = Some(value),
            "Sampled" if value == "1" => sampled = Sampled::Yes,
            _ => {}
        });
        let (second, others) = root.and_then(|root| root.split_once('-'))?;
        let trace = digits(second, SECOND_DIGITS).then(|| format!("{second}{others}"))?;
        let own = trace.get(TRACE_DIGITS - PARENT_DIGITS..)?;
        Self::new(&trace, parent.unwrap_or(own), sampled)
    }

    fn new(trace: &str, parent: &str, sampled: Sampled) -> Option<Self> {
        let fits = is_id(trace, TRACE_DIGITS) && is_id(parent, PARENT_DIGITS);
        fits.then(|| Self { trace: trace.to_owned(), parent: parent.to_owned(), sampled })
    }

    /// The id of the trace, as W3C writes it: what `trace.id` in the log holds.
    pub fn trace_id(&self) -> &str {
        &self.trace
    }

    /// As W3C writes it.
    pub fn traceparent(&self) -> String {
        let flags = match self.sampled {
            Sampled::Yes => "01",
            Sampled::No => "00",
        };
        format!("00-{}-{}-{flags}", self.trace, self.parent)
    }

    /// As X-Ray writes it.
    pub fn x_ray(&self) -> String {
        let (second, others) = self.trace.split_at(SECOND_DIGITS);
        let sampled = match self.sampled {
            Sampled::Yes => "1",
            Sampled::No => "0",
        };
        format!("Root=1-{second}-{others};Parent={};Sampled={sampled}", self.parent)
    }
}

/// Shows the id of the trace.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.trace)
    }
}

/// An id of zeros is none.
fn is_id(text: &str, length: usize) -> bool {
    digits(text, length) && text.bytes().any(|digit| digit != b'0')
}

fn digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const W3C: &str = "00-5bef4de7ad49b0e87f6ef6c87fc2e700-53995c3f42cd8ad8-01";
    const X_RAY: &str = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=53995c3f42cd8ad8;Sampled=1";

    #[test]
    fn both_headers_say_the_same() {
        let (w3c, x_ray) = (TraceContext::parse_w3c(W3C).unwrap(), TraceContext::parse_x_ray(X_RAY).unwrap());
        assert_eq!(w3c, x_ray);
        assert_eq!((w3c.traceparent().as_str(), x_ray.x_ray().as_str()), (W3C, X_RAY));
        assert_eq!(w3c.trace_id(), "5bef4de7ad49b0e87f6ef6c87fc2e700");
    }

    #[test]
    fn w3c_comes_first_and_x_ray_stands_in() {
        let other = W3C.replace('5', "6");
        assert_eq!(TraceContext::of(Some(&other), Some(X_RAY)), TraceContext::parse_w3c(&other));
        assert_eq!(TraceContext::of(Some("ada@example.com"), Some(X_RAY)), TraceContext::parse_w3c(W3C));
        assert_eq!(TraceContext::of(None, None), None);
    }

    #[test]
    fn what_lambda_gives_without_a_parent_and_in_any_order_is_read() {
        let lambda = "Sampled=0; Lineage=a:1; Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
        let context = TraceContext::parse_x_ray(lambda).unwrap();
        assert_eq!(context.traceparent(), "00-5bef4de7ad49b0e87f6ef6c87fc2e700-7f6ef6c87fc2e700-00");
    }

    #[test]
    fn a_version_to_come_may_say_more() {
        let to_come = W3C.replacen("00", "01", 1) + "-more";
        assert_eq!(TraceContext::parse_w3c(&to_come), TraceContext::parse_w3c(W3C));
        assert_eq!(TraceContext::parse_w3c(&(W3C.to_owned() + "-more")), None);
    }

    #[test]
    fn what_is_not_digits_of_the_right_number_is_no_trace() {
        for wrong in [
            "",
            "ada@example.com",
            "ff-5bef4de7ad49b0e87f6ef6c87fc2e700-53995c3f42cd8ad8-01",
            "00-00000000000000000000000000000000-53995c3f42cd8ad8-01",
            "00-5BEF4DE7AD49B0E87F6EF6C87FC2E700-53995c3f42cd8ad8-01",
            "00-5bef4de7ad49b0e87f6ef6c87fc2e700-53995c3f42cd8ad8",
        ] {
            assert_eq!(TraceContext::parse_w3c(wrong), None, "{wrong}");
        }
        for wrong in ["", "Root=1-5bef4de7-ada;Sampled=1", "Parent=53995c3f42cd8ad8", "Root=1-5bef4de7ad-zz"] {
            assert_eq!(TraceContext::parse_x_ray(wrong), None, "{wrong}");
        }
    }
}
