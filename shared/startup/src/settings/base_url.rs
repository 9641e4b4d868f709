//! Where an API is: a scheme, a host and maybe a path, checked so that a key never travels in the clear.

use http::Uri;
use std::fmt;
use std::net::IpAddr;

/// The beginning of every URL of an API: `https`, or `http` to this machine, and no slash at its end.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

/// Why a text is no base URL. It does not quote the text: a URL can carry a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// No scheme and host.
    #[error("it is no URL with a scheme and a host")]
    NoUrl,
    /// Neither `https`, nor `http` to this machine.
    #[error("it is not https, and only this machine (127.0.0.1, [::1], localhost) is spoken to without it")]
    NotHttps,
    /// A user or a password before the host.
    #[error("it carries a user or a password")]
    UserInfo,
    /// A question mark or a hash.
    #[error("it carries a query or a fragment")]
    Query,
    /// A path that could mean another one.
    #[error("its path has an empty or a dotted part")]
    Path,
}

impl BaseUrl {
    /// Reads a base URL; slashes at its end are dropped.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        if text.contains(['?', '#']) {
            return Err(BaseUrlError::Query);
        }
        let uri: Uri = text.parse().map_err(|_| BaseUrlError::NoUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(BaseUrlError::NoUrl);
        };
        if authority.as_str().contains('@') {
            return Err(BaseUrlError::UserInfo);
        }
        if authority.host().is_empty() || !has_whole_port(authority) {
            return Err(BaseUrlError::NoUrl);
        }
        match (scheme, locality(authority.host())) {
            ("https", _) | ("http", Locality::ThisMachine) => {}
            _ => return Err(BaseUrlError::NotHttps),
        }
        let path = uri.path().trim_end_matches('/');
        check_path(path)?;
        Ok(Self(format!("{scheme}://{authority}{path}")))
    }

    /// The URL, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BaseUrl({})", self.0)
    }
}

enum Locality {
    ThisMachine,
    Elsewhere,
}

/// Only what is this machine by itself counts: a name that resolves to it today may not do so tomorrow.
fn locality(host: &str) -> Locality {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let loopback = bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if loopback || bare.eq_ignore_ascii_case("localhost") { Locality::ThisMachine } else { Locality::Elsewhere }
}

/// A port is not there at all, or is a number: `host:` and `host:99999` are slips.
fn has_whole_port(authority: &http::uri::Authority) -> bool {
    let after_host = authority.as_str().strip_prefix(authority.host()).unwrap_or_default();
    after_host.is_empty() || authority.port_u16().is_some()
}

fn check_path(path: &str) -> Result<(), BaseUrlError> {
    let mut parts = path.split('/').skip(1);
    let odd = |part: &str| part.is_empty() || part == "." || part == ".." || part.contains(['%', '\\']);
    if parts.any(odd) { Err(BaseUrlError::Path) } else { Ok(()) }
}
