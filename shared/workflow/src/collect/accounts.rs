//! The third round: the account behind the targeted record, and the two accounts in full.

use super::rounds::{First, Second, not_asked};
use super::{About, records};
use crate::ports::{Eyes, IdpReads, OrganizationReads};
use crate::setup::Pushed;
use futures_util::{future::join_all, join};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use untwin_core::domain::{
    AbsenceProof, Account, AccountFile, AccountId, Claim, Domain, EmailAddress, Evidence, Fact, Link, Question, ReadAt,
    ScimUserId, Why,
};

/// How many former addresses are looked up, at most; with more of them, what they would show is not known.
const FORMER_ADDRESSES_MAX: usize = 8;

pub(super) async fn ask<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    by: &Pushed,
    first: First,
    second: Second,
) -> Evidence {
    let former = former_addresses(&first, &second);
    let (targeted_link, original_links) = targeted(eyes, about, &first, &second, &former).await;
    let holder = the_holder(&second.holders);
    let original = targeted_link.known().and_then(|link| link.account.clone());
    let (holder_file, (original_file, leads), managed_on, named_record) = join!(
        holder_file(eyes, holder.as_ref(), original.as_ref(), &original_links),
        async {
            let original = original_file(eyes, original.as_ref(), holder.as_ref(), original_links.clone()).await;
            let leads = leads(eyes, &former, original.as_ref()).await;
            (original, leads)
        },
        managed_on(eyes, first.wanted.as_ref(), &second.holders),
        records::with_the_user_name(eyes, about, by, (&first, &second)),
    );
    let holder_record = records::of_the_holder(eyes, about, by, (holder_file.as_ref(), &second)).await;
    let holder_person = records::person_behind(eyes, &holder_record, (&first.subject, &first.mapping)).await;
    let stray = records::Stray::ask(eyes, about, (&first, &second), &named_record).await;
    let subject_record = records::own(second.subject_records, &[&holder_record, &stray.record]);
    Evidence {
        directory: about.directory.clone(),
        scim_key: by.scim_key,
        record: first.record,
        log: first.log,
        subject: first.subject,
        mapping: first.mapping,
        assignment: first.assignment,
        job: first.job,
        owners: second.owners,
        deleted_owners: second.deleted_owners,
        changes: second.changes,
        wanted: first.wanted,
        holders: second.holders,
        wanted_links: second.wanted_links,
        subject_record,
        targeted_record: second.targeted_record,
        named_record,
        holder_record,
        holder_person,
        stray_record: stray.record,
        stray_link: stray.link,
        stray_person: stray.person,
        targeted_link,
        holder: holder_file,
        original: original_file,
        leads,
        domains: second.domains,
        managed_on,
    }
}

/// Addresses that the subject may have had: they choose what to look up, and prove nothing.
fn former_addresses(first: &First, second: &Second) -> Vec<EmailAddress> {
    let logged = first.record.known().map(|record| record.former.as_slice()).unwrap_or_default();
    let proxies = first.subject.known().map(|user| user.secondary_proxies.as_slice()).unwrap_or_default();
    let changed = second.changes.known().map(Vec::as_slice).unwrap_or_default().iter().flat_map(|c| &c.former);
    let mut seen = BTreeSet::new();
    // What the logs say first: aliases come last, since they may be many and old.
    let all = logged.iter().chain(changed).chain(proxies).filter(|former| Some(*former) != first.wanted.as_ref());
    all.filter(|former| seen.insert((*former).clone())).cloned().collect()
}

/// Which account the targeted record is tied to. Only a link that Atlassian shows is an answer; with a SCIM key the record
/// itself says which account to ask about, without one the links for the wanted address and for the former ones do.
async fn targeted<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    first: &First,
    second: &Second,
    former: &[EmailAddress],
) -> (Fact<Link>, Fact<Vec<Link>>) {
    let Some(record) = first.record.known().and_then(|record| record.target_record.as_ref()) else {
        let why = "the failing operation names no record";
        return (not_asked(why), not_asked(why));
    };
    let told = second.targeted_record.known().and_then(|record| record.account.clone());
    let shown = second.wanted_links.known().into_iter().flatten().find(|link| is(link, about, record));
    let account = match told.or_else(|| shown.and_then(|link| link.account.clone())) {
        Some(account) => Some(account),
        None => match account_by_former_address(eyes, about, record, former).await {
            Ok(account) => account,
            Err(why) => return (Fact::Unavailable(why.clone()), Fact::Unavailable(why)),
        },
    };
    let Some(account) = account else {
        let why = "nothing shows which account the record is tied to";
        return (not_asked(why), not_asked(why));
    };
    let links = eyes.organization.links_of(&account).await;
    (link_to(about, record, &account, &links), links)
}

async fn account_by_former_address<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    about: &About,
    record: &ScimUserId,
    former: &[EmailAddress],
) -> Result<Option<AccountId>, Why> {
    for address in former.iter().take(FORMER_ADDRESSES_MAX) {
        let links = eyes.organization.links_by_address(address).await;
        let links = links.entries().map_err(Why::clone)?;
        let found = links.iter().find(|link| is(link, about, record));
        if let Some(account) = found.and_then(|link| link.account.clone()) {
            return Ok(Some(account));
        }
    }
    Ok(None)
}

fn link_to(about: &About, record: &ScimUserId, account: &AccountId, links: &Fact<Vec<Link>>) -> Fact<Link> {
    match links {
        Fact::Known(list, read) => match list.iter().find(|link| is(link, about, record)) {
            Some(link) => {
                let link = Link { account: Some(account.clone()), ..link.clone() };
                Fact::Known(link, read.clone())
            }
            None => not_asked("the account that the record names does not show a link to it"),
        },
        Fact::Absent(proof) => Fact::Absent(proof.clone()),
        Fact::Unavailable(why) => Fact::Unavailable(why.clone()),
    }
}

fn is(link: &Link, about: &About, record: &ScimUserId) -> bool {
    link.directory == about.directory && link.record == *record
}

/// The one account that has the wanted address, if it is exactly one. The search by address has shown it whole, so asking
/// for it by id would only repeat that.
struct Holder {
    id: AccountId,
    account: Fact<Account>,
}

fn the_holder(holders: &Fact<Vec<Account>>) -> Option<Holder> {
    match holders {
        Fact::Known(list, read) => match list.as_slice() {
            [only] => Some(Holder { id: only.id.clone(), account: Fact::Known(only.clone(), read.clone()) }),
            _ => None,
        },
        Fact::Absent(_) | Fact::Unavailable(_) => None,
    }
}

async fn holder_file<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    holder: Option<&Holder>,
    original: Option<&AccountId>,
    original_links: &Fact<Vec<Link>>,
) -> Option<AccountFile> {
    let Holder { id, account } = holder?;
    let organization = &eyes.organization;
    let links = async { if Some(id) == original { original_links.clone() } else { organization.links_of(id).await } };
    let (links, manageability, tokens, activity) =
        join!(links, organization.manageability(id), organization.api_tokens(id), organization.activity(id),);
    Some(AccountFile { id: id.clone(), account: account.clone(), links, manageability, tokens, activity })
}

async fn original_file<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    original: Option<&AccountId>,
    holder: Option<&Holder>,
    links: Fact<Vec<Link>>,
) -> Option<AccountFile> {
    let id = original?;
    let organization = &eyes.organization;
    let same = holder.filter(|holder| holder.id == *id);
    let account = async {
        match same {
            Some(holder) => holder.account.clone(),
            None => organization.account(id).await,
        }
    };
    let activity = async {
        if same.is_some() {
            not_asked("the original holds the address itself")
        } else {
            organization.activity(id).await
        }
    };
    let (account, manageability, activity) = join!(account, organization.manageability(id), activity);
    Some(AccountFile {
        id: id.clone(),
        account,
        links,
        manageability,
        tokens: not_asked("the original keeps its tokens"),
        activity,
    })
}

/// Accounts at former addresses: leads for a person. The address that the original has now is its own, and nobody else's.
async fn leads<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    former: &[EmailAddress],
    original: Option<&AccountFile>,
) -> Fact<Vec<Account>> {
    let own = original.and_then(|original| original.account.known()).and_then(|account| account.address.as_ref());
    let former: Vec<EmailAddress> = former.iter().filter(|former| Some(*former) != own).cloned().collect();
    if let (true, Some((at, original))) = (former.is_empty() && own.is_some(), original.and_then(read)) {
        return Fact::Absent(AbsenceProof::new(Question::AccountById(original), [], at));
    }
    let original = original.map(|original| &original.id);
    if former.len() > FORMER_ADDRESSES_MAX {
        return not_asked("the subject had more former addresses than are looked up");
    }
    let answers = join_all(former.iter().map(|address| eyes.organization.accounts_by_address(address))).await;
    let mut found: BTreeMap<AccountId, Account> = BTreeMap::new();
    let mut read = None;
    for answer in answers {
        match answer.entries() {
            Err(why) => return Fact::Unavailable(why.clone()),
            Ok(list) => found.extend(list.iter().map(|account| (account.id.clone(), account.clone()))),
        }
        read = read.max(answer.read_at());
    }
    let Some((at, (first, rest))) = read.zip(former.split_first()) else {
        return not_asked("no former address is known");
    };
    let others: Vec<Account> = found.into_values().filter(|account| Some(&account.id) != original).collect();
    let question = Question::AccountsByAddress(first.clone());
    if others.is_empty() {
        return Fact::Absent(AbsenceProof::new(question, rest.iter().cloned().map(Question::AccountsByAddress), at));
    }
    Fact::Known(others, ReadAt { question, at })
}

/// When an account was read, and which.
fn read(file: &AccountFile) -> Option<(Timestamp, AccountId)> {
    file.account.read_at().map(|at| (at, file.id.clone()))
}

/// One managed account on the wanted domain; the holder itself is one where it is managed.
async fn managed_on<O: OrganizationReads, I: IdpReads>(
    eyes: &Eyes<O, I>,
    wanted: Option<&EmailAddress>,
    holders: &Fact<Vec<Account>>,
) -> BTreeMap<Domain, Fact<AccountId>> {
    let Some(domain) = wanted.map(EmailAddress::domain) else { return BTreeMap::new() };
    let fact = match holders {
        Fact::Known(list, read) => match list.iter().find(|account| account.claim == Claim::Managed) {
            Some(account) => Fact::Known(account.id.clone(), read.clone()),
            None => eyes.organization.managed_account_on(&domain).await,
        },
        Fact::Absent(_) | Fact::Unavailable(_) => eyes.organization.managed_account_on(&domain).await,
    };
    BTreeMap::from([(domain, fact)])
}
