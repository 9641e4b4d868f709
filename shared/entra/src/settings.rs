//! Where the tenant is, which job is meant, and with what the program signs in.

use std::fmt;
use std::sync::Arc;
use untwin_core::domain::{JobId, TenantId};
use untwin_outbound::{BaseUrl, Key, KeySource};

/// Everything that the client has to be told. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct EntraSettings {
    /// The tenant that holds the people, by id or verified domain.
    pub tenant: TenantId,
    /// Application (client) id of the program's app registration.
    pub client_id: String,
    /// How it proves that it is that registration.
    pub sign_in: SignIn,
    /// Object id of the service principal of the app that provisions to Atlassian.
    pub service_principal: String,
    /// The provisioning job of that app.
    pub job: JobId,
    /// Microsoft Graph with its version, `https://graph.microsoft.com/v1.0`.
    pub graph_base: BaseUrl,
    /// The sign-in service, `https://login.microsoftonline.com`.
    pub login_base: BaseUrl,
}

/// What the program proves itself with at the sign-in service.
#[derive(Clone)]
pub enum SignIn {
    /// A client secret of the app registration.
    Secret(Key),
    /// A signed statement of who runs the program, which a federated credential of the app registration trusts. It lives
    /// for minutes, so a new one is asked for with each token.
    Assertion(Arc<dyn KeySource>),
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(…)",
            Self::Assertion(_) => "Assertion(…)",
        })
    }
}
