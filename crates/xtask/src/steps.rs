//! A list of steps that all run, each with a heading and its time, and one verdict at the end.

use std::process::ExitCode;
use std::time::Instant;

use crate::process::Outcome;

/// What one step came to.
enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
}

/// The steps done so far. A failing step does not stop the next: one run shows everything that is wrong.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Verdict, f64)>,
}

impl Steps {
    /// Runs one step under its heading; tells whether it passed.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> bool {
        eprintln!("\n=== {name}");
        let started = Instant::now();
        let verdict = match work() {
            Ok(()) => Verdict::Passed,
            Err(problem) => {
                eprintln!("{name}: {}", problem.lines().next().unwrap_or_default());
                Verdict::Failed(problem)
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        eprintln!("=== {name}: {seconds:.1} s");
        let passed = matches!(verdict, Verdict::Passed);
        self.done.push((name.to_owned(), verdict, seconds));
        passed
    }

    /// Notes a step that cannot run here, and why.
    pub fn skip(&mut self, name: &str, why: &str) {
        eprintln!("\n=== {name}: skipped: {why}");
        self.done.push((name.to_owned(), Verdict::Skipped(why.to_owned()), 0.0));
    }

    /// Prints the table; the exit code is 0 only if nothing failed.
    pub fn verdict(self) -> ExitCode {
        eprintln!();
        for (name, verdict, seconds) in &self.done {
            match verdict {
                Verdict::Passed => eprintln!("passed   {seconds:>7.1} s  {name}"),
                Verdict::Failed(why) => eprintln!("FAILED   {seconds:>7.1} s  {name}: {why}"),
                Verdict::Skipped(why) => eprintln!("skipped             {name}: {why}"),
            }
        }
        let failed = self.failed();
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            eprintln!("\n{failed} of {} steps failed", self.done.len());
            ExitCode::FAILURE
        }
    }

    fn failed(&self) -> usize {
        self.done.iter().filter(|(_, verdict, _)| matches!(verdict, Verdict::Failed(_))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;

    #[test]
    fn a_failing_step_lets_the_others_run_and_fails_the_whole() {
        let mut steps = Steps::default();
        let mut ran = Vec::new();
        for (name, outcome) in [("first", Ok(())), ("second", Err("broken".to_owned())), ("third", Ok(()))] {
            let passed = steps.step(name, || {
                ran.push(name);
                outcome.clone()
            });
            assert_eq!(passed, outcome.is_ok());
        }
        steps.skip("fourth", "not on this system");
        assert_eq!(ran, ["first", "second", "third"]);
        assert_eq!(steps.failed(), 1);
    }
}
