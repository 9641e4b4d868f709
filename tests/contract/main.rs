//! Two sides that must agree: the transports with each other, our requests and the sandbox with the vendors' descriptions.

mod aws;
mod descriptions;
mod local_aws;
mod oracle;
mod readings;
mod samples;
mod stores;
mod tour;
mod transports;
