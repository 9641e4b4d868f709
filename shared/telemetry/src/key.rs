//! The kinds of keys that end on a day.

/// A kind of key that ends on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// The organization's API key.
    Organization,
    /// The SCIM key of a directory.
    Scim,
    /// The client secret of an app registration.
    ClientSecret,
}

impl KeyKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Organization, Self::Scim, Self::ClientSecret];

    /// Its name in the log and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Scim => "scim",
            Self::ClientSecret => "client_secret",
        }
    }
}
