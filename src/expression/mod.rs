//! Formulas: parse, check dimensions, compile, evaluate in blocks.
