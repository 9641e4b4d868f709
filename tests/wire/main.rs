//! What is deployed, as it is deployed: the built programs, spoken to over the protocols of the services around them.

mod function;
mod in_aws;
mod intake;
mod killed;
mod later;
mod place;
mod repair;
mod runtime_api;
mod serve;
mod server;
mod told;
mod untwin;
mod verbs;
