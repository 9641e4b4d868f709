//! What nobody has confirmed about Entra and Graph, as switches: the product must be right under each setting.
//!
//! The defaults are what the documents and the captured samples make most likely.

/// The switches of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quirks {
    /// In which of its two shapes provision on demand answers.
    pub on_demand_shape: OnDemandShape,
    /// Whether provision on demand leaves a record in the provisioning log.
    pub on_demand_log: OnDemandLog,
    /// Whether records of updates carry the former values.
    pub old_values: OldValues,
    /// How the log names the service principal.
    pub service_principal: ServicePrincipalShape,
    /// How the log spells the action of a staged deletion.
    pub staged_delete: StagedDeleteSpelling,
    /// What a push does whose remembered target record is gone.
    pub missing_target: MissingTarget,
    /// Whether address filters need the advanced query headers.
    pub address_filters: AddressFilters,
    /// By how many seconds answers to eventual queries lag behind writes.
    pub eventual_lag_s: i64,
    /// How many seconds a provisioning log record takes to appear in Graph.
    pub log_lag_s: i64,
    /// Whether the narrow role is enough to read the provisioning log.
    pub log_permission: LogPermission,
    /// Whether v1.0 accepts a filter on the status in the provisioning log.
    pub status_filter: StatusFilter,
    /// Whether v1.0 accepts a filter on the source identity in the provisioning log.
    pub identity_filter: IdentityFilter,
    /// Whether and how the limits of 5 requests in 10 seconds are kept.
    pub throttling: Throttling,
    /// How the claims policy is wrapped.
    pub claims_policy: ClaimsPolicyShape,
    /// What an application answers whose claims were never edited.
    pub untouched_claims: UntouchedClaims,
    /// Whether the permission to read the claims policy is enough for it.
    pub claims_permission: ClaimsPermission,
    /// How PATCH requests are written.
    pub patch_dialect: PatchDialect,
    /// Whether an exported record has the id that the record has in Graph.
    pub exported_ids: ExportedIds,
    /// How many items a page holds where the request does not say.
    pub default_page_size: usize,
    /// How many items a page holds at most, whatever the request says.
    pub page_max: usize,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            on_demand_shape: OnDemandShape::default(),
            on_demand_log: OnDemandLog::default(),
            old_values: OldValues::default(),
            service_principal: ServicePrincipalShape::default(),
            staged_delete: StagedDeleteSpelling::default(),
            missing_target: MissingTarget::default(),
            address_filters: AddressFilters::default(),
            eventual_lag_s: 0,
            log_lag_s: 0,
            log_permission: LogPermission::default(),
            status_filter: StatusFilter::default(),
            identity_filter: IdentityFilter::default(),
            throttling: Throttling::default(),
            claims_policy: ClaimsPolicyShape::default(),
            untouched_claims: UntouchedClaims::default(),
            claims_permission: ClaimsPermission::default(),
            patch_dialect: PatchDialect::default(),
            exported_ids: ExportedIds::default(),
            default_page_size: 100,
            page_max: 999,
        }
    }
}

/// The two shapes of an answer of provision on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDemandShape {
    /// As captured: the key is the name of a .NET type, the value holds an array.
    #[default]
    StatusInfoArray,
    /// As in the API reference: the key holds a result, the value an object.
    ResultObject,
}

/// Whether provision on demand is logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDemandLog {
    /// A record appears, as for a cycle.
    #[default]
    Emitted,
    /// No record appears.
    Silent,
}

/// Whether records of updates carry the former values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OldValues {
    /// They do.
    #[default]
    Present,
    /// They are null, as in every captured record.
    Null,
}

/// How the log names the service principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServicePrincipalShape {
    /// One object, as captured.
    #[default]
    Object,
    /// An array of one, as in the documents' text.
    Array,
}

/// How the log spells the action of a staged deletion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StagedDeleteSpelling {
    /// `stagedDelete`, as in the metadata.
    #[default]
    CamelCase,
    /// `stageddelete`, as in the documents.
    LowerCase,
}

/// What a push does whose remembered target record is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingTarget {
    /// It fails with `InvalidAnchor` until the job is restarted.
    InvalidAnchor,
    /// It forgets the record, matches again and creates if nothing matches.
    #[default]
    Rematch,
}

/// Whether address filters need the advanced query headers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressFilters {
    /// Without `ConsistencyLevel: eventual` and `$count=true` they are refused.
    #[default]
    NeedEventual,
    /// They are answered either way.
    Plain,
}

/// Which application permissions read the provisioning log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogPermission {
    /// `ProvisioningLog.Read.All` alone is enough.
    #[default]
    NarrowIsEnough,
    /// Only `AuditLog.Read.All` together with `Directory.Read.All` is.
    BroadOnly,
}

/// Whether v1.0 accepts a filter on the status in the provisioning log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusFilter {
    /// It does, as beta.
    #[default]
    Accepted,
    /// It answers 400.
    Refused,
}

/// Whether v1.0 accepts a filter on the source identity in the provisioning log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdentityFilter {
    /// It does.
    #[default]
    Accepted,
    /// It answers 400.
    Refused,
}

/// Whether and how the limits of 5 requests in 10 seconds are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Throttling {
    /// Nobody counts.
    #[default]
    Off,
    /// 429 with `Retry-After`.
    WithRetryAfter,
    /// 429 without it.
    WithoutRetryAfter,
}

/// How the claims policy is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimsPolicyShape {
    /// One object.
    #[default]
    Object,
    /// `{"value":[..]}`.
    List,
}

/// What an application answers whose claims were never edited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UntouchedClaims {
    /// 404.
    #[default]
    NotFound,
    /// A policy without claims.
    Empty,
}

/// Which application permissions read the claims policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimsPermission {
    /// `Policy.Read.ApplicationConfiguration` is enough.
    #[default]
    ReadIsEnough,
    /// Only the one that may write it is.
    ReadWriteOnly,
}

/// Whether an exported record has the id that the record has in Graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportedIds {
    /// It has.
    #[default]
    Same,
    /// It has one of its own.
    Own,
}

/// How PATCH requests are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PatchDialect {
    /// Entra's own: capital `Replace`, booleans as the texts `True` and `False`.
    #[default]
    Capitalised,
    /// With the SCIM compliance flag: lower case, booleans as booleans.
    Compliant,
}
