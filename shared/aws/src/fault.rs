//! How a failure of AWS is told: by what was being done and AWS's own code. Its messages may quote what is stored.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use untwin_workflow::ports::StoreError;

/// A failure of a request.
pub(crate) fn broken<E: ProvideErrorMetadata, R>(doing: &str, error: &SdkError<E, R>) -> StoreError {
    let why = match error {
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "the service cannot be reached",
        SdkError::ServiceError(service) => service.err().code().unwrap_or("refused without a code"),
        SdkError::ResponseError(_) => "the answer cannot be read",
        _ => "the request could not be made",
    };
    StoreError::Broken(format!("{doing}: {why}"))
}

/// What a conditional request did; `None` where its condition did not hold, and nothing was changed.
pub(crate) fn unless_refused<T, E: ProvideErrorMetadata, R>(
    doing: &str,
    answer: Result<T, SdkError<E, R>>,
) -> Result<Option<T>, StoreError> {
    match answer {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(None),
        Err(error) => Err(broken(doing, &error)),
    }
}

/// A stored value that this program cannot have written.
pub(crate) fn unreadable(what: &str) -> StoreError {
    StoreError::Broken(format!("{what} is unreadable"))
}

/// An answer of AWS without a part that its description promises.
pub(crate) fn incomplete(doing: &str) -> StoreError {
    StoreError::Broken(format!("{doing}: the request is not complete"))
}
