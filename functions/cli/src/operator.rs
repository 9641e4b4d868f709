//! Who is recorded as the operator: as AWS knows them where cases are kept there, and as this machine names them elsewhere.
//!
//! A record without a name is no record, so whatever is recorded waits for the name. A pause alone does not.

use crate::exit::{Exit, Stop};
use crate::machine::user_and_host;
use untwin_startup::Cloud;
use untwin_startup::settings::{Settings, StoreSettings};

/// Whoever runs this command; asked for once, and only by what is recorded.
#[derive(Debug)]
pub(crate) enum Operator {
    /// Cases are kept on this machine: so is the name.
    Here,
    /// AWS says who it is.
    InAws(Cloud),
}

impl Operator {
    pub(crate) fn of(settings: &Settings, cloud: &Cloud) -> Self {
        match settings.store {
            StoreSettings::File(_) => Self::Here,
            StoreSettings::Aws(_) => Self::InAws(cloud.clone()),
        }
    }

    /// The name for the record: an ARN, or user and host.
    pub(crate) async fn name(&self) -> Result<String, Stop> {
        match self {
            Self::Here => Ok(user_and_host()),
            Self::InAws(cloud) => cloud.caller().await.map_err(|why| {
                let line = format!("AWS does not say who you are, and nothing is done without a name: {why}");
                Stop::new(Exit::DependencyDown, line)
            }),
        }
    }

    /// A name in any case, for what has to be possible whenever the store can be written to: user and host, marked as
    /// nobody's word but this machine's, where AWS does not say who it is.
    pub(crate) async fn name_or_machine(&self) -> String {
        match self.name().await {
            Ok(name) => name,
            Err(_) => format!("{} (says this machine; AWS did not say who)", user_and_host()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::SecretString;
    use untwin_startup::{Asked, CloudFault, CloudKeys};

    const ADA: &str = "arn:aws:sts::123456789012:assumed-role/Admin/ada";

    struct Sts(Result<String, CloudFault>);

    impl CloudKeys for Sts {
        fn versions<'c>(&'c self, _: &'c str) -> Asked<'c, Vec<SecretString>> {
            panic!("no key is asked for")
        }

        fn statement<'c>(&'c self, _: &'c str) -> Asked<'c, SecretString> {
            panic!("nobody has to believe anything")
        }

        fn caller(&self) -> Asked<'_, String> {
            Box::pin(async { self.0.clone() })
        }
    }

    fn known_by(said: Result<String, CloudFault>) -> Operator {
        Operator::InAws(Cloud::through(Sts(said)))
    }

    #[tokio::test]
    async fn where_cases_are_kept_in_aws_the_operator_is_whom_aws_names() {
        let operator = known_by(Ok(ADA.to_owned()));
        assert_eq!((operator.name().await.as_deref(), operator.name_or_machine().await.as_str()), (Ok(ADA), ADA));
    }

    #[tokio::test]
    async fn whom_aws_does_not_name_may_pause_and_nothing_else() {
        let operator = known_by(Err(CloudFault::Silent { service: "AWS STS" }));
        let stop = operator.name().await.unwrap_err();
        assert_eq!(stop.exit, Exit::DependencyDown);
        assert!(stop.lines[0].ends_with("AWS STS does not answer"), "{stop:?}");
        let marked = operator.name_or_machine().await;
        assert!(marked.starts_with(&user_and_host()) && marked.ends_with("(says this machine; AWS did not say who)"));
    }

    #[tokio::test]
    async fn where_cases_are_kept_here_it_is_user_and_host() {
        assert_eq!(Operator::Here.name().await, Ok(user_and_host()));
    }
}
