//! Two sides that must agree: the transports with each other, our requests and the sandbox with the vendors' descriptions.

mod descriptions;
mod graph_types;
mod openapi;
mod readings;
mod recording;
mod transports;
