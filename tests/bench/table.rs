//! The table of figures.

use std::time::Duration;

/// Rows of name, figure and goal.
#[derive(Default)]
pub struct Table(Vec<[String; 3]>);

impl Table {
    /// Adds a figure.
    pub fn add(&mut self, name: impl Into<String>, figure: impl Into<String>, goal: &str) {
        let row = [name.into(), figure.into(), goal.to_owned()];
        eprintln!("{}: {} (goal {})", row[0], row[1], row[2]);
        self.0.push(row);
    }

    /// Adds the median and the 95th percentile of some times.
    pub fn times(&mut self, name: &str, mut times: Vec<Duration>, goal: &str) {
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        self.add(name, format!("p50 {:.2?}, p95 {:.2?}", at(50), at(95)), goal);
    }

    /// Adds the median and the 99th percentile of some times.
    pub fn spread(&mut self, name: &str, mut times: Vec<Duration>, goal: &str) {
        times.sort();
        let at = |share: usize| times[(times.len() - 1) * share / 100];
        self.add(name, format!("p50 {:.2?}, p99 {:.2?}", at(50), at(99)), goal);
    }

    /// Prints everything, and the most memory this process ever held.
    pub fn print(mut self) {
        self.add("peak memory", peak(), "-");
        let width = |column: usize| self.0.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (name, figure) = (width(0), width(1));
        for row in &self.0 {
            println!("{:name$}  {:figure$}  {}", row[0], row[1], row[2]);
        }
    }
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.map_or_else(
        || "not known on this system".to_owned(),
        |line| line.trim_start_matches("VmHWM:").trim().to_owned(),
    )
}
