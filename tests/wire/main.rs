//! What is deployed, as it is deployed: the built programs, spoken to over the protocols of the services around them.

mod function;
mod killed;
mod later;
mod repair;
mod runtime_api;
mod untwin;
