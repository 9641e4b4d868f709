//! What no compiler checks: the arrows between crates, tidy files, documents that keep up, licences and one TLS stack.

mod architecture;
mod documents;
mod licences;
mod tidy;
mod tree;
