//! The Entra tenant.

/// An Entra tenant with one provisioning job.
#[derive(Debug)]
pub struct Tenant {}
