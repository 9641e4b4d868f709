//! Graph's operations, as the library's sheet lists them: one line each, in flow style.

/// An operation of Graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Method.
    pub method: String,
    /// Path with parameters, below `/graph`: it begins with the version.
    pub template: String,
    /// The status of success.
    pub ok: u16,
    /// Names of parameters, where the sheet lists them.
    pub query: Vec<String>,
    /// Properties that can be selected, where the sheet lists them.
    pub select: Vec<String>,
}

/// Every operation of the sheet that lies at Graph.
pub fn endpoints(sheet: &str) -> Vec<Endpoint> {
    sheet.lines().filter_map(endpoint).collect()
}

fn endpoint(line: &str) -> Option<Endpoint> {
    let line = line.trim().strip_prefix("- {")?;
    let path = field(line, "path").map(|path| format!("/v1.0{path}"));
    let beta = || field(line, "path_beta").map(|url| url.trim_start_matches("https://graph.microsoft.com").to_owned());
    Some(Endpoint {
        method: field(line, "method")?,
        template: path.or_else(beta)?,
        ok: field(line, "ok").and_then(|status| status.parse().ok()).unwrap_or(200),
        query: names(line, "query"),
        select: names(line, "select"),
    })
}

/// What stands behind a key, up to a comma or a brace; quoted or not.
fn after<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let key = format!("{key}: ");
    let at_the_start = line.strip_prefix(key.as_str());
    at_the_start.or_else(|| line.split_once(&format!(", {key}")).map(|(_, rest)| rest))
}

fn field(line: &str, key: &str) -> Option<String> {
    let rest = after(line, key)?;
    let (text, end) = match rest.strip_prefix('"') {
        Some(quoted) => (quoted, &['"'][..]),
        None => (rest, &[',', '}'][..]),
    };
    text.split(end).next().map(|text| text.trim().to_owned())
}

/// The entries of a list, or the keys of a mapping.
fn names(line: &str, key: &str) -> Vec<String> {
    let list = after(line, key).and_then(|rest| rest.strip_prefix(['[', '{'])).unwrap_or_default();
    let entries = list.split([']', '}']).next().unwrap_or_default().split(',');
    let name = |entry: &str| entry.split(':').next().unwrap_or(entry).trim().trim_matches('"').to_owned();
    entries.map(name).filter(|name| !name.is_empty()).collect()
}
