//! What became of points, counted.

use super::table::Status;

/// Kinds of reasons that are told apart; the rest are counted together.
const MOST_REASONS: usize = 64;

/// How many points there are of each fate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those with a row, and those without.
    pub points: u64,
    /// Those that were solved.
    pub solved: u64,
    /// Those that could not be solved.
    pub failed: u64,
    /// Those at which no value of the target's parameter gives what is wanted.
    pub no_solution: u64,
    /// Those without a row, as the condition on rows does not hold.
    pub dropped: u64,
    /// Those that violate a constraint.
    pub violated: u64,
    /// Why points failed, the commonest reason first.
    pub reasons: Vec<Reason>,
}

/// A kind of failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The reason with its numbers left out: points that failed alike differ in them.
    pub pattern: String,
    /// How many points.
    pub count: u64,
    /// The first of them, by its place among the points of the scan.
    pub first: u64,
    /// Why that one failed.
    pub message: String,
}

impl Tally {
    /// Counts a point that has a row.
    pub(super) fn count(&mut self, place: u64, status: Status, violated: bool, message: &str) {
        self.points += 1;
        self.violated += u64::from(violated);
        match status {
            Status::Ok => self.solved += 1,
            Status::NoSolution => self.no_solution += 1,
            Status::Failed => {
                self.failed += 1;
                let pattern = pattern(message);
                self.add(Reason { pattern, count: 1, first: place, message: message.to_owned() });
            }
        }
    }

    /// Counts a point that has none.
    pub(super) fn drop_one(&mut self) {
        self.points += 1;
        self.dropped += 1;
    }

    /// Counts what another has counted.
    pub(super) fn merge(&mut self, other: Self) {
        self.points += other.points;
        self.solved += other.solved;
        self.failed += other.failed;
        self.no_solution += other.no_solution;
        self.dropped += other.dropped;
        self.violated += other.violated;
        other.reasons.into_iter().for_each(|reason| self.add(reason));
    }

    fn add(&mut self, new: Reason) {
        let full = self.reasons.len() >= MOST_REASONS;
        let place = self.reasons.iter().position(|known| known.pattern == new.pattern);
        match place.or(full.then_some(MOST_REASONS - 1)) {
            Some(place) => {
                let known = &mut self.reasons[place];
                known.count += new.count;
                if new.first < known.first {
                    (known.first, known.message) = (new.first, new.message);
                }
            }
            None => self.reasons.push(new),
        }
    }

    /// The commonest reason first, and of those that are as common the one that came first.
    pub(super) fn sort(&mut self) {
        self.reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.count), reason.first));
    }
}

/// A message with its numbers replaced: `T = 3.2e-5 GeV` is `T = … GeV`.
fn pattern(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut before = ' ';
    let mut characters = message.chars().peekable();
    while let Some(c) = characters.next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        // A digit within a name, `omega_h2`, is not a number.
        if !c.is_ascii_digit() || is_name(before) {
            out.push(c);
            before = c;
            continue;
        }
        if out.ends_with('-') {
            out.pop();
        }
        let mut last = c;
        while let Some(next) = characters.next_if(|&next| {
            next.is_ascii_digit() || matches!(next, '.' | 'e') || (last == 'e' && matches!(next, '-' | '+'))
        }) {
            last = next;
        }
        out.push('…');
        if last == '.' {
            out.push('.');
        }
        before = '…';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_make_no_difference() {
        for (message, expected) in [
            ("a mass cannot be negative, but this is -1e2 GeV", "a mass cannot be negative, but this is … GeV"),
            ("failed at x = 3.25e-4, T = 0.5 GeV", "failed at x = …, T = … GeV"),
            ("`omega_h2` has no value at 12.", "`omega_h2` has no value at …."),
            ("no numbers", "no numbers"),
        ] {
            assert_eq!(pattern(message), expected);
        }
    }

    #[test]
    fn counting_does_not_depend_on_the_order() {
        let mut parts = [Tally::default(), Tally::default()];
        for place in 0..10 {
            let message = if place % 3 == 0 { format!("x = {place}") } else { format!("y at {place} GeV") };
            parts[usize::from(place < 5)].count(place, Status::Failed, false, &message);
        }
        let [late, early] = parts;
        let mut one = late.clone();
        one.merge(early.clone());
        let mut other = early;
        other.merge(late);
        one.sort();
        other.sort();
        assert_eq!(one, other);
        assert_eq!((one.failed, one.reasons[0].count, one.reasons[1].count), (10, 6, 4));
        assert_eq!((one.reasons[0].first, one.reasons[0].message.as_str()), (1, "y at 1 GeV"));
    }
}
