//! Addresses of requests: a base that is set once, and a target below it.
//!
//! A key never leaves for another host than the base, and never over plain HTTP except to this machine.

use http::Uri;
use http::uri::{Authority, Scheme};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt;
use std::net::IpAddr;

/// Everything but the unreserved characters of RFC 3986 and `$`, which `OData` puts into paths and parameter names.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'$');

/// Why an address cannot be used. It never shows the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It is no absolute URL.
    #[error("not an absolute URL")]
    Malformed,
    /// Plain HTTP, and not to this machine.
    #[error("plain http is only allowed to the loopback address: use https")]
    Insecure,
    /// A base with a user, a query or a fragment.
    #[error("a base URL has no user, no query and no fragment")]
    NotABase,
    /// An empty segment or a dot segment, which would change the path's meaning.
    #[error("a path segment is empty or consists of dots")]
    BadSegment,
    /// A link that leads away from the base.
    #[error("a link leads away from the configured base URL")]
    Foreign,
}

/// Where a vendor's API lives: `https`, or `http` to the loopback address only.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: Scheme,
    authority: String,
    prefix: String,
}

impl BaseUrl {
    /// Reads a base URL; a trailing slash makes no difference.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.contains(['#', '?']) {
            return Err(UrlError::NotABase);
        }
        let uri: Uri = text.parse().map_err(|_| UrlError::Malformed)?;
        let (scheme, authority) = safe_origin(&uri)?;
        let prefix = uri.path().trim_end_matches('/').to_owned();
        check_path(&prefix)?;
        Ok(Self { scheme, authority, prefix })
    }

    /// The base of everything below one more path segment, such as a version.
    pub fn below(&self, segment: &str) -> Result<Self, UrlError> {
        let prefix = format!("{}/{segment}", self.prefix);
        check_path(&prefix)?;
        Ok(Self { prefix, ..self.clone() })
    }

    /// The address of a target below this base.
    pub fn join(&self, target: &Target) -> Result<Uri, UrlError> {
        check_path(&target.path)?;
        let Self { scheme, authority, prefix } = self;
        let mut text = format!("{scheme}://{authority}{prefix}{}", target.path);
        if !target.query.is_empty() {
            text.push('?');
            text.push_str(&target.query);
        }
        text.parse().map_err(|_| UrlError::Malformed)
    }

    /// The target of a full link (`@odata.nextLink`), if it leads to this very base.
    pub fn follow(&self, link: &str) -> Result<Target, UrlError> {
        let uri: Uri = link.parse().map_err(|_| UrlError::Malformed)?;
        let (scheme, authority) = safe_origin(&uri)?;
        let below = uri.path().strip_prefix(self.prefix.as_str()).filter(|rest| rest.starts_with('/'));
        match below {
            Some(path) if scheme == self.scheme && authority == self.authority => {
                Ok(Target { path: path.to_owned(), query: uri.query().unwrap_or_default().to_owned() })
            }
            Some(_) | None => Err(UrlError::Foreign),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({self})")
    }
}

/// A path below a base, and its query. `Debug` shows neither: both may hold personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    path: String,
    query: String,
}

impl Target {
    /// A path of these segments, each percent-encoded.
    pub fn new<'a>(segments: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = String::new();
        for segment in segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, ENCODED));
        }
        Self { path, query: String::new() }
    }

    /// The same with one more query parameter, percent-encoded.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        push_pair(&mut self.query, name, value);
        self
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Target(…)")
    }
}

/// Appends `name=value`, percent-encoded, as both query strings and forms take it.
pub(crate) fn push_pair(text: &mut String, name: &str, value: &str) {
    text.extend(utf8_percent_encode(name, ENCODED));
    text.push('=');
    text.extend(utf8_percent_encode(value, ENCODED));
}

/// Scheme and authority of an address that a key may be sent to.
pub(crate) fn safe_origin(uri: &Uri) -> Result<(Scheme, String), UrlError> {
    let scheme = uri.scheme().ok_or(UrlError::Malformed)?;
    let authority = uri.authority().ok_or(UrlError::Malformed)?;
    if authority.as_str().contains('@') {
        return Err(UrlError::NotABase);
    }
    if authority.host().is_empty() || !has_whole_port(authority) {
        return Err(UrlError::Malformed);
    }
    let safe = *scheme == Scheme::HTTPS || (*scheme == Scheme::HTTP && is_loopback(authority.host()));
    if safe { Ok((scheme.clone(), authority.as_str().to_ascii_lowercase())) } else { Err(UrlError::Insecure) }
}

/// A port is not there at all, or is a number: `host:` and `host:99999` are slips.
fn has_whole_port(authority: &Authority) -> bool {
    let after_host = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    after_host.is_empty() || authority.port_u16().is_some()
}

/// Only what is this machine by itself counts: a name that resolves to it today may not do so tomorrow.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Servers and URL parsers resolve dot segments, encoded ones too, so an id like `..` would address something else.
fn check_path(path: &str) -> Result<(), UrlError> {
    let bad = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..");
    if path.split('/').skip(1).any(bad) { Err(UrlError::BadSegment) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_https_or_this_machine_and_nothing_else() {
        for good in ["https://api.example.com", "http://127.0.0.1:8080/graph", "http://[::1]:1", "http://localhost/a/b"]
        {
            assert_eq!(BaseUrl::parse(good).unwrap().to_string(), good);
            assert_eq!(BaseUrl::parse(&format!("{good}/")).unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("http://api.example.com", UrlError::Insecure),
            ("http://localhost.example.com", UrlError::Insecure),
            ("http://127.0.0.1.example.com", UrlError::Insecure),
            ("ftp://127.0.0.1", UrlError::Insecure),
            ("https://user:pass@example.com", UrlError::NotABase),
            ("http://127.0.0.1@example.com", UrlError::NotABase),
            ("https://example.com/?a=b", UrlError::NotABase),
            ("https://example.com/#a", UrlError::NotABase),
            ("https://example.com/a/../b", UrlError::BadSegment),
            ("https://example.com//a", UrlError::BadSegment),
            ("https://example.com:", UrlError::Malformed),
            ("https://example.com:99999", UrlError::Malformed),
            ("api.example.com", UrlError::Malformed),
            ("/admin", UrlError::Malformed),
        ] {
            assert_eq!(BaseUrl::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn segments_and_parameters_are_encoded() {
        let base = BaseUrl::parse("https://api.example.com/v1/").unwrap();
        let target = Target::new(["users", "557058:a/b|c"]).query("$filter", "mail eq 'a+b@example.com'");
        let uri = base.join(&target).unwrap().to_string();
        assert_eq!(
            uri,
            "https://api.example.com/v1/users/557058%3Aa%2Fb%7Cc?$filter=mail%20eq%20%27a%2Bb%40example.com%27"
        );
    }

    #[test]
    fn an_id_of_dots_cannot_climb_out_of_its_place() {
        let base = BaseUrl::parse("https://api.example.com").unwrap();
        for id in ["..", ".", ""] {
            assert_eq!(base.join(&Target::new(["users", id, "manage"])), Err(UrlError::BadSegment));
        }
    }

    #[test]
    fn a_link_is_followed_only_below_the_base() {
        let base = BaseUrl::parse("https://graph.example.com/v1.0").unwrap();
        let target = base.follow("https://graph.example.com/v1.0/users?$skiptoken=a%20b").unwrap();
        assert_eq!(base.join(&target).unwrap().to_string(), "https://graph.example.com/v1.0/users?$skiptoken=a%20b");
        for foreign in ["https://evil.example.org/v1.0/users", "https://graph.example.com/v1.0evil/users"] {
            assert_eq!(base.follow(foreign), Err(UrlError::Foreign));
        }
    }
}
