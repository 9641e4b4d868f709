//! What was counted since the last flush.

use crate::metric::{Kind, Metric};
use crate::sample::Sample;
use std::collections::BTreeMap;

/// So many values of one metric are kept between two flushes, as many as one line may hold; further ones are left out.
pub const VALUES_MAX: usize = 100;

/// Samples, put together by metric and dimension.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meter {
    pub(crate) series: BTreeMap<(Metric, Option<&'static str>), Counted>,
}

/// What became of the samples of one series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Counted {
    One(i64),
    Each(Vec<i64>),
}

impl Meter {
    /// Takes a sample in.
    pub fn add(&mut self, Sample { metric, of, value }: Sample) {
        let series = self.series.entry((metric, of));
        match metric.kind() {
            Kind::Sum => series.or_insert(Counted::One(0)).sum(value),
            Kind::Least => series.or_insert(Counted::One(value)).least(value),
            Kind::Each => series.or_insert(Counted::Each(Vec::new())).keep(value),
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }
}

impl Counted {
    fn sum(&mut self, value: i64) {
        if let Self::One(sum) = self {
            *sum = sum.saturating_add(value);
        }
    }

    fn least(&mut self, value: i64) {
        if let Self::One(least) = self {
            *least = value.min(*least);
        }
    }

    fn keep(&mut self, value: i64) {
        if let Self::Each(values) = self
            && values.len() < VALUES_MAX
        {
            values.push(value);
        }
    }
}
