//! The reaction network: stoichiometry, detailed balance, right-hand side and Jacobian.
