//! What a platform role is worth. Roles are an open list of the vendor's, and one that is not known here never passes.

/// Roles that give no administrative right and no history: every account may be given them.
const HARMLESS_ROLES: [&str; 1] = ["atlassian/ai-access"];

/// What a role gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// No administrative right.
    Harmless,
    /// An administrative right, by its name.
    Admin,
    /// Not known here.
    Unknown,
}

/// Who administers a product is told by a group, not by a platform role: a group whose name says so counts as a right.
pub(crate) fn is_administrators(group_name: &str) -> bool {
    group_name.to_ascii_lowercase().contains("admin")
}

pub(crate) fn role(name: &str) -> Role {
    if HARMLESS_ROLES.contains(&name) {
        Role::Harmless
    } else if name.to_ascii_lowercase().contains("admin") {
        Role::Admin
    } else {
        Role::Unknown
    }
}
