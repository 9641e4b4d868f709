//! Programs that see the machine's clock some time later, though nothing in them knows of it.
//!
//! `later.c` beside this file does that; it is built here, on Linux with glibc, by the C compiler that this repository
//! needs anyway.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The built library, until it is dropped.
pub struct Later {
    folder: TempDir,
}

impl Later {
    /// Builds it. Whoever has no compiler is told so.
    pub fn build() -> Self {
        let later = Self { folder: tempfile::tempdir().expect("a folder") };
        let compiler = std::env::var_os("CC").unwrap_or_else(|| OsString::from("cc"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("wire/later.c");
        let mut build = Command::new(&compiler);
        build.args(["-O1", "-shared", "-fPIC", "-o"]).arg(later.library()).arg(source);
        let built = build.output();
        let built = built.unwrap_or_else(|error| panic!("this test needs a C compiler, and {compiler:?}: {error}"));
        assert!(built.status.success(), "later.c is not built: {}", String::from_utf8_lossy(&built.stderr));
        later
    }

    /// What a program needs in its environment to be so many seconds later than the machine.
    pub fn by(&self, seconds: i64) -> [(&'static str, OsString); 2] {
        let seconds = OsString::from(seconds.to_string());
        [("LD_PRELOAD", self.library().into_os_string()), ("UNTWIN_TEST_LATER_S", seconds)]
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("later.so")
    }
}
