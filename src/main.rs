//! The program `frazil`.

fn main() {}
