//! The tests of frazil from outside: one binary, one module per question.

mod architecture;
mod bad_input;
mod cli;
mod contract;

mod convergence;
mod corpus;
mod explain;
mod family;
mod final_yields;
mod fresh_masses;
mod limits;
mod literature;
mod mesa;
mod methods;
mod models;
mod networks;
mod outcome;
mod plugins;
mod portals;
mod program;
mod refusals;
mod regression;
mod scan;
mod schema;
mod sensitivities;
mod solving;
mod statistics;
mod sweep;
mod target;
