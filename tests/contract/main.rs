//! Two sides that must agree: the transports with each other, our requests and the sandbox with the vendors' descriptions.

mod descriptions;
mod oracle;
mod readings;
mod samples;
mod tour;
mod transports;
