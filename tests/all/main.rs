//! The tests of frazil from outside: one binary, one module per question.

mod architecture;
mod bad_input;
mod cli;

mod convergence;
mod corpus;
mod explain;
mod limits;
mod literature;
mod methods;
mod models;
mod outcome;
mod program;
mod refusals;
mod regression;
mod schema;
mod solving;
mod sweep;
