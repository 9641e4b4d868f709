//! Where a switch makes a story end otherwise, and why that is right: beside the list of switches, story by story.
//!
//! A deviation that is met no more fails the test, as does one that is not listed. For a pair, what is listed for
//! either of the two may come; what comes of both together only is in [`TOGETHER`].

use super::told::Ends;
use untwin_sandbox::switches::Switch;

/// How a story ends under a switch.
pub struct Deviation {
    /// The switch.
    pub switch: Switch,
    /// The stories, as they are called; all of them where this is empty.
    pub stories: &'static [&'static str],
    /// How their cases end.
    pub ends: Ends,
    /// Why that is right.
    pub why: &'static str,
}

/// Under one switch alone.
pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        switch: Switch::NoClaimStatus,
        stories: &[],
        ends: Ends::handed_over("undetermined"),
        why: "whether an account is managed here is not said, and most causes rest on it",
    },
    Deviation {
        switch: Switch::NoClaimStatus,
        stories: &["the domain's proof was lost", "the domain's proof was lost, and the holder is linked"],
        ends: Ends::handed_over("domain_not_claimed"),
        why: "that the domain is lost is all that is left to tell",
    },
    Deviation {
        switch: Switch::NoProductAccess,
        stories: REPAIRED,
        ends: Ends::asks("duplicate_unlinked"),
        why: "whether somebody lives in the holder is not said",
    },
    Deviation {
        switch: Switch::NoGroups,
        stories: REPAIRED,
        ends: Ends::asks("duplicate_unlinked"),
        why: "whether the holder administers anything is not said",
    },
    Deviation {
        switch: Switch::NoProductAccess,
        stories: &["the holder is linked to a record of the subject's"],
        ends: Ends::asks("duplicate_linked"),
        why: "whether somebody lives in the holder is not said",
    },
    Deviation {
        switch: Switch::NoGroups,
        stories: &["the holder is linked to a record of the subject's"],
        ends: Ends::asks("duplicate_linked"),
        why: "whether the holder administers anything is not said",
    },
    Deviation {
        switch: Switch::OnlyDeleteDeactivates,
        stories: &["the holder is linked to a record of the subject's"],
        ends: Ends::repaired_and_deactivated("duplicate_linked"),
        why: "an empty account may be left as the vendor leaves it",
    },
    Deviation {
        switch: Switch::UnlockTakesAnHour,
        stories: &["the holder is linked to a record of the subject's"],
        ends: Ends::repaired("duplicate_unlinked"),
        why: "the evidence is collected again, and by then the holder's record is gone",
    },
    Deviation {
        switch: Switch::LimitsEverywhere,
        stories: &["the holder is linked to a record of the subject's"],
        ends: Ends::repaired("duplicate_unlinked"),
        why: "the evidence is collected again, and by then the holder's record is gone",
    },
    Deviation {
        switch: Switch::LinksLookAtAccounts,
        stories: &[
            "a record without account has the address",
            "a record without account spells the address in capitals",
        ],
        ends: Ends::handed_over("undetermined"),
        why: "no look-up shows the record that keeps the address",
    },
    Deviation {
        switch: Switch::UnverifiedHidden,
        stories: &["the holder was never verified"],
        ends: Ends::handed_over("holder_invisible"),
        why: "nobody is found, and a push says that somebody is there",
    },
    Deviation {
        switch: Switch::SearchComparesExactly,
        stories: &["the holder spells the address in capitals"],
        ends: Ends::handed_over("holder_invisible"),
        why: "nobody is found, and a push says that somebody is there",
    },
    Deviation {
        switch: Switch::UnmanagedLinksForbidden,
        stories: &[
            "the holder is not managed",
            "the original is not managed any more",
            "the holder is a guest of another organization",
        ],
        ends: Ends::handed_over("undetermined"),
        why: "whether a record is linked to the account could not be read",
    },
    Deviation {
        switch: Switch::LimitsEverywhere,
        stories: &["a person has to approve, and does"],
        ends: Ends::asks_again("duplicate_unlinked"),
        why: "reading the evidence twice left no requests to push in time, so the address was given back",
    },
    Deviation {
        switch: Switch::GuestsHidden,
        stories: &["the holder is a guest of another organization"],
        ends: Ends::handed_over("holder_invisible"),
        why: "nobody is found, and a push says that somebody is there",
    },
    Deviation {
        switch: Switch::LinksLookAtAccounts,
        stories: &["the holder's own record was unlinked"],
        ends: Ends::taken_back("duplicate_unlinked"),
        why: "no look-up shows the record that keeps the address, and the push says that it is kept",
    },
    Deviation {
        switch: Switch::ActivityLags,
        stories: &["the holder was used this minute"],
        ends: Ends::repaired("duplicate_unlinked"),
        why: "nothing tells of the first use of an account before the next day",
    },
    Deviation {
        switch: Switch::EventualLagsADay,
        stories: &["a helpdesk changed the address this morning"],
        ends: Ends::waits("duplicate_unlinked"),
        why: "the search does not show the person's own address yet, so it is not asked who else has it",
    },
    Deviation {
        switch: Switch::UnverifiedHidden,
        stories: &["somebody new has the address of an account that was never verified"],
        ends: Ends::handed_over("domain_not_claimed"),
        why: "no account on the domain is seen at all",
    },
    Deviation {
        switch: Switch::UnverifiedLinked,
        stories: &["somebody new has the address of an account that was never verified"],
        ends: Ends::NOTHING_ARRIVES,
        why: "the provider's own push is accepted",
    },
    Deviation {
        switch: Switch::UnmanagedNotLinked,
        stories: &["somebody new has the address of an account that is not managed"],
        ends: Ends::handed_over("holder_unmanaged"),
        why: "the provider's own push is refused",
    },
    Deviation {
        switch: Switch::ForeignLinked,
        stories: &["somebody new has the address of another organization's account"],
        ends: Ends::NOTHING_ARRIVES,
        why: "the provider's own push is accepted",
    },
    Deviation {
        switch: Switch::PendingDeletionLinked,
        stories: &["somebody new has the address of an account marked for deletion"],
        ends: Ends::NOTHING_ARRIVES,
        why: "the provider's own push is accepted",
    },
    Deviation {
        switch: Switch::AddressesFreeAcrossDirectories,
        stories: &["somebody new has the address of an account in another directory"],
        ends: Ends::NOTHING_ARRIVES,
        why: "the provider's own push is accepted",
    },
    Deviation {
        switch: Switch::TextNamesAttribute,
        stories: &["somebody new has a record from before under another name"],
        ends: Ends::handed_over("other_key_taken"),
        why: "the text says what is taken",
    },
    Deviation {
        switch: Switch::SameAddressRefused,
        stories: &["somebody gives the holder its address back at the same time"],
        ends: Ends::stuck("duplicate_unlinked"),
        why: "a refused rename is a person's business, though the address is where it belongs",
    },
    Deviation {
        switch: Switch::ExternalIdsFree,
        stories: &["somebody new has a record from before under another name"],
        ends: Ends::NOTHING_ARRIVES,
        why: "the provider's own push is accepted",
    },
];

/// Under two switches together: the first of them in the order of the list, and the other with what comes of both.
pub const TOGETHER: &[(Switch, Deviation)] = &[
    (
        Switch::OnlyDeleteDeactivates,
        Deviation {
            switch: Switch::UnlockTakesAnHour,
            stories: &["the holder is linked to a record of the subject's"],
            ends: Ends::handed_over_without_the_record("undetermined"),
            why: "the evidence is collected again, and who deactivated the holder is not said",
        },
    ),
    (
        Switch::OnlyDeleteDeactivates,
        Deviation {
            switch: Switch::LimitsEverywhere,
            stories: &["the holder is linked to a record of the subject's"],
            ends: Ends::handed_over_without_the_record("undetermined"),
            why: "the evidence is collected again, and who deactivated the holder is not said",
        },
    ),
    (
        Switch::ReleasedRecordsIgnored,
        Deviation {
            switch: Switch::LinksLookAtAccounts,
            stories: &["the holder's own record was unlinked"],
            ends: Ends::repaired("duplicate_unlinked"),
            why: "no look-up shows the record, and it is in nobody's way",
        },
    ),
    (
        Switch::LinksLookAtAccounts,
        Deviation {
            switch: Switch::NoProductAccess,
            stories: &["the holder's own record was unlinked"],
            ends: Ends::asks("duplicate_unlinked"),
            why: "no look-up shows the record, and whether somebody lives in the holder is not said",
        },
    ),
    (
        Switch::LinksLookAtAccounts,
        Deviation {
            switch: Switch::NoGroups,
            stories: &["the holder's own record was unlinked"],
            ends: Ends::asks("duplicate_unlinked"),
            why: "no look-up shows the record, and whether the holder administers anything is not said",
        },
    ),
    (
        Switch::UnmanagedLinksForbidden,
        Deviation {
            switch: Switch::UnmanagedNotLinked,
            stories: &["somebody new has the address of an account that is not managed"],
            ends: Ends::handed_over("undetermined"),
            why: "the provider's own push is refused, and the links of the holder could not be read",
        },
    ),
    (
        Switch::NoClaimStatus,
        Deviation {
            switch: Switch::UnmanagedNotLinked,
            stories: &["somebody new has the address of an account that is not managed"],
            ends: Ends::handed_over("domain_not_claimed"),
            why: "the provider's own push is refused, and whether the holder is managed is not said",
        },
    ),
];

/// Switches that no story notices, and why they are in the list.
pub const UNNOTICED: &[(Switch, &str)] = &[
    (Switch::OnlyDeleteOfNothingAccepted, "No record is removed twice."),
    (Switch::UnclaimedDomainRefuses, "Nothing is renamed to a domain on which nothing is claimed."),
    (Switch::PatchesCompliant, "Patches go from vendor to vendor, and both dialects are understood."),
    (Switch::LogBroadOnly, "The application of every town may read everything."),
    (Switch::LogRefusesStatus, "Nothing filters by status: how a record ended is read in it."),
    (Switch::AddressFiltersPlain, "The headers are sent in any case."),
    (Switch::ClaimsInList, "The policy says which attribute single sign-on takes."),
    (Switch::UntouchedClaimsEmpty, "The policy says which attribute single sign-on takes."),
    (Switch::ClaimsNeedWrite, "The policy says which attribute single sign-on takes."),
];

/// Stories in which the program repairs by itself what an empty duplicate holds.
const REPAIRED: &[&str] = &[
    "an empty duplicate holds the address",
    "an empty duplicate holds the address of somebody with groups",
    "the failure arrives as an export",
    "the holder spells the address in capitals",
    "somebody signs up at the address while it is free",
    "somebody gives the holder its address back at the same time",
    "four at once are a storm",
];
