//! The files that the demo writes: settings, policy and keys, as an administrator would write them.
//!
//! Keys stand in files of their own that only their owner may read.

use super::door::{SECRET, SOURCE};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use untwin_sandbox::entra::Tenant;
use untwin_sandbox::town;

/// Writes all of them into a folder, for a world that is reached at `base`; says where the settings are.
pub(super) fn write(folder: &Path, base: &str, tenant: &Tenant) -> io::Result<PathBuf> {
    key(&folder.join("organization.key"), town::ORGANIZATION_KEY)?;
    key(&folder.join("scim.key"), town::SCIM_KEY)?;
    key(&folder.join("entra-client.secret"), town::CLIENT_SECRET)?;
    key(&folder.join("door.secret"), SECRET)?;
    fs::write(folder.join("policy.toml"), policy())?;
    let path = folder.join("untwin.toml");
    fs::write(&path, settings(base, tenant))?;
    Ok(path)
}

fn key(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")
}

fn settings(base: &str, tenant: &Tenant) -> String {
    let (organization, directory) = (town::ORGANIZATION, town::DIRECTORY);
    let (tenant_id, client) = (town::TENANT, town::CLIENT_ID);
    let (principal, job) = (tenant.service_principal_id(), tenant.job_id());
    format!(
        r#"# Where things are. Relative paths start at the folder of this file.
# This file holds no key, only where each key is: "file:PATH" or "env:NAME".

[organization]
# Id of the Atlassian organization.
id = "{organization}"
# Its API key, without scopes.
key = "file:organization.key"
# Where Atlassian's administration APIs are: here the simulated ones. Leave it away for the real ones.
base_url = "{base}/atlassian"

# One section for each SCIM directory.
[[directory]]
# Id of the SCIM directory: the last part of the SCIM base URL.
id = "{directory}"
# Its SCIM key, the one that the identity provider uses. Optional.
scim_key = "file:scim.key"
# The identity provider that pushes to it.
idp = "entra"
# The tenant, and the app registration that untwin signs in as.
tenant = "{tenant_id}"
client_id = "{client}"
client_secret = "file:entra-client.secret"
# Object id of the enterprise application that provisions to Atlassian, and the id of its provisioning job.
service_principal = "{principal}"
job = "{job}"
# Where Microsoft Graph and sign-in are: here the simulated ones. Leave both away for the real ones.
graph_url = "{base}/graph"
login_url = "{base}/login"

[store]
# Cases and their journals.
path = "untwin.db"

[policy]
# What untwin may do. Without this, nothing is written.
path = "policy.toml"

# Who may hand failures in, at /hooks/{SOURCE}/ and the secret.
[[source]]
name = "{SOURCE}"
kind = "secret-path"
secrets = ["file:door.secret"]
plain_text = true
"#
    )
}

fn policy() -> String {
    let app = town::HR_APP;
    format!(
        r#"# What untwin may do by itself. Whatever is not said here is as shipped.
version = 1

# Shadow mode writes nothing and says what it would have done. It is on unless this says otherwise.
shadow = false

# Single sign-on takes the address from this attribute; the provisioning mapping has to agree.
[sso]
attribute = "mail"

# Whoever changes addresses as a matter of record: here the HR system's app.
[administrators_of_record]
apps = ["{app}"]
"#
    )
}
