//! Many models at once.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Applies `work` to all items on as many threads as there are `jobs`, by default one for each processor, and returns what
/// comes out in the order of the items: it does not depend on the number of threads.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], jobs: Option<NonZeroUsize>, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = jobs.unwrap_or_else(processors).get().min(items.len());
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else { return done };
            done.push((number, work(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(share)).collect();
        let mut done = share();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|&(number, _)| number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_results_keep_their_order() {
        let items: Vec<u64> = (0..1000).collect();
        for jobs in [1, 2, 7, 5000] {
            let calls = AtomicUsize::new(0);
            let squares = in_parallel(&items, NonZeroUsize::new(jobs), |&n| {
                calls.fetch_add(1, Ordering::Relaxed);
                n * n
            });
            assert!(squares.iter().zip(&items).all(|(s, n)| *s == n * n), "{jobs} jobs");
            assert_eq!((squares.len(), calls.load(Ordering::Relaxed)), (1000, 1000));
        }
        assert!(in_parallel(&[] as &[u64], None, |n| *n).is_empty());
    }

    #[test]
    fn work_is_shared_among_threads() {
        // Two items that wait for each other are only done if two threads have them.
        let barrier = std::sync::Barrier::new(2);
        in_parallel(&[(); 2], NonZeroUsize::new(2), |()| {
            barrier.wait();
        });
    }
}
