//! Reading what fences and verifications ask for, in parallel.

use crate::ports::{Eyes, IdpReads, OrganizationReads};
use futures_util::{future::OptionFuture, join};
use untwin_core::domain::{Account, AccountId, EmailAddress, Fact, GroupRef, IdpUser, Link, ScimRecord, Why};
use untwin_core::saga::{AcceptedPlan, Act, Demand, Left, Looks, Readings, RecordOf, demands};

/// Reads everything that an act demands, and nothing else.
pub(super) async fn readings<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    act: &Act,
    plan: &AcceptedPlan,
) -> Readings {
    let asked = demands(act, plan);
    let wants = |demand: Demand| asked.contains(&demand);
    let (organization, idp) = (&eyes.organization, &eyes.idp);
    let holder = plan.rename.as_ref().map(|rename| &rename.account);
    let holder_if = |demand| holder.filter(|_| wants(demand));
    let original = &plan.target.account;
    let (holders, originals, provider, ((record, record_owner, record_links), group)) = join!(
        async {
            join!(
                OptionFuture::from(holder_if(Demand::Holder).map(|id| organization.account(id))),
                OptionFuture::from(holder_if(Demand::HolderAddress).map(|id| address_of(organization, id))),
                OptionFuture::from(holder_if(Demand::HolderLinks).map(|id| organization.links_of(id))),
                OptionFuture::from(holder_if(Demand::HolderManageability).map(|id| organization.manageability(id))),
                OptionFuture::from(holder_if(Demand::HolderTokens).map(|id| organization.api_tokens(id))),
            )
        },
        async {
            join!(
                when(wants(Demand::AtAddress), || organization.accounts_by_address(&plan.wanted)),
                when(wants(Demand::Original), || organization.account(original)),
                when(wants(Demand::OriginalLinks), || organization.links_of(original)),
            )
        },
        async {
            join!(
                when(wants(Demand::Owners), || idp.objects_with_address(&plan.wanted)),
                when(wants(Demand::Subject), || idp.user(&plan.subject)),
                when(wants(Demand::Assignment), || idp.assignment(&plan.subject)),
                when(wants(Demand::Job), || idp.job()),
            )
        },
        async { join!(of_the_record(eyes, asked, plan), of_the_group(eyes, act)) },
    );
    let (holder, holder_address, holder_links, holder_manageability, holder_tokens) = holders;
    let (at_address, original, original_links) = originals;
    let (owners, subject, assignment, job) = provider;
    Readings {
        accepted_at: None,
        left: Left::AsItWas,
        record,
        group,
        record_owner,
        record_links,
        holder,
        holder_address,
        holder_links,
        holder_manageability,
        holder_tokens,
        at_address,
        original,
        original_links,
        owners,
        subject,
        assignment,
        job,
    }
}

/// The directory's group by the name of the one that is brought back.
async fn of_the_group<O: OrganizationReads, I: IdpReads>(eyes: &Eyes<O, I>, act: &Act) -> Option<Fact<GroupRef>> {
    match act {
        Act::JoinGroup { directory, name, group, .. } => {
            Some(eyes.organization.scim_group_by_name(directory, (name, group)).await)
        }
        Act::SetAddress { .. }
        | Act::RemoveRecords { .. }
        | Act::DeleteRecord { .. }
        | Act::Push { .. }
        | Act::PushGroup { .. } => None,
    }
}

/// What is read of the record that a plan takes away: itself, unless a person vouched for it because it cannot be read; the user
/// whose it was; and the links for the address that it carries itself.
async fn of_the_record<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    asked: &[Demand],
    plan: &AcceptedPlan,
) -> (Option<Fact<ScimRecord>>, Option<Fact<IdpUser>>, Option<Fact<Vec<Link>>>) {
    let wants = |demand: Demand| asked.contains(&demand);
    let removal = plan.removal.as_ref();
    let readable = removal.filter(|removal| removal.account.is_none() || removal.of != RecordOf::Vouched);
    let record = readable.filter(|_| wants(Demand::Record));
    let owner = removal.filter(|_| wants(Demand::RecordOwner)).and_then(|removal| match &removal.of {
        RecordOf::Gone(id) => Some(id),
        RecordOf::Subject | RecordOf::Vouched => None,
    });
    let address = removal.filter(|_| wants(Demand::RecordLinks)).and_then(|removal| removal.address.as_ref());
    join!(
        OptionFuture::from(record.map(|gone| eyes.organization.scim_record(&gone.directory, &gone.record))),
        OptionFuture::from(owner.map(|id| eyes.idp.user(id))),
        OptionFuture::from(address.map(|address| eyes.organization.links_by_address(address))),
    )
}

/// The address of an account from where it is changed. Where that has no answer for us, the search decides, also on whether the
/// account is there at all; trouble that passes by itself stays trouble.
pub(super) async fn address_of<O: OrganizationReads>(organization: &O, id: &AccountId) -> Fact<EmailAddress> {
    match organization.address_of(id).await {
        Fact::Unavailable(why) if !why.passes_by_itself() => searched(organization, id).await,
        Fact::Absent(_) => searched(organization, id).await,
        fact => fact,
    }
}

async fn searched<O: OrganizationReads>(organization: &O, id: &AccountId) -> Fact<EmailAddress> {
    match organization.account(id).await {
        Fact::Known(Account { address: Some(address), .. }, read) => Fact::Known(address, read),
        Fact::Known(..) => {
            Fact::Unavailable(Why::NotAsked("the search does not say the address of this account".to_owned()))
        }
        Fact::Absent(proof) => Fact::Absent(proof),
        Fact::Unavailable(why) => Fact::Unavailable(why),
    }
}

fn when<F: Future>(wanted: bool, ask: impl FnOnce() -> F) -> OptionFuture<F> {
    OptionFuture::from(wanted.then(ask))
}

/// Reads what a verification compares, all of it from Atlassian.
pub(super) async fn look<O: OrganizationReads, I: IdpReads>(eyes: &Eyes<O, I>, plan: &AcceptedPlan) -> Looks {
    let organization = &eyes.organization;
    let original: &AccountId = &plan.target.account;
    let holder = plan.rename.as_ref().map(|rename| &rename.account);
    let (account, original_address, original_links, holder_address, holder_links) = join!(
        organization.account(original),
        address_of(organization, original),
        organization.links_of(original),
        OptionFuture::from(holder.map(|id| address_of(organization, id))),
        OptionFuture::from(holder.map(|id| organization.links_of(id))),
    );
    Looks { original: account, original_address, original_links, holder_address, holder_links }
}
