//! A template as a tree: texts, lists, maps, and the calls that CloudFormation makes of tags.

use saphyr::{LoadableYamlNode as _, Scalar, Yaml};

/// Anything in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    List(Vec<Self>),
    Map(Vec<(String, Self)>),
    /// `!Ref`, `!GetAtt`, `!Sub`, `!If` and their like, with what they are given.
    Call(String, Box<Self>),
}

/// A resource of a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resource<'t> {
    pub(crate) name: &'t str,
    pub(crate) kind: &'t str,
    pub(crate) properties: &'t Node,
}

impl Node {
    /// Reads a template.
    pub(crate) fn parse(text: &str) -> Self {
        let documents = Yaml::load_from_str(text).expect("YAML");
        assert_eq!(documents.len(), 1, "one template");
        Self::of(&documents[0])
    }

    fn of(yaml: &Yaml<'_>) -> Self {
        match yaml {
            Yaml::Tagged(tag, inner) => Self::Call(tag.suffix.clone(), Box::new(Self::of(inner))),
            Yaml::Value(scalar) => Self::Text(spelled(scalar)),
            Yaml::Sequence(items) => Self::List(items.iter().map(Self::of).collect()),
            Yaml::Mapping(entries) => {
                Self::Map(entries.iter().map(|(key, value)| (Self::of(key).words(), Self::of(value))).collect())
            }
            Yaml::Representation(..) | Yaml::Alias(_) | Yaml::BadValue => panic!("not in a template: {yaml:?}"),
        }
    }

    /// What lies at a path of keys.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, key| node.entries().find(|(own, _)| *own == key).map(|(_, value)| value))
    }

    /// The entries of a map.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries = if let Self::Map(entries) = self { entries.as_slice() } else { &[] };
        entries.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The items of a list; what is no list is the only one. Both branches of a condition count.
    pub(crate) fn items(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::List(items) => Box::new(items.iter().flat_map(Self::branches)),
            Self::Text(_) | Self::Map(_) | Self::Call(..) => Box::new(self.branches().into_iter()),
        }
    }

    /// What a condition chooses from; what is no condition is itself. Nothing at all is no choice.
    pub(crate) fn branches(&self) -> Vec<&Self> {
        match self {
            Self::Call(call, given) if call == "If" => given.after_first().iter().flat_map(Self::branches).collect(),
            Self::Call(call, given) if call == "Ref" && given.words() == "AWS::NoValue" => Vec::new(),
            Self::Text(_) | Self::List(_) | Self::Map(_) | Self::Call(..) => vec![self],
        }
    }

    fn after_first(&self) -> &[Self] {
        match self {
            Self::List(items) => items.get(1..).unwrap_or_default(),
            Self::Text(_) | Self::Map(_) | Self::Call(..) => &[],
        }
    }

    /// The text of it, or of what it refers to.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(_, given) => given.words(),
            Self::List(_) | Self::Map(_) => String::new(),
        }
    }

    /// Every resource.
    pub(crate) fn resources(&self) -> impl Iterator<Item = Resource<'_>> {
        self.at("Resources").expect("resources").entries().map(|(name, resource)| {
            let Some(Self::Text(kind)) = resource.at("Type") else { panic!("{name} has no type") };
            let properties = resource.at("Properties").unwrap_or_else(|| panic!("{name} has no properties"));
            Resource { name, kind, properties }
        })
    }
}

fn spelled(scalar: &Scalar<'_>) -> String {
    match scalar {
        Scalar::Null => String::new(),
        Scalar::Boolean(yes) => yes.to_string(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::FloatingPoint(number) => number.to_string(),
        Scalar::String(text) => text.to_string(),
    }
}
