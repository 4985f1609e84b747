//! What was wrong, gathered; what was wrong with several instances of one entry is said once.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::error::Diagnostic;

/// After this many complaints the rest is more likely noise than news.
const MAX_COMPLAINTS: usize = 20;
/// Most instances that a complaint lists.
const MAX_LISTED: usize = 4;

/// One of the entries that the file writes as one: `yt[c]` of `yt[u]`, a reaction of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::model) struct Instance {
    /// What its indices stand for: `f = tau-`, or `i = 1, j = 2`.
    pub(in crate::model) indices: Arc<str>,
    /// How many instances the entry has.
    pub(in crate::model) count: usize,
}

/// Complaints, one for each place and mistake.
#[derive(Debug, Default)]
pub(in crate::model) struct Complaints {
    found: Vec<Complaint>,
}

#[derive(Debug)]
struct Complaint {
    diagnostic: Diagnostic,
    /// The instances it is about; none if the entry has no indices.
    instances: Vec<Instance>,
    /// Whether the words are the same for all of them.
    is_uniform: bool,
}

/// All complaints in the order of the text, at most [`MAX_COMPLAINTS`] of them.
pub(in crate::model) fn merge(mut complaints: Vec<Diagnostic>, more: Vec<Diagnostic>) -> Vec<Diagnostic> {
    complaints.extend(more);
    complaints.sort_by_key(|d| d.span.as_ref().map_or(usize::MAX, |s| s.start));
    complaints.dedup();
    complaints.truncate(MAX_COMPLAINTS);
    complaints
}

impl Complaints {
    /// Adds a complaint about an instance, or about an entry that has no indices.
    pub(in crate::model) fn add(&mut self, diagnostic: Diagnostic, instance: Option<&Instance>) {
        let Some(instance) = instance else {
            self.found.push(Complaint { diagnostic, instances: Vec::new(), is_uniform: true });
            return;
        };
        // An instance that complains twice about a place makes two complaints.
        let same = self.found.iter_mut().find(|known| {
            known.diagnostic.span == diagnostic.span && known.instances.last().is_some_and(|last| last != instance)
        });
        match same {
            Some(known) => {
                known.is_uniform &= known.diagnostic == diagnostic;
                known.instances.push(instance.clone());
            }
            None => self.found.push(Complaint { diagnostic, instances: vec![instance.clone()], is_uniform: true }),
        }
    }

    /// Whether there are so many complaints that looking for more is a waste of time.
    pub(in crate::model) fn is_full(&self) -> bool {
        self.found.len() >= 2 * MAX_COMPLAINTS
    }

    pub(in crate::model) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The complaints in the order of the text, at most [`MAX_COMPLAINTS`] of them.
    pub(in crate::model) fn into_diagnostics(self) -> Vec<Diagnostic> {
        merge(self.found.into_iter().map(Complaint::into_diagnostic).collect(), Vec::new())
    }
}

impl Complaint {
    /// The complaint, with the instances it is about unless it is the same for all there are.
    fn into_diagnostic(self) -> Diagnostic {
        let mut diagnostic = self.diagnostic;
        let Some(first) = self.instances.first() else { return diagnostic };
        let is_about_all = self.instances.len() >= first.count;
        if is_about_all && self.is_uniform {
            return diagnostic;
        }
        let mut list = format!("with {}", first.indices);
        if is_about_all {
            list.push_str("; all others fail too");
        } else {
            let separator = if first.indices.contains(", ") { "; " } else { ", " };
            for instance in self.instances.iter().take(MAX_LISTED).skip(1) {
                let value = instance.indices.split_once(" = ").filter(|_| separator == ", ");
                list.push_str(separator);
                list.push_str(value.map_or(&instance.indices, |(_, element)| element));
            }
            if self.instances.len() > MAX_LISTED {
                // Writing to a String cannot fail.
                let _ = write!(list, " and {} more", self.instances.len() - MAX_LISTED);
            }
        }
        let _ = write!(diagnostic.message, " ({list})");
        diagnostic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(indices: &str) -> Instance {
        Instance { indices: indices.into(), count: 6 }
    }

    fn messages(complaints: &[(&str, &str)]) -> Vec<String> {
        let mut gathered = Complaints::default();
        for (message, indices) in complaints {
            gathered.add(Diagnostic::at(3..4, *message), Some(&instance(indices)));
        }
        gathered.into_diagnostics().into_iter().map(|d| d.message).collect()
    }

    #[test]
    fn one_place_is_complained_about_once() {
        assert_eq!(messages(&[("bad", "f = b")]), ["bad (with f = b)"]);
        assert_eq!(messages(&[("bad", "f = b"), ("bad", "f = c")]), ["bad (with f = b, c)"]);
        assert_eq!(messages(&[("no b", "f = b"), ("no c", "f = c")]), ["no b (with f = b, c)"]);
        assert_eq!(
            messages(&[("bad", "i = 1, j = 2"), ("bad", "i = 2, j = 2")]),
            ["bad (with i = 1, j = 2; i = 2, j = 2)"]
        );
        assert_eq!(messages(&[("bad", "f = b"), ("worse", "f = b")]), ["bad (with f = b)", "worse (with f = b)"]);
        let all = ["f = u", "f = d", "f = s", "f = c", "f = b", "f = t"];
        assert_eq!(messages(&all.map(|f| ("bad", f))), ["bad"]);
        assert_eq!(messages(&all.map(|f| (f, f))), ["f = u (with f = u; all others fail too)"]);
        assert_eq!(
            messages(&all[..5].iter().map(|f| ("bad", *f)).collect::<Vec<_>>()),
            ["bad (with f = u, d, s, c and 1 more)"]
        );
    }
}
