//! The records of a document for people.

use super::Paint;
use super::table::Table;
use untwin_signals::Classified;

/// One row per record.
pub(crate) fn classified_table(records: &[Classified], paint: Paint) -> String {
    let mut table = Table::new(["SOURCE", "KIND", "RESOURCE", "ATTRIBUTE", "VALUE", "OPERATION", "WHEN", "WHY"]);
    for record in records {
        table.row([
            record.source.into(),
            record.kind.into(),
            record.resource.into(),
            record.attribute.as_deref().into(),
            record.value.as_deref().into(),
            record.operation.into(),
            record.occurred_at.as_deref().into(),
            record.why.as_deref().into(),
        ]);
    }
    table.text(paint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_and_another_failure_stand_in_one_table() {
        let document = "Resource [USER]: with email[ada@example.com] already exists.";
        let reading = untwin_signals::read(document.as_bytes());
        let records: Vec<Classified> = reading.failures.iter().map(untwin_signals::classified).collect();
        insta::assert_snapshot!(classified_table(&records, Paint::Plain), @r"
        SOURCE       KIND        RESOURCE  ATTRIBUTE  VALUE            OPERATION  WHEN  WHY
        pasted-text  uniqueness  user      email      ada@example.com  other      -     -
        ");
    }
}
