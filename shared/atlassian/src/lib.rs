//! Client of the Atlassian organization APIs: organization search, user management, SCIM links, SCIM records.
//!
//! Every read answers a [`untwin_core::domain::Fact`]: what is outside the documentation is never an absence. Vendor's
//! JSON stays in the private `wire` modules. This crate decides nothing, and it sends only through `untwin-outbound`.

mod accounts;
mod activity;
mod domains;
mod links;
mod manage;
mod merge;
mod pages;
mod read;
mod reader;
mod refusal;
mod scim;
mod settings;
mod wire;
mod writer;

pub use reader::OrganizationReader;
pub use settings::{BASE_URL, OrganizationSettings};
pub use writer::OrganizationWriter;

#[cfg(test)]
mod tests;
