//! Two sides that must agree: the transports with each other, our requests and the sandbox with the vendors' descriptions.

mod aws;
mod descriptions;
mod oracle;
mod readings;
mod samples;
mod stores;
mod tour;
mod transports;

use untwin_tests::local_aws;
