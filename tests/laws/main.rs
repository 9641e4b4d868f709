//! What no compiler checks: the arrows between crates, tidy files, documents that keep up, the words of the log, licences and one TLS stack.

mod architecture;
mod documents;
mod licences;
mod logging;
mod template;
mod tidy;
mod tree;
