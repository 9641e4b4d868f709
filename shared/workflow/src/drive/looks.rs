//! Reading what fences and verifications ask for, in parallel.

use crate::ports::{Eyes, IdpReads, OrganizationReads};
use futures_util::{future::OptionFuture, join};
use untwin_core::domain::AccountId;
use untwin_core::saga::{AcceptedPlan, Act, Demand, Looks, Readings, demands};

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
    let (
        (holder, holder_links, holder_manageability),
        (at_address, original, original_links),
        (subject, assignment, job),
    ) = join!(
        async {
            join!(
                OptionFuture::from(holder_if(Demand::Holder).map(|id| organization.account(id))),
                OptionFuture::from(holder_if(Demand::HolderLinks).map(|id| organization.links_of(id))),
                OptionFuture::from(holder_if(Demand::HolderManageability).map(|id| organization.manageability(id))),
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
                when(wants(Demand::Subject), || idp.user(&plan.subject)),
                when(wants(Demand::Assignment), || idp.assignment(&plan.subject)),
                when(wants(Demand::Job), || idp.job()),
            )
        },
    );
    Readings {
        holder,
        holder_links,
        holder_manageability,
        at_address,
        original,
        original_links,
        subject,
        assignment,
        job,
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
    let (original, original_links, holder, holder_links) = join!(
        organization.account(original),
        organization.links_of(original),
        OptionFuture::from(holder.map(|id| organization.account(id))),
        OptionFuture::from(holder.map(|id| organization.links_of(id))),
    );
    Looks { original, original_links, holder, holder_links }
}
