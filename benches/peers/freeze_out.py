"""The same equation with SciPy's Radau: reads the cases as JSON, tunes the tolerance and times it, writes JSON."""

import json
import math
import sys
import time

from scipy.integrate import solve_ivp
from scipy.special import kve


def solver(case, span, start):
    """ln Y at the end, as a function of the tolerance."""
    rate, scale = case["lambda"], case["scale"]
    exp = math.exp

    def terms(t, y):
        x = exp(t)
        equilibrium = scale * x * x * float(kve(2, x)) * exp(-x)
        own = exp(y[0])
        return rate / x, own, equilibrium * equilibrium / own

    def rhs(t, y):
        rate, own, inverse = terms(t, y)
        return [-rate * (own - inverse)]

    def jacobian(t, y):
        rate, own, inverse = terms(t, y)
        return [[-rate * (own + inverse)]]

    def solve(tolerance):
        # SciPy raises a smaller relative tolerance to 2.2e-14, with a warning.
        result = solve_ivp(rhs, span, [start], method="Radau", jac=jacobian, rtol=1e-13, atol=tolerance)
        if not result.success:
            raise RuntimeError(result.message)
        return result.y[0][-1], result.nfev + result.njev

    return solve


def main():
    task = json.load(sys.stdin)
    solvers = [solver(case, task["span"], case["start"]) for case in task["cases"]]
    references = [case["reference"] for case in task["cases"]]

    def worst(tolerance):
        return max(abs(solve(tolerance)[0] - ln_yield) for solve, ln_yield in zip(solvers, references))

    errors = []
    for tolerance in task["tolerances"]:
        errors.append(worst(tolerance))
        if len(errors) >= task["in_a_row"] and max(errors[-task["in_a_row"]:]) <= task["wanted"]:
            break
    else:
        sys.exit("no tolerance is right to the wanted error")
    chosen = len(errors) - task["in_a_row"]
    tolerance = task["tolerances"][chosen]
    seconds = []
    for _ in range(task["rounds"]):
        clock = time.perf_counter()
        evaluations = sum(solve(tolerance)[1] for solve in solvers)
        seconds.append((time.perf_counter() - clock) / len(solvers))
    json.dump(
        {"tolerance": tolerance, "error": errors[chosen], "evaluations": evaluations / len(solvers), "seconds": min(seconds)},
        sys.stdout,
    )


main()
