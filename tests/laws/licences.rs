//! Everything that is built into the program may be: its licences are on the list.

use crate::tree::built;

const ALLOWED: [&str; 10] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_package_has_a_licence_that_is_allowed() {
    let built = built();
    assert!(built.len() > 100, "the whole tree is looked at");
    let wrong: Vec<_> = built.iter().filter(|(_, licence)| !allowed(licence)).collect();
    assert_eq!(wrong, Vec::<&(String, String)>::new());
}

#[test]
fn an_expression_is_allowed_if_every_part_has_an_allowed_choice() {
    assert!(allowed("GPL-3.0 OR MIT") && allowed("MIT/GPL-3.0") && allowed("ISC AND (Apache-2.0 OR GPL-3.0)"));
    assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0") && allowed("Apache-2.0 WITH LLVM-exception OR GPL-2.0"));
    assert!(!allowed("GPL-3.0") && !allowed("MIT AND GPL-3.0") && !allowed("ISC AND (GPL-3.0 OR AGPL-3.0)"));
    assert!(!allowed(""));
}

/// An expression of SPDX, or of the older spelling with a slash.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    all(&expression, " AND ").iter().all(|part| {
        let inner = part.strip_prefix('(').and_then(|part| part.strip_suffix(')'));
        match inner {
            Some(inner) => allowed(inner),
            None => all(part, " OR ").iter().any(|one| match one.starts_with('(') {
                true => allowed(one),
                false => ALLOWED.contains(&one.split_whitespace().collect::<Vec<_>>().join(" ").as_str()),
            }),
        }
    })
}

/// The parts between separators that stand outside of parentheses.
fn all<'e>(expression: &'e str, separator: &str) -> Vec<&'e str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, character) in expression.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 && expression[at..].starts_with(separator) => {
                parts.push(expression[from..at].trim());
                from = at + separator.len();
            }
            _ => {}
        }
    }
    parts.push(expression[from..].trim());
    parts
}
