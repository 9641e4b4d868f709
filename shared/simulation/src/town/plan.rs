//! The town as plain data, the simplest town, and every town that is one notch simpler than another.
//!
//! The first case of each enum is the simplest one. It knows nothing of the sandbox.

use untwin_sandbox::switches::Switch;

/// The town as drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TownPlan {
    /// The people, 1 to 12.
    pub people: Vec<PersonPlan>,
    /// What the vendors do otherwise than is most plausible.
    pub quirks: QuirkPlan,
    /// Whether the program knows a second SCIM directory, to which nobody pushes.
    pub second_directory: SecondDirectory,
    /// What the organization allows.
    pub policy: PolicyPlan,
    /// Whether the provider's cycles begin by themselves.
    pub schedule: SchedulePlan,
}

/// One person: whose history lies under a former address, and who is to get the wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PersonPlan {
    /// Index into the list of names.
    pub name: u8,
    /// The account with the history.
    pub original: OriginalPlan,
    /// What has the wanted address at Atlassian.
    pub holder: HolderPlan,
    /// The user at the provider.
    pub subject: SubjectPlan,
    /// What else has the wanted address at the provider.
    pub rival: RivalPlan,
    /// How many SCIM groups the provider grants them, 0 to 3.
    pub groups: u8,
}

/// What the vendors do otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuirkPlan {
    /// The switches that are thrown.
    pub switches: Vec<Switch>,
}

/// A list of cases of which the first is the default, and all of them in order.
macro_rules! cases {
    ($(#[$doc:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident, $($(#[$case_doc:meta])* $case:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$case_doc])* $case),+
        }

        impl $name {
            /// All cases; the first one is the simplest.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$case),+];
        }
    };
}

cases!(
    /// The account with the person's history.
    OriginalPlan {
        /// Used yesterday, managed, linked to the record that the provider updates.
        Plain,
        /// It administers the organization.
        Admin,
        /// Its owner never confirmed the address.
        Unverified,
        /// An administrator deactivated it minutes ago.
        Deactivated,
        /// A record in another directory is linked to it as well.
        LinkedElsewhereToo,
        /// Support unlinked its record minutes ago.
        Unlinked,
        /// The organization gave it up minutes ago: it is managed here no more.
        Unclaimed,
        /// There is none: the person is new, and was never pushed.
        NewPerson,
    }
);

cases!(
    /// What has the wanted address at Atlassian.
    HolderPlan {
        /// A managed account, invited half a year ago and never used.
        EmptyDuplicate,
        /// The same, and an administrator renamed it away minutes ago: nobody has the address.
        GoneMeanwhile,
        /// The same, and the original got the address by hand: it is healed.
        HealedMeanwhile,
        /// An account of another organization.
        Invisible,
        /// An account that only its owner manages.
        Unmanaged,
        /// A managed account whose owner never confirmed the address.
        Unverified,
        /// A deactivated account.
        Deactivated,
        /// An account that is marked for deletion.
        ForDeletion,
        /// It was used last week.
        UsedLately,
        /// It was used half a year ago.
        UsedLongAgo,
        /// An API token of it was used last week.
        TokenUsed,
        /// It administers the organization.
        OrgAdmin,
        /// It is in a group that everybody is in.
        InDefaultGroup,
        /// It is in a group of administrators.
        InAdminGroup,
        /// It was there before the original.
        OlderThanOriginal,
        /// It was added yesterday.
        AddedYesterday,
        /// It is a service's account.
        ServiceAccount,
        /// It is on the deny list.
        OnDenyList,
        /// It spells the address with capitals.
        Capitals,
        /// SAML rules its address.
        LockedBySaml,
        /// A record in another directory, with the subject's own id, is linked to it.
        LinkedElsewhere,
        /// A record with the subject's own id is linked to it.
        LinkedToSubject,
        /// The record of another living user, who has the address too, is linked to it.
        LinkedToAnother,
        /// A record of nobody who is still there is linked to it.
        LinkedToNobody,
        /// It is the account that another living user works in, who lost the address minutes ago.
        OthersOwn,
        /// No account: a SCIM record without one has the address.
        OrphanRecord,
        /// No account has it: the record of a colleague has it as its user name.
        UserNameOnly,
        /// The same record without an account, and it spells the address with capitals.
        OrphanInCapitals,
        /// No account has it: a record from before has the person's id, and neither address nor user name.
        ExternalIdOnly,
        /// Its own record was unlinked minutes ago, and keeps the address.
        Released,
        /// It is in no directory of the organization.
        OutsideDirectories,
        /// An account of another organization that is a guest here.
        ForeignGuest,
    }
);

cases!(
    /// The user at the provider.
    SubjectPlan {
        /// HR changed the address three days ago.
        RenamedByHr,
        /// The person changed it forty days ago.
        RenamedByThemselvesLongAgo,
        /// The person changed it this morning.
        RenamedByThemselvesToday,
        /// A helpdesk changed it this morning.
        RenamedByHelpdeskToday,
        /// Only the mailbox got the address; the sign-in name is the former one.
        MailOnly,
        /// Only the sign-in name changed; the address that is pushed is the former one.
        SignInNameOnly,
        /// The person may not sign in since minutes ago.
        Disabled,
        /// The person is a guest.
        Guest,
        /// The person is not assigned to the application since minutes ago.
        NotAssigned,
        /// The wanted address is on a domain whose proof was lost minutes ago.
        LostDomain,
        /// The wanted address is on a domain that is not the organization's.
        ForeignDomain,
        /// Nothing changed: the person wants the former address.
        NotRenamed,
    }
);

cases!(
    /// What else has the wanted address at the provider.
    RivalPlan {
        /// Nothing.
        None,
        /// Another user, as an alias.
        AnotherUser,
        /// A shared mailbox, as an alias.
        SharedMailbox,
        /// A guest.
        Guest,
        /// A group.
        Group,
        /// A user who was deleted ten days ago.
        DeletedUser,
    }
);

cases!(
    /// Whether the program knows a second SCIM directory, with its key and without a job.
    SecondDirectory {
        /// It knows none.
        No,
        /// It knows one.
        Yes,
    }
);

cases!(
    /// What the organization allows.
    PolicyPlan {
        /// Writes, as shipped, with everything declared that the guards ask for.
        Open,
        /// One repair in an hour.
        TightBudget,
        /// A person approves the repair of duplicates.
        Approve,
        /// Nothing: it only says what it would do.
        Shadow,
        /// As the first one, and three cases within minutes are a storm.
        SoonAStorm,
    }
);

cases!(
    /// Whether the provider's cycles begin by themselves.
    SchedulePlan {
        /// They are run by hand.
        ByHand,
        /// Every forty minutes, the first one half an hour after the beginning.
        Running,
    }
);

impl TownPlan {
    /// So many people whose wanted address is on an empty duplicate, and nothing else in the way.
    pub fn simplest(people: u8) -> Self {
        let person = |name| PersonPlan { name, ..PersonPlan::default() };
        Self { people: (0..people).map(person).collect(), ..Self::default() }
    }

    /// All towns that are one notch simpler: one thing about the town or one of its people is as simple as can be.
    pub fn simpler(&self) -> Vec<Self> {
        let mut simpler = Vec::new();
        for (index, person) in self.people.iter().enumerate() {
            for easier in person.simpler() {
                let replaced = |(other, plan): (usize, &PersonPlan)| if other == index { easier } else { *plan };
                let people = self.people.iter().enumerate().map(replaced).collect();
                simpler.push(Self { people, ..self.clone() });
            }
        }
        for index in 0..self.quirks.switches.len() {
            let mut easier = self.clone();
            easier.quirks.switches.remove(index);
            simpler.push(easier);
        }
        let others = [
            Self { second_directory: SecondDirectory::default(), ..self.clone() },
            Self { policy: PolicyPlan::default(), ..self.clone() },
            Self { schedule: SchedulePlan::default(), ..self.clone() },
        ];
        simpler.extend(others.into_iter().filter(|other| other != self));
        simpler
    }
}

impl PersonPlan {
    fn simpler(self) -> Vec<Self> {
        let others = [
            Self { original: OriginalPlan::default(), ..self },
            Self { holder: HolderPlan::default(), ..self },
            Self { subject: SubjectPlan::default(), ..self },
            Self { rival: RivalPlan::default(), ..self },
            Self { groups: 0, ..self },
            Self { groups: self.groups.saturating_sub(1), ..self },
        ];
        let mut simpler: Vec<Self> = others.into_iter().filter(|other| *other != self).collect();
        simpler.dedup();
        simpler
    }
}
