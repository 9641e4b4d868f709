//! What a provisioning failure says: is it a uniqueness conflict, and of what?
//!
//! The error code never decides: the same code carries other conflicts. Only the text
//! `Resource [USER]: with email[x@y] already exists` does, wherever it is buried.

/// The kind of SCIM resource that a conflict is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// `Resource [USER]`.
    User,
    /// `Resource [GROUP]`.
    Group,
}

/// The attribute that a conflict names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// `email`.
    Email,
    /// `userName`.
    UserName,
    /// `externalId`.
    ExternalId,
    /// `displayName`.
    DisplayName,
    /// Any other word: tolerated, and never acted upon.
    Other(String),
}

/// `Resource [..]: with attribute[value] already exists`, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct UniquenessConflict {
    /// Which kind of resource.
    pub resource: Resource,
    /// Which attribute.
    pub attribute: Attribute,
    /// The value in brackets, as the text spells it; group conflicts have none.
    pub value: Option<String>,
}

/// What a text says about a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// A uniqueness conflict.
    Uniqueness(UniquenessConflict),
    /// Something else went wrong; the reason is fit for people and holds no personal data.
    Other(String),
    /// A failure that does not say what went wrong: the provider's own log has to be asked. The reason says what it carries.
    Untold(String),
    /// No failure, or no error text at all. The reason says which.
    Nothing(String),
}

/// Values are personal data: debug output says only whether there is one.
impl std::fmt::Debug for UniquenessConflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = self.value.as_ref().map(|_| "…");
        write!(f, "UniquenessConflict({:?}, {:?}, {value:?})", self.resource, self.attribute)
    }
}
