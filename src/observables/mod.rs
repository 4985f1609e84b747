//! What is read off a solution: relic density, freeze-out, mechanism, dominant reactions.
