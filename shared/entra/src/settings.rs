//! Where the tenant is, which job is meant, and with what the program signs in.

use secrecy::SecretString;
use untwin_core::domain::{JobId, TenantId};
use untwin_outbound::BaseUrl;

/// Everything that the client has to be told. `Debug` does not show the secret.
#[derive(Debug, Clone)]
pub struct EntraSettings {
    /// The tenant that holds the people, by id or verified domain.
    pub tenant: TenantId,
    /// Application (client) id of the program's app registration.
    pub client_id: String,
    /// A client secret of that registration.
    pub client_secret: SecretString,
    /// Object id of the service principal of the app that provisions to Atlassian.
    pub service_principal: String,
    /// The provisioning job of that app.
    pub job: JobId,
    /// Microsoft Graph with its version, `https://graph.microsoft.com/v1.0`.
    pub graph_base: BaseUrl,
    /// The sign-in service, `https://login.microsoftonline.com`.
    pub login_base: BaseUrl,
}
