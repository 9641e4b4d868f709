//! What a request asks for, told from the vendors' documents.

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// It reads.
    Read(Topic),
    /// It changes something if it is accepted.
    Write(Write),
    /// It gets a token for further requests.
    Token,
}

/// What a read is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// An Atlassian account by its id (the organization's search for an account id).
    Account(String),
    /// What the organization's search knows of an address, in lower case.
    AtAddress(String),
    /// The address of an account by its id (`GET /users/{id}/manage/profile`).
    Profile(String),
    /// What may be done to an account (`GET /users/{id}/manage`).
    Manageability(String),
    /// The SCIM links of an account (`get-scim-links`).
    Links(String),
    /// A SCIM record by its id.
    Record(String),
    /// The provider's user by object id.
    User(String),
    /// Everybody at the provider who has an address, in lower case: users.
    Owners(String),
    /// The same, groups.
    OwnerGroups(String),
    /// Who is assigned to the application.
    Assignments,
    /// The provisioning job.
    Job,
    /// Anything else, by its path.
    Other(String),
}

/// What a write would do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Write {
    /// Give an account an address (`PUT /users/{id}/manage/email`), in lower case.
    SetAddress {
        /// The account.
        account: String,
        /// The address.
        to: String,
    },
    /// Push a user on demand (`POST .../provisionOnDemand`).
    Push {
        /// The user's object id.
        user: String,
    },
    /// Remove every SCIM record of an account (`DELETE .../user/{id}/onlyDeleteUserInDB`).
    RemoveRecords {
        /// The account.
        account: String,
    },
    /// Delete a SCIM record (`DELETE .../Users/{id}`).
    DeleteRecord {
        /// The record.
        record: String,
    },
    /// Change a SCIM group (`PATCH .../Groups/{id}`), which adds this record.
    Join {
        /// The record.
        record: String,
    },
    /// Push a user as a member of a group on demand.
    PushMember {
        /// The user's object id.
        user: String,
        /// The group's object id.
        group: String,
    },
    /// Anything else that is no read, by method and path.
    Other(String),
}
