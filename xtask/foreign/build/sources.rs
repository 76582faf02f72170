//! Where cargo keeps the sources of the packages that this one depends on.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// What `cargo metadata` knows.
#[derive(Deserialize)]
pub(crate) struct Sources {
    packages: Vec<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    version: String,
    manifest_path: PathBuf,
}

/// A package that lies unpacked on this machine.
pub(crate) struct Package {
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
}

impl Sources {
    /// Asks cargo. It downloads what is missing, of the versions that the lock file names.
    pub(crate) fn find() -> Result<Self, String> {
        let variable = |name| env::var(name).map_err(|_| format!("cargo sets {name}"));
        let output = Command::new(variable("CARGO")?)
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(["--filter-platform", &variable("TARGET")?])
            .output()
            .map_err(|e| format!("cargo metadata: {e}"))?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo metadata: {errors}"));
        }
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))
    }

    pub(crate) fn package(&self, name: &str) -> Result<Package, String> {
        let mut found = self.packages.iter().filter(|package| package.name == name);
        let (Some(package), None) = (found.next(), found.next()) else {
            return Err(format!(
                "the workspace does not have exactly one version of {name}"
            ));
        };
        let folder = package.manifest_path.parent();
        Ok(Package {
            version: package.version.clone(),
            folder: folder.ok_or("a manifest lies in a folder")?.to_owned(),
        })
    }
}
